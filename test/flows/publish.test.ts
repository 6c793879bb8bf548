import assert from 'node:assert/strict';
import { DEMO_TRIPLET } from '../../src/simulator/demo-device';

import { deploy, FAST_SIMULATOR, helper, inState, modemNode, Probe, startFlow } from './rig';
import type { CaughtMessage, FlowNode } from './rig';
import { Stage } from './thing-stage';

const POST = '/sys/${productKey}/${deviceName}/thing/event/property/post';

const LISTENERS = [
  { id: 'out', type: 'helper' },
  { id: 'catcher', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
  { id: 'errors', type: 'helper' },
  { id: 'completer', type: 'complete', scope: ['publish'], wires: [['completed']] },
  { id: 'completed', type: 'helper' },
];

function publishNode(properties: Readonly<Record<string, unknown>> = {}) {
  return { id: 'publish', type: 'ec20-publish', modem: 'modem', wires: [['out']], ...properties };
}

describe('ec20-publish', () => {
  before(() => helper.startServer());
  after((done) => {
    helper.stopServer(done);
  });
  afterEach(() => helper.unload());

  it('passes a message on with msg.ec20 once the broker has it, and completes it', async () => {
    await startFlow([modemNode(), publishNode({ topic: POST }), ...LISTENERS]);
    const [out, completed] = [new Probe('out'), new Probe('completed')];
    helper.getNode('publish').receive({ payload: { params: { T: 21 } }, extra: 'kept' });
    const msg = await out.next();
    const ec20 = msg['ec20'] as Record<string, number>;
    assert.deepEqual(msg.payload, { params: { T: 21 } });
    assert.equal(msg['extra'], 'kept');
    assert.ok((ec20['messageId'] ?? 0) > 0);
    assert.equal(ec20['attempts'], 1);
    assert.ok((ec20['queuedMs'] ?? -1) >= 0 && (ec20['deliveredMs'] ?? -1) >= (ec20['queuedMs'] ?? 0));
    assert.equal((await completed.next())['extra'], 'kept');
  });

  it('gets the cloud’s reply to a property post into ec20-subscribe', async () => {
    await startFlow([
      modemNode(),
      publishNode({ topic: POST }),
      { id: 'reply', type: 'ec20-subscribe', modem: 'modem', topic: `${POST}_reply`, wires: [['replies']] },
      { id: 'replies', type: 'helper' },
      ...LISTENERS,
    ]);
    const replies = new Probe('replies');
    const payload = { id: '7', version: '1.0', params: { T: 21 }, method: 'thing.event.property.post' };
    helper.getNode('publish').receive({ payload });
    const reply = (await replies.next()).payload as { id: string; code: number };
    assert.deepEqual({ id: reply.id, code: reply.code }, { id: '7', code: 200 });
  });

  it('takes topic, QoS and retain from the message where the node has none', async () => {
    await startFlow([modemNode(), publishNode({ topic: '', qos: '' }), ...LISTENERS]);
    const out = new Probe('out');
    helper
      .getNode('publish')
      .receive({ topic: '/${productKey}/${deviceName}/user/update', payload: 'a', qos: '0' });
    const ec20 = (await out.next())['ec20'] as Record<string, number>;
    assert.equal(ec20['messageId'], 0); // QoS 0 has no message id
  });

  it('lets its own topic and QoS win over the message’s', async () => {
    await startFlow([modemNode(), publishNode({ topic: POST, qos: '0' }), ...LISTENERS]);
    const out = new Probe('out');
    helper.getNode('publish').receive({ topic: 'bad#topic', payload: 'a', qos: 2 });
    assert.equal(((await out.next())['ec20'] as Record<string, number>)['messageId'], 0);
  });

  it('sends nothing without a payload, and completes', async () => {
    await startFlow([modemNode(), publishNode({ topic: POST }), ...LISTENERS]);
    const [out, completed] = [new Probe('out'), new Probe('completed')];
    helper.getNode('publish').receive({ topic: 'x', _msgid: 'empty' });
    assert.equal((await completed.next())._msgid, 'empty');
    assert.equal(out.received.length, 0);
  });

  const refused: [why: string, node: Record<string, unknown>, msg: Record<string, unknown>, code: string][] =
    [
      ['has no topic anywhere', {}, { payload: 'a' }, 'EC20_TOPIC_MISSING'],
      ['would go to a wildcard', {}, { topic: 'a/#', payload: 'a' }, 'EC20_TOPIC_WILDCARD'],
      ['has a double quote in its topic', {}, { topic: 'a"b', payload: 'a' }, 'EC20_TOPIC_CHARACTER'],
      ['has an unknown placeholder', {}, { topic: 'a/${nobody}', payload: 'a' }, 'EC20_TOPIC_PLACEHOLDER'],
      ['asks for QoS 2 of Aliyun', { qos: '2' }, { topic: 'a', payload: 'a' }, 'EC20_QOS_UNSUPPORTED'],
      ['asks for a QoS that is none', { qos: '' }, { topic: 'a', payload: 'a', qos: 7 }, 'EC20_QOS'],
      ['asks Aliyun to retain', { retain: 'true' }, { topic: 'a', payload: 'a' }, 'EC20_RETAIN_UNSUPPORTED'],
      ['asks for a retain that is none', {}, { topic: 'a', payload: 'a', retain: 'often' }, 'EC20_RETAIN'],
      ['is longer than the module takes', {}, { topic: 'a', payload: 'a'.repeat(1501) }, 'EC20_PAYLOAD_LONG'],
      ['is empty, which the module cannot send', {}, { topic: 'a', payload: '' }, 'EC20_PAYLOAD_EMPTY'],
      ['is null, which has no bytes', {}, { topic: 'a', payload: null }, 'EC20_PAYLOAD_EMPTY'],
      ['is no JSON', {}, { topic: 'a', payload: { loop: 1n } }, 'EC20_PAYLOAD_JSON'],
      ['is dropped while offline', { offline: 'drop' }, { topic: 'a', payload: 'a' }, 'EC20_OFFLINE'],
      [
        'names an environment variable that is not set',
        { topic: '${EC20_TEST_NOT_SET}' },
        { payload: 'a' },
        'EC20_ENV_MISSING',
      ],
    ];
  for (const [why, node, msg, code] of refused) {
    it(`refuses a message that ${why}: ${code} in the Catch node, once`, async () => {
      await startFlow([modemNode({ port: 'simulator' }), publishNode(node), ...LISTENERS]);
      const [errors, out, completed] = [new Probe('errors'), new Probe('out'), new Probe('completed')];
      helper.getNode('publish').receive(msg);
      const caught = (await errors.next()) as CaughtMessage;
      assert.equal(caught.error.code, code);
      assert.match(caught.error.message, new RegExp(`^${code}: .{20,}`));
      assert.equal(caught.error.source.id, 'publish');
      assert.deepEqual([errors.received.length, out.received.length, completed.received.length], [1, 0, 0]);
    });
  }

  it('says EC20_NO_MODEM when no config node is chosen', async () => {
    await startFlow([publishNode({ modem: '' }), ...LISTENERS]);
    const errors = new Probe('errors');
    helper.getNode('publish').receive({ topic: 'a', payload: 'a' });
    const caught = (await errors.next((msg) => msg.topic === 'a')) as CaughtMessage;
    assert.equal(caught.error.code, 'EC20_NO_MODEM');
  });

  it('writes objects with single quotes where the config node says so', async () => {
    await startFlow([
      modemNode({ quotes: 'single', port: `${FAST_SIMULATOR}&quotes=error` }),
      publishNode({ topic: POST }),
      ...LISTENERS,
    ]);
    const out = new Probe('out');
    helper.getNode('publish').receive({ payload: { params: { T: 'x' } } });
    await out.next(); // a double quote would have been refused by this module
  });

  it('keeps messages while offline and sends them in order once online', async () => {
    await startFlow([
      modemNode({ port: `${FAST_SIMULATOR}&registrationMs=300` }),
      publishNode({ topic: POST }),
      { id: 'status', type: 'ec20-status', modem: 'modem', wires: [['states']] },
      { id: 'states', type: 'helper' },
      ...LISTENERS,
    ]);
    const [out, states] = [new Probe('out'), new Probe('states')];
    for (const payload of ['1', '2', '3']) helper.getNode('publish').receive({ payload });
    await states.next(inState('online'));
    const order = [await out.next(), await out.next(), await out.next()].map((msg) => msg.payload);
    assert.deepEqual(order, ['1', '2', '3']);
  });

  it('lets its successor answer for a message that is under way while a deploy restarts it', async () => {
    const stage = new Stage();
    const { productKey, deviceName, deviceSecret } = DEMO_TRIPLET;
    const credentials = { modem: { deviceSecret } };
    const port = await stage.attach();
    const flow = (wires: string[][]): FlowNode[] => [
      modemNode({ port, productKey, deviceName }),
      publishNode({ topic: POST, wires }),
      { id: 'other', type: 'helper' },
      ...LISTENERS,
    ];
    try {
      await startFlow(flow([['out']]), credentials);
      // The cloud has it, and what the module says of that is held back until the deploy is over.
      const arrived = new Promise<void>((resolve) => {
        stage.cloud.onPublish(() => {
          stage.simulator.freeze();
          resolve();
        });
      });
      helper.getNode('publish').receive({ payload: 'under way' });
      await arrived;
      await deploy(flow([['other']]), 'nodes', credentials);
      const other = new Probe('other');
      stage.simulator.thaw();
      assert.equal((await other.next()).payload, 'under way');
    } finally {
      await stage.close();
    }
  });

  it('fails a message that still waits at the end of a full deploy with EC20_CLOSED', async () => {
    await startFlow([
      modemNode({ port: 'simulator?sim=absent' }),
      publishNode({ topic: POST }),
      ...LISTENERS,
    ]);
    const done = new Promise<{ code?: string }>((resolve) => {
      helper.getNode('publish').on(
        'call:error' as never,
        ((call: { args: [{ code?: string }] }) => {
          resolve(call.args[0]);
        }) as never,
      );
    });
    helper.getNode('publish').receive({ payload: 'waits' });
    await new Promise((resolve) => setImmediate(resolve));
    await helper.clearFlows();
    assert.equal((await done).code, 'EC20_CLOSED');
  });
});
