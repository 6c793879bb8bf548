import assert from 'node:assert/strict';
import type { ModemNode } from '../../nodes/shared/device';
import { DEMO_TRIPLET } from '../../src/simulator/demo-device';
import {
  FAST_SIMULATOR,
  helper,
  Probe,
  speak,
  startFlow,
  statusOf,
  type CaughtMessage,
  type FlowNode,
} from './rig';
import {
  allOnline,
  deviceNode,
  meter,
  METER,
  NAMES,
  publish,
  says,
  SECRETS,
  send,
  TABLE,
  TABLE_SECRETS,
} from './sub-device-rig';
import { EARS, type Stage, stageOfEach } from './thing-stage';

const SUBSCRIBE: FlowNode[] = [
  {
    id: 'sets',
    type: 'ec20-subscribe',
    modem: 'modem',
    devices: 'all',
    kind: 'property-set',
    wires: [['in', 'reply']],
  },
  { id: 'in', type: 'helper' },
  { id: 'reply', type: 'ec20-reply', wires: [] },
];

describe('Sub-devices in a flow', () => {
  let stage: Stage;
  stageOfEach((each) => {
    stage = each;
  });

  /** Resolves when the module has answered the subscription to such a filter. */
  const subscribed = (filter: RegExp) =>
    new Promise<void>((resolve) => {
      const { trace } = (helper.getNode('modem') as unknown as ModemNode).device.session();
      let isAsked = false;
      trace.subscribe(({ text }) => {
        if (text.startsWith('AT+QMTSUB') && filter.test(text)) isAsked = true;
        else if (isAsked && text.startsWith('+QMTSUB:')) resolve();
      });
    });
  const latest = (name: string, identifier: string) =>
    stage.cloud.data(meter(name)).latest.get(identifier)?.value;

  it('three ec20-device nodes: all online, properties answered 200, each in its own device', async () => {
    const nodes = NAMES.flatMap((name) => [deviceNode(name), ...publish(name)]);
    await stage.online(nodes, {}, SECRETS);
    const outputs = NAMES.map((name) => new Probe(`to-${name}-out`));
    for (const [index, name] of NAMES.entries()) send(`to-${name}`, { payload: { Voltage: 220 + index } });
    for (const [index, name] of NAMES.entries()) {
      const out = (await outputs[index]?.next()) as { reply?: { code?: number } };
      assert.equal(out.reply?.code, 200);
      assert.equal(latest(name, 'Voltage'), 220 + index);
    }
    const online = stage.cloud.gateways.online(DEMO_TRIPLET).map(({ deviceName }) => deviceName);
    assert.deepEqual([...online].sort(), [...NAMES]);
  });

  it('a deploy with another wrong secret: the refusal is reported again', async () => {
    const nodes = [deviceNode('meter1'), ...publish('meter1')];
    const wrong = (deviceSecret: string) => ({ 'device-meter1': { deviceSecret } });
    await stage.online(nodes, {}, wrong('wrong0secret'));
    assert.equal((await stage.error()).code, 'EC20_SUB_SIGNATURE');
    await stage.deploy(
      [deviceNode('meter1', { name: 'changed' }), ...publish('meter1')],
      wrong('wrong1secret'),
    );
    assert.equal((await stage.error()).code, 'EC20_SUB_SIGNATURE');
  });

  it('a property set to one of all is confirmed by an answer of that device', async () => {
    await stage.online([...SUBSCRIBE], { subDevices: TABLE }, { modem: { subDeviceSecrets: TABLE_SECRETS } });
    await subscribed(/meter3\/thing\/service\/property\/set/);
    const received = new Probe('in');
    const set = stage.cloud.setProperties(meter('meter2'), { Relay: 1 });
    const msg = (await received.next()) as { device?: string; deviceName?: string; payload?: unknown };
    assert.deepEqual(msg.payload, { Relay: 1 });
    assert.equal(msg.device, `${METER}/meter2`);
    assert.equal(msg.deviceName, 'meter2');
    const outcome = await set;
    assert.equal(outcome.kind, 'answered');
  });

  it('one without a secret registers through the gateway, and uses the secret after a restart', async () => {
    await stage.online([deviceNode('meter3'), ...publish('meter3')]);
    send('to-meter3', { payload: { Voltage: 230 } });
    await new Probe('to-meter3-out').next();
    assert.equal(latest('meter3', 'Voltage'), 230);
  });

  it('one that the platform does not know is named in the refusal', async () => {
    await stage.online([deviceNode('meter9'), ...publish('meter9')]);
    const { code, message } = await stage.error();
    assert.equal(code, 'EC20_SUB_UNKNOWN');
    assert.match(message, new RegExp(`no sub-device ${METER}/meter9 `));
  });

  it('disabled in the console: only its messages wait, its node is red and says why; enabled again they arrive', async () => {
    const nodes = NAMES.flatMap((name) => [deviceNode(name), ...publish(name, { waitReply: 'false' })]);
    await stage.online(nodes, {}, SECRETS);
    await stage.states?.next(allOnline);
    const red = statusOf('to-meter1', (text) => text.includes('disabled'));
    stage.cloud.enableDevice(meter('meter1'), false);
    const { code, source } = ((await stage.errors?.next()) as CaughtMessage).error;
    assert.equal(code, 'EC20_SUB_DISABLED');
    assert.equal(source.id, 'to-meter1');
    const { fill } = await red;
    assert.equal(fill, 'red');
    send('to-meter1', { payload: { Voltage: 1 } });
    send('to-meter2', { payload: { Voltage: 2 } });
    await new Probe('to-meter2-out').next();
    assert.equal(latest('meter2', 'Voltage'), 2);
    assert.equal(latest('meter1', 'Voltage'), undefined);
    stage.cloud.enableDevice(meter('meter1'), true);
    await new Probe('to-meter1-out').next();
    assert.equal(latest('meter1', 'Voltage'), 1);
  });

  it('the gateway reconnects: all are logged in again by themselves', async () => {
    await stage.online(
      NAMES.flatMap((name) => [deviceNode(name), ...publish(name)]),
      {},
      SECRETS,
    );
    await stage.states?.next(allOnline);
    stage.cloud.kick(DEMO_TRIPLET);
    await stage.states?.next((msg) => !allOnline(msg));
    await stage.states?.next(allOnline);
    assert.equal(stage.cloud.gateways.online(DEMO_TRIPLET).length, 3);
  });

  it('ec20-status with a sub-device reports that one', async () => {
    await stage.online(
      [
        deviceNode('meter1'),
        { id: 'own', type: 'ec20-status', modem: 'modem', device: 'device-meter1', wires: [['own-states']] },
        { id: 'own-states', type: 'helper' },
      ],
      {},
      SECRETS,
    );
    const online = (await new Probe('own-states').next(
      (msg) => (msg.payload as { state?: string }).state === 'online',
    )) as { payload: object };
    const { device, deviceName, code, gateway } = online.payload as Record<string, unknown>;
    assert.deepEqual(
      { device, deviceName, code, gateway },
      {
        device: `${METER}/meter1`,
        deviceName: 'meter1',
        code: null,
        gateway: { state: 'online', code: null },
      },
    );
  });
});

describe('Sub-devices of one’s own on the simulator', () => {
  before(() => {
    speak('en');
    helper.startServer();
  });
  after((done) => {
    helper.stopServer(done);
  });
  afterEach(() => helper.unload());

  it('are in the virtual cloud like one’s own gateway, with a secret or registering', async () => {
    const modem = {
      id: 'modem',
      type: 'ec20-modem',
      port: FAST_SIMULATOR,
      queue: 'memory',
      productKey: 'a1MyGateway',
      deviceName: 'my-gateway',
      subDevices: 'a1MyMeters,my-meter-1\na1MyMeters,my-meter-2',
    };
    await startFlow([modem, ...publish(''), ...EARS], {
      modem: {
        deviceSecret: 'my0gateway0secret',
        subDeviceSecrets: JSON.stringify({ 'a1MyMeters/my-meter-1': 'my0meter0secret' }),
      },
    });
    const states = new Probe('states');
    await states.next((msg) => says('my-meter-1', 'online')(msg) && says('my-meter-2', 'online')(msg));
    const out = new Probe('to-gateway-out');
    helper.getNode('to-gateway').receive({ payload: { Power: 1 }, device: 'my-meter-2' });
    const { reply } = (await out.next()) as { reply?: { code?: number } };
    assert.equal(reply?.code, 200);
  });
});
