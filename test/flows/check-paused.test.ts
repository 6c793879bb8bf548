import assert from 'node:assert/strict';
import type { CheckReport } from '../../nodes/modem/check-report';
import type { Device } from '../../nodes/shared/device';
import { FlowError } from '../../nodes/shared/flow-error';
import { RecordedModule } from '../support/recorded-module';
import { deploy, helper, inState, modemNode, Probe, startFlow } from './rig';

type Values = Readonly<Record<string, unknown>>;

const SECRET = 'S3cretDeviceSecret0123456789abcd';
const OTHER = '0123456789abcdef0123456789abcdef';
const DEVICE = { productKey: 'a1SecretKey0', deviceName: 'keeper', auth: 'aliauth' };
const STORED = { deviceSecret: '__PWRD__' };

async function start(body: Values): Promise<string> {
  const { text } = await helper.request().post('/ec20/check').send(body).expect(200);
  return (JSON.parse(text) as { id: string }).id;
}

async function look(id: string, since = -1): Promise<CheckReport> {
  const { text } = await helper.request().get(`/ec20/check/${id}?since=${since}`).expect(200);
  return JSON.parse(text) as CheckReport;
}

async function follow(id: string, isEnough: (report: CheckReport) => boolean = () => false) {
  for (let report = await look(id); ; report = await look(id, report.version)) {
    if (report.done || isEnough(report)) return report;
  }
}

const lineOf = ({ lines }: CheckReport, id: string) => lines.find((line) => line.id === id);
const red = ({ lines }: CheckReport) => lines.filter(({ state }) => state === 'failed').map(({ id }) => id);
const device = () => (helper.getNode('modem') as unknown as { device: Device }).device;

describe('“Check my setup” of a node that runs with other settings than the dialog’s', () => {
  let module: RecordedModule;
  let states: Probe;
  let config: Values;

  before((done) => {
    helper.startServer(done);
  });
  before(async () => {
    module = await RecordedModule.start([{ ...DEVICE, deviceSecret: SECRET }]);
  });
  beforeEach(async () => {
    const modem = modemNode({ ...DEVICE, port: module.port });
    const { id: _id, type: _type, ...properties } = modem;
    config = properties;
    await startFlow(flow(modem), { modem: { deviceSecret: SECRET } });
    states = new Probe('states');
    await states.next(inState('online'));
  });
  afterEach(() => helper.unload());
  after(() => module.close());
  after((done) => {
    helper.stopServer(done);
  });

  const flow = (modem: ReturnType<typeof modemNode>) => [
    modem,
    { id: 'status', type: 'ec20-status', modem: 'modem', wires: [['states']] },
    { id: 'states', type: 'helper' },
    { id: 'pub', type: 'ec20-publish', modem: 'modem', topic: '/${productKey}/${deviceName}/user/update', wires: [['sent']] },
    { id: 'sent', type: 'helper' },
  ]; // prettier-ignore
  const check = async (change: Values = {}, credentials: Values = STORED, pause = false) =>
    start({ node: 'modem', config: { ...config, ...change }, credentials, pause });

  const DIFFERENCES: readonly (readonly [Values, Values, readonly string[]])[] = [
    [{}, STORED, []],
    [{ name: 'another name', baudRate: '115200', keepAlive: '120' }, STORED, []],
    [{}, { deviceSecret: OTHER }, ['deviceSecret']],
    // Otherwise its answer would show what is stored.
    [{}, { deviceSecret: SECRET }, ['deviceSecret']],
    [{ apn: 'cmiot', signalInterval: 5 }, { ...STORED, simPin: '1234' }, ['simPin', 'apn', 'signalInterval']],
    [{ deviceName: 'second', region: 'cn-beijing' }, { deviceSecret: OTHER }, ['deviceSecret', 'deviceName', 'region']],
    [{ server: 'mqtt', host: 'nosuch.invalid' }, STORED, ['server', 'host']],
  ]; // prettier-ignore
  for (const [change, credentials, names] of DIFFERENCES) {
    it(`names what was not tried: ${names.join(', ') || 'nothing'} (${Object.keys(change).join()})`, async () => {
      const report = await follow(await check(change, credentials));
      assert.equal(report.running, true);
      assert.deepEqual([...(report.untried ?? [])].sort(), [...names].sort());
      assert.equal(device().snapshot().state, 'online');
      assert.ok(!JSON.stringify(report).includes(SECRET));
    });
  }

  it('reports what is wrong with settings that it does not try', async () => {
    const report = await follow(await check({ productKey: '', deviceName: '' }, { deviceSecret: '' }));
    const line = lineOf(report, 'settings');
    assert.deepEqual(
      [line?.code, line?.fields, line?.further?.map(({ code, fields }) => [code, fields])],
      [
        'EC20_NO_SECRET',
        ['deviceSecret'],
        [
          ['EC20_PRODUCT_KEY', ['productKey']],
          ['EC20_DEVICE_NAME', ['deviceName']],
        ],
      ],
    );
    assert.deepEqual([lineOf(report, 'sim')?.state, device().snapshot().state], ['ok', 'online']);
  });

  it('carries time and versions', async () => {
    const { origin } = await follow(await check());
    assert.ok(Math.abs(Date.now() - (origin?.startedAt ?? 0)) < 60_000);
    const { package: own, nodeRed, nodeJs } = origin?.versions ?? {};
    assert.match([own, nodeRed, nodeJs].join(' '), /^\d+\.\d+\.\d+ \S+ \d+\.\d+\.\d+$/);
  });

  it('tries them on the paused session’s port; its messages wait, and leave when it continues', async () => {
    const id = await check({ keepAlive: '60' }, STORED, true);
    assert.equal(device().snapshot().error?.code, 'EC20_PORT_RELEASED');
    helper.getNode('pub').receive({ payload: 'waits' });
    const sent = new Probe('sent').next();
    const report = await follow(id);
    assert.deepEqual([report.running, report.paused, report.untried, red(report)], [false, true, [], []]);
    assert.equal(lineOf(report, 'message')?.state, 'ok');
    assert.match(module.received(), /60/);
    await states.next(inState('online'));
    assert.equal((await sent).payload, 'waits');
  });

  it('continues the session after settings that fail', async () => {
    const report = await follow(await check({}, { deviceSecret: OTHER }, true));
    assert.deepEqual([report.paused, red(report)], [true, ['login']]);
    await states.next(inState('online'));
  });

  it('continues the session when it is cancelled', async () => {
    const id = await check({ keepAlive: '60' }, STORED, true);
    await helper.request().delete(`/ec20/check/${id}`).set('content-type', 'application/json').expect(200);
    assert.equal((await look(id)).done, true);
    await states.next(inState('online'));
  });

  it('does not pause for settings that may not be tried', async () => {
    const report = await follow(await check({ region: 'cn-beijing' }, STORED, true));
    assert.equal(lineOf(report, 'settings')?.code, 'EC20_CHECK_SECRET_AGAIN');
    const { state, counters } = device().snapshot();
    assert.deepEqual([state, counters.reconnects, report.paused], ['online', 0, false]);
  });

  it('leaves a session paused that a flow has released', async () => {
    await device().running?.release();
    const report = await follow(await check({ keepAlive: '60' }, STORED, true));
    assert.deepEqual(red(report), []);
    assert.equal(device().snapshot().state, 'closed');
  });

  it('ends for a deploy, whose session gets the port', async () => {
    const id = await check({ keepAlive: '60' }, STORED, true);
    const modem = modemNode({ ...DEVICE, port: module.port, name: 'deployed anew' });
    await deploy(flow(modem), 'full', { modem: { deviceSecret: SECRET } });
    await new Probe('states').next(inState('online'));
    assert.equal((await look(id)).done, true);
  });
});

describe('Settings with more than one fault', () => {
  before((done) => {
    helper.startServer(done);
  });
  after((done) => {
    helper.stopServer(done);
  });
  afterEach(() => helper.unload());

  const FAULTY: readonly (readonly [what: string, Values, readonly string[]])[] = [
    ['an empty triplet', { port: 'tcp://127.0.0.1:9' }, ['deviceSecret', 'productKey', 'deviceName']],
    [
      'single values and those beside each other',
      { port: 'tcp://127.0.0.1:9', baudRate: 'fast', keepAlive: 'x' },
      ['baudRate', 'keepAlive', 'deviceSecret', 'productKey', 'deviceName'],
    ],
    ['a broker without a host', { port: 'simulator', server: 'mqtt', mqttPort: '0' }, ['mqttPort', 'host']],
  ];
  for (const [what, config, fields] of FAULTY) {
    it(`are all named by the check, each with its field: ${what}`, async () => {
      await startFlow([{ id: 'other', type: 'helper' }]);
      const report = await follow(await start({ node: 'new', config }));
      const line = lineOf(report, 'settings');
      const named = [line, ...(line?.further ?? [])].flatMap((fault) => fault?.fields ?? []);
      assert.deepEqual([...named].sort(), [...fields].sort());
      for (const { text } of line?.further ?? [])
        assert.match(`${text.en} ${text.zh}`, /[a-z].*[\u4e00-\u9fff]/);
    });
  }

  const VARIABLES = ['port', 'apn', 'productKey', 'deviceName', 'region', 'instanceId', 'host', 'clientId'];
  const undefinedOnes = Object.fromEntries(VARIABLES.map((name) => [name, `\${NOT_SET_${name}}`]));
  it('are all named for undefined environment variables that are deployed, by node and check', async () => {
    const modem = modemNode(undefinedOnes);
    const { id: _id, type: _type, ...config } = modem;
    await startFlow([modem, { id: 'status', type: 'ec20-status', modem: 'modem', wires: [[]] }]);
    const report = await follow(await start({ node: 'modem', config }));
    const line = lineOf(report, 'settings');
    const faults = [line, ...(line?.further ?? [])].filter((fault) => fault?.code === 'EC20_ENV_MISSING');
    assert.deepEqual(faults.flatMap((fault) => fault?.fields ?? []).sort(), [...VARIABLES].sort());
    const { error } = device().snapshot();
    assert.ok(error !== undefined);
    assert.equal(
      error.further.filter(({ code }) => code === 'EC20_ENV_MISSING').length,
      VARIABLES.length - 1,
    );
    for (const language of ['en', 'zh'] as const) {
      const { message } = new FlowError(error, language);
      for (const name of VARIABLES) assert.match(message, new RegExp(`\\b${name}\\b`));
    }
  });
});
