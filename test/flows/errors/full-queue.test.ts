import assert from 'node:assert/strict';
import type { ErrorCode } from '../../../src/errors/catalogue';
import { assertSentence, LANGUAGES } from '../../support/sentences';
import { FAST_SIMULATOR, helper } from '../rig';
import { Stage } from './stage';

const TOPIC = '/a1DemoEC20x/demo-device/user/update';
const PUBLISH = { id: 'node', type: 'ec20-publish', modem: 'modem', topic: TOPIC, wires: [['out']] };

interface Warning {
  readonly code?: string;
  readonly message: string;
}

/** What the config node has written into Node-RED's log as warnings. */
function warnings(): Warning[] {
  const entries = helper.log().args.map(([entry]) => entry as { id?: string; level: number; msg: Warning });
  const LEVEL_WARN = 30;
  return entries.filter(({ id, level }) => id === 'modem' && level === LEVEL_WARN).map(({ msg }) => msg);
}

describe('The queue, in Node-RED', () => {
  before(() => helper.startServer());
  after((done) => {
    helper.stopServer(done);
  });
  afterEach(() => helper.unload());

  for (const language of LANGUAGES) {
    it(`warns once of a full queue, with count and policy, in ${language}`, async () => {
      const code: ErrorCode = 'EC20_QUEUE_DROPPED';
      const modem = { port: `${FAST_SIMULATOR}&sim=absent`, queueLimit: 2 };
      const stage = await Stage.start({ modem, nodes: [PUBLISH], language });
      const warned = new Promise<Warning>((resolve) => {
        helper
          .getNode('modem')
          .on('call:warn' as never, ((call: { args: [Warning] }) => resolve(call.args[0])) as never);
      });
      for (let index = 0; index < 5; index++) helper.getNode('node').receive({ payload: `${index}` });
      const warning = await warned;
      assert.equal(warning.code, code);
      assertSentence(code, warning.message, language);
      assert.match(warning.message, language === 'zh' ? /3 条消息（先丢最旧的）/ : /: 3 \(the oldest /);
      for (let index = 0; index < 5; index++) helper.getNode('node').receive({ payload: `more ${index}` });
      while ((await stage.report()).queue.dropped < 8) await stage.error();
      assert.equal(warnings().length, 1);
    });
  }
});
