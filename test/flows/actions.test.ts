import assert from 'node:assert/strict';

import { obliging, ScriptedServer } from '../simulator/program/mqtt-server';
import { assertSentence, LANGUAGES } from '../support/sentences';
import {
  FAST_SIMULATOR,
  helper,
  inState,
  modemNode,
  Probe,
  speak,
  startFlow,
  type CaughtMessage,
} from './rig';

type Language = 'en' | 'zh';
type Says = Readonly<Record<Language, RegExp>>;

interface Case {
  readonly node: 'dynamic' | 'fixed' | 'kind' | 'status';
  readonly msg: Readonly<Record<string, unknown>>;
  readonly code: 'EC20_ACTION' | 'EC20_NO_EFFECT' | 'EC20_FILTER_MISSING';
  readonly says: Says;
  /** Sent before, with no word about it. */
  readonly first?: Readonly<Record<string, unknown>>;
  /** A warning in the log; else an error at the Catch node. */
  readonly warns?: true;
}

const MISSING: Says = { en: /msg\.action is missing/, zh: /没有 msg\.action/ };
const NO_TOPIC: Says = { en: /no topic to subscribe to/, zh: /没有指定要订阅的 Topic/ };
const FIXED: Says = { en: /takes no messages/, zh: /不接收消息/ };

const CASES: readonly Case[] = [
  { node: 'dynamic', msg: { payload: 'x' }, code: 'EC20_ACTION', says: MISSING },
  { node: 'dynamic', msg: { action: null }, code: 'EC20_ACTION', says: MISSING },
  { node: 'dynamic', msg: { action: '' }, code: 'EC20_ACTION', says: MISSING },
  { node: 'dynamic', msg: { action: 7 }, code: 'EC20_ACTION', says: { en: /is not a text/, zh: /不是文本/ } },
  {
    node: 'dynamic',
    msg: { action: { a: 1 } },
    code: 'EC20_ACTION',
    says: { en: /is not a text/, zh: /不是文本/ },
  },
  {
    node: 'dynamic',
    msg: { action: 'Subscribe' },
    code: 'EC20_ACTION',
    says: { en: /“Subscribe” is unknown/, zh: /“Subscribe”/ },
  },
  { node: 'dynamic', msg: { action: 'subscribe' }, code: 'EC20_FILTER_MISSING', says: NO_TOPIC },
  { node: 'dynamic', msg: { action: 'subscribe', topic: [] }, code: 'EC20_FILTER_MISSING', says: NO_TOPIC },
  { node: 'dynamic', msg: { action: 'subscribe', topic: true }, code: 'EC20_FILTER_MISSING', says: NO_TOPIC },
  {
    node: 'dynamic',
    msg: { action: 'subscribe', topic: [{ qos: 1 }] },
    code: 'EC20_FILTER_MISSING',
    says: NO_TOPIC,
  },
  { node: 'dynamic', msg: { action: 'unsubscribe' }, code: 'EC20_FILTER_MISSING', says: NO_TOPIC },
  { node: 'dynamic', msg: { action: 'unsubscribe', topic: [] }, code: 'EC20_FILTER_MISSING', says: NO_TOPIC },
  {
    node: 'dynamic',
    msg: { action: 'unsubscribe', topic: 'never' },
    code: 'EC20_NO_EFFECT',
    says: { en: /not subscribed to “never”/, zh: /没有订阅“never”/ },
  },
  {
    node: 'dynamic',
    msg: { action: 'unsubscribe', topic: ['once', 'never'] },
    first: { action: 'subscribe', topic: 'once' },
    code: 'EC20_NO_EFFECT',
    says: { en: /not subscribed to “never”/, zh: /没有订阅“never”/ },
  },
  {
    node: 'dynamic',
    msg: { action: 'unsubscribe', topic: true },
    code: 'EC20_NO_EFFECT',
    says: { en: /no subscriptions/, zh: /没有任何订阅/ },
    warns: true,
  },
  {
    node: 'dynamic',
    msg: { action: 'connect' },
    code: 'EC20_NO_EFFECT',
    says: { en: /already connected/, zh: /已经在线/ },
    warns: true,
  },
  {
    node: 'dynamic',
    msg: { action: 'disconnect' },
    first: { action: 'disconnect' },
    code: 'EC20_NO_EFFECT',
    says: { en: /already disconnected/, zh: /已经断开/ },
    warns: true,
  },
  { node: 'fixed', msg: { action: 'subscribe', topic: 'b' }, code: 'EC20_ACTION', says: FIXED },
  {
    node: 'status',
    msg: { action: 'pause' },
    code: 'EC20_ACTION',
    says: { en: /“pause” is unknown/, zh: /“pause”/ },
  },
  {
    node: 'status',
    msg: { action: ['release'] },
    code: 'EC20_ACTION',
    says: { en: /is not a text/, zh: /不是文本/ },
  },
  {
    node: 'status',
    msg: { action: 'acquire' },
    code: 'EC20_NO_EFFECT',
    says: { en: /not released/, zh: /没有被释放/ },
    warns: true,
  },
  {
    node: 'status',
    msg: { action: 'release' },
    first: { action: 'release' },
    code: 'EC20_NO_EFFECT',
    says: { en: /already released/, zh: /已经释放/ },
    warns: true,
  },
];

/** The next warning of a node, in the log. */
function warningOf(id: string): Promise<{ code: string; message: string }> {
  return new Promise((resolve) => {
    helper
      .getNode(id)
      .on(
        'call:warn' as never,
        ((call: { args: [{ code: string; message: string }] }) => resolve(call.args[0])) as never,
      );
  });
}

describe('An action that can do nothing', () => {
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
    speak('en');
  });

  for (const { node, msg, code, says, first, warns } of CASES) {
    for (const language of LANGUAGES) {
      it(`says so, in ${language}: ${JSON.stringify(msg)} into a ${node} node: ${code}`, async () => {
        speak(language);
        const mqttPort = await broker.start();
        await startFlow([
          modemNode({ server: 'mqtt', host: '127.0.0.1', mqttPort, port: FAST_SIMULATOR }),
          { id: 'dynamic', type: 'ec20-subscribe', modem: 'modem', inputs: 1, wires: [[]] },
          { id: 'fixed', type: 'ec20-subscribe', modem: 'modem', topic: 'a', wires: [[]] },
          { id: 'status', type: 'ec20-status', modem: 'modem', wires: [['states']] },
          { id: 'states', type: 'helper' },
          { id: 'catcher', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
          { id: 'errors', type: 'helper' },
          { id: 'completer', type: 'complete', scope: ['dynamic', 'status'], wires: [['completed']] },
          { id: 'completed', type: 'helper' },
        ]);
        await new Probe('states').next(inState('online'));
        const [errors, completed] = [new Probe('errors'), new Probe('completed')];
        if (first !== undefined) {
          helper.getNode(node).receive({ ...first });
          await completed.next();
        }
        const warning = warningOf(node);
        helper.getNode(node).receive({ ...msg });
        const error = warns ? await warning : ((await errors.next()) as CaughtMessage).error;
        assert.equal(error.code, code);
        assertSentence(code, error.message, language);
        assert.match(error.message, says[language]);
        if (warns) await completed.next();
        assert.equal(errors.received.length, warns ? 0 : 1);
        // The rest of a list is done all the same.
        if (Array.isArray(msg['topic']) && first !== undefined) {
          await broker.until(() => broker.packets.some(({ cmd }) => cmd === 'unsubscribe'));
        }
      });
    }
  }
});
