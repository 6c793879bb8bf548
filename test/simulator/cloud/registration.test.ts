import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import type { ConnectRequest } from '../../../src/simulator/broker';
import { EmbeddedCloud, type DeviceIdentity } from '../../../src/simulator/embedded-cloud';
import { seededRandom } from '../../../src/base/random';
import { VirtualClock } from '../../support/virtual-clock';

const PRODUCT = 'a1Fleet';
const SECRET = 'productSecret0000';
const DEVICE: DeviceIdentity = { productKey: PRODUCT, deviceName: 'pump-1' };
const HOST = 'iot-06z00fleet.mqtt.iothub.aliyuncs.com';
const ROOT = { level: 0, ca: undefined } as never;

interface Seen {
  readonly code: number;
  readonly topic: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

class Bench {
  readonly clock = new VirtualClock();
  readonly cloud = new EmbeddedCloud({
    clock: this.clock,
    random: seededRandom(1),
    settings: { connectLimit: false },
  });

  constructor() {
    this.cloud.addProduct(PRODUCT, SECRET);
  }

  /** Logs in, over TLS by default; with the first message that comes. */
  async connect(clientId: string, password: string, isSecure = true): Promise<Seen> {
    const seen: { topic: string; payload: Buffer }[] = [];
    const listener = {
      message: (message: { topic: string; payload: Buffer }) => seen.push(message),
      closed: () => undefined,
    };
    const link = await this.cloud.open(HOST, 1883, listener, isSecure ? ROOT : undefined);
    const request: ConnectRequest = {
      protocolLevel: 4,
      clientId,
      username: `${DEVICE.deviceName}&${PRODUCT}`,
      password,
      cleanSession: true,
      keepAliveSeconds: 120,
    };
    const code = await link.connect(request);
    await this.clock.advance(100);
    const [first] = seen;
    const body = first === undefined ? {} : (JSON.parse(first.payload.toString()) as Seen['body']);
    return { code, topic: first?.topic, body };
  }

  register(options: string, secret = SECRET, isSecure = true): Promise<Seen> {
    const content = `deviceName${DEVICE.deviceName}productKey${PRODUCT}random7`;
    const password = createHmac('sha256', secret).update(content).digest('hex');
    return this.connect(`any|${options},random=7,signmethod=hmacsha256|`, password, isSecure);
  }
}

const FREE = 'securemode=-2,authType=regnwl';

describe('a device that registers without having been entered in the console', () => {
  it('gets a client id and a token on /ext/regnwl, and logs in with both, over TLS only', async () => {
    const bench = new Bench();
    const { code, topic, body } = await bench.register(FREE);
    assert.deepEqual([code, topic], [0, '/ext/regnwl']);
    const { clientId, deviceToken, ...rest } = body;
    assert.deepEqual(rest, DEVICE);
    const login = `${String(clientId)}|authType=connwl,securemode=-2,_ss=1,ext=3|`;
    assert.equal((await bench.connect(login, String(deviceToken))).code, 0);
    assert(bench.cloud.isOnline(DEVICE));
    assert.equal((await bench.connect(login, String(deviceToken), false)).code, 4);
    assert.equal((await bench.connect(login, 'another')).code, 4);
    assert.equal(
      (await bench.connect(login.replace(String(clientId), 'other'), String(deviceToken))).code,
      4,
    );
    assert.equal((await bench.connect(login.replace('-2', '2'), String(deviceToken))).code, 2);
  });

  it('has no secret to sign with', async () => {
    const bench = new Bench();
    await bench.register(FREE);
    const content = `clientIdxdeviceName${DEVICE.deviceName}productKey${PRODUCT}`;
    const password = createHmac('sha256', '').update(content).digest('hex');
    assert.equal((await bench.connect('x|securemode=2,signmethod=hmacsha256|', password)).code, 4);
  });

  it('five may have one name, the sixth gets 6289', async () => {
    const bench = new Bench();
    const given = new Set<unknown>();
    for (let n = 0; n < 5; n += 1) given.add((await bench.register(FREE)).body['deviceToken']);
    assert.equal(given.size, 5);
    assert.equal((await bench.register(FREE)).body['code'], 6289);
    assert.equal(bench.cloud.tokensOf(DEVICE), 5);
  });

  it('is refused with another ProductSecret, without TLS, and with 动态注册 off', async () => {
    const bench = new Bench();
    assert.equal((await bench.register(FREE, 'another')).code, 4);
    assert.equal((await bench.register(FREE, SECRET, false)).code, 2);
    bench.cloud.addProduct(PRODUCT, SECRET, false);
    assert.equal((await bench.register(FREE)).body['code'], 6288);
  });

  it('is refused by the mode for entered names', async () => {
    assert.equal((await new Bench().register('securemode=2,authType=register')).code, 4);
  });
});

describe('a product of an instance', () => {
  for (const options of [FREE, 'securemode=2,authType=register']) {
    it(`takes ${options} with its id only`, async () => {
      const bench = new Bench();
      bench.cloud.addDevice({ ...DEVICE, deviceSecret: 'secret' });
      bench.cloud.setInstance(PRODUCT, 'iot-06z00fleet');
      assert.equal((await bench.register(options)).code, 2);
      assert.equal((await bench.register(`${options},instanceId=iot-other`)).code, 2);
      assert.equal((await bench.register(`${options},instanceId=iot-06z00fleet`)).code, 0);
    });
  }
});
