import assert from 'node:assert/strict';
import type { Packet } from 'mqtt-packet';

import type { StatusReport } from '../../nodes/status/status-report';
import { SystemClock } from '../../src/base/clock';
import { systemRandom } from '../../src/base/random';
import { DEMO_TRIPLET } from '../../src/simulator/demo-device';
import { RemoteBroker } from '../../src/simulator/remote-broker';
import { SerialServer } from '../../src/simulator/serial-server';
import { FAST, Simulator } from '../../src/simulator/simulator';
import { obliging, ScriptedServer } from '../simulator/program/mqtt-server';
import { assertSentence, LANGUAGES } from '../support/sentences';
import { deploy, FAST_SIMULATOR, helper, inState, modemNode, Probe, speak, startFlow, statusOf } from './rig';
import type { CaughtMessage, FlowNode } from './rig';

const REST: readonly FlowNode[] = [
  { id: 'out', type: 'helper' },
  { id: 'status', type: 'ec20-status', modem: 'modem', wires: [['states']] },
  { id: 'states', type: 'helper' },
  { id: 'catcher', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
  { id: 'errors', type: 'helper' },
];

const subscribe = (id: string, properties: Readonly<Record<string, unknown>>): FlowNode => ({
  id,
  type: 'ec20-subscribe',
  modem: 'modem',
  wires: [['out']],
  ...properties,
});

const CREDENTIALS = { modem: { deviceSecret: DEMO_TRIPLET.deviceSecret } };

/** A node's own fault comes first. */
const isRed = (text: string) => text.startsWith('topic') || text.startsWith('订阅');
const isGreen = (text: string) => text.startsWith('connected');

describe('a subscription that is left out', () => {
  let broker: ScriptedServer;
  let mqttPort: number;
  /** Whether the broker refuses a filter. */
  let refuses: (filter: string) => boolean;
  let hangsUpOn: string | undefined;
  let module: Simulator | undefined;

  before(() => helper.startServer());
  after((done) => {
    helper.stopServer(done);
  });
  beforeEach(async () => {
    speak('en');
    refuses = (filter) => filter.startsWith('bad');
    hangsUpOn = undefined;
    broker = new ScriptedServer();
    broker.answer = answer;
    mqttPort = await broker.start();
  });
  afterEach(async () => {
    await helper.unload();
    await module?.close();
    module = undefined;
    await broker.stop();
  });

  function answer(packet: Packet, server: ScriptedServer): void {
    if (packet.cmd !== 'subscribe') {
      obliging(packet, server);
      return;
    }
    const [{ topic } = { topic: '' }] = packet.subscriptions;
    if (topic === hangsUpOn) server.hangUp();
    else if (refuses(topic)) server.send({ cmd: 'suback', messageId: packet.messageId ?? 0, granted: [128] });
    else obliging(packet, server);
  }

  const plain = () => modemNode({ server: 'mqtt', host: '127.0.0.1', mqttPort, port: FAST_SIMULATOR });

  /** Aliyun's kinds, before a broker that the test plays. */
  async function aliyun(): Promise<FlowNode> {
    const clock = new SystemClock();
    const broker_ = new RemoteBroker({ clock, address: 'follow' });
    const simulator = new Simulator({ clock, random: systemRandom, broker: broker_, settings: FAST });
    const line = new SerialServer('127.0.0.1', 0);
    await simulator.attach(line);
    module = simulator;
    return modemNode({
      ...DEMO_TRIPLET,
      host: '127.0.0.1',
      mqttPort,
      tls: 'off',
      auth: 'sign',
      port: line.path,
    });
  }

  async function report(): Promise<StatusReport> {
    const reports = new Probe('states');
    helper.getNode('status').receive({ asked: true });
    return (await reports.next((msg) => msg['asked'] === true)).payload as StatusReport;
  }

  it('turns its node red with an error of its own, and green once it is granted; all else goes on', async () => {
    const started = startFlow([
      plain(),
      subscribe('bad', { topic: 'bad/topic' }),
      subscribe('good', { topic: 'good' }),
      { id: 'publish', type: 'ec20-publish', modem: 'modem', topic: 'up', wires: [['out']] },
      ...REST,
    ]);
    await started;
    const [errors, out] = [new Probe('errors'), new Probe('out')];
    const [red, green] = [statusOf('bad', isRed), statusOf('good', isGreen)];
    await new Probe('states').next(inState('online'));
    const shown = await red;
    assert.deepEqual([shown.fill, shown.text], ['red', 'topic refused, retry in 60 s (sim)']);
    assert.equal((await green).fill, 'green');
    const caught = (await errors.next()) as CaughtMessage;
    assert.deepEqual([caught.error.code, caught.error.source.id], ['EC20_SUBSCRIBE_REFUSED', 'bad']);
    assert.equal(caught.topic, 'bad/topic');
    assertSentence('EC20_SUBSCRIBE_REFUSED', caught.error.message, 'en');

    helper.getNode('publish').receive({ payload: 'hello' });
    assert.equal((await out.next()).payload, 'hello');
    const [told] = (await report()).leftOut;
    assert.deepEqual(
      [told?.filter, told?.code, told?.nodes],
      ['bad/topic', 'EC20_SUBSCRIBE_REFUSED', ['bad']],
    );
    assert.ok((told?.nextTry ?? 0) > Date.now());

    refuses = () => false;
    const cured = statusOf('bad', isGreen);
    broker.hangUp();
    assert.equal((await cured).fill, 'green');
    assert.deepEqual((await report()).leftOut, []);
    const codes = errors.received.map((msg) => (msg as CaughtMessage).error.code);
    assert.deepEqual(codes, ['EC20_SUBSCRIBE_REFUSED', 'EC20_LINK_PEER_CLOSED']);
  });

  it('turns every node red that wants it, each with an error of its own', async () => {
    await startFlow([
      plain(),
      subscribe('one', { topic: 'bad' }),
      subscribe('other', { topic: 'bad' }),
      ...REST,
    ]);
    const [errors, reds] = [
      new Probe('errors'),
      Promise.all([statusOf('one', isRed), statusOf('other', isRed)]),
    ];
    const sources = [await errors.next(), await errors.next()].map(
      (msg) => (msg as CaughtMessage).error.source.id,
    );
    assert.deepEqual(sources.sort(), ['one', 'other']);
    await reds;
  });

  it('of a node that is deployed while online is reported as well', async () => {
    await startFlow([plain(), subscribe('good', { topic: 'good' }), ...REST]);
    await new Probe('states').next(inState('online'));
    await deploy(
      [plain(), subscribe('good', { topic: 'good' }), subscribe('new', { topic: 'bad' }), ...REST],
      'nodes',
    );
    const red = statusOf('new', isRed);
    const caught = (await new Probe('errors').next()) as CaughtMessage;
    assert.deepEqual([caught.error.code, caught.error.source.id], ['EC20_SUBSCRIBE_REFUSED', 'new']);
    await red;
  });

  it('does so too where the broker hangs up on it, and the filter is named', async () => {
    hangsUpOn = 'fatal';
    await startFlow([
      plain(),
      subscribe('good', { topic: 'good' }),
      subscribe('fatal', { topic: 'fatal' }),
      ...REST,
    ]);
    const errors = new Probe('errors');
    const red = statusOf('fatal', (text) => text.startsWith('topic: hung up'));
    const caught = (await errors.next(
      (msg) => (msg as CaughtMessage).error.code === 'EC20_SUBSCRIBE_HANGUP',
    )) as CaughtMessage;
    assert.equal(caught.error.source.id, 'fatal');
    assertSentence('EC20_SUBSCRIBE_HANGUP', caught.error.message, 'en');
    assert.match(caught.error.message, /“fatal”/);
    assert.equal((await red).fill, 'red');
  });

  it('keeps the other topics of one message from nothing', async () => {
    await startFlow([plain(), subscribe('node', { inputs: 1 }), ...REST]);
    await new Probe('states').next(inState('online'));
    const errors = new Probe('errors');
    helper.getNode('node').receive({ action: 'subscribe', topic: ['bad/1', 'good', 'bad/2'] as never });
    const topics = [await errors.next(), await errors.next()].map(
      (msg) => (msg as CaughtMessage).error.message,
    );
    assert.deepEqual(topics.map((text) => /“(.*?)”/.exec(text)?.[1]).sort(), ['bad/1', 'bad/2']);
    assert(
      broker.packets.some(
        (packet) => packet.cmd === 'subscribe' && packet.subscriptions[0]?.topic === 'good',
      ),
    );
  });

  const kinds: readonly (readonly [kind: string, properties: Readonly<Record<string, unknown>>])[] = [
    ['topic', { topic: '/${productKey}/${deviceName}/user/get' }],
    ['property-set', {}],
    ['service', {}],
    ['service', { identifier: 'Reboot' }],
    ['broadcast', { topic: 'group' }],
    ['ota', {}],
    ['config', {}],
    ['raw', {}],
  ];
  for (const [[kind, properties], language] of kinds.flatMap((each) =>
    LANGUAGES.map((language) => [each, language] as const),
  )) {
    it(`is its node’s own error in every kind: ${kind} ${JSON.stringify(properties)}, in ${language}`, async () => {
      refuses = () => true;
      speak(language);
      await startFlow([await aliyun(), subscribe('node', { kind, ...properties }), ...REST], CREDENTIALS);
      const red = statusOf('node', isRed);
      const caught = (await new Probe('errors').next()) as CaughtMessage;
      assert.deepEqual([caught.error.code, caught.error.source.id], ['EC20_SUBSCRIBE_REFUSED', 'node']);
      assertSentence('EC20_SUBSCRIBE_REFUSED', caught.error.message, language);
      const { fill, text } = await red;
      const expected = {
        en: 'topic refused, retry in 60 s, connected',
        zh: '订阅被拒，60 秒后重试，已连接',
      };
      assert.equal(fill, 'red');
      assert.ok(text.startsWith(expected[language]), text);
    });
  }

  it('on which replies come is the error of the node that waits for them, and of its messages', async () => {
    refuses = (filter) => filter.endsWith('_reply');
    await startFlow(
      [
        await aliyun(),
        {
          id: 'publish',
          type: 'ec20-publish',
          modem: 'modem',
          kind: 'event',
          event: 'Alarm',
          replyTimeout: 1,
          wires: [[]],
        },
        ...REST,
      ],
      CREDENTIALS,
    );
    const red = statusOf('publish', isRed);
    const errors = new Probe('errors');
    const first = (await errors.next()) as CaughtMessage;
    assert.deepEqual([first.error.code, first.error.source.id], ['EC20_SUBSCRIBE_REFUSED', 'publish']);
    await red;
    helper.getNode('publish').receive({ payload: { a: 1 }, mine: true });
    const second = (await errors.next((msg) => msg['mine'] === true)) as CaughtMessage;
    assert.equal(second.error.code, 'EC20_SUBSCRIBE_REFUSED');
  });
});
