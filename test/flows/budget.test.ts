import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Device } from '../../nodes/shared/device';
import { deploy, helper, modemNode, Probe, speak, startFlow, statusOf, userDir } from './rig';

const DEVICE = 'a1DemoEC20x/demo-device';
const READINGS = `/${DEVICE}/user/update`;
const ALARMS = `/${DEVICE}/user/error`;
const BUDGET = { budget: 6, budgetUnit: 'messages', budgetThen: 'events', budgetEvents: '/+/+/user/error' };
const flow = (modem: Readonly<Record<string, unknown>>) => [
  modemNode(modem),
  { id: 'reading', type: 'ec20-publish', modem: 'modem', topic: READINGS, wires: [['out']] },
  { id: 'alarm', type: 'ec20-publish', modem: 'modem', topic: ALARMS, wires: [['out']] },
  { id: 'catch', type: 'catch', scope: null, uncaught: false, wires: [['caught']] },
  { id: 'out', type: 'helper' },
  { id: 'caught', type: 'helper' },
];
const send = (node: string, payload: string) => helper.getNode(node).receive({ payload });
const budgetOf = () => (helper.getNode('modem') as unknown as { device: Device }).device.history.budget();

describe('A modem node with a budget', function () {
  this.timeout(30_000);
  before(() => helper.startServer());
  after((done) => {
    helper.stopServer(done);
  });
  afterEach(() => helper.unload());

  it('holds readings when it is spent, sends alarms, says so, and sends all in order when it is raised', async () => {
    speak('en');
    await startFlow(flow(BUDGET));
    let out = new Probe('out');
    const caught = new Probe('caught');
    const spent = statusOf('reading', (text) => text.includes('budget spent'));
    for (let each = 1; each <= 6; each++) {
      send('reading', `before ${each}`);
      assert.equal((await out.next()).payload, `before ${each}`);
    }
    assert.equal((await spent).fill, 'yellow');
    const error = (await caught.next()) as { error?: { code?: string } };
    assert.equal(error.error?.code, 'EC20_BUDGET_SPENT');
    for (let each = 1; each <= 20; each++) send('reading', `held ${each}`);
    send('alarm', 'fire');
    assert.equal((await out.next()).payload, 'fire');
    const state = budgetOf();
    assert(state !== undefined && state.used >= 7, JSON.stringify(state));

    // With the queue in memory a deploy would lose what waits: the reset of the month is played by the clock elsewhere.
    const [file = ''] = readdirSync(join(userDir, 'ec20')).filter((name) => name.startsWith('usage-'));
    await helper.unload();
    const kept = JSON.parse(readFileSync(join(userDir, 'ec20', file), 'utf8')) as {
      told: { percent: number };
    };
    assert.equal(kept.told.percent, 100);

    await startFlow(flow(BUDGET));
    out = new Probe('out');
    const again = new Probe('caught');
    await statusOf('reading', (text) => text.includes('budget spent'));
    send('reading', 'held again');
    send('alarm', 'fire again');
    assert.equal((await out.next()).payload, 'fire again');
    assert.equal(again.received.length, 0);
    await deploy(flow({ ...BUDGET, budget: 1000 }), 'full');
    out = new Probe('out');
    send('reading', 'raised');
    assert.equal((await out.next()).payload, 'raised');
  });
});
