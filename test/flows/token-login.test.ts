import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import consolePlugin from '../../nodes/console/ec20-console';
import type { CheckReport } from '../../nodes/modem/check-report';
import type { Device } from '../../nodes/shared/device';
import { obliging, ScriptedServer } from '../simulator/program/mqtt-server';
import { FAST_SIMULATOR, helper, modemNode, Probe, startFlow } from './rig';

const TOKEN = 'A1-TEST-TOKEN-abcdefg0';
const KEY = '4d9ec352e0376f2110a0c601a2857225';
const PASSWORD = 'MqttPass-77-Kk-Lm';

/** A login, and what of it proves who logs in. */
const LOGINS = [
  {
    what: 'a user name without a password is an access token',
    config: { clientId: 'greenhouse' },
    credentials: { username: TOKEN },
    secret: TOKEN,
    open: ['greenhouse'],
  },
  {
    what: 'a client id without both is a key',
    config: { clientId: KEY },
    credentials: {},
    secret: KEY,
    open: [],
  },
  {
    what: 'beside a password the other two are names',
    config: { clientId: 'greenhouse' },
    credentials: { username: 'gardener', password: PASSWORD },
    secret: PASSWORD,
    open: ['greenhouse', 'gardener'],
  },
] as const;

const everything = (value: unknown) =>
  inspect(value, { depth: 8, showHidden: true, maxStringLength: null, maxArrayLength: null });

/** Runs “Check my setup” to its end. */
async function check(config: object, credentials: object): Promise<CheckReport> {
  const started = await helper
    .request()
    .post('/ec20/check')
    .send({ node: 'new', config, credentials })
    .expect(200);
  const { id } = JSON.parse(started.text) as { id: string };
  for (let since = -1; ;) {
    const { text } = await helper.request().get(`/ec20/check/${id}?since=${since}`).expect(200);
    const report = JSON.parse(text) as CheckReport;
    if (report.done) return report;
    since = report.version;
  }
}

describe('What a login is proven by', () => {
  let broker: ScriptedServer;
  let mqttPort: number;

  before(() => helper.startServer());
  after((done) => {
    helper.stopServer(done);
  });
  beforeEach(async () => {
    broker = new ScriptedServer();
    mqttPort = await broker.start();
  });
  afterEach(async () => {
    await helper.unload();
    await broker.stop();
  });

  for (const { what, config, credentials, secret, open } of LOGINS) {
    for (const returnCode of [0, 2]) {
      it(`${what}: it shows nowhere when the broker answers ${returnCode}`, async () => {
        broker.answer = (packet, server) => {
          if (packet.cmd === 'connect') server.send({ cmd: 'connack', returnCode, sessionPresent: false });
          else obliging(packet, server);
          if (packet.cmd === 'publish') server.send({ ...packet, qos: 0, dup: false });
        };
        const login = { server: 'mqtt', host: '127.0.0.1', mqttPort, ...config };
        await startFlow(
          [
            modemNode(login),
            { id: 'command', type: 'ec20-command', modem: 'modem', wires: [['seen']] },
            { id: 'status', type: 'ec20-status', modem: 'modem', wires: [['seen', 'states']] },
            { id: 'catcher', type: 'catch', scope: null, wires: [['seen']] },
            { id: 'watcher', type: 'status', scope: null, wires: [['seen']] },
            { id: 'seen', type: 'helper' },
            { id: 'states', type: 'helper' },
          ],
          { modem: { ...credentials } },
          [consolePlugin],
        );
        const [seen, states] = [new Probe('seen'), new Probe('states')];
        const end = returnCode === 0 ? 'online' : 'failed';
        await states.next(({ payload }) => (payload as { state: string }).state === end);
        const { device } = helper.getNode('modem') as unknown as { device: Device };
        const trace = everything(device.running?.trace.entries);
        assert.match(trace, /AT\+QMTCONN=0,/);
        // What a user repeats at the console goes out in his own words, and is masked in the trace.
        const repeated = await helper
          .request()
          .post('/ec20/command/modem')
          .send({ command: `AT+QMTCONN=5,"${config.clientId}"` });
        const report = await check({ ...login, port: FAST_SIMULATOR }, credentials);
        const shown = {
          trace: everything(device.running?.trace.entries),
          console: (await helper.request().get('/ec20/trace/modem').expect(200)).text,
          repeated: repeated.text,
          snapshot: everything(device.snapshot()),
          logs: everything(helper.log().args),
          messages: everything(seen.received),
          check: JSON.stringify(report),
        };
        for (const [where, text] of Object.entries(shown))
          assert(!text.includes(secret), `${where}: ${text}`);
        for (const name of open) assert(trace.includes(`"${name}"`), name);
        const connect = broker.packets.find(({ cmd }) => cmd === 'connect');
        assert(connect?.cmd === 'connect');
        assert.equal(connect.clientId, config.clientId);
      }).timeout(30_000);
    }
  }

  it('a topic of the check does not give the key to every subscriber', async () => {
    broker.answer = (packet, server) => {
      obliging(packet, server);
      if (packet.cmd === 'publish') server.send({ ...packet, qos: 0, dup: false });
    };
    await startFlow([{ id: 'other', type: 'helper' }]);
    const login = { server: 'mqtt', host: '127.0.0.1', mqttPort, clientId: KEY };
    const report = await check({ ...login, port: FAST_SIMULATOR }, {});
    assert(
      report.lines.every(({ state }) => state === 'ok'),
      JSON.stringify(report.lines),
    );
    const topics = broker.packets.flatMap((packet) => (packet.cmd === 'publish' ? [packet.topic] : []));
    assert.equal(topics.length, 1);
    assert.match(topics[0] ?? '', /^ec20-check\/\d+$/);
  });
});
