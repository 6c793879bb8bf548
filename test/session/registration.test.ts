import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '../../src/base/coded-error';
import { aliyunProfile } from '../../src/cloud/aliyun/aliyun-profile';
import type { SecretStore } from '../../src/session/registrar';
import type { SimulatorSettings } from '../../src/simulator/simulator';
import { DEMO_SETTINGS, VirtualDevice } from '../support/virtual-device';

const PRODUCT_SECRET = 'productSecret0000';
const CERTIFICATES = join(__dirname, '..', '..', '..', 'certificates');
const IDENTITY = { ca: readFileSync(join(CERTIFICATES, 'globalsign-root-r1.pem')), client: undefined };
const UNREGISTERED = {
  ...DEMO_SETTINGS,
  deviceName: 'pi-0001',
  deviceSecret: '',
  productSecret: PRODUCT_SECRET,
  tlsIdentity: IDENTITY,
};
const GIVEN = 'given0000secret';

/** A store that remembers, or fails. */
class Store implements SecretStore {
  readonly kept: string[] = [];
  failures = 0;

  keep({ deviceName }: { readonly deviceName: string }, secret: string): Promise<void> {
    if (this.failures-- > 0) {
      return Promise.reject(new CodedError('EC20_REGISTER_STORE', { params: { file: 'f', detail: 'full' } }));
    }
    this.kept.push(`${deviceName}: ${secret}`);
    return Promise.resolve();
  }
}

function unregistered(
  store: Store,
  settings: Partial<SimulatorSettings> = {},
  productSecret = PRODUCT_SECRET,
) {
  const device = new VirtualDevice(settings, ({ clock }) => {
    clock.setWallTime(Date.UTC(2026, 10, 24));
    return { profile: aliyunProfile({ ...UNREGISTERED, productSecret }), secretStore: store };
  });
  device.cloud.addProduct(UNREGISTERED.productKey, PRODUCT_SECRET);
  device.cloud.addDevice({ ...UNREGISTERED, deviceSecret: GIVEN });
  return device;
}

/** The commands of all logins, as the trace shows them. */
function logins({ session }: VirtualDevice): number {
  return session.trace.entries.filter(({ text }) => text.startsWith('AT+QMTCONN=')).length;
}

async function fault(device: VirtualDevice): Promise<CodedError> {
  await device.start();
  await device.clock.until(() => device.faults.length > 0, 60_000, 'a fault');
  const [error] = device.faults;
  assert(error !== undefined);
  return error;
}

describe('a device that has its product’s secret alone', () => {
  it('registers, keeps its secret, and comes online with it', async () => {
    const store = new Store();
    const device = unregistered(store);
    await device.online();
    assert.deepEqual(store.kept, [`pi-0001: ${GIVEN}`]);
    assert(device.cloud.isOnline(UNREGISTERED));
    assert.equal(logins(device), 2);
    await device.close();
  });

  it('never registers again, however often it reconnects', async () => {
    const store = new Store();
    const device = unregistered(store);
    await device.online();
    device.simulator.dropConnection(0, 1);
    await device.clock.until(() => device.session.snapshot().state === 'waiting', 60_000, 'the loss');
    await device.online();
    assert.equal(store.kept.length, 1);
    assert.equal(logins(device), 3);
    await device.close();
  });

  it('shows no secret in its trace', async () => {
    const device = unregistered(new Store());
    await device.online();
    const shown = device.session.trace.entries.map(({ text }) => text).join('\n');
    assert(shown.includes('+QMTRECV: ***'));
    for (const secret of [GIVEN, PRODUCT_SECRET]) assert(!shown.includes(secret));
    await device.close();
  });

  it('asks again after its secret could not be stored: it has not logged in with it', async () => {
    const store = new Store();
    store.failures = 1;
    const device = unregistered(store);
    assert.equal((await fault(device)).code, 'EC20_REGISTER_STORE');
    assert.equal(device.cloud.isOnline(UNREGISTERED), false);
    await device.online(600_000);
    assert.deepEqual(store.kept, [`pi-0001: ${GIVEN}`]);
    await device.close();
  });

  it('has a ProductSecret of another product: EC20_REGISTER_SIGNATURE', async () => {
    const device = unregistered(new Store(), {}, 'anotherProduct000');
    assert.equal((await fault(device)).code, 'EC20_REGISTER_SIGNATURE');
    await device.close();
  });

  it('belongs to a product with 动态注册 off: EC20_REGISTER_OFF', async () => {
    const device = unregistered(new Store());
    device.cloud.addProduct(UNREGISTERED.productKey, PRODUCT_SECRET, false);
    const error = await fault(device);
    assert.deepEqual([error.code, error.moduleCode], ['EC20_REGISTER_OFF', 6288]);
    await device.close();
  });

  it('was activated on another Pi: EC20_REGISTER_ACTIVATED, and the cloud is asked once a minute at most', async () => {
    const first = unregistered(new Store());
    await first.online();
    await first.close();
    const store = new Store();
    const second = new VirtualDevice({}, ({ clock }) => {
      clock.setWallTime(Date.UTC(2026, 10, 24));
      return { profile: aliyunProfile(UNREGISTERED), secretStore: store };
    });
    second.cloud.addProduct(UNREGISTERED.productKey, PRODUCT_SECRET);
    second.cloud.addDevice({ ...UNREGISTERED, deviceSecret: GIVEN });
    second.cloud.activate(UNREGISTERED);
    assert.equal((await fault(second)).code, 'EC20_REGISTER_ACTIVATED');
    const asked = logins(second);
    await second.clock.advance(240_000);
    assert(logins(second) <= asked + 4);
    await second.close();
  });

  it('gets no answer: EC20_REGISTER_REFUSED', async () => {
    const device = unregistered(new Store(), { urcport: 'usbat' });
    device.cloud.silenceRegistrations();
    assert.equal((await fault(device)).code, 'EC20_REGISTER_REFUSED');
    await device.close();
  });
});

describe('a device whose name is not in the console (免预注册)', () => {
  const FREE = {
    ...UNREGISTERED,
    deviceName: 'pi-0002',
    instanceId: 'iot-06z00fleet',
    registration: 'free',
  } as const;

  function free(store: Store, changes: object = {}) {
    const device = new VirtualDevice({}, ({ clock }) => {
      clock.setWallTime(Date.UTC(2026, 10, 24));
      return { profile: aliyunProfile({ ...FREE, ...changes }), secretStore: store };
    });
    device.cloud.addProduct(FREE.productKey, PRODUCT_SECRET);
    device.cloud.setInstance(FREE.productKey, FREE.instanceId);
    return device;
  }

  function keptBy(store: Store): string {
    const [kept = ''] = store.kept;
    return kept.slice(`${FREE.deviceName}: `.length);
  }

  it('registers, keeps its token, and comes online with it', async () => {
    const store = new Store();
    const device = free(store);
    await device.online();
    assert(device.cloud.isOnline(FREE));
    assert.equal(store.kept.length, 1);
    assert.equal(device.cloud.tokensOf(FREE), 1);
    assert.equal(logins(device), 2);
    device.simulator.dropConnection(0, 1);
    await device.clock.until(() => device.session.snapshot().state === 'waiting', 60_000, 'the loss');
    await device.online();
    assert.deepEqual([device.cloud.tokensOf(FREE), logins(device)], [1, 3]);
    await device.close();
  });

  it('comes online later by what was kept, without registering', async () => {
    const store = new Store();
    const first = free(store);
    await first.online();
    await first.close();
    const kept = keptBy(store);
    const { clientId, deviceToken } = JSON.parse(kept) as { clientId: string; deviceToken: string };
    // The kept secret decides how it logs in, whatever the setting says by then.
    for (const registration of ['free', 'preregistered'] as const) {
      const again = free(store, { deviceSecret: kept, registration });
      again.cloud.addToken(FREE, clientId, deviceToken);
      await again.online();
      assert.equal(logins(again), 1);
      await again.close();
    }
    assert.equal(store.kept.length, 1);
  });

  it('shows neither secret nor token in its trace', async () => {
    const store = new Store();
    const device = free(store);
    await device.online();
    const { deviceToken } = JSON.parse(keptBy(store)) as { deviceToken: string };
    const shown = device.session.trace.entries.map(({ text }) => text).join('\n');
    assert(shown.includes('+QMTRECV: ***'));
    for (const secret of [deviceToken, PRODUCT_SECRET]) assert(!shown.includes(secret));
    await device.close();
  });

  it('says what the cloud refuses: the switch is off, another ProductSecret', async () => {
    const off = free(new Store());
    off.cloud.addProduct(FREE.productKey, PRODUCT_SECRET, false);
    assert.equal((await fault(off)).code, 'EC20_REGISTER_OFF');
    await off.close();
    const other = free(new Store(), { productSecret: 'anotherProduct000' });
    assert.equal((await fault(other)).code, 'EC20_REGISTER_SIGNATURE');
    await other.close();
  });

  it('needs TLS, also once it has its token', () => {
    const kept = JSON.stringify({ clientId: 'c', deviceToken: 't' });
    for (const deviceSecret of ['', kept]) {
      assert.throws(() => aliyunProfile({ ...FREE, deviceSecret, tls: 'off' }), {
        code: 'EC20_REGISTER_TLS',
      });
    }
  });
});

describe('the login of a registration', () => {
  const rows: readonly (readonly [object, string])[] = [
    [{}, 'securemode=2,authType=register,random=5,signmethod=hmacsha256'],
    [
      { instanceId: 'iot-06z00fleet' },
      'securemode=2,authType=register,random=5,signmethod=hmacsha256,instanceId=iot-06z00fleet',
    ],
    [
      { instanceId: 'iot-06z00fleet', host: 'mqtt.example.com' },
      'securemode=2,authType=register,random=5,signmethod=hmacsha256,instanceId=iot-06z00fleet',
    ],
    [{ registration: 'free' }, 'securemode=-2,authType=regnwl,random=5,signmethod=hmacsha256'],
    [
      { registration: 'free', instanceId: 'iot-06z00fleet' },
      'securemode=-2,authType=regnwl,random=5,signmethod=hmacsha256,instanceId=iot-06z00fleet',
    ],
  ];
  for (const [settings, options] of rows) {
    it(`with ${JSON.stringify(settings)} is ${options}`, () => {
      const { registration } = aliyunProfile({ ...UNREGISTERED, ...settings });
      const { productKey, deviceName } = UNREGISTERED;
      assert.equal(registration?.credentials('5').clientId, `${productKey}.${deviceName}|${options}|`);
    });
  }

  const answers: readonly (readonly [string, object])[] = [
    ['a text', 'no' as never],
    ['another device’s', { productKey: 'x', deviceName: 'y', clientId: 'c', deviceToken: 't' }],
    ['no token', { clientId: 'c' }],
    ['a token that would end the command', { clientId: 'c', deviceToken: 'a"b' }],
    ['a client id that would add options', { clientId: 'c|x', deviceToken: 't' }],
    ['a secret in the place of a token', { deviceSecret: GIVEN }],
  ];
  for (const [what, answer] of answers) {
    it(`is refused by ${what}: EC20_REGISTER_REFUSED`, () => {
      const { registration } = aliyunProfile({ ...UNREGISTERED, registration: 'free' });
      const { productKey, deviceName } = UNREGISTERED;
      const body =
        typeof answer === 'string' ? answer : JSON.stringify({ productKey, deviceName, ...answer });
      assert.throws(() => registration?.secretOf(Buffer.from(body)), { code: 'EC20_REGISTER_REFUSED' });
    });
  }
});
