import assert from 'node:assert/strict';
import { DEMO_TRIPLET } from '../../../src/simulator/embedded-cloud';
import { filterMatches } from '../../../src/simulator/cloud/topic-filter';
import { cloudOnVirtualTime, TestDevice } from './device';

async function online(options: Parameters<typeof cloudOnVirtualTime>[0] = {}) {
  const { clock, cloud } = cloudOnVirtualTime(options);
  const device = new TestDevice(cloud);
  assert.equal(await device.login(), 0);
  const arrived: string[] = [];
  cloud.onPublish(({ topic }) => arrived.push(topic));
  return { clock, cloud, device, arrived };
}

describe('topic rights in the embedded cloud', () => {
  const subscriptions: [string, number][] = [
    ['/PK/DN/user/get', 1],
    ['/PK/DN/user/update', 128],
    ['/PK/DN/user/other', 128],
    ['/PK/other-device/user/get', 128],
    ['/PK/DN/user/#', 128],
    ['/PK/DN/user/+', 128],
    ['#', 128],
    ['/sys/PK/DN/thing/service/property/set', 1],
    ['/sys/PK/DN/thing/event/+/post_reply', 1],
    ['/sys/PK/DN/#', 1],
    ['/sys/PK/DN/#/x', 128],
    ['/sys/PK/other/thing/service/property/set', 128],
    ['/ext/ntp/PK/DN/response', 1],
    ['/ota/device/upgrade/PK/DN', 1],
    ['/broadcast/PK/all', 1],
    ['/ext/rrpc/+/PK/DN/user/get', 1],
    [`/sys/PK/DN/${'x'.repeat(128)}`, 128],
  ];
  for (const [filter, granted] of subscriptions) {
    it(`subscribing ${filter.slice(0, 50)} is answered ${granted}`, async () => {
      const { device } = await online();
      assert.deepEqual(await device.subscribe(filter), [granted]);
    });
  }

  const publications: [topic: string, permitted: boolean, qos?: 0 | 1][] = [
    ['/PK/DN/user/update', true],
    ['/PK/DN/user/update/error', true],
    ['/PK/DN/user/get', false],
    ['/PK/DN/user/other', false],
    ['/PK/other-device/user/update', false],
    ['/sys/PK/DN/thing/event/property/post', true],
    ['/sys/PK/DN/thing/event/alarm/post', true],
    ['/sys/PK/DN/thing/service/property/set_reply', true],
    ['/sys/PK/DN/thing/service/restart_reply', true],
    ['/sys/PK/DN/thing/service/restart', false],
    ['/sys/PK/other/thing/event/property/post', false],
    ['/sys/PK/DN/rrpc/response/77', true],
    ['/ext/rrpc/77/PK/DN/user/get', true, 0],
    ['/ext/rrpc/77/PK/DN/user/get', false, 1],
    ['/PK/DN/user/+', false],
  ];
  for (const [topic, permitted, qos = 1] of publications) {
    it(`publishing ${topic} with QoS ${qos} is acknowledged and ${permitted ? 'arrives' : 'goes nowhere'}`, async () => {
      const { cloud, device, arrived } = await online();
      await device.publish(topic, '{}', qos);
      assert.deepEqual(arrived, permitted ? [device.topic(topic)] : []);
      assert.equal(cloud.log.length, permitted ? 0 : 1);
      assert.equal(device.closed, 0);
    });
  }

  it('a topic class of one’s own gives the right that it names', async () => {
    const { cloud, device, arrived } = await online();
    cloud.addTopicClass('user/light', 'both');
    cloud.addTopicClass('user/room/+', 'subscribe');
    assert.deepEqual(await device.subscribe('/PK/DN/user/light', '/PK/DN/user/room/+'), [1, 1]);
    await device.publish('/PK/DN/user/light', 'on');
    assert.deepEqual(arrived, [device.topic('/PK/DN/user/light')]);
    assert.deepEqual(device.received, [], 'a device never receives its own messages');
    cloud.send(DEMO_TRIPLET, device.topic('/PK/DN/user/room/7'), 'hello');
    assert.deepEqual(
      device.received.map(({ topic }) => topic),
      [device.topic('/PK/DN/user/room/7')],
    );
  });

  it('a custom topic with more than 7 slashes is refused though its class exists', async () => {
    const { cloud, device } = await online();
    cloud.addTopicClass('user/a/b/c/d', 'subscribe');
    cloud.addTopicClass('user/a/b/c/d/e', 'subscribe');
    assert.deepEqual(await device.subscribe('/PK/DN/user/a/b/c/d', '/PK/DN/user/a/b/c/d/e'), [1, 128]);
  });

  it('custom RRPC needs ext=1 in the client id', async () => {
    const { cloud } = cloudOnVirtualTime();
    const device = new TestDevice(cloud);
    await device.login({ clientId: 'test|securemode=3,signmethod=hmacsha256,timestamp=789|' });
    assert.deepEqual(await device.subscribe('/ext/rrpc/+/PK/DN/user/get'), [128]);
  });

  it('the 101st subscription is refused, and one that exists is granted again', async () => {
    const { cloud, device } = await online();
    for (let index = 0; index < 100; index += 1) {
      assert.deepEqual(await device.subscribe(`/sys/PK/DN/thing/service/s${index}`), [1]);
    }
    assert.deepEqual(await device.subscribe('/sys/PK/DN/thing/service/s100'), [128]);
    assert.deepEqual(await device.subscribe('/sys/PK/DN/thing/service/s7'), [1]);
    await device.link?.unsubscribe([device.topic('/sys/PK/DN/thing/service/s7')]);
    assert.deepEqual(await device.subscribe('/sys/PK/DN/thing/service/s100'), [1]);
    assert.equal(cloud.subscriptions(DEMO_TRIPLET).length, 100);
  });

  it('the ninth topic of one SUBSCRIBE is refused', async () => {
    const { device } = await online();
    const filters = Array.from({ length: 9 }, (_, index) => `/sys/PK/DN/thing/service/s${index}`);
    assert.deepEqual(await device.subscribe(...filters), [1, 1, 1, 1, 1, 1, 1, 1, 128]);
  });

  it('QoS 2 is granted as 1, and a QoS 2 publish closes the connection', async () => {
    const { device, arrived } = await online();
    const filter = device.topic('/PK/DN/user/get');
    assert.deepEqual(await device.link?.subscribe([{ filter, qos: 2 }]), [1]);
    void device.publish('/PK/DN/user/update', 'x', 2);
    assert.deepEqual([device.closed, arrived.length], [1, 0]);
  });

  it('with the rate limit on the 11th QoS 1 message of a second vanishes, the next second is free', async () => {
    const { clock, device, arrived } = await online({ settings: { messageLimit: true } });
    for (let count = 0; count < 10; count += 1) await device.publish('/PK/DN/user/update', 'x');
    let answered = false;
    void device.publish('/PK/DN/user/update', 'x').then(() => (answered = true));
    await clock.advance(10);
    assert.deepEqual([arrived.length, answered, device.closed], [10, false, 0]);
    for (let count = 0; count < 40; count += 1) await device.publish('/PK/DN/user/update', 'x', 0);
    assert.equal(arrived.length, 40, '10 of QoS 1 and 30 of QoS 0');
    await clock.advance(1000);
    await device.publish('/PK/DN/user/update', 'x');
    assert.equal(arrived.length, 41);
  });

  it('a payload beyond 256 KB goes nowhere', async () => {
    const { device, arrived } = await online();
    await device.publish('/PK/DN/user/update', 'x'.repeat(256 * 1024));
    await device.publish('/PK/DN/user/update', 'x'.repeat(256 * 1024 + 1));
    assert.equal(arrived.length, 1);
  });
});

describe('topic filters', () => {
  for (const [filter, topic, covered] of [
    ['a/b', 'a/b', true],
    ['a/+', 'a/b', true],
    ['a/+', 'a/b/c', false],
    ['a/+', 'a', false],
    ['a/+', 'a/', true],
    ['a/#', 'a', true],
    ['a/#', 'a/b/c', true],
    ['#', '/a', true],
    ['+/a', '/a', true],
    ['a/b', 'a/b/c', false],
    ['a/b/c', 'a/b', false],
  ] as const) {
    it(`${filter} ${covered ? 'covers' : 'does not cover'} ${topic}`, () => {
      assert.equal(filterMatches(filter, topic), covered);
    });
  }
});
