import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import {
  cloudSettings,
  DEMO_SUB_DEVICES,
  DEMO_TRIPLET,
  type Triplet,
} from '../../../src/simulator/embedded-cloud';
import { simulatorHelp } from '../../../src/simulator/help';
import { settingsFromQuery } from '../../../src/simulator/settings';
import { ADD, connectGateway, gatewayOnline, identityOf, LOGIN, ready, signed } from './gateway';

const GET = '/sys/PK/DN/thing/topo/get';
const DELETE = '/sys/PK/DN/thing/topo/delete';
const FOUND = '/sys/PK/DN/thing/list/found';
const REGISTER = '/sys/PK/DN/thing/sub/register';
const HERE = [ready('meter1'), ready('meter-disabled')].map(identityOf);

describe('a gateway’s topology in the embedded cloud', () => {
  it('is answered to topo/get', async () => {
    const gateway = await gatewayOnline();
    const answer = await gateway.reply(GET, {});
    assert.deepEqual(answer, {
      id: '7',
      code: 200,
      message: 'success',
      data: HERE,
      method: 'thing.topo.get',
      version: '1.0',
    });
  });

  it('takes devices that are signed, and answers which', async () => {
    const gateway = await gatewayOnline();
    const wanted = [ready('meter2'), ready('sensor1')];
    const answer = await gateway.reply(
      ADD,
      wanted.map((triplet) => signed(triplet)),
    );
    assert.deepEqual([answer.code, answer.data], [200, wanted.map(identityOf)]);
    assert.deepEqual((await gateway.reply(GET, {})).data, [...HERE, ...wanted.map(identityOf)]);
    assert.deepEqual(gateway.cloud.gateways.gatewayOf(ready('meter2')), identityOf(DEMO_TRIPLET));
    assert.equal(await gateway.code(ADD, [signed(ready('meter2'))]), 200, 'once more');
  });

  for (const [method, algorithm] of [
    ['hmacSha1', 'sha1'],
    ['hmacmd5', 'md5'],
    ['hmacSha256', 'sha256'],
  ] as const) {
    it(`takes ${method}, upper case, without a client id, with the name signmethod of the document`, async () => {
      const gateway = await gatewayOnline();
      const { productKey, deviceName, deviceSecret } = ready('meter2');
      const content = `deviceName${deviceName}productKey${productKey}timestamp5`;
      const sign = createHmac(algorithm, deviceSecret).update(content).digest('hex').toUpperCase();
      const entry = { productKey, deviceName, timestamp: '5', signmethod: method, sign };
      assert.equal(await gateway.code(ADD, [entry]), 200);
    });
  }

  const meter2 = signed(ready('meter2'));
  const many = Array.from({ length: 31 }, () => meter2);
  const refusals: readonly (readonly [string, number, unknown])[] = [
    ['no list', 460, meter2],
    ['an empty list', 460, []],
    ['31 devices at once', 460, many],
    ['an entry without a name', 460, [{ productKey: 'a1DemoMeter' }]],
    ['an unknown sign method', 460, [{ ...meter2, signMethod: 'sha256' }]],
    [
      'another gateway',
      460,
      [signed({ ...ready('meter1'), productKey: 'a1DemoEC20x', deviceName: 'demo-gateway-2' })],
    ],
    ['itself', 6402, [signed(DEMO_TRIPLET)]],
    ['a device that does not exist', 6100, [signed({ ...ready('meter2'), deviceName: 'meter99' })]],
    ['a wrong signature', 401, [{ ...meter2, timestamp: '1' }]],
    ['another device’s secret', 401, [signed({ ...ready('meter2'), deviceSecret: 'wrong' })]],
    ['a disabled device', 6204, [signed(ready('meter-disabled'))]],
  ];
  for (const [what, code, params] of refusals) {
    it(`refuses ${what} with ${code}, and takes nothing of the request`, async () => {
      const gateway = await gatewayOnline();
      const list = code === 460 || !Array.isArray(params) ? params : [signed(ready('meter3')), params[0]];
      assert.equal(await gateway.code(ADD, list), code);
      assert.deepEqual(gateway.cloud.gateways.topology(DEMO_TRIPLET), HERE);
    });
  }

  it('has a limit: 6400', async () => {
    const gateway = await gatewayOnline({ settings: { subDevices: 3 } });
    assert.equal(await gateway.code(ADD, [signed(ready('meter2')), signed(ready('meter3'))]), 6400);
    assert.equal(await gateway.code(ADD, [signed(ready('meter2')), signed(ready('meter1'))]), 200);
    assert.equal(await gateway.code(ADD, [signed(ready('meter3'))]), 6400);
  });

  it('takes a device of another gateway, which is told 1; its session there ends with 6401', async () => {
    const here = await gatewayOnline();
    const there = await connectGateway(here.clock, here.cloud, {
      productKey: DEMO_TRIPLET.productKey,
      deviceName: 'demo-gateway-2',
      deviceSecret: 'demo0secret0of0the0other0gateway',
    });
    const meter = ready('meter-elsewhere');
    assert.equal(await there.code(LOGIN, signed(meter)), 200);
    const before = there.device.received.length;
    assert.equal(await here.code(ADD, [signed(meter)]), 200);
    const [error, notice, ...more] = there.since(before);
    assert.deepEqual(
      [error?.topic, error?.body['code'], error?.body['message'], error?.body['data'], more],
      [there.device.topic('/ext/error/PK/DN'), 6401, 'topo relation not exist', identityOf(meter), []],
    );
    assert.equal(notice?.topic, there.device.topic('/sys/PK/DN/thing/topo/change'));
    assert.deepEqual(notice.body['params'], { status: 1, subList: [{ ...identityOf(meter) }] });
    assert(!here.cloud.isOnline(meter));
    assert.equal(await there.code(LOGIN, signed(meter)), 6401);
    assert.equal(await here.code(LOGIN, signed(meter)), 200);
  });

  it('refuses such a device with 6619 where the setting says so', async () => {
    const gateway = await gatewayOnline({ settings: { boundElsewhere: 'refused' } });
    assert.equal(await gateway.code(ADD, [signed(ready('meter-elsewhere'))]), 6619);
  });

  it('gives devices up by topo/delete; a session ends, and a stranger is 6100 or 6401', async () => {
    const gateway = await gatewayOnline();
    const meter = ready('meter1');
    await gateway.bring(meter);
    assert.equal(await gateway.code(DELETE, [identityOf(ready('meter2'))]), 6401);
    assert.equal(await gateway.code(DELETE, [{ productKey: 'a1DemoMeter', deviceName: 'meter99' }]), 6100);
    assert.equal(await gateway.code(DELETE, {}), 460);
    assert(gateway.cloud.isOnline(meter));
    const answer = await gateway.reply(DELETE, [identityOf(meter)]);
    assert.deepEqual([answer.code, answer.data], [200, [identityOf(meter)]]);
    assert(!gateway.cloud.isOnline(meter));
    assert.equal(await gateway.code(LOGIN, signed(meter)), 6401);
  });

  it('of a product that is no gateway is answered 6203, logins 6401, logouts 520', async () => {
    const own: Triplet = { productKey: 'a1Direct', deviceName: 'own-device', deviceSecret: 's' };
    const { clock, cloud } = await gatewayOnline({ devices: [own] });
    const direct = await connectGateway(clock, cloud, own);
    for (const topic of [GET, ADD, DELETE, FOUND, REGISTER]) {
      assert.equal(await direct.code(topic, [meter2]), 6203, topic);
    }
    assert.equal(await direct.code(LOGIN, meter2), 6401);
    assert.equal(await direct.code('/ext/session/PK/DN/combine/logout', meter2), 520);
    assert.equal(await direct.code('/ext/session/PK/DN/combine/batch_login', { deviceList: [meter2] }), 6401);
    assert.equal(await direct.code('/ext/session/PK/DN/combine/batch_logout', [meter2]), 520);
    cloud.settings.notGateway = 'silent';
    assert.deepEqual(await direct.ask(GET, {}), []);
    assert.match(cloud.log.at(-1)?.text ?? '', /no gateway/);
    cloud.settings.gateways = 'a1Other,a1Direct';
    assert.equal(await direct.code(GET, {}), 200);
  });

  it('is told of a device that the console adds, and the gateway is asked to add one', async () => {
    const gateway = await gatewayOnline();
    const { gateways } = gateway.cloud;
    const seen = await gateway.during(() => gateways.add(DEMO_TRIPLET, ready('meter2')));
    assert.deepEqual(
      seen.map(({ topic, body }) => [topic, body['method'], body['version'], body['params']]),
      [
        [
          gateway.device.topic('/sys/PK/DN/thing/topo/change'),
          'thing.topo.change',
          '1.0',
          { status: 0, subList: [identityOf(ready('meter2'))] },
        ],
      ],
    );
    assert.deepEqual(await gateway.during(() => gateways.add(DEMO_TRIPLET, ready('meter2'))), [], 'twice');
    const asked = gateways.askToAdd(DEMO_TRIPLET, [ready('meter3')]);
    const [request] = gateway.since(gateway.device.received.length - 1);
    assert.deepEqual(
      [request?.topic, request?.body['params']],
      [gateway.device.topic('/sys/PK/DN/thing/topo/add/notify'), [identityOf(ready('meter3'))]],
    );
    const reply = JSON.stringify({ id: request?.body['id'], code: 200, data: {} });
    await gateway.device.publish('/sys/PK/DN/thing/topo/add/notify_reply', reply);
    const outcome = await asked;
    assert(outcome.kind === 'answered');
    assert.equal(outcome.code, 200);
  });
});

describe('thing/list/found', () => {
  it('keeps what a gateway has discovered', async () => {
    const gateway = await gatewayOnline();
    const device = { productKey: 'a1DemoMeter', deviceName: 'meter-new' };
    const answer = await gateway.reply(FOUND, [device]);
    assert.deepEqual([answer.code, answer.data], [200, {}]);
    assert.deepEqual(gateway.cloud.gateways.found(DEMO_TRIPLET), [device]);
  });

  it('refuses an unknown product, a bad name, and no list', async () => {
    const gateway = await gatewayOnline();
    assert.equal(await gateway.code(FOUND, [{ productKey: 'a1Nowhere', deviceName: 'meter-new' }]), 6250);
    assert.equal(await gateway.code(FOUND, [{ productKey: 'a1DemoMeter', deviceName: 'abc' }]), 6280);
    assert.equal(await gateway.code(FOUND, []), 460);
    assert.deepEqual(gateway.cloud.gateways.found(DEMO_TRIPLET), []);
  });
});

describe('thing/sub/register', () => {
  it('gives the secret of an entered device, with which it is added and logged in', async () => {
    const gateway = await gatewayOnline();
    const meter = ready('meter2');
    const answer = await gateway.reply(REGISTER, [identityOf(meter)]);
    assert.equal(answer.code, 200);
    const [given, ...more] = answer.data as readonly (Triplet & { readonly iotId: string })[];
    assert.ok(given);
    const { iotId, ...certificate } = given;
    assert.match(iotId, /^\w{32}$/);
    assert.deepEqual([certificate, more], [meter, []]);
    await gateway.bring(certificate);
    assert(gateway.cloud.isOnline(meter));
  });

  const refusals: readonly (readonly [string, number, unknown])[] = [
    ['no list', 460, {}],
    ['itself', 6402, [DEMO_TRIPLET]],
    ['an unknown product', 5005, [{ productKey: 'a1Nowhere', deviceName: 'meter1' }]],
    ['a product with 动态注册 off', 6288, [identityOf(ready('sensor1'))]],
    ['a name that was not entered', 6100, [{ productKey: 'a1DemoMeter', deviceName: 'meter99' }]],
    ['a device of another gateway', 6619, [identityOf(ready('meter-elsewhere'))]],
  ];
  for (const [what, code, params] of refusals) {
    it(`refuses ${what} with ${code}`, async () => {
      const gateway = await gatewayOnline();
      assert.equal(await gateway.code(REGISTER, params), code);
    });
  }

  it('works for a product as soon as the console switches 动态注册 on', async () => {
    const gateway = await gatewayOnline();
    gateway.cloud.gateways.setRegistration('a1DemoSensor', true);
    assert.equal(await gateway.code(REGISTER, [identityOf(ready('sensor1'))]), 200);
  });
});

describe('the ready-made sub-devices', () => {
  it('are in the help of ec20-simulator, in both languages, with all that one has to type', () => {
    for (const language of ['en', 'zh'] as const) {
      const help = simulatorHelp(language);
      for (const { productKey, deviceName, deviceSecret } of DEMO_SUB_DEVICES) {
        assert.match(deviceName, /^[\w\-@.:]{4,32}$/);
        assert.ok(help.includes(`${productKey} ${deviceName} ${deviceSecret}  `), deviceName);
      }
    }
  });

  it('follow the settings of the simulator', async () => {
    const settings = cloudSettings(settingsFromQuery('gateways=a1Own&batchLogins=5&boundElsewhere=refused'));
    assert.deepEqual(settings, { gateways: 'a1Own', batchLogins: 5, boundElsewhere: 'refused' });
    const gateway = await gatewayOnline({ settings });
    assert.equal(await gateway.code(ADD, [signed(ready('meter-elsewhere'))]), 6619);
  });
});
