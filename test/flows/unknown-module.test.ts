import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StatusReport } from '../../nodes/status/status-report';
import { SystemClock } from '../../src/base/clock';
import { systemRandom } from '../../src/base/random';
import { DEMO_TRIPLET, EmbeddedCloud } from '../../src/simulator/embedded-cloud';
import { PseudoTerminal } from '../../src/simulator/pty';
import { FAST, Simulator } from '../../src/simulator/simulator';
import { renamed } from '../support/renamed-module';
import { helper, inState, modemNode, Probe, startFlow } from './rig';

/** Node-RED's number of that level in its log. */
const WARN = 30;

const { productKey, deviceName, deviceSecret } = DEMO_TRIPLET;

describe('A module that nobody knows, in Node-RED', () => {
  let folder: string;
  let path: string;
  let simulator: Simulator;
  let cloud: EmbeddedCloud;

  before(() => helper.startServer());
  after((done) => {
    helper.stopServer(done);
  });

  /** A virtual EC20 that calls itself XY99. */
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ec20-port-'));
    path = join(folder, 'ttyUSB2');
    const clock = new SystemClock();
    cloud = new EmbeddedCloud({ clock, random: systemRandom });
    simulator = new Simulator({ clock, random: systemRandom, broker: cloud, settings: FAST });
    await simulator.attach(renamed(new PseudoTerminal(path), 'XY99'));
  });
  afterEach(async () => {
    await helper.unload();
    await simulator.close();
    cloud.close();
    rmSync(folder, { recursive: true });
  });

  async function report(module: string): Promise<StatusReport> {
    await startFlow(
      [
        modemNode({ port: path, productKey, deviceName, module }),
        { id: 'status', type: 'ec20-status', modem: 'modem', wires: [['out']] },
        { id: 'out', type: 'helper' },
      ],
      { modem: { deviceSecret } },
    );
    return (await new Probe('out').next(inState('online'))).payload as StatusReport;
  }

  function warnings(): string[] {
    const entries = helper.log().args as [{ level: number; id?: string; msg: unknown }][];
    return entries
      .filter(([{ level, id }]) => level === WARN && id === 'modem')
      .map(([{ msg }]) => String(msg));
  }

  it('runs with careful limits; the log says so once, with what to do, and ec20-status shows it', async () => {
    const { module } = await report('auto');
    assert.deepEqual([module.model, module.profile], ['XY99', 'careful']);
    const [warning = '', ...more] = warnings();
    assert.deepEqual(more, []);
    assert.match(warning, /^EC20_MODULE_UNKNOWN: .*XY99.*1024 bytes.*ec20-doctor/);
  });

  it('runs as the family that the setting names, and nothing is warned of', async () => {
    const { module } = await report('EC200U');
    assert.deepEqual([module.model, module.profile], ['XY99', 'EC200U']);
    assert.deepEqual(warnings(), []);
  });
});
