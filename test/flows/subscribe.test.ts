import assert from 'node:assert/strict';

import { assertSentence } from '../support/sentences';
import { obliging, ScriptedServer } from '../simulator/program/mqtt-server';
import { deploy, FAST_SIMULATOR, helper, inState, modemNode, Probe, startFlow } from './rig';
import type { CaughtMessage, FlowNode } from './rig';

const REST = [
  { id: 'out', type: 'helper' },
  { id: 'status', type: 'ec20-status', modem: 'modem', wires: [['states']] },
  { id: 'states', type: 'helper' },
  { id: 'catcher', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
  { id: 'errors', type: 'helper' },
  { id: 'completer', type: 'complete', scope: ['subscribe'], wires: [['completed']] },
  { id: 'completed', type: 'helper' },
];

describe('ec20-subscribe', () => {
  let broker: ScriptedServer;
  let mqttPort: number;

  before(() => helper.startServer());
  after((done) => {
    helper.stopServer(done);
  });
  beforeEach(async () => {
    broker = new ScriptedServer();
    broker.answer = obliging;
    mqttPort = await broker.start();
  });
  afterEach(async () => {
    await helper.unload();
    await broker.stop();
  });

  /** A flow with one subscribe node on the broker, once the device is online. */
  async function online(properties: Readonly<Record<string, unknown>>): Promise<void> {
    const modem = modemNode({ server: 'mqtt', host: '127.0.0.1', mqttPort, port: FAST_SIMULATOR });
    const subscribe = {
      id: 'subscribe',
      type: 'ec20-subscribe',
      modem: 'modem',
      wires: [['out']],
      ...properties,
    };
    await startFlow([modem, subscribe, ...REST]);
    await new Probe('states').next(inState('online'));
  }

  function deliver(topic: string, payload: string | Buffer, qos: 0 | 1 = 0): void {
    broker.send({
      cmd: 'publish',
      topic,
      payload,
      qos,
      dup: false,
      retain: false,
      messageId: qos === 0 ? 0 : 77,
    });
  }

  const outputs: [datatype: string, payload: string | Buffer, expected: unknown][] = [
    ['auto-detect', '{"a":1}', { a: 1 }],
    ['auto-detect', 'plain', 'plain'],
    ['auto-detect', Buffer.from([0xff, 0xfe]), Buffer.from([0xff, 0xfe])],
    ['buffer', 'bytes', Buffer.from('bytes')],
    ['utf8', '{"a":1}', '{"a":1}'],
    ['json', '[1,2]', [1, 2]],
    ['base64', 'abc', 'YWJj'],
  ];
  for (const [datatype, payload, expected] of outputs) {
    it(`sends ${JSON.stringify(payload)} as ${datatype}`, async () => {
      await online({ topic: 'a/+', datatype });
      const out = new Probe('out');
      deliver('a/b', payload);
      const msg = await out.next();
      assert.deepEqual(msg.payload, expected);
      assert.equal(msg.topic, 'a/b');
    });
  }

  it('shows the granted QoS and the message id of a QoS 1 message, and 0 of a QoS 0 message', async () => {
    await online({ topic: 'a/#', qos: '1' });
    const out = new Probe('out');
    deliver('a/b', 'one', 1);
    deliver('a/b', 'nought', 0);
    const [one, nought] = [await out.next(), await out.next()];
    assert.equal(one['qos'], 1);
    assert.ok((one['ec20'] as { messageId: number }).messageId > 0);
    assert.deepEqual([nought['qos'], nought['ec20']], [0, { messageId: 0 }]);
  });

  it('notifies the Catch node of a message that should be JSON and isn’t, and goes on', async () => {
    await online({ topic: 'a', datatype: 'json' });
    const [out, errors] = [new Probe('out'), new Probe('errors')];
    deliver('a', 'no json');
    deliver('a', '"json"');
    const caught = (await errors.next()) as CaughtMessage;
    assert.equal(caught.error.code, 'EC20_JSON');
    assertSentence('EC20_JSON', caught.error.message, 'en');
    assert.deepEqual([caught.topic, caught.payload], ['a', Buffer.from('no json')]);
    assert.equal((await out.next()).payload, 'json');
  });

  it('subscribes, lists and unsubscribes topics that messages name', async () => {
    await online({ inputs: 1 });
    const [out, completed] = [new Probe('out'), new Probe('completed')];
    const node = helper.getNode('subscribe');
    node.receive({ action: 'subscribe', topic: ['a', { topic: 'b', qos: 0, datatype: 'buffer' }] as never });
    assert.deepEqual((await completed.next())['subscriptions'], [
      { topic: 'a', qos: 1 },
      { topic: 'b', qos: 0 },
    ]);
    deliver('b', 'x');
    assert.deepEqual((await out.next()).payload, Buffer.from('x'));
    node.receive({ action: 'unsubscribe', topic: 'b' });
    await completed.next();
    node.receive({ action: 'getSubscriptions' });
    const list = await out.next();
    assert.deepEqual([list.topic, list.payload], ['subscriptions', [{ topic: 'a', qos: 1 }]]);
    node.receive({ action: 'unsubscribe', topic: true as never });
    await completed.next((msg) => msg['action'] === 'unsubscribe');
    const gone = broker.packets.flatMap((packet) =>
      packet.cmd === 'unsubscribe' ? packet.unsubscriptions : [],
    );
    assert.deepEqual(gone, ['b', 'a']);
  });

  it('goes offline and online again by action', async () => {
    await online({ inputs: 1 });
    const states = new Probe('states');
    helper.getNode('subscribe').receive({ action: 'disconnect' });
    await states.next(inState('closed'));
    helper.getNode('subscribe').receive({ action: 'connect' });
    await states.next(inState('online'));
  });

  it('refuses an unknown action and a bad filter', async () => {
    await online({ inputs: 1 });
    const errors = new Probe('errors');
    helper.getNode('subscribe').receive({ action: 'dance' });
    assert.equal(((await errors.next()) as CaughtMessage).error.code, 'EC20_ACTION');
    helper.getNode('subscribe').receive({ action: 'subscribe', topic: 'a#' });
    assert.equal(((await errors.next()) as CaughtMessage).error.code, 'EC20_FILTER_INVALID');
  });

  it('reports a subscription that the broker refuses', async () => {
    broker.answer = (packet, server) => {
      if (packet.cmd !== 'subscribe') obliging(packet, server);
      else server.send({ cmd: 'suback', messageId: packet.messageId ?? 0, granted: [128] });
    };
    await online({ inputs: 1 });
    const errors = new Probe('errors');
    helper.getNode('subscribe').receive({ action: 'subscribe', topic: 'secret' });
    assert.equal(((await errors.next()) as CaughtMessage).error.code, 'EC20_SUBSCRIBE_REFUSED');
  });

  it('keeps its subscription through a deploy that changes only its output, and gives the other up', async () => {
    const modem = modemNode({ server: 'mqtt', host: '127.0.0.1', mqttPort, port: FAST_SIMULATOR });
    const flow = (kept: string, changed: string): FlowNode[] => [
      modem,
      { id: 'kept', type: 'ec20-subscribe', modem: 'modem', topic: 'kept', datatype: kept, wires: [['out']] },
      { id: 'changed', type: 'ec20-subscribe', modem: 'modem', topic: changed, wires: [['out']] },
      ...REST,
    ];
    await startFlow(flow('utf8', 'before'));
    await new Probe('states').next(inState('online'));
    await deploy(flow('base64', 'after'), 'nodes');
    await broker.until(() => broker.packets.some(({ cmd }) => cmd === 'unsubscribe'));
    const out = new Probe('out');
    deliver('kept', 'abc');
    assert.equal((await out.next()).payload, 'YWJj');
    const told = broker.packets.flatMap((packet) => {
      if (packet.cmd === 'unsubscribe') return packet.unsubscriptions.map((topic) => `- ${topic}`);
      return packet.cmd === 'subscribe' ? packet.subscriptions.map(({ topic }) => `+ ${topic}`) : [];
    });
    assert.deepEqual(told.slice(2).sort(), ['+ after', '- before']);
  });

  it('leaves its subscription with the broker when flows stop', async () => {
    await online({ topic: 'a' });
    await helper.clearFlows();
    await broker.until(() => broker.closed);
    assert.equal(broker.packets.filter(({ cmd }) => cmd === 'unsubscribe').length, 0);
    assert.equal(broker.packets.at(-1)?.cmd, 'disconnect');
  });

  it('reports a fixed topic that is no filter once flows have started', async () => {
    await startFlow([
      modemNode(),
      { id: 'subscribe', type: 'ec20-subscribe', modem: 'modem', topic: 'a/#/b', wires: [[]] },
      ...REST,
    ]);
    const caught = (await new Probe('errors').next()) as CaughtMessage;
    assert.deepEqual([caught.error.code, caught.error.source.id], ['EC20_FILTER_INVALID', 'subscribe']);
  });
});
