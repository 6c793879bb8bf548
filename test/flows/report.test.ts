import assert from 'node:assert/strict';
import consolePlugin from '../../nodes/console/ec20-console';
import { Replay } from '../../src/doctor/replay';
import { savedTrace } from '../support/saved-trace';
import { blocksOf, MOST_BYTES } from '../../src/doctor/sendable-report';
import { RecordedModule } from '../support/recorded-module';
import { VirtualDevice } from '../support/virtual-device';
import { FAST_SIMULATOR, helper, inState, modemNode, Probe, startFlow } from './rig';

const SECRETS = {
  deviceSecret: 'S3cr3tDeviceKey9f8e7d6c5b4a3210',
  simPin: '73519246',
  apnPassword: 'ApnPass+Zx81/Qw55&',
  productSecret: 'Pr0ductS3cretKkLm',
};
const DEVICE = { productKey: 'a1SecretKey0', deviceName: 'keeper', apn: 'cmnet', apnUser: 'u', apnAuth: '1' };
const STATUS = [
  { id: 'status', type: 'ec20-status', modem: 'modem', wires: [['states']] },
  { id: 'states', type: 'helper' },
];
/** A part of this length must not show either. */
const PART_LENGTH = 8;

async function reportOn(id: string, language = 'en-US'): Promise<string> {
  const answer = await helper.request().get(`/ec20/report/${id}?lang=${language}`).expect(200);
  assert.match(String(answer.headers['content-type']), /^text\/markdown; charset=utf-8/);
  assert.match(String(answer.headers['content-disposition']), /^attachment; filename="ec20-report\.md"$/);
  return answer.text;
}

function json(report: string, name: string): unknown {
  const [text = ''] = blocksOf(report).get(name) ?? [];
  return JSON.parse(text);
}

/** A secret in every form: as it is, in JSON, in an address, in hexadecimal, in base64 at each of three places. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const base64 = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    hex,
    hex.toUpperCase(),
    ...base64,
  ];
}

/** The name of a secret of which any form has a part in the text; undefined: there is none. */
function leakIn(text: string, secrets: Readonly<Record<string, string>>): string | undefined {
  const isThere = (form: string) =>
    Array.from({ length: form.length - PART_LENGTH + 1 }, (_, at) => form.slice(at, at + PART_LENGTH)).some(
      (part) => text.includes(part),
    );
  return Object.entries(secrets).find(([, secret]) => formsOf(secret).some(isThere))?.[0];
}

describe('A report to send', function () {
  this.timeout(60_000);
  before(() => helper.startServer());
  after((done) => {
    helper.stopServer(done);
  });
  afterEach(() => helper.unload());

  async function start(
    properties: object,
    credentials: Readonly<Record<string, string>> = {},
  ): Promise<Probe> {
    await startFlow([modemNode({ ...properties }), ...STATUS], { modem: credentials }, [consolePlugin]);
    return new Probe('states');
  }

  it('has versions, settings, state and traffic, for people and for programs, in the reader’s language', async () => {
    const states = await start({});
    await states.next(inState('online'));
    const english = await reportOn('modem');
    assert.ok(Buffer.byteLength(english) < MOST_BYTES);
    for (const chapter of ['Versions', 'Settings', 'State', 'The last check of the setup', 'Traffic now']) {
      assert.match(english, new RegExp(`^## ${chapter}$`, 'm'));
    }
    assert.match(await reportOn('modem', 'zh-CN'), /^# EC20 模块诊断报告$/m);
    const versions = json(english, 'versions') as Record<string, unknown>;
    assert.equal(versions['format'], 'ec20-report');
    assert.equal(versions['nodeJs'], process.versions.node);
    const { settings, credentials } = json(english, 'settings') as Record<string, Record<string, unknown>>;
    assert.equal(settings?.['port'], 'simulator?preset=fast');
    assert.deepEqual([...new Set(Object.values(credentials ?? {}))], [false]);
    const { state, module, counters } = json(english, 'state') as {
      state: string;
      module: { model: string; imei: string };
      counters: object;
    };
    assert.equal(state, 'online');
    assert.match(module.model, /EC20/);
    assert.match(module.imei, /^\*\*\*\d{4}$/);
    assert.ok('reconnects' in counters);
    assert.doesNotMatch(english, /\d{15,20}/);
  });

  it('has the last check, with what is wrong in words', async () => {
    await start({});
    const { text } = await helper
      .request()
      .post('/ec20/check')
      .send({ node: 'modem', config: { port: FAST_SIMULATOR, region: 'nowhere' } })
      .expect(200);
    const { id } = JSON.parse(text) as { id: string };
    for (let version = -1, done = false; !done;) {
      const answer = await helper.request().get(`/ec20/check/${id}?since=${version}`);
      ({ version, done } = answer.body as { version: number; done: boolean });
    }
    const report = await reportOn('modem');
    const check = json(report, 'check') as { lines: { id: string; state: string; code?: string }[] };
    assert.equal(check.lines.find((line) => line.id === 'settings')?.code, 'EC20_REGION');
    assert.match(
      blocksOf(report).get('check-lines')?.[0] ?? '',
      /^\[failed\] Settings .*\n {4}EC20_REGION: /m,
    );
    assert.match(await reportOn('modem', 'zh-CN'), /^\[失败\] 配置内容 /m);
  });

  it('replays: the driver comes to the same fault by the traffic in it', async () => {
    const states = await start({ port: 'simulator?preset=fast&sim=absent' });
    await states.next(inState('failed'));
    const [traffic = ''] = blocksOf(await reportOn('modem')).get('trace') ?? [];
    const replayed = new VirtualDevice({}, ({ clock }) => ({
      findTransport: () => Promise.resolve(new Replay(savedTrace(traffic), clock).transport),
    }));
    replayed.session.start();
    const { session, clock } = replayed;
    await clock.until(() => session.snapshot().error !== undefined, 60_000, 'the fault');
    assert.equal(session.snapshot().error?.code, 'EC20_SIM_ABSENT');
    assert.equal(session.snapshot().module.model, 'EC20F');
    await replayed.close();
  });

  it('the search finds a secret in any form', () => {
    for (const secret of Object.values(SECRETS)) {
      const encoded = [
        secret,
        Buffer.from(secret).toString('hex'),
        Buffer.from(`a${secret}`).toString('base64'),
      ];
      for (const text of encoded) assert.ok(leakIn(`before ${text} after`, SECRETS) !== undefined, text);
    }
    assert.equal(leakIn('nothing of all that', SECRETS), undefined);
  });

  for (const auth of ['aliauth', 'sign']) {
    it(`holds no secret, whatever a flow has sent with it, and no computed password (auth ${auth})`, async () => {
      const module = await RecordedModule.start(
        [{ ...DEVICE, deviceSecret: SECRETS.deviceSecret }],
        'sim=pin&pin=73519246',
      );
      try {
        const states = await start(
          { ...DEVICE, port: module.port, auth, name: SECRETS.deviceSecret },
          SECRETS,
        );
        await states.next(inState('online'));
        const session = (helper.getNode('modem') as unknown as { device: { running: Traced } }).device
          .running;
        for (const secret of Object.values(SECRETS)) {
          for (const form of [
            secret,
            Buffer.from(secret).toString('hex'),
            Buffer.from(secret).toString('base64'),
          ]) {
            session.trace.note(`a flow sends ${form}`);
          }
        }
        const password = /AT\+QMTCONN=\d,"[^"]*","[^"]*","([^"]+)"/.exec(module.received())?.[1];
        assert.equal(password === undefined, auth === 'aliauth');
        const report = await reportOn('modem');
        assert.match(report, /AT\+QMTCONN/);
        assert.equal(
          leakIn(report, { ...SECRETS, ...(password === undefined ? {} : { password }) }),
          undefined,
        );
        const { credentials } = json(report, 'settings') as { credentials: Record<string, boolean> };
        assert.deepEqual([credentials['deviceSecret'], credentials['password']], [true, false]);
        assert.match(report, /deviceSecret set/);
      } finally {
        await helper.unload();
        await module.close();
      }
    });
  }

  it('has the devices behind a gateway with their states, and none of their secrets', async () => {
    const sub = {
      table: 'Tab1eSecret9f8e7d6c5b4a32100aa1',
      shown: 'Sh0wnSecret1a2b3c4d5e6f70819bb2',
      own: '0wnSecretOfTheDevice7c6b5a49cc3',
      refused: 'RefusedSecret8e7f6a5b4c3d2e1dd4',
    };
    const device = (id: string, properties: object) => ({
      id,
      type: 'ec20-device',
      modem: 'modem',
      ...properties,
    });
    await startFlow(
      [
        modemNode({ subDevices: `a1DemoMeter,meter1\na1DemoMeter,meter2,${sub.shown}` }),
        device('own', { productKey: 'a1DemoMeter', deviceName: 'meter3' }),
        device('refused', { productKey: 'a1DemoMeter', deviceName: '?' }),
        ...STATUS,
      ],
      {
        modem: { subDeviceSecrets: JSON.stringify({ 'a1DemoMeter/meter1': sub.table }) },
        own: { deviceSecret: sub.own },
        refused: { deviceSecret: sub.refused },
      },
      [consolePlugin],
    );
    const states = new Probe('states');
    await states.next((msg) => {
      const { subDevices = [] } = msg.payload as { subDevices?: { state: string }[] };
      return subDevices.length === 3 && subDevices.every(({ state }) => state === 'failed');
    });
    const { trace } = (helper.getNode('modem') as unknown as { device: { running: Traced } }).device.running;
    for (const secret of Object.values(sub)) trace.note(`a flow sends ${secret}`);
    const report = await reportOn('modem');
    assert.equal(leakIn(report, sub), undefined);
    assert.match(report, /^## Sub-devices$/m);
    assert.match(report, /^- 0 of 3 online$/m);
    const [lines = ''] = blocksOf(report).get('sub-devices') ?? [];
    assert.deepEqual(
      lines
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .map(({ device: key, state, code }) => [key, state, code]),
      ['meter1', 'meter2', 'meter3'].map((name) => [`a1DemoMeter/${name}`, 'failed', 'EC20_SUB_SIGNATURE']),
    );
    const { settings } = json(report, 'settings') as { settings: Record<string, unknown> };
    assert.deepEqual(settings['subDevices'], { rows: 2, withSecret: 1 });
    const chinese = await reportOn('modem', 'zh-CN');
    assert.match(chinese, /^## 子设备$/m);
    assert.match(chinese, /^- 在线 0\/3$/m);
  });

  it('says that there is no such modem node where there is none', async () => {
    await start({});
    const report = await reportOn('none', 'zh-CN');
    assert.equal((json(report, 'state') as { code: string }).code, 'EC20_NO_MODEM');
    assert.match(report, /没有可用的模块/);
  });
});

interface Traced {
  readonly trace: { note(text: string): void };
}
