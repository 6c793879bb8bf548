import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { obliging, ScriptedServer } from '../simulator/program/mqtt-server';
import { queueFiles } from '../support/queue-file';
import { assertSentence, LANGUAGES } from '../support/sentences';
import { logLine, logLines } from './log-lines';
import { deploy, FAST_SIMULATOR, helper, inState, modemNode, Probe, speak, startFlow, userDir } from './rig';
import type { CaughtMessage, FlowNode } from './rig';

const TOPIC = '/${productKey}/${deviceName}/user/update';
const OFFLINE = 'simulator?sim=absent';
const FOLDER = join(userDir, 'ec20');
const OTHER = { productKey: 'a1OtherKey0', deviceName: 'device-b' };
const SECRETS = { deviceSecret: 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0' };
const LEFT = ['1', '2', '3', '4', '5'];

const LISTENERS: readonly FlowNode[] = [
  { id: 'out', type: 'helper' },
  { id: 'catcher', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
  { id: 'errors', type: 'helper' },
  { id: 'completer', type: 'complete', scope: ['publish'], wires: [['completed']] },
  { id: 'completed', type: 'helper' },
];

function modem(id: string, port: string, properties: Readonly<Record<string, unknown>> = {}): FlowNode {
  return { ...modemNode({ port, queue: 'disk', maxRate: 1000, ...properties }), id };
}
const publish = (used: string, id = 'publish'): FlowNode => ({
  id,
  type: 'ec20-publish',
  modem: used,
  topic: TOPIC,
  wires: [['out']],
});
const status = (used: string): FlowNode => ({
  id: `status-${used}`,
  type: 'ec20-status',
  modem: used,
  wires: [['states']],
});

/** Publishes five messages while offline, and waits until they are safe. */
async function fill(): Promise<void> {
  const completed = new Probe('completed');
  for (const payload of LEFT) helper.getNode('publish').receive({ payload });
  while (completed.received.length < LEFT.length) await completed.next();
}

async function leaveBehind(id = 'm1', properties: Readonly<Record<string, unknown>> = {}): Promise<void> {
  await startFlow([modem(id, OFFLINE, properties), publish(id), ...LISTENERS]);
  await fill();
  await helper.unload();
}

async function sent(): Promise<string[]> {
  const out = new Probe('out');
  const payloads: string[] = [];
  while (payloads.length < LEFT.length) payloads.push(String((await out.next()).payload));
  return payloads;
}

describe('a queue on disk belongs to its device', () => {
  before(() => helper.startServer());
  after((done) => {
    helper.stopServer(done);
  });
  afterEach(async () => {
    await helper.unload();
    speak('en');
    rmSync(FOLDER, { recursive: true, force: true });
  });

  it('a new config node of the device takes the messages over, after a restart', async () => {
    await leaveBehind();
    await startFlow([modem('m2', FAST_SIMULATOR), publish('m2'), ...LISTENERS]);
    assert.deepEqual(await sent(), LEFT);
    assert.equal(queueFiles(userDir).length, 1);
  });

  for (const type of ['full', 'nodes'] as const) {
    for (const stays of [false, true]) {
      it(`a new config node takes them over by a ${type} deploy, the old one ${stays ? 'unused' : 'deleted'}`, async () => {
        await startFlow([modem('m1', OFFLINE), publish('m1'), ...LISTENERS]);
        await fill();
        const old = stays ? [modem('m1', OFFLINE)] : [];
        await deploy([...old, modem('m2', FAST_SIMULATOR), publish('m2'), ...LISTENERS], type);
        assert.deepEqual(await sent(), LEFT);
        assert.deepEqual([...logLines('EC20_QUEUE_LEFT'), ...logLines('EC20_QUEUE_UNUSED')], []);
      });
    }
  }

  it('two config nodes of one device at once never share a file, and each keeps its own', async () => {
    const nodes = (port: string): FlowNode[] => [
      modem('m1', port),
      modem('m2', port),
      publish('m1'),
      { ...publish('m2', 'publish2'), wires: [['out2']] },
      { id: 'out2', type: 'helper' },
      { id: 'completer2', type: 'complete', scope: ['publish2'], wires: [['completed2']] },
      { id: 'completed2', type: 'helper' },
      ...LISTENERS,
    ];
    await startFlow(nodes(OFFLINE));
    const completed = new Probe('completed2');
    helper.getNode('publish2').receive({ payload: 'of the second' });
    await fill();
    await completed.next();
    assert.equal(queueFiles(userDir).length, 2);
    await helper.unload();
    await startFlow(nodes(FAST_SIMULATOR));
    const second = new Probe('out2');
    assert.deepEqual(await sent(), LEFT);
    assert.equal((await second.next()).payload, 'of the second');
  });

  for (const language of LANGUAGES) {
    it(`EC20_QUEUE_LEFT: messages of a deleted config node are reported once, with number and file, in ${language}`, async () => {
      speak(language);
      const other = [modem('m2', OFFLINE, OTHER), status('m2'), { id: 'states', type: 'helper' }];
      const credentials = { m2: SECRETS };
      await startFlow([modem('m1', OFFLINE), publish('m1'), ...other, ...LISTENERS], credentials);
      await fill();
      const [file = ''] = queueFiles(userDir).filter((each) => existsSync(`${each}-wal`));
      await deploy([...other, ...LISTENERS], 'nodes', credentials);
      const line = await logLine('EC20_QUEUE_LEFT');
      assertSentence('EC20_QUEUE_LEFT', line, language);
      assert(
        line.includes('5') && queueFiles(userDir).some((each) => line.includes(each)),
        `${line} ${file}`,
      );
      await deploy([...other, ...LISTENERS], 'full', credentials);
      await helper.unload();
      assert.equal(logLines('EC20_QUEUE_LEFT').length, 1);
    });

    it(`EC20_QUEUE_UNUSED: a deploy that leaves the config node without users says how many wait, in ${language}`, async () => {
      speak(language);
      await startFlow([modem('m1', OFFLINE), publish('m1'), ...LISTENERS]);
      await fill();
      await deploy([modem('m1', OFFLINE), ...LISTENERS], 'full');
      const line = await logLine('EC20_QUEUE_UNUSED');
      assertSentence('EC20_QUEUE_UNUSED', line, language);
      assert(line.includes('5') && queueFiles(userDir).some((each) => line.includes(each)), line);
      await deploy([modem('m1', FAST_SIMULATOR), publish('m1'), ...LISTENERS], 'nodes');
      assert.deepEqual(await sent(), LEFT);
    });
  }

  it('a config node that is deleted after it was left without users says so again', async () => {
    await startFlow([modem('m1', OFFLINE), publish('m1'), ...LISTENERS]);
    await fill();
    await deploy([modem('m1', OFFLINE), ...LISTENERS], 'full');
    await logLine('EC20_QUEUE_UNUSED');
    await deploy([...LISTENERS], 'full');
    assert.match(await logLine('EC20_QUEUE_LEFT'), /5 messages wait in/);
    assert.equal(logLines('EC20_QUEUE_UNUSED').length, 1);
  });

  it('without any config node a restart reports them too', async () => {
    await leaveBehind();
    await startFlow([...LISTENERS]);
    assert.match(await logLine('EC20_QUEUE_LEFT'), /5 messages wait in .*ec20.queue-.*\.sqlite/);
  });

  it('messages of a publish node that has another modem now: sent, or reported when they expire', async () => {
    const ttl = { queueTtl: 2 };
    await leaveBehind('m1', ttl);
    const nodes = [
      modem('m1', OFFLINE, ttl),
      modem('m2', OFFLINE, OTHER),
      status('m1'),
      { id: 'states', type: 'helper' },
      publish('m2'),
      ...LISTENERS,
    ];
    await startFlow(nodes, { m2: SECRETS });
    const errors = new Probe('errors');
    const isOurs = (msg: object) => (msg as CaughtMessage).error.code === 'EC20_UNCLAIMED';
    const caught = (await errors.next(isOurs)) as CaughtMessage;
    assert.match(caught.error.message, /5 messages failed with EC20_EXPIRED/);
    assert.equal(caught.error.source.id, 'm1');
    assert.equal(logLines('EC20_UNCLAIMED').length, 1);
  });

  it('an id that looks like a path makes no file elsewhere', async () => {
    await leaveBehind('../../outside');
    assert.equal(queueFiles(userDir).length, 1);
    assert(!existsSync(join(userDir, '..', 'outside.sqlite')));
    assert(!existsSync(join(FOLDER, 'queue-..')));
  });

  it('a broker’s token is another device: its messages are never sent by another one', async () => {
    const server = new ScriptedServer();
    server.answer = obliging;
    const broker = { server: 'mqtt', host: '127.0.0.1', mqttPort: await server.start(), clientId: '' };
    const nodes = (port: string) => [
      modem('m1', port, broker),
      publish('m1'),
      status('m1'),
      { id: 'states', type: 'helper' },
      ...LISTENERS,
    ];
    const topic = { topic: 'v1/devices/me/telemetry' };
    const flow = (port: string) =>
      nodes(port).map((node) => (node.type === 'ec20-publish' ? { ...node, ...topic } : node));
    await startFlow(flow(OFFLINE), { m1: { username: 'TOKEN_OF_DEVICE_A' } });
    await fill();
    await helper.unload();
    await startFlow(flow(FAST_SIMULATOR), { m1: { username: 'TOKEN_OF_DEVICE_B' } });
    const [errors, out, states] = [new Probe('errors'), new Probe('out'), new Probe('states')];
    const isOurs = (msg: object) => (msg as CaughtMessage).error.code === 'EC20_QUEUE_OTHER_DEVICE';
    const caught = (await errors.next(isOurs)) as CaughtMessage;
    assert(!caught.error.message.includes('TOKEN'), caught.error.message);
    await states.next(inState('online'));
    helper.getNode('publish').receive({ payload: 'of B' });
    assert.equal(String((await out.next()).payload), 'of B');
    await helper.unload();
    await startFlow(flow(FAST_SIMULATOR), { m1: { username: 'TOKEN_OF_DEVICE_A' } });
    assert.deepEqual(await sent(), LEFT);
    await helper.unload();
    await server.stop();
  });
});
