import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import type { NodeInitializer } from 'node-red';

import { obliging, ScriptedServer } from '../simulator/program/mqtt-server';
import { assertSentence } from '../support/sentences';
import { FAST_SIMULATOR, helper, inState, modemNode, Probe, startFlow, type CaughtMessage } from './rig';
import { assertKept } from './kept-message';
import { Stage } from './thing-stage';

const functionNode = createRequire(__filename)(
  '@node-red/nodes/core/function/10-function.js',
) as NodeInitializer;

const REST = [
  { id: 'out', type: 'helper' },
  { id: 'status', type: 'ec20-status', modem: 'modem', wires: [['states']] },
  { id: 'states', type: 'helper' },
  { id: 'catcher', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
  { id: 'errors', type: 'helper' },
];

/** What a function node can put into `msg.payload`, and what the broker gets. */
const SENT: readonly (readonly [code: string, hex: string])[] = [
  ['new Uint8Array([65, 66, 67])', '414243'],
  ['new Uint8Array([0, 65, 66, 0]).subarray(1, 3)', '4142'],
  ['new Uint16Array([1, 2])', '01000200'],
  ['new Float32Array([1.5])', '0000c03f'],
  ['new Uint8Array([65, 66]).buffer', '4142'],
  ['new DataView(new Uint8Array([65, 66, 67]).buffer, 1)', '4243'],
  ['Buffer.from("AB")', '4142'],
  ['new String("AB")', '4142'],
  ['new Number(7)', '37'],
  ['12345678901234567890n', '3132333435363738393031323334353637383930'],
  ['Buffer.from("A").toJSON()', Buffer.from('{"type":"Buffer","data":[65]}').toString('hex')],
  ['new Date(0)', Buffer.from('"1970-01-01T00:00:00.000Z"').toString('hex')],
];

const REFUSED: readonly (readonly [code: string, path: string])[] = [
  ['new Map()', 'payload'],
  ['new Set([1])', 'payload'],
  ['new Error("x")', 'payload'],
  ['/x/', 'payload'],
  ['Promise.resolve()', 'payload'],
  ['() => 1', 'payload'],
  ['{ a: [{ b: new Map() }] }', 'payload.a[0].b'],
  ['{ a: NaN }', 'payload.a'],
  ['{ get a() { throw new Error("boom"); } }', 'payload.a'],
];

describe('What a function node makes', () => {
  let broker: ScriptedServer;

  before(() => helper.startServer());
  after((done) => {
    helper.stopServer(done);
  });
  beforeEach(() => {
    broker = new ScriptedServer();
    broker.answer = obliging;
  });
  afterEach(async () => {
    await helper.unload();
    await broker.stop();
  });

  /** A function node in front of one of ours, whose device is online. */
  async function online(
    func: string,
    type: string,
    properties: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    const mqttPort = await broker.start();
    const nodes = [
      modemNode({ server: 'mqtt', host: '127.0.0.1', mqttPort, port: FAST_SIMULATOR }),
      { id: 'made', type: 'function', func, outputs: 1, wires: [['node']] },
      { id: 'node', type, modem: 'modem', topic: 'a', wires: [['out']], ...properties },
      ...REST,
    ];
    await startFlow(nodes, {}, [functionNode]);
    await new Probe('states').next(inState('online'));
  }

  function published(): string[] {
    return broker.packets.flatMap((packet) =>
      packet.cmd === 'publish' ? [Buffer.from(packet.payload).toString('hex')] : [],
    );
  }

  it('is sent as what it is: bytes of any kind, texts and numbers in objects', async () => {
    await online(
      `for (const payload of [${SENT.map(([code]) => code).join(', ')}]) node.send({ payload }, false);`,
      'ec20-publish',
    );
    helper.getNode('made').receive({});
    await broker.until(() => published().length === SENT.length);
    assert.deepEqual(
      published(),
      SENT.map(([, hex]) => hex),
    );
  });

  it('is refused with EC20_PAYLOAD_JSON where JSON has no form for it, and the flow goes on', async () => {
    await online(
      `for (const payload of [${REFUSED.map(([code]) => code).join(', ')}, 'last']) node.send({ payload }, false);`,
      'ec20-publish',
    );
    const errors = new Probe('errors');
    helper.getNode('made').receive({});
    for (const [code, path] of REFUSED) {
      const { error } = (await errors.next()) as CaughtMessage;
      assert.equal(error.code, 'EC20_PAYLOAD_JSON', code);
      assert.ok(error.message.includes(`: ${path} `), error.message);
      assertSentence('EC20_PAYLOAD_JSON', error.message, 'en');
    }
    await broker.until(() => published().length === 1);
    assert.deepEqual(published(), [Buffer.from('last').toString('hex')]);
  });

  it('can be the data of ec20-command', async () => {
    await online(
      `node.send({ payload: 'AT+CMGF=1' });
       for (const data of [new Uint8Array([104, 105]), new Uint8Array([104, 105]).buffer, new DataView(new ArrayBuffer(2))])
         node.send({ payload: { command: new String('AT+CMGS="10086"'), data, ctrlZ: new Boolean(true) } }, false);
       node.send({ payload: { command: 'AT+CMGS="10086"', data: new Map() } }, false);`,
      'ec20-command',
    );
    const [out, errors] = [new Probe('out'), new Probe('errors')];
    helper.getNode('made').receive({});
    const { error } = (await errors.next()) as CaughtMessage;
    assert.equal(error.code, 'EC20_COMMAND_INVALID');
    await out.next();
    for (let index = 0; index < 3; index++) {
      assert.match(((await out.next()).payload as { lines: string[] }).lines[0] ?? '', /^\+CMGS: \d+$/);
    }
  });

  it('never ends Node-RED, whatever in the message throws', async () => {
    await online(
      `const thrower = (name) => Object.defineProperty({ payload: 'x', topic: 'a' }, name, { enumerable: true, get() { throw new Error('boom'); } });
       for (const name of ['payload', 'topic', 'qos', 'retain', 'extra', '_event']) node.send(thrower(name), false);`,
      'ec20-publish',
      { topic: '', qos: '' },
    );
    const [out, errors] = [new Probe('out'), new Probe('errors')];
    helper.getNode('made').receive({});
    const codes = [];
    for (let count = 0; count < 4; count++) codes.push(((await errors.next()) as CaughtMessage).error.code);
    assert.deepEqual(codes, Array(4).fill('EC20_MESSAGE_UNREADABLE'));
    // What isn't ours to read does no harm, and neither does a message that can't be written to.
    await broker.until(() => published().length === 2);
    helper.getNode('node').emit('input', Object.freeze({ topic: 'a', payload: 'frozen', _msgid: 'frozen' }));
    assert.ok((await out.next(({ _msgid }) => _msgid === 'frozen'))['ec20']);
  });

  it('is no property, event or reply either where JSON has no form for it', async () => {
    const stage = new Stage();
    try {
      const sends = (id: string, func: string, to: string) => ({
        id,
        type: 'function',
        func,
        outputs: 1,
        wires: [[to]],
      });
      const port = await stage.attach();
      assert.ok(port);
      await startFlow(
        [
          modemNode({ port: FAST_SIMULATOR }),
          sends('property', 'return { payload: { Temperature: new Set([1]) } };', 'post'),
          { id: 'post', type: 'ec20-publish', modem: 'modem', kind: 'property', wires: [['out']] },
          sends('event', 'return { payload: { ErrorCode: { a: new Map() } } };', 'report'),
          { id: 'report', type: 'ec20-publish', modem: 'modem', kind: 'event', event: 'E', wires: [['out']] },
          sends(
            'answer',
            `const request = { kind: 'service', topic: '/sys/a1DemoEC20x/demo-device/thing/service/Reboot', id: '1', identifier: 'Reboot',
               method: 'thing.service.Reboot', format: 'alink', modem: 'modem', token: 't' };
             return { ec20: { request }, payload: { Result: [new Error('x')] } };`,
            'reply',
          ),
          { id: 'reply', type: 'ec20-reply' },
          ...REST,
        ],
        {},
        [functionNode],
      );
      const errors = new Probe('errors');
      const paths = {
        property: 'payload.Temperature',
        event: 'payload.ErrorCode.a',
        answer: 'payload.Result[0]',
      };
      for (const [id, path] of Object.entries(paths)) {
        helper.getNode(id).receive({});
        const { error } = (await errors.next()) as CaughtMessage;
        assert.equal(error.code, 'EC20_PAYLOAD_JSON', id);
        assert.ok(error.message.includes(`: ${path} `), error.message);
      }
    } finally {
      await stage.close();
    }
  });
});

describe('A message that waits', () => {
  before(() => helper.startServer());
  after((done) => {
    helper.stopServer(done);
  });
  afterEach(() => helper.unload());

  it('is sent, and put out, as it was when it came: in memory', () => assertKept('memory'));
});
