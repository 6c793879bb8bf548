import assert from 'node:assert/strict';
import { type FlowNode, Probe, helper, modemNode, startFlow, userDir } from '../flows/rig';
import type { CaughtMessage } from '../flows/rig';

const LISTENERS: readonly FlowNode[] = [
  { id: 'catcher', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
  { id: 'errors', type: 'helper' },
  { id: 'completer', type: 'complete', scope: ['node'], wires: [['completed']] },
  { id: 'completed', type: 'helper' },
  { id: 'first', type: 'helper' },
  { id: 'second', type: 'helper' },
];

/** A message that can’t be copied: reading one of its properties throws. */
function unreadable(fields: Readonly<Record<string, unknown>>): never {
  const msg = { ...fields };
  Object.defineProperty(msg, 'trap', {
    enumerable: true,
    get: () => {
      throw new Error('the trap');
    },
  });
  return msg as never;
}

const TWO_WIRES = { wires: [['first', 'second']] };

interface Case {
  readonly title: string;
  readonly node: FlowNode;
  readonly input: Readonly<Record<string, unknown>>;
}

const CASES: readonly Case[] = [
  {
    title: 'ec20-publish, a message for a topic',
    node: {
      id: 'node',
      type: 'ec20-publish',
      modem: 'modem',
      topic: '/${productKey}/${deviceName}/user/update',
      ...TWO_WIRES,
    },
    input: { payload: 'hello' },
  },
  {
    title: 'ec20-publish, a message that is refused',
    node: { id: 'node', type: 'ec20-publish', modem: 'modem', topic: '', ...TWO_WIRES },
    input: { payload: 'hello' },
  },
  {
    title: 'ec20-publish, properties',
    node: { id: 'node', type: 'ec20-publish', modem: 'modem', kind: 'property', ...TWO_WIRES },
    input: { payload: { Temperature: 21 } },
  },
  {
    title: 'ec20-command',
    node: { id: 'node', type: 'ec20-command', modem: 'modem', ...TWO_WIRES },
    input: { payload: 'AT' },
  },
  {
    title: 'ec20-status',
    node: { id: 'node', type: 'ec20-status', modem: 'modem', ...TWO_WIRES },
    input: {},
  },
  {
    title: 'ec20-subscribe, an action',
    node: { id: 'node', type: 'ec20-subscribe', modem: 'modem', inputs: 1, ...TWO_WIRES },
    input: { action: 'getSubscriptions' },
  },
  {
    title: 'ec20-reply',
    node: { id: 'node', type: 'ec20-reply', ...TWO_WIRES },
    input: { payload: {} },
  },
];

describe('a message of which a property can’t be read', () => {
  for (const lang of ['en-US', 'zh-CN']) {
    describe(lang, () => {
      before((done) => {
        helper.settings({ userDir, lang } as never);
        helper.startServer(done);
      });
      after((done) => {
        helper.stopServer(done);
      });
      afterEach(() => helper.unload());

      for (const { title, node, input } of CASES) {
        it(`${title}: is reported, and Node-RED and the node go on`, async () => {
          await startFlow([
            modemNode(),
            node,
            { id: 'status', type: 'ec20-status', modem: 'modem', wires: [['states']] },
            { id: 'states', type: 'helper' },
            ...LISTENERS,
          ]);
          const [errors, states] = [new Probe('errors'), new Probe('states')];
          await states.next((msg) => (msg.payload as { state: string }).state === 'online');
          helper.getNode('node').receive(unreadable(input));
          const { error } = (await errors.next()) as CaughtMessage;
          assert.equal(error.source.id, 'node');
          assert.match(error.message, /^EC20_\w+: .*$/);
          if (error.code === 'EC20_LISTENER') assert.match(error.message, /the trap/);
          assert.notEqual(error.code, 'EC20_INTERNAL');
          // The node, its queue and the session still work.
          helper.getNode('status').receive({ payload: '' });
          const answered = await states.next();
          assert.equal((answered.payload as { state: string }).state, 'online');
          if (node.type === 'ec20-reply') return;
          const [first, second] = [new Probe('first'), new Probe('second')];
          helper.getNode('node').receive({ topic: '/sys/x', ...input });
          if (title.includes('refused')) return;
          await Promise.all([first.next(), second.next()]);
        });
      }
    });
  }
});
