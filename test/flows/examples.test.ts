import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { NodeInitializer } from 'node-red';

import { DEMO_TRIPLET } from '../../src/simulator/demo-device';
import { EXAMPLE_SETS, EXAMPLES, examplesOf } from '../support/examples';
import {
  FAST_SIMULATOR,
  helper,
  inState,
  Probe,
  startFlow,
  statusOf,
  type CaughtMessage,
  type FlowNode,
} from './rig';
import { Stage } from './thing-stage';

/** The core's own nodes that the examples use, but for those that a test listens at or speaks through. */
const CORE = ['function/10-function', 'function/10-switch', 'function/89-delay', 'function/89-trigger'];
/** The devices behind the gateway of the last two. */
const METERS = ['meter1', 'meter2', 'meter3'];

const requireFile = createRequire(__filename);
const coreNodes = CORE.map((file) => requireFile(`@node-red/nodes/core/${file}.js`) as NodeInitializer);

/** A flow with a module that answers at once; inject and debug nodes become helpers. */
function runnable(flow: string, settings: string): FlowNode[] {
  return (JSON.parse(flow) as FlowNode[])
    .filter(({ type }) => type !== 'comment' && type !== 'tab')
    .map((node) => {
      if (node.type === 'inject' || node.type === 'debug') return { ...node, type: 'helper' };
      return node.type === 'ec20-modem' ? { ...node, port: `${FAST_SIMULATOR}${settings}` } : node;
    });
}

describe('The examples run on the simulator', () => {
  before(() => helper.startServer());
  after((done) => {
    helper.stopServer(done);
  });
  afterEach(() => helper.unload());

  for (const readme of ['README.md', 'README.zh-CN.md']) {
    it(`${readme}: its flow posts a property, and the cloud’s reply comes out`, async () => {
      const [, flow = ''] =
        /```json\n([^]*?)```/.exec(readFileSync(join(EXAMPLES, '..', readme), 'utf8')) ?? [];
      const inject = (JSON.parse(flow) as FlowNode[]).find(({ type }) => type === 'inject');
      await startFlow(runnable(flow, ''), {}, coreNodes);
      const shown = new Probe('show');
      helper.getNode('send').receive({ payload: JSON.parse(String(inject?.['payload'])) as unknown });
      assert.equal(((await shown.next())['reply'] as { code: number }).code, 200);
    });
  }

  for (const set of EXAMPLE_SETS) {
    describe(set.folder, () => {
      const load = (number: string, settings = '') =>
        runnable(examplesOf(set).find((example) => example.number === number)?.text ?? '', settings);
      const run = (number: string, settings = '') => startFlow(load(number, settings), {}, coreNodes);
      it('01: a property post is delivered, and the cloud’s reply comes back', async () => {
        await run('01');
        const reply = new Probe('ec20ex1reply');
        helper.getNode('ec20ex1reading').receive({ payload: 0 });
        const post = (await reply.next()) as unknown as {
          reply: { code: number };
          ec20: { deliveredMs: number };
        };
        assert.equal(typeof post.ec20.deliveredMs, 'number');
        assert.equal(post.reply.code, 200);
      });

      it('01: a property set of the cloud is shown, and confirmed by a post', async function () {
        this.timeout(60_000); // the simulator's cloud sends the first after five seconds
        await run('01', '&demoSet=1');
        const [seen, confirmed] = [new Probe('ec20ex1seen'), new Probe('ec20ex1confirmed')];
        const { payload } = await seen.next();
        assert.deepEqual(Object.keys(payload as object), ['LightSwitch']);
        assert.deepEqual((await confirmed.next()).payload, payload);
      });

      it('02: a message of the cloud comes in', async function () {
        this.timeout(60_000); // the simulator's cloud sends one every 10 s
        await run('02');
        assert.match(String((await new Probe('ec20ex2received').next()).topic), /\/user\/get$/);
      });

      it('03: the state is reported', async () => {
        await run('03');
        const { payload } = await new Probe('ec20ex3seen').next(inState('online'));
        assert.equal(typeof (payload as { signal: { dbm: unknown } }).signal.dbm, 'number');
      });

      it('03: nothing is said of the release once the port is taken back', async () => {
        await run('03');
        const seen = new Probe('ec20ex3seen');
        const inOrder = async (...states: string[]) => {
          const reasons: unknown[] = [];
          for (const state of states)
            reasons.push(((await seen.next(inState(state))).payload as { reason: unknown }).reason);
          return reasons;
        };
        await inOrder('online');
        helper.getNode('ec20ex3state').receive({ action: 'release' });
        const [released] = await inOrder('closed');
        assert.equal(typeof released, 'string');
        helper.getNode('ec20ex3state').receive({ action: 'acquire' });
        assert.deepEqual(await inOrder('starting', 'online'), [null, null]);
      });

      it('04: a command is answered, a text message is sent', async () => {
        await run('04');
        const answers = new Probe('ec20ex4answer');
        await statusOf('ec20ex4send', (text) => text.startsWith('connected'));
        for (const payload of ['AT+CSQ', 'AT+CMGF=1']) helper.getNode('ec20ex4send').receive({ payload });
        helper.getNode('ec20ex4text').receive({ payload: 0 });
        const lines = async () => ((await answers.next()).payload as { lines: string[] }).lines.join();
        assert.match(await lines(), /^\+CSQ: /);
        await lines(); // text mode, by hand
        await lines(); // and once more, by the function
        assert.match(await lines(), /^\+CMGS: /);
      });

      it('05: the supply is switched off when only that is left', async () => {
        await run('05');
        const gpio = new Probe('ec20ex5gpio');
        helper.getNode('ec20ex5needed').receive({ payload: { advice: null } });
        helper.getNode('ec20ex5needed').receive({ payload: { advice: 'power-cycle' } });
        assert.equal((await gpio.next()).payload, 0);
      });

      const receive = (id: string, msg: object = {}) => {
        helper.getNode(id).receive({ payload: 0, ...msg });
      };
      const codeAt = async (id: string) =>
        ((await new Probe(id).next()) as unknown as { reply: { code: number } }).reply.code;
      const errorAt = async (id: string) => ((await new Probe(id).next()) as CaughtMessage).error.code;

      it('06: a reading is posted, and a wrong value is an error', async () => {
        await run('06');
        receive('ec20ex6reading');
        assert.equal(await codeAt('ec20ex6reply'), 200);
        receive('ec20ex6post', { payload: { NoSuchThing: 1 } });
        assert.match((await errorAt('ec20ex6failed')) ?? '', /^EC20_/);
      });

      it('07: a property set of the cloud is answered, and the next post confirms it', async function () {
        this.timeout(60_000); // the simulator's cloud sends the first after five seconds
        await run('07', '&demoSet=1');
        const [seen, confirmed] = [new Probe('ec20ex7seen'), new Probe('ec20ex7confirmed')];
        const { payload } = await seen.next();
        assert.deepEqual(Object.keys(payload as object), ['LightSwitch']);
        const post = (await confirmed.next()) as unknown as { payload: unknown; reply: { code: number } };
        assert.equal(post.reply.code, 200);
        assert.deepEqual(post.payload, payload);
      });

      it('08: an event is reported once above the limit', async () => {
        await run('08');
        receive('ec20ex8limit', { payload: 75.5 });
        assert.equal(await codeAt('ec20ex8reply'), 200);
      });

      it('09: ten readings leave as a history post, a burst is joined', async () => {
        await run('09');
        const history = codeAt('ec20ex9reply');
        receive('ec20ex9earlier');
        assert.equal(await history, 200);
        const done = new Probe('ec20ex9done');
        receive('ec20ex9burst');
        assert.match(String((await done.next()).payload), /50/);
      });

      /** Starts an example on a cloud that the test plays. */
      const onStage = async (number: string, act: (stage: Stage) => Promise<void>) => {
        const stage = new Stage();
        try {
          const { productKey, deviceName, deviceSecret } = DEMO_TRIPLET;
          const port = await stage.attach();
          const nodes = load(number).map((node) =>
            node.type === 'ec20-modem' ? { ...node, port, productKey, deviceName } : node,
          );
          const modem = nodes.find(({ type }) => type === 'ec20-modem')?.id ?? '';
          await startFlow(nodes, { [modem]: { deviceSecret } }, coreNodes);
          await act(stage);
        } finally {
          await stage.close();
        }
      };

      it('10: services are answered, an unknown one with 460, RRPC with what was asked', () =>
        onStage('10', async ({ cloud }) => {
          await statusOf('ec20ex10service', (text) => text.startsWith('connected'));
          const call = async (service: string, isSync: boolean) => {
            const outcome = await cloud.callService(DEMO_TRIPLET, service, {}, isSync);
            return outcome.kind === 'answered' ? outcome.code : outcome.kind;
          };
          assert.equal(await call('Reboot', false), 200);
          assert.equal(await call('ReadNow', true), 200);
          assert.equal(await call('Dance', false), 460);
          const echo = await cloud.rrpc(DEMO_TRIPLET, 'hello');
          assert.equal(echo.kind === 'answered' ? echo.payload.toString() : echo.kind, 'hello');
        }));

      it('11: desired values, tags and remote configuration are asked for', async () => {
        await run('11');
        const desired = codeAt('ec20ex11wanted');
        receive('ec20ex11desired', { payload: ['LightSwitch'] });
        assert.equal(await desired, 200);
        const tags = codeAt('ec20ex11tagged');
        receive('ec20ex11setTags', { payload: { room: 'kitchen' } });
        assert.equal(await tags, 200);
        const configuration = codeAt('ec20ex11gotConfig');
        receive('ec20ex11getConfig');
        assert.equal(await configuration, 200);
      });

      it('12: the version and the progress are reported', async () => {
        await run('12');
        const told = new Probe('ec20ex12told');
        receive('ec20ex12version', { payload: '1.0.0' });
        await told.next();
        const progressed = new Probe('ec20ex12progressed');
        receive('ec20ex12progress', { payload: { step: 100, desc: 'done' } });
        await progressed.next();
      });

      it('13: the cloud is asked for the time', async () => {
        await run('13');
        const [answer, time] = [new Probe('ec20ex13answer'), new Probe('ec20ex13used')];
        receive('ec20ex13ntp');
        await answer.next();
        receive('ec20ex13state', { topic: 'now' });
        assert.match(String((await time.next()).payload), /^20\d\d-/);
      });

      it('14: bytes are sent as they are', async () => {
        await run('14');
        const sent = new Probe('ec20ex14sent');
        receive('ec20ex14encode', { payload: 21.5 });
        assert.deepEqual((await sent.next()).payload, Buffer.from([0, 215]));
      });

      it('15: the day is summed up, whatever else the node reports', async () => {
        await run('15');
        const reply = codeAt('ec20ex15reply');
        const shown = new Probe('ec20ex15shown');
        await statusOf('ec20ex15history', (text) => text.startsWith('connected'));
        receive('ec20ex15history', { action: 'history', what: ['online', 'outages', 'messages', 'data'] });
        const { payload } = await shown.next();
        assert.deepEqual(Object.keys(payload as object), [
          ...['Online', 'Outages', 'Delivered', 'Failed', 'BytesUp', 'BytesDown'],
        ]);
        for (const value of Object.values(payload as object)) assert.ok(Number.isFinite(value));
        assert.equal(await reply, 200);
        assert.equal(shown.received.length, 1);
      });

      const latest = ({ cloud }: Stage, name: string, property: string) =>
        cloud.data({ productKey: 'a1DemoMeter', deviceName: name }).latest.get(property)?.value;
      const online = ({ cloud }: Stage) =>
        cloud.gateways.online(DEMO_TRIPLET).map(({ deviceName }) => deviceName);

      it('17: three meters register and log in, and each posts into its own device', () =>
        onStage('17', async (stage) => {
          for (const [index, name] of METERS.entries()) {
            const replied = codeAt(`ec20ex17reply${index + 1}`);
            receive(`ec20ex17post${index + 1}`, { payload: { Voltage: 221 + index } });
            assert.equal(await replied, 200);
            assert.equal(latest(stage, name, 'Voltage'), 221 + index);
          }
          assert.deepEqual([...online(stage)].sort(), METERS);
        }));

      it('18: the loop posts into every meter of the table, by one node', () =>
        onStage('18', async (stage) => {
          const replies = new Probe('ec20ex18reply');
          receive('ec20ex18loop');
          const named = [];
          while (named.length < METERS.length) {
            const { device } = (await replies.next()) as { device?: unknown };
            named.push(String(device).replace(/^.*\//, ''));
          }
          assert.deepEqual(named.sort(), METERS);
          for (const name of METERS) assert.equal(typeof latest(stage, name, 'Voltage'), 'number');
        }));
    });
  }
});
