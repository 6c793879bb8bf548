import assert from 'node:assert/strict';
import { DEMO_TRIPLET, type Triplet } from '../../../src/simulator/embedded-cloud';
import { TestDevice } from './device';
import {
  ADD,
  BATCH_LOGIN,
  BATCH_LOGOUT,
  connectGateway,
  gatewayOnline,
  identityOf,
  LOGIN,
  LOGOUT,
  ready,
  signed,
  type Gateway,
} from './gateway';

const METER = ready('meter1');
const POST = '/sys/a1DemoMeter/meter1/thing/event/property/post';
const READING = { Power: 5.5 };

/** The only message in the list: 520 on the gateway's error topic. */
function assertNoSession(gateway: Gateway, seen: Awaited<ReturnType<Gateway['ask']>>, device = METER): void {
  assert.deepEqual(seen, [
    {
      topic: gateway.device.topic('/ext/error/PK/DN'),
      body: { id: '7', code: 520, message: 'device session error', data: identityOf(device) },
    },
  ]);
}

describe('a sub-device’s login', () => {
  it('is answered with its names, without method and version', async () => {
    const gateway = await gatewayOnline();
    const answer = await gateway.reply(LOGIN, signed(METER, { cleanSession: 'true' }));
    assert.deepEqual(answer, { id: '7', code: 200, message: 'success', data: identityOf(METER) });
    assert.deepEqual(gateway.cloud.gateways.online(DEMO_TRIPLET), [identityOf(METER)]);
    assert.equal(await gateway.code(LOGIN, signed(METER)), 200, 'once more');
  });

  const bad = { ...METER, deviceSecret: 'wrong' };
  const refusals: readonly (readonly [string, number, string, unknown])[] = [
    ['without JSON', 460, 'request parameter error', 'no JSON'],
    ['as a list', 460, 'request parameter error', [signed(METER)]],
    ['without a signature', 460, 'request parameter error', signed(METER, { sign: '' })],
    ['without a time', 460, 'request parameter error', signed(METER, { timestamp: 'now' })],
    ['by an unknown method', 460, 'request parameter error', signed(METER, { signMethod: 'sha256' })],
    ['of no device', 6100, 'device not found', signed({ ...METER, deviceName: 'meter99' })],
    ['that is disabled', 522, 'device forbidden', signed(ready('meter-disabled'))],
    ['with a wrong secret', 6287, 'invalid sign', signed(bad)],
    ['outside the topology', 6401, 'topo relation not exist', signed(ready('meter2'))],
    ['of another gateway’s device', 6401, 'topo relation not exist', signed(ready('meter-elsewhere'))],
  ];
  for (const [what, code, message, params] of refusals) {
    it(`${what} is refused with ${code}`, async () => {
      const gateway = await gatewayOnline();
      const answer = await gateway.reply(LOGIN, params);
      assert.deepEqual([answer.code, answer.message], [code, message]);
      assert.deepEqual(gateway.cloud.gateways.online(DEMO_TRIPLET), []);
      if (code !== 460) assert.deepEqual(answer.data, identityOf(params as Triplet));
    });
  }

  it('of a deleted device is refused with 521, and with 6287 where its secret was changed', async () => {
    const gateway = await gatewayOnline();
    gateway.cloud.changeSecret(METER, true);
    assert.equal(await gateway.code(LOGIN, signed(METER)), 6287);
    gateway.cloud.gateways.delete(METER);
    assert.equal((await gateway.ask(LOGIN, signed(METER))).at(-1)?.body['code'], 521);
  });

  it('is refused with 429 at the sixth time in a minute', async () => {
    const gateway = await gatewayOnline();
    for (let count = 0; count < 5; count += 1) {
      assert.equal(await gateway.code(LOGIN, signed(METER)), 200);
    }
    const answer = await gateway.reply(LOGIN, signed(METER));
    assert.deepEqual(
      [answer.code, answer.message],
      [429, 'rate limit, too many subDeviceOnline msg in one minute'],
    );
    await gateway.clock.advance(60_000);
    assert.equal(await gateway.code(LOGIN, signed(METER)), 200);
  });

  it('is refused with 428 where the gateway, or the instance, has too many online', async () => {
    const gateway = await gatewayOnline();
    await gateway.bring(METER);
    assert.equal(await gateway.code(ADD, [signed(ready('meter2'))]), 200);
    gateway.cloud.settings.subDevices = 1;
    const answer = await gateway.reply(LOGIN, signed(ready('meter2')));
    assert.deepEqual([answer.code, answer.message], [428, 'too many subdevices under gateway']);
    Object.assign(gateway.cloud.settings, { subDevices: 2000, onlineDevices: 2 });
    assert.equal(await gateway.code(LOGIN, signed(ready('meter2'))), 428);
    assert.equal(await gateway.code(LOGIN, signed(METER)), 200, 'it is online already');
    const other = new TestDevice(gateway.cloud, {
      productKey: DEMO_TRIPLET.productKey,
      deviceName: 'demo-gateway-2',
      deviceSecret: 'demo0secret0of0the0other0gateway',
    });
    assert.equal(await other.login(), 3);
  });

  it('with QoS 1 is lost, acknowledged all the same', async () => {
    const gateway = await gatewayOnline();
    assert.deepEqual(await gateway.ask(LOGIN, signed(METER), 1), []);
    assert.match(gateway.cloud.log.at(-1)?.text ?? '', /QoS 0/);
  });

  it('is answered 429 by a busy platform, and not at all where messages are lost', async () => {
    const gateway = await gatewayOnline({ settings: { replies: 'busy' } });
    assert.equal(await gateway.code(LOGIN, signed(METER)), 429);
    gateway.cloud.settings.replies = 'none';
    assert.deepEqual(await gateway.ask(LOGIN, signed(METER)), []);
    assert(!gateway.cloud.isOnline(METER));
  });
});

describe('a batch of logins', () => {
  async function withThree(settings = {}): Promise<Gateway> {
    const gateway = await gatewayOnline({ settings });
    const added = [signed(ready('meter2')), signed(ready('meter3'))];
    assert.equal(await gateway.code(ADD, added), 200);
    return gateway;
  }
  const three = ['meter1', 'meter2', 'meter3'].map(ready);

  it('brings all of them online', async () => {
    const gateway = await withThree();
    const answer = await gateway.reply(BATCH_LOGIN, { deviceList: three.map((each) => signed(each)) });
    assert.deepEqual(answer, { id: '7', code: 200, message: 'success', data: three.map(identityOf) });
    assert.deepEqual(gateway.cloud.gateways.online(DEMO_TRIPLET), three.map(identityOf));
  });

  it('brings none online where one is refused, and names that one', async () => {
    const gateway = await withThree();
    const deviceList = [...three, ready('sensor1')].map((each) => signed(each));
    const answer = await gateway.reply(BATCH_LOGIN, { deviceList });
    assert.deepEqual([answer.code, answer.data], [6401, [identityOf(ready('sensor1'))]]);
    assert.deepEqual(gateway.cloud.gateways.online(DEMO_TRIPLET), []);
  });

  it('has a limit of devices, 50 or what the setting says', async () => {
    const gateway = await withThree({ batchLogins: 2 });
    const list = three.map((each) => signed(each));
    assert.equal(await gateway.code(BATCH_LOGIN, { deviceList: list }), 460);
    assert.equal(await gateway.code(BATCH_LOGIN, { deviceList: list.slice(0, 2) }), 200);
    gateway.cloud.settings.batchLogins = 50;
    const many = Array.from({ length: 51 }, () => list[0]);
    assert.equal(await gateway.code(BATCH_LOGIN, { deviceList: many }), 460);
    assert.equal(await gateway.code(BATCH_LOGIN, list), 460, 'not in deviceList');
    assert.equal(await gateway.code(BATCH_LOGIN, { deviceList: [] }), 460);
    assert.equal(await gateway.code(BATCH_LOGIN, { deviceList: [identityOf(METER)] }), 460);
  });

  it('counts those of the same batch for the limit of online devices', async () => {
    const gateway = await withThree({ onlineDevices: 3 });
    const deviceList = three.map((each) => signed(each));
    assert.equal(await gateway.code(BATCH_LOGIN, { deviceList }), 428);
    assert.equal(await gateway.code(BATCH_LOGIN, { deviceList: deviceList.slice(1) }), 200);
  });

  it('is undone by a batch of logouts, all or none', async () => {
    const gateway = await withThree();
    await gateway.bring(METER, ready('meter2'));
    const refused = await gateway.reply(BATCH_LOGOUT, three.map(identityOf));
    assert.deepEqual(
      [refused.code, refused.message, refused.data],
      [520, 'device no session', [identityOf(ready('meter3'))]],
    );
    assert(gateway.cloud.isOnline(METER));
    const both = three.slice(0, 2).map(identityOf);
    const answer = await gateway.reply(BATCH_LOGOUT, both);
    assert.deepEqual(answer, { id: '7', code: 200, message: 'success', data: both });
    assert.deepEqual(gateway.cloud.gateways.online(DEMO_TRIPLET), []);
    assert.equal(await gateway.code(BATCH_LOGOUT, {}), 460);
  });
});

describe('a sub-device’s messages', () => {
  it('are refused with 520 before its login, whatever the topic, and nothing of them arrives', async () => {
    const gateway = await gatewayOnline();
    const arrived: string[] = [];
    gateway.cloud.onPublish(({ topic }) => arrived.push(topic));
    assertNoSession(gateway, await gateway.ask(POST, READING));
    assertNoSession(gateway, await gateway.ask(POST, READING, 1));
    assertNoSession(gateway, await gateway.ask('/a1DemoMeter/meter1/user/update', READING));
    assertNoSession(gateway, await gateway.ask('/ext/ntp/a1DemoMeter/meter1/request', READING));
    assertNoSession(gateway, await gateway.ask('/ota/device/inform/a1DemoMeter/meter1', READING));
    assertNoSession(
      gateway,
      await gateway.ask('/sys/a1DemoMeter/meter99/thing/event/property/post', READING),
      {
        ...METER,
        deviceName: 'meter99',
      },
    );
    assert.deepEqual(arrived, []);
  });

  it('are answered on its own topics after login, once the gateway has subscribed to them', async () => {
    const gateway = await gatewayOnline({ demo: true });
    assert.deepEqual(await gateway.device.subscribe(`${POST}_reply`), [128], 'before the login');
    await gateway.bring(METER);
    assert.deepEqual(await gateway.ask(POST, READING), [], 'without a subscription');
    assert.deepEqual(await gateway.device.subscribe(`${POST}_reply`, '/a1DemoMeter/meter1/user/get'), [1, 1]);
    const [reply, ...more] = await gateway.ask(POST, { Power: 7.5, Nothing: 1 });
    assert.deepEqual([reply?.topic, more], [`${POST}_reply`, []]);
    assert.equal(reply?.body['code'], 200);
    assert.deepEqual(reply.body['data'], { Nothing: 'tsl parse: params not exist' });
    assert.equal(gateway.cloud.data(METER).latest.get('Power')?.value, 7.5);
    assert.deepEqual(gateway.cloud.data(DEMO_TRIPLET).latest.size, 0);
    assert.deepEqual(gateway.cloud.subscriptions(METER), [`${POST}_reply`, '/a1DemoMeter/meter1/user/get']);
    const { link } = gateway.device;
    await link?.unsubscribe([`${POST}_reply`]);
    assert.deepEqual(gateway.cloud.subscriptions(METER), ['/a1DemoMeter/meter1/user/get']);
  });

  it('have the rights of its own product and device, and no others', async () => {
    const gateway = await gatewayOnline();
    await gateway.bring(METER);
    const filters = [
      '/sys/a1DemoMeter/meter1/#',
      '/a1DemoMeter/meter1/user/update',
      '/sys/a1DemoMeter/+/thing/service/property/set',
      '/sys/a1DemoMeter/meter3/#',
      '/broadcast/a1DemoMeter/all',
      '/broadcast/a1DemoSensor/all',
      '/ext/rrpc/+/a1DemoMeter/meter1/user/get',
    ];
    assert.deepEqual(await gateway.device.subscribe(...filters), [1, 128, 128, 128, 1, 128, 1]);
    assert.equal(gateway.cloud.broadcastGroup('a1DemoMeter', 'all', 'hello'), 1);
    const arrived: string[] = [];
    gateway.cloud.onPublish(({ topic, device }) => arrived.push(`${device.deviceName} ${topic}`));
    await gateway.ask('/a1DemoMeter/meter1/user/update', READING);
    await gateway.ask('/a1DemoMeter/meter1/user/get', READING);
    assert.deepEqual(arrived, ['meter1 /a1DemoMeter/meter1/user/update']);
  });

  it('come from the cloud by the downlinks of any device', async () => {
    const gateway = await gatewayOnline({ demo: true });
    await gateway.bring(METER);
    await gateway.device.subscribe('/sys/a1DemoMeter/meter1/#');
    const set = gateway.cloud.setProperties(METER, { Relay: 1 });
    const [request] = gateway.since(gateway.device.received.length - 1);
    const setTopic = '/sys/a1DemoMeter/meter1/thing/service/property/set';
    assert.deepEqual([request?.topic, request?.body['params']], [setTopic, { Relay: 1 }]);
    const answer = JSON.stringify({ id: request?.body['id'], code: 200, data: {} });
    await gateway.device.publish(`${setTopic}_reply`, answer, 0);
    assert.equal((await set).kind, 'answered');

    const call = gateway.cloud.callService(METER, 'ReadNow');
    const [rrpc] = gateway.since(gateway.device.received.length - 1);
    assert.match(rrpc?.topic ?? '', /^\/sys\/a1DemoMeter\/meter1\/rrpc\/request\/\d+$/);
    const response = rrpc?.topic.replace('request', 'response') ?? '';
    await gateway.device.publish(response, JSON.stringify({ id: '1', code: 200, data: { Energy: 4.5 } }), 0);
    const outcome = await call;
    assert(outcome.kind === 'answered');
    assert.deepEqual([outcome.code, outcome.data, outcome.faults], [200, { Energy: 4.5 }, {}]);
  });

  it('wait for a session that is not clean, and come after its login', async () => {
    const gateway = await gatewayOnline();
    assert.equal(await gateway.code(LOGIN, signed(METER, { cleanSession: 'false' })), 200);
    await gateway.device.subscribe('/a1DemoMeter/meter1/user/get');
    assert.equal(await gateway.code(LOGOUT, identityOf(METER)), 200);
    assert.equal(gateway.cloud.send(METER, '/a1DemoMeter/meter1/user/get', '{}', 1), 'stored');
    const seen = await gateway.ask(LOGIN, signed(METER, { cleanSession: 'false' }));
    assert.deepEqual(
      seen.map(({ topic }) => topic),
      [gateway.device.topic(`${LOGIN}_reply`), '/a1DemoMeter/meter1/user/get'],
    );
    assert.equal(await gateway.code(LOGIN, signed(METER, { cleanSession: 'true' })), 200);
    assert.deepEqual(gateway.cloud.subscriptions(METER), [], 'a clean login ends its subscriptions');
  });
});

describe('a sub-device’s session', () => {
  it('ends by a logout; a second one is refused with 520', async () => {
    const gateway = await gatewayOnline();
    await gateway.bring(METER);
    const answer = await gateway.reply(LOGOUT, identityOf(METER));
    assert.deepEqual(answer, { id: '7', code: 200, message: 'success', data: identityOf(METER) });
    const again = await gateway.reply(LOGOUT, identityOf(METER));
    assert.deepEqual(again, { id: '7', code: 520, message: 'device no session', data: identityOf(METER) });
    assert.equal(await gateway.code(LOGOUT, {}), 460);
    assertNoSession(gateway, await gateway.ask(POST, READING));
  });

  it('ends with its gateway’s connection: after a reconnect its messages get 520', async () => {
    const first = await gatewayOnline();
    await first.bring(METER);
    first.cloud.kick(DEMO_TRIPLET);
    assert.equal(first.device.closed, 1);
    assert(!first.cloud.isOnline(METER));
    const second = await connectGateway(first.clock, first.cloud);
    assertNoSession(second, await second.ask(POST, READING));
    assert.equal(await second.code(LOGIN, signed(METER)), 200);
    assert(second.cloud.isOnline(METER));
  });

  it('ends with 427 where the device itself connects, and takes that connection’s place again', async () => {
    const gateway = await gatewayOnline();
    await gateway.bring(METER);
    const direct = new TestDevice(gateway.cloud, METER);
    const seen = await gateway.during(() => void direct.login());
    assert.deepEqual(
      seen.map(({ topic, body }) => [topic, body['code'], body['message'], body['data']]),
      [[gateway.device.topic('/ext/error/PK/DN'), 427, 'device connect in elsewhere', identityOf(METER)]],
    );
    assert.equal(gateway.device.closed, 0);
    assert.deepEqual(gateway.cloud.gateways.online(DEMO_TRIPLET), []);
    assertNoSession(gateway, await gateway.ask(POST, READING));
    assert.equal(await gateway.code(LOGIN, signed(METER)), 200);
    assert.equal(direct.closed, 1);
  });

  it('ends unsaid by kick, so that only 520 tells', async () => {
    const gateway = await gatewayOnline();
    await gateway.bring(METER);
    assert.deepEqual(await gateway.during(() => gateway.cloud.kick(METER)), []);
    assert.equal(gateway.device.closed, 0);
    assertNoSession(gateway, await gateway.ask(POST, READING));
  });

  it('ends when the console disables it: thing/disable, 522, and status 8; enabling is status 2 only', async () => {
    const gateway = await gatewayOnline();
    await gateway.bring(METER);
    await gateway.device.subscribe('/sys/a1DemoMeter/meter1/#');
    const change = gateway.device.topic('/sys/PK/DN/thing/topo/change');
    const disabled = await gateway.during(() => gateway.cloud.enableDevice(METER, false));
    assert.deepEqual(
      disabled.map(({ topic, body }) => [
        topic,
        body['method'] ?? body['code'],
        body['params'] ?? body['data'],
      ]),
      [
        ['/sys/a1DemoMeter/meter1/thing/disable', 'thing.disable', {}],
        [gateway.device.topic('/ext/error/PK/DN'), 522, identityOf(METER)],
        [change, 'thing.topo.change', { status: 8, subList: [identityOf(METER)] }],
      ],
    );
    assert.deepEqual(await gateway.ask('/sys/a1DemoMeter/meter1/thing/disable_reply', {}), []);
    assert.equal(await gateway.code(LOGIN, signed(METER)), 522);
    const enabled = await gateway.during(() => gateway.cloud.enableDevice(METER, true));
    assert.deepEqual(
      enabled.map(({ topic, body }) => [topic, body['params']]),
      [[change, { status: 2, subList: [identityOf(METER)] }]],
    );
    assert.equal(await gateway.code(LOGIN, signed(METER)), 200);
  });

  it('ends when the console deletes it: thing/delete, 521, and status 1', async () => {
    const gateway = await gatewayOnline();
    await gateway.bring(METER);
    await gateway.device.subscribe('/sys/a1DemoMeter/meter1/#');
    const seen = await gateway.during(() => gateway.cloud.gateways.delete(METER));
    assert.deepEqual(
      seen.map(({ body }) => body['method'] ?? body['code']),
      ['thing.delete', 521, 'thing.topo.change'],
    );
    assert.deepEqual(seen[2]?.body['params'], { status: 1, subList: [identityOf(METER)] });
    assert(!gateway.cloud.hasDevice(METER));
    assert.equal(await gateway.code(ADD, [signed(METER)]), 6100);
    gateway.cloud.addDevice(METER);
    assert.equal(await gateway.code(LOGIN, signed(METER)), 6401, 'a new device of that name');
  });

  it('ends with 6401 when the console takes it out of the topology', async () => {
    const gateway = await gatewayOnline();
    await gateway.bring(METER);
    const seen = await gateway.during(() => gateway.cloud.gateways.remove(METER));
    assert.deepEqual(
      seen.map(({ body }) => body['code'] ?? body['params']),
      [6401, { status: 1, subList: [identityOf(METER)] }],
    );
    assert.equal(gateway.cloud.gateways.gatewayOf(METER), undefined);
  });

  it('ends with its gateway’s deletion', async () => {
    const gateway = await gatewayOnline();
    await gateway.bring(METER);
    gateway.cloud.gateways.delete(DEMO_TRIPLET);
    assert.equal(gateway.device.closed, 1);
    assert.deepEqual(
      [gateway.cloud.isOnline(METER), gateway.cloud.gateways.gatewayOf(METER)],
      [false, undefined],
    );
  });
});

describe('hundreds of sub-devices', () => {
  it('log in 200 a second through one gateway, the next one is refused with 429', async () => {
    const devices = Array.from({ length: 201 }, (_, index) => ({
      productKey: 'a1Many',
      deviceName: `node-${index}`,
      deviceSecret: 'secret',
    }));
    const gateway = await gatewayOnline({ devices });
    for (const device of devices) gateway.cloud.gateways.add(DEMO_TRIPLET, device);
    await gateway.clock.advance(1000);
    const before = gateway.device.received.length;
    for (const device of devices) {
      await gateway.device.publish(LOGIN, JSON.stringify({ id: '7', params: signed(device) }), 0);
    }
    await gateway.clock.advance(100);
    const codes = gateway.since(before).map(({ body }) => body['code']);
    assert.deepEqual(
      [codes.length, codes.filter((code) => code === 200).length, codes.at(-1)],
      [201, 200, 429],
    );
  });

  it('go through reconnects and posts, with what is kept of each bounded and no timer left', async () => {
    const triplets = Array.from({ length: 300 }, (_, index) => ({
      productKey: 'a1Many',
      deviceName: `node-${index}`,
      deviceSecret: `secret-${index}`,
    }));
    let gateway = await gatewayOnline({ devices: triplets });
    for (let start = 0; start < 300; start += 30) {
      const batch = triplets.slice(start, start + 30).map((each) => signed(each));
      assert.equal(await gateway.code(ADD, batch), 200);
    }
    for (let round = 0; round < 3; round += 1) {
      for (let start = 0; start < 300; start += 50) {
        const deviceList = triplets.slice(start, start + 50).map((each) => signed(each));
        assert.equal(await gateway.code(BATCH_LOGIN, { deviceList }), 200);
        await gateway.clock.advance(200);
      }
      assert.equal(gateway.cloud.gateways.online(DEMO_TRIPLET).length, 300);
      gateway.cloud.kick(DEMO_TRIPLET);
      assert.equal(gateway.cloud.gateways.online(DEMO_TRIPLET).length, 0);
      await gateway.clock.advance(60_000);
      gateway = await connectGateway(gateway.clock, gateway.cloud);
    }
    const [one] = triplets;
    assert.ok(one);
    assert.equal(await gateway.code(LOGIN, signed(one)), 200);
    for (let count = 0; count < 2100; count += 1) {
      const payload = JSON.stringify({ id: '7', params: { v: count } });
      await gateway.device.publish('/sys/a1Many/node-0/thing/event/property/post', payload, 0);
    }
    await gateway.clock.advance(1000);
    const history = gateway.cloud.data(one).history('v');
    assert.deepEqual([history.length, history[0]?.value, history.at(-1)?.value], [2000, 100, 2099]);
    gateway.cloud.close();
    assert.equal(gateway.clock.armed, 0);
  });
});
