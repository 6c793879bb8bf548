import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { BrokerUnreachable } from '../../../src/simulator/broker';
import { DEMO_TRIPLET, type Triplet } from '../../../src/simulator/embedded-cloud';
import { cloudOnVirtualTime, HOST, TestDevice } from './device';

interface Vector extends Triplet {
  readonly id: string;
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
}

const VECTORS = JSON.parse(readFileSync('test/cloud/aliyun-signing-vectors.json', 'utf8')) as Vector[];
const SILENT = { message: () => undefined, closed: () => undefined };

describe('logging in to the embedded cloud', () => {
  for (const vector of VECTORS) {
    it(`the signature of ${vector.id} is accepted in either case, and not with a digit changed`, async () => {
      const { cloud } = cloudOnVirtualTime({ devices: [vector] });
      const device = new TestDevice(cloud, vector);
      const { clientId, username, password } = vector;
      assert.equal(await device.login({ clientId, username, password: password.toLowerCase() }), 0);
      assert.equal(await device.login({ clientId, username, password: password.toUpperCase() }), 0);
      const wrong = (password.startsWith('0') ? '1' : '0') + password.slice(1);
      assert.equal(await device.login({ clientId, username, password: wrong }), 4);
      assert.equal(await device.login({ clientId, username, password: `${password}zz` }), 4);
    });
  }

  const refusals: [string, number, Parameters<TestDevice['login']>[0]][] = [
    ['a client id without the suffix', 2, { clientId: 'test' }],
    ['a client id without securemode', 2, { clientId: 'test|signmethod=hmacsha256,timestamp=789|' }],
    ['a client id base of 65 characters', 2, { clientId: `${'x'.repeat(65)}|securemode=3|` }],
    ['an unknown sign method', 2, { clientId: 'test|securemode=3,signmethod=crc32|' }],
    ['a keep-alive of 29 s', 2, { keepAliveSeconds: 29 }],
    ['a keep-alive of 1201 s', 2, { keepAliveSeconds: 1201 }],
    ['no keep-alive', 2, { keepAliveSeconds: 0 }],
    ['a user name without &', 4, { username: 'demo-device' }],
    ['an unknown device', 4, { username: `nobody&${DEMO_TRIPLET.productKey}` }],
    ['an empty password', 4, { password: '' }],
  ];
  for (const [what, code, change] of refusals) {
    it(`${what} gets CONNACK ${code}, and the connection closes`, async () => {
      const { clock, cloud } = cloudOnVirtualTime();
      const device = new TestDevice(cloud);
      assert.equal(await device.login(change), code);
      assert.equal(device.closed, 0);
      await clock.advance(0);
      assert.equal(device.closed, 1);
      assert.equal(cloud.isOnline(DEMO_TRIPLET), false);
      assert.match(cloud.log.at(-1)?.text ?? '', new RegExp(`refused with ${code}`));
    });
  }

  it('keep-alives of 30 s and 1200 s are accepted', async () => {
    const { cloud } = cloudOnVirtualTime();
    assert.equal(await new TestDevice(cloud).login({ keepAliveSeconds: 30 }), 0);
    assert.equal(await new TestDevice(cloud).login({ keepAliveSeconds: 1200 }), 0);
  });

  it('a disabled device gets CONNACK 5, and is let in again when enabled', async () => {
    const { cloud } = cloudOnVirtualTime();
    const device = new TestDevice(cloud);
    assert.equal(await device.login(), 0);
    cloud.enableDevice(DEMO_TRIPLET, false);
    assert.equal(device.closed, 1);
    assert.equal(await device.login(), 5);
    cloud.enableDevice(DEMO_TRIPLET, true);
    assert.equal(await device.login(), 0);
  });

  it('the sixth connect within a minute is refused, and one is free again after the minute', async () => {
    const { clock, cloud } = cloudOnVirtualTime();
    const device = new TestDevice(cloud);
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      assert.equal(await device.login(), 0);
      device.link?.close(true);
      await clock.advance(1000);
    }
    assert.equal(await device.login(), 3);
    await clock.advance(55_000);
    assert.equal(await device.login(), 0);
    assert.equal(await device.login(), 3);
  });

  it('without the connect limit a device may reconnect as often as it likes', async () => {
    const { cloud } = cloudOnVirtualTime({ settings: { connectLimit: false } });
    for (let attempt = 1; attempt <= 20; attempt += 1) {
      assert.equal(await new TestDevice(cloud).login(), 0);
    }
  });

  it('the newer of two connections with one triplet wins and the older is closed', async () => {
    const { cloud } = cloudOnVirtualTime();
    const older = new TestDevice(cloud);
    const newer = new TestDevice(cloud);
    await older.login();
    await older.subscribe('/PK/DN/user/get');
    await newer.login();
    assert.deepEqual([older.closed, newer.closed], [1, 0]);
    assert.equal(cloud.isOnline(DEMO_TRIPLET), true);
    await newer.subscribe('/PK/DN/user/get');
    cloud.send(DEMO_TRIPLET, newer.topic('/PK/DN/user/get'), 'x');
    assert.deepEqual([older.received.length, newer.received.length], [0, 1]);
  });

  it('a connection without a CONNECT is closed after 5 s', async () => {
    const { clock, cloud } = cloudOnVirtualTime();
    const device = new TestDevice(cloud);
    await device.open();
    await clock.advance(4999);
    assert.equal(device.closed, 0);
    await clock.advance(1);
    assert.equal(device.closed, 1);
    assert.equal(clock.armed, 0);
  });

  it('a connection that is silent for 1.5 keep-alives is closed, and a ping holds it', async () => {
    const { clock, cloud } = cloudOnVirtualTime();
    const device = new TestDevice(cloud);
    await device.login({ keepAliveSeconds: 60 });
    await clock.advance(80_000);
    await device.link?.ping();
    await clock.advance(89_999);
    assert.equal(device.closed, 0);
    await clock.advance(1);
    assert.equal(device.closed, 1);
    assert.equal(cloud.isOnline(DEMO_TRIPLET), false);
    assert.equal(clock.armed, 0);
  });

  it('closing the link leaves no timer and does not call back', async () => {
    const { clock, cloud } = cloudOnVirtualTime({ demo: false });
    const device = new TestDevice(cloud);
    await device.login();
    await clock.advance(0);
    device.link?.close(false);
    assert.deepEqual([device.closed, clock.armed, cloud.isOnline(DEMO_TRIPLET)], [0, 0, false]);
  });
});

describe('finding the embedded cloud', () => {
  for (const [host, port, failure] of [
    ['broker.invalid', 1883, 'dns'],
    ['aliyuncs.com.example', 1883, 'dns'],
    ['192.0.2.1', 1883, 'refused'],
    [HOST, 1884, 'refused'],
  ] as const) {
    it(`${host}:${port} fails with ${failure}`, async () => {
      const { cloud } = cloudOnVirtualTime();
      await assert.rejects(cloud.open(host, port, SILENT), { name: 'BrokerUnreachable', failure });
    });
  }

  it('a host can be made unreachable and reachable again', async () => {
    const { cloud } = cloudOnVirtualTime();
    cloud.setUnreachable(HOST, 'timeout');
    await assert.rejects(
      cloud.open(HOST, 1883, SILENT),
      (error) => error instanceof BrokerUnreachable && error.failure === 'timeout',
    );
    cloud.setUnreachable(HOST, undefined);
    await cloud.open(HOST, 1883, SILENT);
  });
});
