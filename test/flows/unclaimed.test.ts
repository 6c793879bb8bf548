import assert from 'node:assert/strict';
import { assertSentence, LANGUAGES } from '../support/sentences';
import { logLine, logLines } from './log-lines';
import { deploy, helper, modemNode, Probe, speak, startFlow } from './rig';
import type { CaughtMessage, FlowNode } from './rig';

const TOPIC = '/${productKey}/${deviceName}/user/update';
const OFFLINE = 'simulator?sim=absent';
const WAITING = 5;
const CATCH: readonly FlowNode[] = [
  { id: 'catcher', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
  { id: 'errors', type: 'helper' },
];
const STATUS: FlowNode = { id: 'status', type: 'ec20-status', modem: 'modem', wires: [[]] };
const publishNode = (modem = 'modem'): FlowNode => ({
  id: 'publish',
  type: 'ec20-publish',
  modem,
  topic: TOPIC,
  wires: [[]],
});
const flow = (modem: FlowNode, ...others: readonly FlowNode[]): FlowNode[] => [modem, STATUS, ...others];

async function fill(): Promise<void> {
  for (let each = 0; each < WAITING; each++) helper.getNode('publish').receive({ payload: String(each) });
  await new Promise((resolve) => setImmediate(resolve));
}

describe('Messages that nothing is left to report', () => {
  before(() => helper.startServer());
  after((done) => {
    speak('en');
    helper.stopServer(done);
  });
  afterEach(() => helper.unload());

  for (const language of LANGUAGES) {
    for (const others of [[], CATCH]) {
      it(`a queue in memory at a Full deploy, ${others.length === 0 ? 'without' : 'with'} a Catch node: EC20_QUEUE_LOST, one line with their number, in ${language}`, async () => {
        speak(language);
        const nodes = flow(modemNode({ port: OFFLINE }), publishNode(), ...others);
        await startFlow(nodes);
        await fill();
        await deploy(nodes, 'full');
        const lines = logLines('EC20_QUEUE_LOST');
        assert.equal(lines.length, 1, lines.join('\n'));
        assert.match(
          lines[0] ?? '',
          language === 'zh' ? /5 条消息.*丢失/ : /5 messages waited in memory only/,
        );
        assertSentence('EC20_QUEUE_LOST', lines[0] ?? '', language);
        await deploy(nodes, 'full');
        assert.equal(logLines('EC20_QUEUE_LOST').length, 1, 'nothing waited at the second deploy');
      });
    }

    it(`expiries of a deleted publish node: EC20_UNCLAIMED in the log and at the Catch node, in ${language}`, async () => {
      speak(language);
      const modem = modemNode({ port: OFFLINE, queueTtl: 1 });
      await startFlow(flow(modem, publishNode(), ...CATCH));
      await fill();
      await deploy(flow(modem, ...CATCH), 'nodes');
      const errors = new Probe('errors');
      const line = await logLine('EC20_UNCLAIMED');
      assert(line.includes(String(WAITING)) && line.includes('EC20_EXPIRED'), line);
      assertSentence('EC20_UNCLAIMED', line, language);
      const isOurs = (msg: object) => (msg as CaughtMessage).error.code === 'EC20_UNCLAIMED';
      assert.equal(((await errors.next(isOurs)) as CaughtMessage).error.source.id, 'modem');
      assert.equal(logLines('EC20_UNCLAIMED').length, 1);
      assert.deepEqual(logLines('EC20_EXPIRED'), []);
    });
  }

  it('expiries of a publish node that has another modem now are reported by that node', async () => {
    const modem = modemNode({ port: OFFLINE, queueTtl: 1 });
    const other = { ...modemNode({ port: OFFLINE }), id: 'other' };
    await startFlow(flow(modem, other, publishNode(), ...CATCH));
    await fill();
    await deploy(flow(modem, other, publishNode('other'), ...CATCH), 'nodes');
    const errors = new Probe('errors');
    const isOurs = (msg: object) => (msg as CaughtMessage).error.code === 'EC20_EXPIRED';
    for (let each = 0; each < WAITING; each++) {
      assert.equal(((await errors.next(isOurs)) as CaughtMessage).error.source.id, 'publish');
    }
  });
});
