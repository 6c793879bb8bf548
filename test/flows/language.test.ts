import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { StatusReport } from '../../nodes/status/status-report';
import { assertSentence, LANGUAGES } from '../support/sentences';
import {
  type CaughtMessage,
  FAST_SIMULATOR,
  type FlowNode,
  helper,
  inState,
  modemNode,
  Probe,
  speak,
  startFlow,
  statusOf,
  userDir,
} from './rig';

const LOCKED = `${FAST_SIMULATOR}&sim=pin`;

const WATCHERS: readonly FlowNode[] = [
  { id: 'status', type: 'ec20-status', modem: 'modem', wires: [['states']] },
  { id: 'states', type: 'helper' },
  { id: 'catcher', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
  { id: 'errors', type: 'helper' },
];
const PUBLISH: FlowNode = { id: 'publish', type: 'ec20-publish', modem: 'modem', topic: 'up', wires: [[]] };

/** An editor in a browser reports its language. */
async function report(body: unknown, origin?: string): Promise<number> {
  const request = helper.request().post('/ec20/language').set('Content-Type', 'application/json');
  const answer = await (origin === undefined ? request : request.set('Origin', origin)).send(
    JSON.stringify(body),
  );
  return answer.status;
}

describe('The language of the texts in Node-RED', () => {
  before(() => helper.startServer());
  after((done) => {
    helper.stopServer(done);
  });
  beforeEach(() => speak('en'));
  afterEach(async () => {
    await helper.unload();
    rmSync(join(userDir, 'ec20', 'language.json'), { force: true });
  });

  async function reasonOf(): Promise<StatusReport> {
    const states = new Probe('states');
    helper.getNode('status').receive({ asked: true });
    return (await states.next((msg) => msg['asked'] === true)).payload as StatusReport;
  }

  for (const language of LANGUAGES) {
    it(`is ${language} where the modem node is set to it, whatever the service’s is`, async () => {
      speak(language === 'zh' ? 'en' : 'zh');
      await startFlow([modemNode({ port: LOCKED, language }), ...WATCHERS]);
      const words = { en: 'disconnected, SIM PIN?', zh: '未连接，需要 SIM 卡 PIN 码' };
      const shown = statusOf('status', (text) => text.startsWith(words[language]));
      const caught = (await new Probe('errors').next()) as CaughtMessage;
      assertSentence('EC20_SIM_PIN_NEEDED', caught.error.message, language);
      await shown;
      const { state, code, reason } = await reasonOf();
      assert.deepEqual([state, code], ['failed', 'EC20_SIM_PIN_NEEDED']);
      assertSentence('EC20_SIM_PIN_NEEDED', reason ?? '', language);
    });
  }

  it('follows an editor at once, without a deploy, and after a restart; the service’s is English', async () => {
    await startFlow([modemNode({ port: LOCKED }), PUBLISH, ...WATCHERS]);
    await statusOf('status', (text) => text.startsWith('disconnected, SIM PIN?'));
    const chinese = statusOf('status', (text) => text.startsWith('未连接，需要 SIM 卡 PIN 码'));
    assert.equal(await report({ language: 'zh-CN', action: 'look' }), 200);
    await chinese;
    assertSentence('EC20_SIM_PIN_NEEDED', (await reasonOf()).reason ?? '', 'zh');

    await helper.unload();
    await startFlow([modemNode({ port: LOCKED }), PUBLISH, ...WATCHERS]);
    const caught = (await new Probe('errors').next()) as CaughtMessage;
    assertSentence('EC20_SIM_PIN_NEEDED', caught.error.message, 'zh');

    assert.equal(await report({ language: 'en-US', action: 'deploy' }), 200);
    assert.equal(await report({ language: 'zh-CN', action: 'look' }), 200);
    assertSentence('EC20_SIM_PIN_NEEDED', (await reasonOf()).reason ?? '', 'en');
  });

  it('is that of the editor too where no modem node is chosen', async () => {
    await startFlow([{ ...PUBLISH, modem: '' }, ...WATCHERS.slice(2)]);
    const chinese = statusOf('publish', (text) => text.startsWith('未连接，'));
    await report({ language: 'zh-CN', action: 'deploy' });
    await chinese;
    const errors = new Probe('errors');
    helper.getNode('publish').receive({ payload: 1, mine: true });
    const caught = (await errors.next((msg) => msg['mine'] === true)) as CaughtMessage;
    assertSentence('EC20_NO_MODEM', caught.error.message, 'zh');
  });

  const refused: readonly (readonly [body: unknown, origin: string | undefined, status: number])[] = [
    [{ language: 'zh-CN', action: 'deploy' }, 'http://elsewhere.example', 403],
    [{ language: 7, action: 'deploy' }, undefined, 400],
    [{ language: 'zh'.repeat(50), action: 'deploy' }, undefined, 400],
    [{ language: 'zh-CN', action: 'other' }, undefined, 400],
    [['zh-CN'], undefined, 400],
  ];
  for (const [body, origin, status] of refused) {
    it(`is not changed by ${JSON.stringify(body)} from ${origin ?? 'the editor'}`, async () => {
      await startFlow([modemNode({ port: LOCKED }), ...WATCHERS]);
      await new Probe('states').next(inState('failed'));
      assert.equal(await report(body, origin), status);
      assertSentence('EC20_SIM_PIN_NEEDED', (await reasonOf()).reason ?? '', 'en');
    });
  }
});

describe('The state under the nodes', () => {
  before(() => helper.startServer());
  after((done) => {
    helper.stopServer(done);
  });
  afterEach(() => helper.unload());

  for (const language of LANGUAGES) {
    it(`counts down to the next attempt while a person has to act, and shows the queue from the first message, in ${language}`, async () => {
      speak(language);
      await startFlow([modemNode({ port: LOCKED }), PUBLISH, ...WATCHERS]);
      const retry = {
        en: /^disconnected, SIM PIN\?, retry in \d+ s$/,
        zh: /^未连接，需要 SIM 卡 PIN 码，\d+ 秒后重试（虚拟模块）$/,
      };
      const { fill } = await statusOf('publish', (text) => retry[language].test(text));
      assert.equal(fill, 'red');
      for (const length of [1, 2]) {
        const queue = {
          en: new RegExp(`^disconnected, SIM PIN\\?, .*\\d+ s, queue ${length}$`),
          zh: new RegExp(`^未连接，需要 SIM 卡 PIN 码，\\d+ 秒后重试，队列 ${length}（虚拟模块）$`),
        };
        const shown = Promise.all(
          ['publish', 'status'].map((id) => statusOf(id, (text) => queue[language].test(text))),
        );
        helper.getNode('publish').receive({ payload: length });
        await shown;
      }
    });

    const unfit: readonly (readonly [
      node: Readonly<Record<string, unknown>>,
      code: string,
      en: string,
      zh: string,
    ])[] = [
      [
        { type: 'ec20-subscribe', kind: 'rrpc', topic: 'own', modem: 'modem' },
        'EC20_RRPC_SIGN',
        'RRPC: sign',
        'RRPC需签名登录',
      ],
      [{ type: 'ec20-subscribe', topic: 'a/#/b', modem: 'modem' }, 'EC20_FILTER_INVALID', '', ''],
      [{ type: 'ec20-subscribe', kind: 'wrong', modem: 'modem' }, 'EC20_SETTING', '', ''],
      [{ type: 'ec20-publish', kind: 'event', replyTimeout: 'soon', modem: 'modem' }, 'EC20_SETTING', '', ''],
    ];
    for (const [node, code, ...own] of unfit) {
      it(`is a node’s own fault first: ${JSON.stringify(node)}, in ${language}`, async () => {
        speak(language);
        await startFlow([
          modemNode({ auth: 'aliauth' }),
          { type: '', ...node, id: 'unfit', wires: [[]] },
          ...WATCHERS,
        ]);
        const expected = own[LANGUAGES.indexOf(language)] ?? '';
        const word = language === 'zh' ? '，已连接' : ', connected';
        const others = statusOf('status', (text) => /^(connected|已连接)/.test(text));
        const shown = statusOf('unfit', (text) => text.startsWith(expected) && text.includes(word));
        const caught = (await new Probe('errors').next()) as CaughtMessage;
        assert.deepEqual([caught.error.code, caught.error.source.id], [code, 'unfit']);
        assert.equal((await shown).fill, 'red');
        await others;
      });
    }
  }
});
