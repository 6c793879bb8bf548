import assert from 'node:assert/strict';

import { assertSentence, LANGUAGES } from '../support/sentences';
import { helper, modemNode, Probe, speak, startFlow, type CaughtMessage, type FlowNode } from './rig';

interface Case {
  readonly what: string;
  /** The config node, and more of the flow before the node. */
  readonly nodes: readonly FlowNode[];
  /** What the node has as its modem; default `modem`. */
  readonly modem?: string;
  readonly says: Readonly<Record<'en' | 'zh', RegExp>>;
}

const CASES: readonly Case[] = [
  { what: 'none is chosen', nodes: [], modem: '', says: { en: /none is chosen/, zh: /还没有选择/ } },
  { what: 'it was deleted', nodes: [], says: { en: /\(modem\) does not exist/, zh: /（modem）不存在/ } },
  {
    what: 'it is disabled',
    nodes: [modemNode({ d: true })],
    says: { en: /“M”, is disabled.* enable it/, zh: /“M”已被禁用.*启用它/ },
  },
  {
    what: 'its flow is disabled',
    nodes: [modemNode({ z: 'off' }), { id: 'off', type: 'tab', label: 'Off', disabled: true }],
    says: { en: /“M”, belongs to the flow “Off”, which is disabled/, zh: /“M”属于已禁用的流程“Off”/ },
  },
  {
    what: 'it belongs to another flow',
    nodes: [
      { id: 'tab', type: 'tab', label: 'First' },
      { id: 'later', type: 'tab', label: 'Later' },
      modemNode({ z: 'later' }),
    ],
    says: {
      en: /“M”, belongs to the flow “Later” only\. Set .* scope to all flows/,
      zh: /“M”只属于流程“Later”.*所有流程/,
    },
  },
  {
    what: 'it is of another type',
    nodes: [{ id: 'modem', type: 'helper', name: 'B' }],
    says: { en: /“B” is a node of the type helper/, zh: /“B”是 helper 类型的节点/ },
  },
];

describe('A node without a modem', () => {
  before(() => helper.startServer());
  after((done) => {
    helper.stopServer(done);
  });
  afterEach(async () => {
    await helper.unload();
    speak('en');
  });

  for (const { what, nodes, modem = 'modem', says } of CASES) {
    for (const language of LANGUAGES) {
      it(`says why, in ${language}: ${what}`, async () => {
        speak(language);
        await startFlow([
          ...nodes,
          { id: 'publish', type: 'ec20-publish', modem, wires: [[]] },
          { id: 'catcher', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
          { id: 'errors', type: 'helper' },
        ]);
        const errors = new Probe('errors');
        const { error } = (await errors.next()) as CaughtMessage;
        assert.equal(error.code, 'EC20_NO_MODEM');
        assertSentence('EC20_NO_MODEM', error.message, language);
        assert.match(error.message, says[language]);
        // The same when it is needed.
        helper.getNode('publish').receive({ topic: 'a', payload: 'a' });
        assert.equal(((await errors.next()) as CaughtMessage).error.message, error.message);
      });
    }
  }
});
