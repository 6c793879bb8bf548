import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { deploy, FAST_SIMULATOR, helper, inState, modemNode, Probe, startFlow, statusOf } from './rig';
import type { CaughtMessage, FlowNode } from './rig';

/** A status node and a Catch node on `tab`, each with a place to listen. */
function listeners(tab = 'tab'): FlowNode[] {
  return [
    { id: `status-${tab}`, type: 'ec20-status', z: tab, modem: 'modem', wires: [[`states-${tab}`]] },
    { id: `states-${tab}`, type: 'helper', z: tab },
    { id: `catch-${tab}`, type: 'catch', z: tab, scope: null, uncaught: false, wires: [[`errors-${tab}`]] },
    { id: `errors-${tab}`, type: 'helper', z: tab },
  ];
}

async function firstError(tab = 'tab'): Promise<CaughtMessage> {
  return (await new Probe(`errors-${tab}`).next()) as CaughtMessage;
}

describe('ec20-modem', () => {
  before(() => helper.startServer());
  after((done) => {
    helper.stopServer(done);
  });
  afterEach(() => helper.unload());

  it('shows its users its state, from connecting to connected', async () => {
    await startFlow([modemNode(), ...listeners()]);
    const shown = await statusOf('status-tab', (text) => text.startsWith('connected'));
    assert.deepEqual([shown.fill, shown.shape], ['green', 'dot']);
    assert.match(shown.text, /^connected(, -\d+ dBm)? \(sim\)$/);
  });

  const mistakes: [
    why: string,
    properties: Record<string, unknown>,
    secrets: Record<string, string>,
    code: string,
  ][] = [
    ['has no secret', { productKey: 'a1Mine', deviceName: 'mine' }, {}, 'EC20_NO_SECRET'],
    ['has a region that is none', { region: 'mars' }, {}, 'EC20_REGION'],
    ['has a bad keep-alive', { keepAlive: '5' }, {}, 'EC20_KEEPALIVE'],
    ['has a number that is none', { pdpContext: 'many' }, {}, 'EC20_SETTING'],
    ['has a fault that the simulator doesn’t know', { port: 'simulator?luck=bad' }, {}, 'EC20_SETTING'],
    ['has a full-width character', { apn: 'ＣＭＩＯＴ' }, {}, 'EC20_FULL_WIDTH'],
    ['names a variable that is not set', { deviceName: '${EC20_TEST_NOT_SET}' }, {}, 'EC20_ENV_MISSING'],
    [
      'has a secret from a variable that is not set',
      {},
      { deviceSecret: '${EC20_TEST_NOT_SET}' },
      'EC20_ENV_MISSING',
    ],
    ['wants TLS on a port whose root is not shipped', { tls: 'on', mqttPort: 8883 }, {}, 'EC20_CA_MISSING'],
  ];
  for (const [why, properties, secrets, code] of mistakes) {
    it(`that ${why} has no session: ${code} once in the Catch node and in every status`, async () => {
      await startFlow([modemNode(properties), ...listeners()], { modem: secrets });
      const errors = new Probe('errors-tab');
      const states = new Probe('states-tab');
      const caught = (await errors.next()) as CaughtMessage;
      assert.deepEqual([caught.error.code, caught.error.source.type], [code, 'ec20-modem']);
      const report = (await states.next()).payload as { state: string; code: string };
      assert.deepEqual([report.state, report.code], ['failed', code]);
      assert.equal(errors.received.length, 1);
    });
  }

  it('speaks Chinese in statuses, reports and errors where Node-RED does', async () => {
    helper.settings({ lang: 'zh-CN' } as never);
    try {
      await startFlow([modemNode({ port: `${FAST_SIMULATOR}&sim=absent` }), ...listeners()]);
      const shown = await statusOf('status-tab', (text) => text.startsWith('未连接，'));
      assert.equal(shown.fill, 'red');
      assert.match(shown.text, /^未连接，未插 SIM 卡，\d+ 秒后重试（虚拟模块）$/);
      const report = (await new Probe('states-tab').next(inState('failed'))).payload as { reason: string };
      assert.match(report.reason, /[\u4e00-\u9fff]{4}/);
    } finally {
      helper.settings({});
    }
  });

  it('takes every property from the environment, as text', async () => {
    Object.assign(process.env, {
      EC20_TEST_PORT: FAST_SIMULATOR,
      EC20_TEST_FIVE: '5',
      EC20_TEST_YES: 'true',
    });
    await startFlow([
      modemNode({
        port: '${EC20_TEST_PORT}',
        maxInFlight: '${EC20_TEST_FIVE}',
        cleanSession: '${EC20_TEST_YES}',
      }),
      ...listeners(),
    ]);
    await new Probe('states-tab').next(inState('online'));
  });

  const absences: [why: string, port: string, secrets: Record<string, string>, code: string][] = [
    [
      'has a wrong secret',
      FAST_SIMULATOR,
      { deviceSecret: '0123456789abcdef0123456789abcdef' },
      'EC20_CONNECT_CREDENTIALS',
    ],
    ['finds no SIM card', `${FAST_SIMULATOR}&sim=absent`, {}, 'EC20_SIM_ABSENT'],
    ['can’t reach the cloud’s name', `${FAST_SIMULATOR}&internet=no-dns`, {}, 'EC20_OPEN_DNS'],
    ['has no such port', '/dev/ec20-test-missing', { deviceSecret: 'x'.repeat(32) }, 'EC20_PORT_NOT_FOUND'],
  ];
  for (const [why, port, secrets, code] of absences) {
    it(`that ${why} notifies each tab once, with ${code}`, async () => {
      const device = { productKey: 'a1DemoEC20x', deviceName: 'demo-device' };
      await startFlow([modemNode({ port, ...device }), ...listeners('one'), ...listeners('two')], {
        modem: secrets,
      });
      const [errors, states] = [new Probe('errors-one'), new Probe('states-one')];
      const [one, two] = (await Promise.all([errors.next(), firstError('two')])) as [
        CaughtMessage,
        CaughtMessage,
      ];
      helper.getNode('status-one').receive({ asked: true });
      await states.next((msg) => msg['asked'] === true);
      assert.equal(errors.received.length, 1);
      assert.deepEqual([one.error.code, two.error.code], [code, code]);
      assert.deepEqual([one.error.source.type, one.error.source.id], ['ec20-modem', 'modem']);
    });
  }

  it('notifies a tab with many users only once', async () => {
    const publishers = ['p1', 'p2', 'p3'].map((id) => ({
      id,
      type: 'ec20-publish',
      modem: 'modem',
      wires: [[]],
    }));
    await startFlow([modemNode({ region: 'mars' }), ...publishers, ...listeners()]);
    const errors = new Probe('errors-tab');
    await errors.next();
    helper.getNode('p1').receive({ topic: 'a', payload: 'a' });
    await errors.next((msg) => msg.topic === 'a'); // its own error; nothing came in between
    assert.equal(errors.received.length, 2);
  });

  it('reaches a Catch node that is limited to one of its users, and each Catch node once', async () => {
    const publisher = (id: string): FlowNode => ({ id, type: 'ec20-publish', modem: 'modem', wires: [[]] });
    const limited = (id: string, ...scope: string[]): FlowNode[] => [
      { id: `catch-${id}`, type: 'catch', scope, uncaught: false, wires: [[`errors-${id}`]] },
      { id: `errors-${id}`, type: 'helper' },
    ];
    await startFlow([
      modemNode({ region: 'mars' }),
      ...['p1', 'p2', 'p3'].map(publisher),
      ...limited('second', 'p2'),
      ...limited('both', 'p1', 'p2'),
      ...limited('nobody', 'errors-nobody'),
      ...listeners(),
    ]);
    const probes = ['tab', 'second', 'both', 'nobody'].map((id) => new Probe(`errors-${id}`));
    await Promise.all(probes.slice(0, 3).map((probe) => probe.next()));
    helper.getNode('p3').receive({ topic: 'a', payload: 'a' });
    await probes[0]?.next((msg) => msg.topic === 'a'); // its own error; nothing came in between
    assert.deepEqual(
      probes.map(({ received }) => received.length),
      [2, 1, 1, 0],
    );
  });

  it('reaches Catch nodes that no single user reaches', async () => {
    const publisher = (id: string): FlowNode => ({ id, type: 'ec20-publish', modem: 'modem', wires: [[]] });
    await startFlow([
      modemNode({ region: 'mars' }),
      publisher('p1'),
      publisher('p2'),
      { id: 'c1', type: 'catch', scope: ['p1'], uncaught: false, wires: [['e1']] },
      { id: 'c2', type: 'catch', scope: ['p2'], uncaught: false, wires: [['e2']] },
      { id: 'e1', type: 'helper' },
      { id: 'e2', type: 'helper' },
    ]);
    for (const caught of await Promise.all([new Probe('e1').next(), new Probe('e2').next()])) {
      assert.equal((caught as CaughtMessage).error.source.id, 'modem');
    }
  });

  it('connects with a triplet of the user’s own on the simulator', async () => {
    await startFlow([modemNode({ productKey: 'a1Mine', deviceName: 'my-device' }), ...listeners()], {
      modem: { deviceSecret: '0123456789abcdef0123456789abcdef' },
    });
    await new Probe('states-tab').next(inState('online'));
  });

  it('doesn’t open a port that another config node has: EC20_PORT_SHARED names the other', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ec20-'));
    const port = join(folder, 'tty'); // there is nothing there: the first keeps trying, and keeps the port
    const device = { port, productKey: 'a1DemoEC20x' };
    const secrets = { deviceSecret: 'x'.repeat(32) };
    try {
      await startFlow(
        [
          modemNode({ ...device, deviceName: 'first-device', name: 'Greenhouse' }),
          { ...modemNode({ ...device, deviceName: 'second-device' }), id: 'modem2' },
          ...listeners('one'),
          { ...listeners('two')[0], id: 'status-two', type: 'ec20-status', modem: 'modem2' },
          ...listeners('two').slice(1),
        ],
        { modem: secrets, modem2: secrets },
      );
      const caught = await firstError('two');
      assert.equal(caught.error.code, 'EC20_PORT_SHARED');
      assert.match(caught.error.message, /Greenhouse/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  const moments = ['opening', 'starting', 'sim', 'network', 'connecting', 'online'];
  for (const moment of moments) {
    it(`shuts its port within 5 s at a full deploy in state ${moment}, and opens it again`, async () => {
      const flow = [modemNode({ port: `${FAST_SIMULATOR}&commandMs=20&registrationMs=200` }), ...listeners()];
      await startFlow(flow);
      const seen = new Probe('states-tab');
      await seen.next((msg) => {
        const { state } = msg.payload as { state: string };
        return state === moment || moments.indexOf(state) > moments.indexOf(moment);
      });
      const before = performance.now();
      await deploy(flow, 'full');
      assert.ok(performance.now() - before < 5000);
      await new Probe('states-tab').next(inState('online'));
    });
  }

  it('shuts its port within 5 s while it waits for a retry', async () => {
    await startFlow([modemNode({ port: `${FAST_SIMULATOR}&sim=absent` }), ...listeners()]);
    await new Probe('states-tab').next(inState('failed'));
    const before = performance.now();
    await helper.clearFlows();
    assert.ok(performance.now() - before < 5000);
  });

  it('stays online while a deploy changes only one of its users', async () => {
    const flow = (topic: string): FlowNode[] => [
      modemNode(),
      { id: 'publish', type: 'ec20-publish', modem: 'modem', topic, wires: [['out']] },
      { id: 'out', type: 'helper' },
      ...listeners(),
    ];
    await startFlow(flow('/${productKey}/${deviceName}/user/update'));
    const states = new Probe('states-tab');
    await states.next(inState('online'));
    const told = states.received.length;
    await deploy(flow('/${productKey}/${deviceName}/user/update/error'), 'nodes');
    const out = new Probe('out');
    helper.getNode('publish').receive({ payload: 'after the deploy' });
    await out.next();
    assert.equal(states.received.length, told);
  });

  it('goes offline when a deploy leaves it without users', async () => {
    await startFlow([modemNode(), ...listeners(), { id: 'other', type: 'helper' }]);
    await new Probe('states-tab').next(inState('online'));
    await deploy([modemNode(), { id: 'other', type: 'helper' }], 'nodes');
    await deploy([modemNode(), ...listeners(), { id: 'other', type: 'helper' }], 'nodes');
    const states = new Probe('states-tab');
    await states.next(inState('connecting')); // anew, so it had left
    await states.next(inState('online'));
  });

  it('lists the ports of this computer at ec20/ports', async () => {
    await startFlow([modemNode(), ...listeners()]);
    const response = await helper.request().get('/ec20/ports');
    assert.equal(response.status, 200);
    assert.ok(Array.isArray(response.body));
  });
});
