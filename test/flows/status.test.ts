import assert from 'node:assert/strict';

import type { StatusReport } from '../../nodes/status/status-report';
import { FAST_SIMULATOR, helper, inState, modemNode, Probe, startFlow, type CaughtMessage } from './rig';

const FLOW = [
  { id: 'status', type: 'ec20-status', modem: 'modem', wires: [['out']] },
  { id: 'out', type: 'helper' },
  { id: 'catcher', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
  { id: 'errors', type: 'helper' },
];

describe('ec20-status', () => {
  before(() => helper.startServer());
  after((done) => {
    helper.stopServer(done);
  });
  afterEach(() => helper.unload());

  it('reports every state on the way, in order, and everything about the module once online', async () => {
    await startFlow([modemNode(), ...FLOW]);
    const out = new Probe('out');
    const report = (await out.next(inState('online'))).payload as StatusReport;
    const states = out.received.map((msg) => (msg.payload as StatusReport).state);
    const way = ['closed', 'opening', 'starting', 'sim', 'network', 'connecting', 'online'];
    assert.deepEqual(
      [...new Set(states)],
      way.filter((state) => states.includes(state as never)),
    );
    assert.equal(report.simulator, true);
    assert.deepEqual([report.code, report.reason, report.params, report.advice], [null, null, {}, null]);
    assert.match(report.module.model, /EC20/);
    assert.match(report.module.imei, /^\d{15}$/);
    assert.match(report.sim.iccid, /^\d{19}/);
    assert.ok((report.signal.dbm ?? 0) < 0);
    assert.equal(report.counters.published, 0);
    assert.ok(report.since > 0);
  });

  it('answers any message with a fresh report, on the same message', async () => {
    await startFlow([modemNode(), ...FLOW]);
    const out = new Probe('out');
    await out.next(inState('online'));
    helper.getNode('status').receive({ payload: 'how are you?', extra: 1 });
    const msg = await out.next((each) => each['extra'] === 1);
    assert.equal((msg.payload as StatusReport).state, 'online');
  });

  it('says why it isn’t online, and what to do', async () => {
    await startFlow([modemNode({ port: 'simulator?preset=fast&sim=absent' }), ...FLOW]);
    const report = (await new Probe('out').next(inState('failed'))).payload as StatusReport;
    assert.equal(report.code, 'EC20_SIM_ABSENT');
    assert.match(report.reason ?? '', /SIM/);
  });

  it('answers what was recorded, on the same message', async () => {
    await startFlow([modemNode(), ...FLOW]);
    const out = new Probe('out');
    await out.next(inState('online'));
    helper.getNode('status').receive({ action: 'history', what: 'signal', extra: 1 });
    const { payload } = await out.next((msg) => msg['extra'] === 1);
    const newest = (payload as { x: number; y: number; series: string }[]).at(-1);
    assert.ok(newest !== undefined && newest.y < 0 && newest.x <= Date.now());
    assert.equal(newest.series, 'lowest');
  });

  it('says of a past with refused settings what is wrong with them', async () => {
    await startFlow([modemNode({ region: 'nowhere' }), ...FLOW]);
    const errors = new Probe('errors');
    helper.getNode('status').receive({ action: 'history', what: 'signal' });
    const { error } = (await errors.next(
      (msg) => (msg as CaughtMessage).error.source.id === 'status',
    )) as CaughtMessage;
    assert.equal(error.code, 'EC20_REGION');
  });

  it('frees the port by action and takes it back', async () => {
    await startFlow([modemNode(), ...FLOW]);
    const out = new Probe('out');
    await out.next(inState('online'));
    helper.getNode('status').receive({ action: 'release' });
    const answer = (await out.next((msg) => msg['action'] === 'release')).payload as StatusReport;
    assert.deepEqual([answer.state, answer.code], ['closed', 'EC20_PORT_RELEASED']);
    helper.getNode('status').receive({ action: 'acquire' });
    await out.next(inState('online'));
  });

  it('sums up thousands of dropped messages in a few reports, the last with the exact total', async () => {
    await startFlow([
      modemNode({ port: `${FAST_SIMULATOR}&sim=absent`, queueLimit: 10 }),
      { id: 'publish', type: 'ec20-publish', modem: 'modem', topic: 'a', wires: [[]] },
      ...FLOW,
    ]);
    const out = new Probe('out');
    await out.next(inState('failed'));
    const before = out.received.length;
    const startMs = performance.now();
    for (let index = 0; index < 3000; index++) {
      helper.getNode('publish').emit('input', { payload: `${index}`, _msgid: `${index}` });
    }
    const last = await out.next((msg) => (msg.payload as StatusReport).queue.dropped === 2990);
    assert.equal((last.payload as StatusReport).queue.length, 10);
    const reports = out.received.length - before;
    const seconds = (performance.now() - startMs) / 1000;
    assert.ok(reports <= 3 + seconds, `${reports} reports in ${seconds.toFixed(1)} s, at most one a second`);
  });

  it('refuses an unknown action', async () => {
    await startFlow([modemNode(), ...FLOW]);
    const errors = new Probe('errors');
    helper.getNode('status').receive({ action: 'explode' });
    assert.equal(((await errors.next()) as CaughtMessage).error.code, 'EC20_ACTION');
  });

  it('says EC20_NO_MODEM once when no config node is chosen', async () => {
    await startFlow(FLOW.map((node) => (node.id === 'status' ? { ...node, modem: '' } : node)));
    const errors = new Probe('errors');
    assert.equal(((await errors.next()) as CaughtMessage).error.code, 'EC20_NO_MODEM');
    helper.getNode('status').receive({ payload: 1 });
    await errors.next();
    assert.equal(errors.received.length, 2);
  });
});
