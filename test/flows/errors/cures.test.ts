import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ErrorCode } from '../../../src/errors/catalogue';
import { DEMO_TRIPLET } from '../../../src/simulator/embedded-cloud';
import type { SimulatorSettings } from '../../../src/simulator/simulator';
import { assertSentence } from '../../support/sentences';
import { helper } from '../rig';
import { plugIn, type PluggedModule } from './plugged-module';
import { Stage } from './stage';

type Values = Readonly<Record<string, string>>;

interface Mistake {
  readonly what: string;
  readonly code: ErrorCode;
  readonly settings?: Partial<SimulatorSettings>;
  readonly modem?: Values;
  readonly secrets?: Values;
  /** What the user does at the module … */
  readonly hand?: (module: PluggedModule) => void;
  /** … or in the config node, and deploys. */
  readonly deploy?: { readonly modem?: Values; readonly secrets?: Values };
}

/** A mistake is looked at again after 10 s at most, but for those that the virtual clock tests; a busy machine takes longer. */
const CURED_MS = 60_000;

const { productKey, deviceName, deviceSecret } = DEMO_TRIPLET;

const MISTAKES: readonly Mistake[] = [
  {
    what: 'a wrong DeviceSecret, by the right one',
    code: 'EC20_CONNECT_CREDENTIALS',
    secrets: { deviceSecret: '0'.repeat(32) },
    deploy: { secrets: { deviceSecret } },
  },
  {
    what: 'no SIM card, by one',
    code: 'EC20_SIM_ABSENT',
    settings: { sim: 'absent' },
    hand: ({ simulator }) => {
      simulator.settings.sim = 'present';
    },
  },
  {
    what: 'a wrong PIN, by the right one',
    code: 'EC20_SIM_PIN_WRONG',
    settings: { sim: 'pin', pin: '1234' },
    secrets: { deviceSecret, simPin: '4321' },
    deploy: { secrets: { deviceSecret, simPin: '1234' } },
  },
  {
    what: 'an unknown host, by its right name',
    code: 'EC20_OPEN_DNS',
    modem: { host: 'a1.aliyuncs.example' },
    deploy: { modem: { host: '' } },
  },
  {
    what: 'a network without data for this APN, by the right one',
    code: 'EC20_PDP_FAILED',
    settings: { apnName: 'CMIOT' },
    modem: { apn: 'CMNET' },
    deploy: { modem: { apn: 'CMIOT' } },
  },
];

describe('Without a restart of Node-RED is cured', () => {
  let folder: string;
  let module: PluggedModule | undefined;

  before(() => helper.startServer());
  after((done) => {
    helper.stopServer(done);
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ec20-cure-'));
  });
  afterEach(async () => {
    await helper.unload();
    await module?.unplug();
    rmSync(folder, { recursive: true });
  });

  for (const { what, code, settings, modem, secrets, hand, deploy } of MISTAKES) {
    it(`${what}: ${code}`, async function () {
      this.timeout(CURED_MS);
      const port = join(folder, 'ttyUSB2');
      module = await plugIn(port, settings);
      const device = { port, productKey, deviceName };
      let stage = await Stage.start({ modem: { ...device, ...modem }, secrets: secrets ?? { deviceSecret } });
      const error = await stage.error();
      assert.deepEqual([error.code, error.source.type], [code, 'ec20-modem']);
      assertSentence(code, error.message, 'en');
      await stage.status((text) => text.startsWith('disconnected, '));
      hand?.(module);
      if (deploy !== undefined) {
        stage = await stage.deploy({
          modem: { ...device, ...modem, ...deploy.modem },
          secrets: deploy.secrets ?? { deviceSecret },
        });
      }
      await stage.state('online');
      assert.ok(module.cloud.isOnline(DEMO_TRIPLET));
    });
  }
});
