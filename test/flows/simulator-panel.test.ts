import assert from 'node:assert/strict';
import type { NodeMessageInFlow } from 'node-red';
import type { Device } from '../../nodes/shared/device';
import { ACTION_NAMES, type ActionName, SIMULATOR_ACTIONS } from '../../nodes/modem/simulator-actions';
import { OUTCOMES, type OutcomeName } from '../../nodes/modem/simulator-outcomes';
import { type FlowNode, helper, inState, modemNode, Probe, startFlow } from './rig';

/** The demo's own property sets would come in between. */
const PORT = 'simulator?preset=fast&demoSet=0';

const subscribe = (id: string, kind: string, properties: object = {}): FlowNode[] => [
  { id, type: 'ec20-subscribe', modem: 'modem', kind, datatype: 'utf8', wires: [[`${id}In`]], ...properties },
  { id: `${id}In`, type: 'helper' },
];
const AUTOMATIC = { autoReply: 'ok', autoReplyAfter: 0 };

const STATUS: FlowNode[] = [
  { id: 'status', type: 'ec20-status', modem: 'modem', wires: [['states']] },
  { id: 'states', type: 'helper' },
];

interface Reply {
  readonly status: number;
  readonly ok: boolean;
  readonly outcome?: OutcomeName;
  readonly code?: string;
  readonly message: string;
}

async function press(
  action: string,
  fields: object = {},
  query = '?lang=en-US',
  id = 'modem',
  device?: string,
): Promise<Reply> {
  const answer = await helper
    .request()
    .post(`/ec20/simulator/${id}${query}`)
    .send({ action, fields, device });
  return { status: answer.status, ...(answer.body as Omit<Reply, 'status'>) };
}

async function start(nodes: readonly FlowNode[], modem: object = {}): Promise<Probe> {
  await startFlow([modemNode({ port: PORT, ...modem }), ...STATUS, ...nodes]);
  const states = new Probe('states');
  await states.next(inState('online'));
  return states;
}

/** Presses until the subscriptions of a session that has just become online are there. */
async function pressUntil(outcome: OutcomeName, action: ActionName, fields: object = {}): Promise<Reply> {
  for (;;) {
    const reply = await press(action, fields);
    if (reply.outcome === outcome) return reply;
    assert.equal(reply.outcome, 'undelivered', JSON.stringify(reply));
  }
}

const payloadOf = ({ payload }: NodeMessageInFlow) => payload as Record<string, unknown>;

describe('The buttons of a virtual module', function () {
  this.timeout(60_000);
  before(() => helper.startServer());
  after((done) => {
    helper.stopServer(done);
  });
  afterEach(() => helper.unload());

  it('set a property: the flow gets it, and the panel the device’s answer', async () => {
    await start(subscribe('set', 'property-set', AUTOMATIC));
    const seen = new Probe('setIn');
    const reply = await pressUntil('answered', 'setProperty', { identifier: 'Interval', value: '25' });
    assert.match(reply.message, /^The device replied with code 200 after \d+ ms\.$/);
    assert.deepEqual(payloadOf(await seen.next()), { Interval: 25 });
    // A text stays one, though it looks like a number.
    await press('setProperty', { identifier: 'Label', value: '12' });
    assert.deepEqual(payloadOf(await seen.next()), { Label: '12' });
  });

  for (const [value, why] of [
    ['abc', /Interval.*int32/],
    ['99999999', /Interval.*int32/],
    ['', /Interval.*int32/],
  ] as const) {
    it(`do not set what the console’s form would not: Interval "${value}"`, async () => {
      await start(subscribe('set', 'property-set', AUTOMATIC));
      const seen = new Probe('setIn');
      const refused = await press('setProperty', { identifier: 'Interval', value });
      assert.equal(refused.outcome, 'notInModel', refused.message);
      assert.match(refused.message, why);
      await pressUntil('answered', 'setProperty', { identifier: 'Interval', value: '25' });
      assert.deepEqual(payloadOf(await seen.next()), { Interval: 25 });
    });
  }

  it('promise nothing of a module that restarts while its cable is out', async () => {
    const states = await start([]);
    await press('unplug');
    assert.equal((await press('restart')).outcome, 'restartedApart');
    await press('replug');
    await states.next(inState('online'));
    assert.equal((await press('restart')).outcome, 'restarted');
  });

  it('call a service, asynchronously and by RRPC', async () => {
    await start(subscribe('service', 'service', AUTOMATIC));
    const seen = new Probe('serviceIn');
    await pressUntil('answered', 'callService', { identifier: 'Reboot', input: '{"Delay":3}' });
    const asynchronous = (await seen.next()) as unknown as Record<string, unknown>;
    assert.deepEqual(asynchronous['payload'], { Delay: 3 });
    const { outcome } = await press('callService', { identifier: 'ReadNow', way: 'rrpc' });
    assert.ok(outcome === 'answered' || outcome === 'answeredData', outcome);
  });

  it('send a custom RRPC, a broadcast, raw bytes, an upgrade, a configuration and any message', async () => {
    await start(
      [
        ...subscribe('rrpc', 'rrpc', { topic: '/${productKey}/${deviceName}/user/get', ...AUTOMATIC }),
        ...subscribe('broadcast', 'broadcast'),
        ...subscribe('raw', 'raw', { datatype: 'buffer' }),
        ...subscribe('ota', 'ota'),
        ...subscribe('config', 'config', AUTOMATIC),
        ...subscribe('any', 'topic', { topic: '/${productKey}/${deviceName}/user/get', qos: '1' }),
      ],
      { auth: 'sign' },
    );
    const probes = Object.fromEntries(
      ['rrpc', 'broadcast', 'raw', 'ota', 'config', 'any'].map((id) => [id, new Probe(`${id}In`)]),
    );
    const seen = async (id: string) => (await probes[id]?.next())?.payload;
    await pressUntil('answeredBytes', 'customRrpc', { topic: 'user/get', payload: 'ping' });
    assert.equal(await seen('rrpc'), 'ping');
    await pressUntil('delivered', 'sendRaw', { bytes: '0A 0b' });
    assert.deepEqual(await seen('raw'), Buffer.from([10, 11]));
    await pressUntil('delivered', 'pushUpgrade', { version: '3.1.0' });
    assert.equal((((await seen('ota')) ?? {}) as Record<string, unknown>)['version'], '3.1.0');
    await pressUntil('answered', 'pushConfiguration', { text: '{"interval":9}' });
    await pressUntil('delivered', 'sendMessage', { payload: 'hello' });
    const broadcast = await press('broadcast', { payload: 'all' });
    assert.deepEqual(
      [broadcast.outcome, broadcast.message],
      ['broadcast', 'Broadcast to 1 online device(s).'],
    );
    assert.equal(await seen('broadcast'), 'all');
  });

  describe('for a device behind the gateway', () => {
    const METERS = 'a1DemoMeter,meter1,meter1secret\na1DemoMeter,meter2,meter2secret';
    const of = (action: string, device: string, fields: object = {}, query?: string) =>
      press(action, fields, query, 'modem', device);
    const shows = (name: string, state: string) => (msg: NodeMessageInFlow) => {
      const { subDevices = [] } = msg.payload as { subDevices?: { deviceName: string; state: string }[] };
      return subDevices.some((each) => each.deviceName === name && each.state === state);
    };
    const startMeters = async (nodes: readonly FlowNode[] = []) => {
      const states = await start(nodes, { subDevices: METERS });
      await states.next((msg) => shows('meter1', 'online')(msg) && shows('meter2', 'online')(msg));
      return states;
    };

    it('are offered with their thing models, and set a property of that one', async () => {
      await startMeters(subscribe('set', 'property-set', { devices: 'all', ...AUTOMATIC }));
      const answer = await helper.request().get('/ec20/simulator/modem').expect(200);
      const { devices } = answer.body as { devices: { device: string; tsl?: string }[] };
      assert.deepEqual(
        devices.map(({ device }) => device),
        ['a1DemoMeter/meter1', 'a1DemoMeter/meter2'],
      );
      assert.match(devices[0]?.tsl ?? '', /"Relay"/);
      const seen = new Probe('setIn');
      for (;;) {
        const reply = await of('setProperty', 'a1DemoMeter/meter2', { identifier: 'Relay', value: '1' });
        if (reply.outcome === 'answered') break;
        assert.equal(reply.outcome, 'undelivered', JSON.stringify(reply));
      }
      const msg = (await seen.next()) as NodeMessageInFlow & { device?: string };
      assert.deepEqual([msg.device, msg.payload], ['a1DemoMeter/meter2', { Relay: 1 }]);
      // The gateway's own properties are none of the meter's.
      const wrong = await of('setProperty', 'a1DemoMeter/meter2', { identifier: 'LightSwitch' });
      assert.equal(wrong.code, 'EC20_SETTING');
      assert.match(wrong.message, /Relay/);
    });

    it('disable and enable it, take it out, ask the gateway to add it, delete it', async () => {
      const states = await startMeters();
      const meter1 = 'a1DemoMeter/meter1';
      const disabled = await of('disableDevice', meter1);
      assert.equal(disabled.message, OUTCOMES.disabled.en.replace('{device}', 'meter1'));
      await states.next(shows('meter1', 'failed'));
      const set = await of('setProperty', meter1, { identifier: 'Relay', value: '1' });
      assert.equal(set.outcome, 'offline');
      const enabled = await of('enableDevice', meter1, {}, '?lang=zh-CN');
      assert.equal(enabled.message, OUTCOMES.enabled.zh.replace('{device}', 'meter1'));
      await states.next((msg) => shows('meter1', 'online')(msg) && shows('meter2', 'online')(msg));
      assert.equal((await of('removeDevice', meter1)).outcome, 'removed');
      await states.next(shows('meter1', 'failed'));
      assert.equal((await of('askToAdd', meter1)).outcome, 'answered');
      await states.next(shows('meter1', 'online'));
      assert.equal((await of('deleteDevice', meter1)).outcome, 'deleted');
      await states.next(shows('meter1', 'failed'));
      const gone = await of('enableDevice', meter1);
      assert.equal(gone.message, OUTCOMES.noSuchDevice.en.replace('{device}', 'meter1'));
    });

    it('are refused for the gateway itself, and for one that is not set up, with the names', async () => {
      await startMeters();
      for (const device of ['', 'a1DemoMeter/meter3']) {
        const reply = await of('disableDevice', device);
        assert.deepEqual([reply.status, reply.code], [400, 'EC20_SETTING'], device);
        assert.match(reply.message, /a1DemoMeter\/meter1/);
      }
    });
  });

  it('say that nothing subscribes', async () => {
    await start([]);
    const reply = await press('setProperty', { identifier: 'LightSwitch', value: '1' });
    assert.deepEqual([reply.status, reply.outcome], [200, 'undelivered']);
    assert.equal(reply.message, OUTCOMES.undelivered.en);
    assert.equal((await press('sendMessage', {}, '?lang=zh-CN')).message, OUTCOMES.undelivered.zh);
  });

  it('pull the SIM: the status says so, the queue fills; put back, it is online again and the queue drains', async () => {
    const states = await start([
      { id: 'publish', type: 'ec20-publish', modem: 'modem', kind: 'property', wires: [['sent']] },
      { id: 'sent', type: 'helper' },
    ]);
    const sent = new Probe('sent');
    assert.equal((await press('pullSim')).outcome, 'simOut');
    const isOut = (msg: NodeMessageInFlow) => payloadOf(msg)['code'] === 'EC20_SIM_ABSENT';
    await states.next(isOut);
    for (const payload of [{ Temperature: 20 }, { Temperature: 21 }])
      helper.getNode('publish').receive({ payload });
    const waiting = () =>
      (helper.getNode('modem') as unknown as { device: Device }).device.snapshot().queue.length;
    assert.equal(waiting(), 2);
    const offline = await press('setProperty', { identifier: 'LightSwitch', value: '1' });
    assert.equal(offline.outcome, 'offline');
    assert.equal((await press('insertSim')).outcome, 'simIn');
    await states.next(inState('online'));
    await sent.next();
    await sent.next();
    assert.equal(waiting(), 0);
  });

  it('take the network away for a while', async () => {
    const states = await start([]);
    const reply = await press('noNetwork', { seconds: 1 });
    assert.equal(reply.message, 'No network for 1 s: messages wait in the queue until then.');
    await states.next((msg) => payloadOf(msg)['state'] !== 'online');
    await states.next(inState('online'));
  });

  it('weaken the signal and bring it back', async () => {
    await start([], { signalInterval: 1 });
    const { device } = helper.getNode('modem') as unknown as { device: Device };
    const reads = (dbm: number) =>
      new Promise<void>((resolve) => {
        device.running?.onReading(({ signal }) => {
          if (signal?.dbm === dbm) resolve();
        });
      });
    const weak = reads(-105);
    assert.match((await press('weakSignal')).message, /now -105 dBm/);
    await weak;
    const good = reads(-61);
    assert.match((await press('goodSignal')).message, /now -61 dBm/);
    await good;
  });

  it('change the secret in the cloud: the login is refused', async () => {
    const states = await start([]);
    assert.equal((await press('wrongSecret')).outcome, 'wrongSecret');
    await states.next((msg) => payloadOf(msg)['state'] === 'failed');
    assert.equal((await press('rightSecret')).outcome, 'rightSecret');
  });

  for (const [away, back] of [
    ['restart', undefined],
    ['unplug', 'replug'],
  ] as const) {
    it(`${away}${back === undefined ? '' : ` and ${back}`}: offline, and online again`, async () => {
      const states = await start([]);
      assert.equal((await press(away)).status, 200);
      await states.next((msg) => payloadOf(msg)['state'] !== 'online');
      if (back !== undefined) assert.equal((await press(back)).status, 200);
      await states.next(inState('online'));
    });
  }

  it('have a name, fields and an outcome each, and refuse what no field takes, with the range', async () => {
    await start([]);
    const wrong: readonly (readonly [ActionName, object, RegExp])[] = [
      ['noNetwork', { seconds: 0 }, /1-3600/],
      ['noNetwork', { seconds: 'soon' }, /1-3600/],
      ['setProperty', { identifier: 'LightSwich' }, /LightSwitch/],
      ['setProperty', { identifier: 'Temperature' }, /LightSwitch/],
      ['callService', { identifier: 'None' }, /Reboot\|ReadNow/],
      ['callService', { identifier: 'ReadNow', input: '[1]' }, /JSON/],
      ['callService', { identifier: 'ReadNow', way: 'fast' }, /model\|async\|rrpc/],
      ['sendRaw', { bytes: '0x1' }, /01 02/],
      ['sendMessage', { topic: '/a/+/b' }, /user\/get/],
      ['sendMessage', { qos: 2 }, /0\|1/],
      ['pushUpgrade', { version: '' }, /2\.0\.0/],
    ];
    for (const [action, fields, expected] of wrong) {
      const reply = await press(action, fields);
      assert.deepEqual(
        [reply.status, reply.code],
        [400, 'EC20_SETTING'],
        JSON.stringify([action, fields, reply]),
      );
      assert.match(reply.message, expected);
      assert.match((await press(action, fields, '?lang=zh-CN')).message, /[\u4e00-\u9fff]/);
    }
    const unknown = await press('explode');
    assert.deepEqual([unknown.status, unknown.code], [400, 'EC20_SETTING']);
    for (const name of ACTION_NAMES) assert.match(unknown.message, new RegExp(name));
    assert.ok(Object.keys(SIMULATOR_ACTIONS).length >= 18);
  });

  it('are not for a real port, nor for a modem node that is not there or not used', async () => {
    await startFlow([
      modemNode(),
      modemNode({ id: 'real', port: '/dev/ttyUSB2' }),
      { id: 'user', type: 'ec20-status', modem: 'real', wires: [[]] },
    ]);
    for (const action of ACTION_NAMES) {
      const real = await press(action, {}, '?lang=en-US', 'real');
      assert.deepEqual([real.status, real.code], [400, 'EC20_SETTING'], action);
      assert.match(real.message, /simulator/);
    }
    assert.equal((await press('pullSim', {}, '', 'nowhere')).code, 'EC20_NO_MODEM');
    assert.equal((await press('pullSim')).status, 409);
    const reading = async (id: string): Promise<unknown> =>
      (await helper.request().get(`/ec20/simulator/${id}`).expect(200)).body;
    assert.deepEqual(await reading('real'), { simulator: false, running: false, cloud: false });
    assert.deepEqual(await reading('modem'), { simulator: true, running: false, cloud: false });
  });

  it('of the world work with a broker behind the module; the cloud’s say whose they are', async () => {
    await startFlow([
      modemNode({ server: 'mqtt', host: '127.0.0.1', mqttPort: 1, port: PORT, clientId: 'x', tls: 'off' }),
      ...STATUS,
    ]);
    const states = new Probe('states');
    await states.next((msg) => payloadOf(msg)['code'] !== null);
    const reply = await press('broadcast');
    assert.deepEqual([reply.status, reply.code], [400, 'EC20_SETTING']);
    assert.match(reply.message, /aliyun/);
    assert.equal((await press('pullSim')).outcome, 'simOut');
  });
});
