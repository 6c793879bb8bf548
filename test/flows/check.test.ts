import assert from 'node:assert/strict';
import type { CheckReport } from '../../nodes/modem/check-report';
import type { Device } from '../../nodes/shared/device';
import type { CheckLineId } from '../../src/session/check-line';
import { obliging, ScriptedServer } from '../simulator/program/mqtt-server';
import { deploy, FAST_SIMULATOR, helper, inState, modemNode, Probe, startFlow } from './rig';

const SECRETS = {
  deviceSecret: 'S3cr3tDeviceKey9f8e7d6c5b4a3210',
  simPin: '73519246',
  apnPassword: 'ApnPass-Zx81-Qw55',
};
const DEVICE = { productKey: 'a1SecretKey0', deviceName: 'keeper', apn: 'cmnet', apnUser: 'u', apnAuth: '1' };
const STORED = { deviceSecret: '__PWRD__', simPin: '__PWRD__', apnPassword: '__PWRD__' };
const LOCKED = `${FAST_SIMULATOR}&sim=pin&pin=73519246`;

async function start(body: object): Promise<string> {
  const { text } = await helper.request().post('/ec20/check').send(body).expect(200);
  return (JSON.parse(text) as { id: string }).id;
}

async function look(id: string, since = -1): Promise<CheckReport> {
  const { text } = await helper.request().get(`/ec20/check/${id}?since=${since}`).expect(200);
  return JSON.parse(text) as CheckReport;
}

/** Follows a run as the dialog does, until `isEnough` or its end. */
async function follow(
  id: string,
  isEnough: (report: CheckReport) => boolean = () => false,
): Promise<CheckReport> {
  for (let report = await look(id); ; report = await look(id, report.version)) {
    if (report.done || isEnough(report)) return report;
  }
}

const cancel = (id: string) =>
  helper.request().delete(`/ec20/check/${id}`).set('content-type', 'application/json').expect(200);
const stateOf = ({ lines }: CheckReport, id: CheckLineId) => lines.find((line) => line.id === id)?.state;
const red = ({ lines }: CheckReport) => lines.filter(({ state }) => state === 'failed').map(({ id }) => id);
const deviceOf = (id: string) => (helper.getNode(id) as unknown as { device: Device }).device;

describe('“Check my setup”', () => {
  before((done) => {
    helper.startServer(done);
  });
  after((done) => {
    helper.stopServer(done);
  });
  afterEach(() => helper.unload());

  it('checks a configuration that was never deployed, on a virtual module of its own', async () => {
    await startFlow([{ id: 'other', type: 'helper' }]);
    const report = await follow(await start({ node: 'new', config: { port: FAST_SIMULATOR } }));
    assert.equal(report.running, false);
    assert(
      report.lines.every(({ state }) => state === 'ok'),
      JSON.stringify(report.lines),
    );
    assert.equal(stateOf(report, 'message'), 'ok');
  });

  it('honours the faults of the simulator', async () => {
    await startFlow([{ id: 'other', type: 'helper' }]);
    const config = { port: `${FAST_SIMULATOR}&sim=absent` };
    const report = await follow(await start({ node: 'new', config }));
    assert.deepEqual(red(report), ['sim']);
    const line = report.lines.find(({ id }) => id === 'sim');
    assert.equal(line?.code, 'EC20_SIM_ABSENT');
    assert.match(line.cure?.en ?? '', /put the card in/);
    assert.match(line.cure?.zh ?? '', /断电/);
  });

  it('names a property that is refused, and goes no further', async () => {
    await startFlow([{ id: 'other', type: 'helper' }]);
    const report = await follow(
      await start({ node: 'new', config: { port: 'simulator', baudRate: 'fast' } }),
    );
    assert.deepEqual(red(report), ['settings']);
    assert(report.lines.slice(1).every(({ because }) => because === 'settings'));
  });

  it('uses a stored credential where the dialog shows its placeholder, and shows none', async () => {
    const modem = modemNode({ ...DEVICE, port: LOCKED });
    await startFlow([modem], { modem: SECRETS });
    const { id: _id, type: _type, ...config } = modem;
    const shown: string[] = [];
    const run = async (body: object) => {
      const report = await follow(await start(body), (each) => {
        shown.push(JSON.stringify(each));
        return false;
      });
      shown.push(JSON.stringify(report));
      return report;
    };
    const stored = await run({ node: 'modem', config, credentials: STORED });
    assert.deepEqual(red(stored), [], JSON.stringify(stored.lines));
    const typed = await run({ node: 'modem', config, credentials: { ...STORED, simPin: '00000000' } });
    assert.deepEqual(red(typed), ['sim']);
    const stranger = await run({ node: 'other', config, credentials: STORED });
    assert.deepEqual(red(stranger), ['settings', 'sim'], 'a stored credential is its own node’s alone');
    shown.push(JSON.stringify(helper.log().args));
    for (const secret of Object.values(SECRETS)) {
      assert(!shown.join('\n').replaceAll(`pin=${SECRETS.simPin}`, '').includes(secret), secret);
    }
  }).timeout(60_000);

  it('looks at the session that runs, which stays online and opens nothing', async () => {
    await startFlow([
      modemNode(),
      { id: 'status', type: 'ec20-status', modem: 'modem', wires: [['states']] },
      { id: 'states', type: 'helper' },
    ]);
    await new Probe('states').next(inState('online'));
    const { port } = modemNode();
    const id = await start({ node: 'modem', config: { port }, credentials: {} });
    const report = await follow(id);
    assert.equal(report.running, true);
    assert(
      report.lines.every(({ state }) => state === 'ok'),
      JSON.stringify(report.lines),
    );
    const { state, counters } = deviceOf('modem').snapshot();
    assert.deepEqual([state, counters.reconnects], ['online', 0]);
    const trace = deviceOf('modem').running?.trace.entries.map(({ text }) => text) ?? [];
    assert.equal(trace.filter((text) => text.startsWith('AT+QMTOPEN=')).length, 1);
    assert(trace.includes('check: message'));
  });

  it('can be cancelled at any time, and reports it', async () => {
    await startFlow([{ id: 'other', type: 'helper' }]);
    const config = { port: `${FAST_SIMULATOR}&registration=searching` };
    const id = await start({ node: 'new', config });
    await follow(id, (report) => stateOf(report, 'registration') === 'running');
    await cancel(id);
    const report = await look(id);
    assert.equal(report.done, true);
    assert.equal(report.lines.find(({ id: line }) => line === 'registration')?.code, 'EC20_CHECK_CANCELLED');
    await cancel(id);
    await cancel('nobody');
  });

  it('takes a new run of the same node for the end of the old one', async () => {
    await startFlow([{ id: 'other', type: 'helper' }]);
    const config = { port: `${FAST_SIMULATOR}&registration=searching` };
    const [first, second] = await Promise.all([
      start({ node: 'new', config }),
      start({ node: 'new', config }),
    ]);
    assert.equal((await look(first)).done, true);
    assert.equal((await look(second)).done, false);
    await cancel(second);
  });

  it('ends when the flow is deployed, so that the session finds the port free', async () => {
    await startFlow([{ id: 'other', type: 'helper' }]);
    const id = await start({ node: 'modem', config: { port: `${FAST_SIMULATOR}&registration=searching` } });
    await follow(id, (report) => stateOf(report, 'registration') === 'running');
    await deploy(
      [
        modemNode(),
        { id: 'status', type: 'ec20-status', modem: 'modem', wires: [['states']] },
        { id: 'states', type: 'helper' },
      ],
      'full',
    );
    await new Probe('states').next(inState('online'));
    assert.equal((await look(id)).done, true);
  });

  it('names the config node that has the port', async () => {
    const port = 'tcp://127.0.0.1:9';
    await startFlow([
      modemNode({ port, name: 'greenhouse', server: 'mqtt', host: 'broker.invalid' }),
      { id: 'status', type: 'ec20-status', modem: 'modem', wires: [[]] },
    ]);
    const report = await follow(await start({ node: 'second', config: { port } }));
    assert.deepEqual(red(report), ['settings', 'port']);
    const line = report.lines.find(({ id }) => id === 'port');
    assert.equal(line?.code, 'EC20_PORT_SHARED');
    assert.match(line.text?.zh ?? '', /greenhouse/);
  });

  describe('with a broker of anybody’s', () => {
    let broker: ScriptedServer;
    let config: object;

    beforeEach(async () => {
      broker = new ScriptedServer();
      const mqttPort = await broker.start();
      config = { port: FAST_SIMULATOR, server: 'mqtt', host: '127.0.0.1', mqttPort, clientId: 'pi' };
      await startFlow([{ id: 'other', type: 'helper' }]);
    });
    afterEach(() => broker.stop());

    it('sends its message on a topic of its own, and waits for it to come back', async () => {
      broker.answer = (packet, server) => {
        obliging(packet, server);
        if (packet.cmd === 'publish') server.send({ ...packet, qos: 0, dup: false });
      };
      const report = await follow(await start({ node: 'new', config }));
      assert(
        report.lines.every(({ state }) => state === 'ok'),
        JSON.stringify(report.lines),
      );
      const topics = broker.packets.flatMap((packet) => (packet.cmd === 'publish' ? [packet.topic] : []));
      assert.deepEqual(topics, ['ec20-check/pi']);
    });

    it('does not call a broker wrong that keeps that topic to itself', async () => {
      broker.answer = (packet, server) => {
        if (packet.cmd !== 'subscribe') obliging(packet, server);
        else server.send({ cmd: 'suback', messageId: packet.messageId ?? 0, granted: [128] });
      };
      const report = await follow(await start({ node: 'new', config }));
      assert.deepEqual(red(report), []);
      assert.equal(report.lines.at(-1)?.code, 'EC20_CHECK_TOPIC');
    });
  });

  it('reports an unknown run as gone', async () => {
    await startFlow([{ id: 'other', type: 'helper' }]);
    assert.deepEqual(await look('nobody'), { gone: true, running: false, done: true, version: 0, lines: [] });
  });
});
