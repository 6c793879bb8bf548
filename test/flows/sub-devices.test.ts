import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeMessage } from 'node-red';
import type { ModemNode } from '../../nodes/shared/device';
import type { SubDeviceReport } from '../../nodes/status/status-report';
import { DEMO_TSL } from '../../src/simulator/cloud/demo-model';
import { DEMO_TRIPLET } from '../../src/simulator/demo-device';
import type { ErrorCode } from '../../src/errors/catalogue';
import { assertSentence, LANGUAGES } from '../support/sentences';
import {
  FAST_SIMULATOR,
  helper,
  modemNode,
  Probe,
  speak,
  startFlow,
  statusOf,
  type CaughtMessage,
  type FlowNode,
} from './rig';
import { EARS, Stage } from './thing-stage';

const METER = 'a1DemoMeter';
const NAMES = ['meter1', 'meter2', 'meter3'] as const;

const secretOf = (name: string) => `${name}secret`;
const meter = (deviceName: string) => ({ productKey: METER, deviceName });

/** An ec20-device node for a meter. */
function deviceNode(name: string, properties: Readonly<Record<string, unknown>> = {}): FlowNode {
  return { id: `device-${name}`, type: 'ec20-device', modem: 'modem', ...meter(name), ...properties };
}

function publish(device: string, properties: Readonly<Record<string, unknown>> = {}): FlowNode[] {
  const id = `to-${device || 'gateway'}`;
  return [
    {
      id,
      type: 'ec20-publish',
      modem: 'modem',
      device: device && `device-${device}`,
      kind: 'property',
      wires: [[`${id}-out`]],
      ...properties,
    },
    { id: `${id}-out`, type: 'helper' },
  ];
}

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

const SECRETS = Object.fromEntries(NAMES.map((name) => [`device-${name}`, { deviceSecret: secretOf(name) }]));
const TABLE = ['ProductKey,DeviceName', ...NAMES.map((name) => `${METER},${name}`)].join('\n');
const TABLE_SECRETS = JSON.stringify(
  Object.fromEntries(NAMES.map((name) => [`${METER}/${name}`, secretOf(name)])),
);

interface WithDevices {
  readonly payload: { readonly subDevices?: readonly SubDeviceReport[] };
}

/** Whether a status message says that a device is in that state. */
function says(name: string, state: string): (msg: NodeMessage) => boolean {
  return (msg) =>
    (msg as unknown as WithDevices).payload.subDevices?.some(
      (each) => each.deviceName === name && each.state === state,
    ) ?? false;
}

function allOnline(msg: NodeMessage): boolean {
  return NAMES.every((name) => says(name, 'online')(msg));
}

describe('Sub-devices in a flow', () => {
  let stage: Stage;

  before(() => {
    speak('en');
    helper.startServer();
  });
  after((done) => {
    helper.stopServer(done);
  });
  beforeEach(() => {
    stage = new Stage();
  });
  afterEach(() => stage.close());

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
  const send = (id: string, msg: object) => {
    helper.getNode(id).receive(msg as NodeMessage);
  };
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

  it('a table and msg.device: each message goes to its device, by name or by key; without one to the gateway', async () => {
    await stage.online(publish(''), { subDevices: TABLE }, { modem: { subDeviceSecrets: TABLE_SECRETS } });
    const out = new Probe('to-gateway-out');
    send('to-gateway', { payload: { Voltage: 221 }, device: 'meter2' });
    await out.next();
    send('to-gateway', { payload: { Voltage: 222 }, device: `${METER}/meter3` });
    await out.next();
    send('to-gateway', { payload: { Temperature: 20 } });
    await out.next();
    assert.equal(latest('meter2', 'Voltage'), 221);
    assert.equal(latest('meter3', 'Voltage'), 222);
    assert.equal(stage.cloud.data(DEMO_TRIPLET).latest.get('Temperature')?.value, 20);
  });

  for (const [what, device] of [
    ['a device that is not set up', 'meter9'],
    ['a number', 1001],
    ['an object', { name: 'meter1' }],
  ] as const) {
    it(`msg.device names ${what}: the message fails with what to do, and nothing leaves as the gateway’s`, async () => {
      await stage.online(publish(''), { subDevices: TABLE });
      send('to-gateway', { payload: { Voltage: 1 }, device });
      const { code, message } = await stage.error();
      assert.equal(code, 'EC20_SUB_CHOICE');
      assertSentence('EC20_SUB_CHOICE', message, 'en');
      assert.equal(stage.cloud.data(DEMO_TRIPLET).latest.size, 0);
    });
  }

  for (const [what, nodes, settings] of [
    ['the only ec20-device node is refused', [deviceNode('meter1', { productKey: 'a 1' })], {}],
    ['the table is empty', [], { subDevices: 'productKey,deviceName' }],
  ] as const) {
    it(`${what}: a message that names a device fails, and nothing leaves as the gateway’s`, async () => {
      await stage.online([...nodes, ...publish('')], settings);
      send('to-gateway', { payload: { Voltage: 1 }, device: 'meter1' });
      const isOfNode = (msg: NodeMessage) => (msg as CaughtMessage).error.source.id === 'to-gateway';
      const { error } = (await stage.errors?.next(isOfNode)) as CaughtMessage;
      assert.equal(error.code, 'EC20_SUB_CHOICE');
      assert.equal(stage.cloud.data(DEMO_TRIPLET).latest.size, 0);
    });
  }

  it('a message that names a device whose thing model is still being read waits for it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ec20-model-'));
    const tslFile = join(folder, 'model.json');
    writeFileSync(tslFile, JSON.stringify(DEMO_TSL));
    const { deviceSecret, ...names } = DEMO_TRIPLET;
    const modem = modemNode({ port: await stage.attach(), ...names });
    await startFlow([modem, deviceNode('meter1', { tslFile, tslCheck: 'off' }), ...publish('')], {
      ...SECRETS,
      modem: { deviceSecret },
    });
    send('to-gateway', { payload: { Voltage: 7 }, device: 'meter1' });
    await new Probe('to-gateway-out').next();
    assert.equal(latest('meter1', 'Voltage'), 7);
    assert.equal(stage.cloud.data(DEMO_TRIPLET).latest.size, 0);
    rmSync(folder, { recursive: true });
  });

  it('a table with variables in it: a secret that is stored for a device is found by its real names', async () => {
    process.env['EC20_TEST_PRODUCT'] = METER;
    process.env['EC20_TEST_SECRET'] = secretOf('meter2');
    const table = '${EC20_TEST_PRODUCT},meter1\n${EC20_TEST_PRODUCT},meter2,${EC20_TEST_SECRET}';
    const stored = { '${EC20_TEST_PRODUCT}/meter1': secretOf('meter1') };
    stage.cloud.gateways.setRegistration(METER, false);
    await stage.online(
      publish(''),
      { subDevices: table },
      { modem: { subDeviceSecrets: JSON.stringify(stored) } },
    );
    await stage.states?.next((msg) => says('meter1', 'online')(msg) && says('meter2', 'online')(msg));
    Reflect.deleteProperty(process.env, 'EC20_TEST_PRODUCT');
    Reflect.deleteProperty(process.env, 'EC20_TEST_SECRET');
  });

  it('a table in a file as Excel saves it in China', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ec20-table-'));
    const subDevicesFile = join(folder, 'meters.csv');
    // 设备名称,备注,产品Key in GBK, then ASCII but for the remark.
    const heading = Buffer.from('c9e8b1b8c3fbb3c62cb1b8d7a22cb2fac6b74b6579', 'hex');
    writeFileSync(subDevicesFile, Buffer.concat([heading, Buffer.from(`\r\nmeter3,"a,b",${METER}\r\n`)]));
    await stage.online(publish(''), { subDevicesFile });
    await stage.states?.next(says('meter3', 'online'));
    send('to-gateway', { payload: { Voltage: 9 }, device: 'meter3' });
    await new Probe('to-gateway-out').next();
    assert.equal(latest('meter3', 'Voltage'), 9);
    rmSync(folder, { recursive: true });
  });

  for (const device of [DEMO_TRIPLET.deviceName, `${DEMO_TRIPLET.productKey}/${DEMO_TRIPLET.deviceName}`]) {
    it(`msg.device names the gateway itself, ${device}: the message is the gateway’s`, async () => {
      await stage.online(publish(''), { subDevices: TABLE }, { modem: { subDeviceSecrets: TABLE_SECRETS } });
      send('to-gateway', { payload: { Temperature: 20 }, device });
      await new Probe('to-gateway-out').next();
      assert.equal(stage.cloud.data(DEMO_TRIPLET).latest.get('Temperature')?.value, 20);
    });
  }

  it('the modem node’s settings are refused: a message for a sub-device fails with that', async () => {
    const modem = { id: 'modem', type: 'ec20-modem', port: FAST_SIMULATOR, apn: 'ＣＭＩＯＴ' };
    await startFlow([modem, deviceNode('meter1'), ...publish('meter1'), ...EARS]);
    const errors = new Probe('errors');
    send('to-meter1', { payload: { Voltage: 1 } });
    const isOfNode = (msg: NodeMessage) => (msg as CaughtMessage).error.source.id === 'to-meter1';
    const { error } = (await errors.next(isOfNode)) as CaughtMessage;
    assert.equal(error.code, 'EC20_FULL_WIDTH');
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

interface Mistake {
  readonly what: string;
  readonly code: ErrorCode;
  /** The node with the error. */
  readonly at: string;
  readonly nodes: readonly FlowNode[];
  readonly credentials?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly modem?: Readonly<Record<string, unknown>>;
  /** What somebody does in the console, once all is online. */
  readonly then?: (stage: Stage) => void;
}

const MISTAKES: readonly Mistake[] = [
  {
    what: 'the secret of another device',
    code: 'EC20_SUB_SIGNATURE',
    at: 'to-meter1',
    nodes: [deviceNode('meter1'), ...publish('meter1')],
    credentials: { 'device-meter1': { deviceSecret: 'another0secret' } },
  },
  {
    what: 'a DeviceName that isn’t in the console',
    code: 'EC20_SUB_UNKNOWN',
    at: 'to-meter8',
    nodes: [deviceNode('meter8'), ...publish('meter8')],
  },
  {
    what: 'no secret, and a product without dynamic registration',
    code: 'EC20_SUB_REGISTER_OFF',
    at: 'to-sensor1',
    nodes: [deviceNode('sensor1', { productKey: 'a1DemoSensor' }), ...publish('sensor1')],
  },
  {
    what: 'it is removed from the gateway in the console',
    code: 'EC20_SUB_REMOVED',
    at: 'to-meter1',
    nodes: [deviceNode('meter1'), ...publish('meter1')],
    credentials: SECRETS,
    then: ({ cloud }) => cloud.gateways.remove(meter('meter1')),
  },
  {
    what: 'it is disabled in the console',
    code: 'EC20_SUB_DISABLED',
    at: 'to-meter1',
    nodes: [deviceNode('meter1'), ...publish('meter1')],
    credentials: SECRETS,
    then: ({ cloud }) => cloud.enableDevice(meter('meter1'), false),
  },
  {
    what: 'two nodes for one device',
    code: 'EC20_SUB_TWICE',
    at: 'again',
    nodes: [
      deviceNode('meter1'),
      ...publish('meter1'),
      deviceNode('meter1', { id: 'device-meter1-again' }),
      ...publish('meter1', { id: 'again', device: 'device-meter1-again' }),
    ],
    credentials: SECRETS,
  },
];

describe('What goes wrong with a sub-device, in Node-RED', () => {
  let stage: Stage;

  before(() => helper.startServer());
  after((done) => {
    speak('en');
    helper.stopServer(done);
  });
  beforeEach(() => {
    stage = new Stage();
  });
  afterEach(() => stage.close());

  for (const { what, code, at, nodes, credentials, modem, then } of MISTAKES) {
    for (const language of LANGUAGES) {
      it(`${what}: ${code} at its node, in ${language}`, async () => {
        speak(language);
        await stage.online(nodes, modem, credentials);
        if (then !== undefined) {
          await stage.states?.next(says('meter1', 'online'));
          then(stage);
        }
        const isIt = (msg: NodeMessage) => (msg as CaughtMessage).error.source.id === at;
        const { error } = (await stage.errors?.next(isIt)) as CaughtMessage;
        assert.equal(error.code, code);
        assert.ok(error.message.startsWith(`${code}: `), error.message);
        assertSentence(code, error.message, language);
        assert.doesNotMatch(error.message, /secret0|0secret|meter1secret/);
      });
    }
  }

  for (const language of LANGUAGES) {
    it(`another server: EC20_SUB_SERVER at its node, in ${language}`, async () => {
      speak(language);
      const config = {
        id: 'modem',
        type: 'ec20-modem',
        port: FAST_SIMULATOR,
        server: 'mqtt',
        host: 'broker.test',
      };
      await startFlow([config, deviceNode('meter1'), ...publish('meter1'), ...EARS]);
      const isIt = (msg: NodeMessage) => (msg as CaughtMessage).error.code === 'EC20_SUB_SERVER';
      const { error } = (await new Probe('errors').next(isIt)) as CaughtMessage;
      assertSentence('EC20_SUB_SERVER', error.message, language);
    });
  }
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
