import assert from 'node:assert/strict';
import { cloudWith } from './topology-rig';

describe('the topology of a gateway that changes while it is online', () => {
  it('logs in again after 520, once for any number of refused messages', async () => {
    const cloud = cloudWith('meter-1', 'meter-2');
    cloud.connect();
    await cloud.settle();
    const reply = '/sys/a1MeterPk00/meter-1/thing/event/property/post_reply';
    for (let count = 0; count < 3; count++) cloud.tell(reply, { id: String(count), code: 520 });
    assert.deepEqual(cloud.states, ['meter-1 offline EC20_SUB_SESSION', 'meter-2 online']);
    await cloud.settle();
    assert.deepEqual(cloud.states, ['meter-1 online', 'meter-2 online']);
    assert.equal(cloud.asked.filter(({ what }) => what === 'login').length, 1);
  });

  it('hears what the console does: disabled, enabled, removed, added', async () => {
    const cloud = cloudWith('meter-1', 'meter-2');
    cloud.connect();
    await cloud.settle();
    cloud.change(8, 'meter-1');
    await cloud.settle();
    assert.deepEqual(cloud.states, ['meter-1 failed EC20_SUB_DISABLED', 'meter-2 online']);
    cloud.change(2, 'meter-1');
    await cloud.settle();
    assert.deepEqual(cloud.states, ['meter-1 online', 'meter-2 online']);
    cloud.topology.delete('meter-1');
    cloud.change(1, 'meter-1');
    await cloud.clock.advance(86_400_000);
    assert.deepEqual(cloud.states, ['meter-1 failed EC20_SUB_REMOVED', 'meter-2 online']);
    cloud.lose();
    cloud.connect();
    await cloud.settle();
    // It was removed on purpose: no connection adds it again.
    assert.ok(!cloud.topology.has('meter-1'));
    cloud.topology.add('meter-1');
    cloud.change(0, 'meter-1');
    await cloud.settle();
    assert.deepEqual(cloud.states, ['meter-1 online', 'meter-2 online']);
  });

  for (const [code, error, pauseMs] of [
    [427, 'EC20_SUB_ELSEWHERE', 60_000],
    [521, 'EC20_SUB_UNKNOWN', 600_000],
    [522, 'EC20_SUB_DISABLED', 600_000],
  ] as const) {
    it(`${error} by ${code} while it is online: told once, and logged in again after ${pauseMs / 1000} s`, async () => {
      const cloud = cloudWith('meter-1');
      const changes: string[] = [];
      cloud.connect();
      await cloud.settle();
      cloud.device.changes.add(({ state, error: why }) => changes.push(`${state} ${why?.code ?? ''}`.trim()));
      const data = { productKey: 'a1MeterPk00', deviceName: 'meter-1' };
      cloud.tell('/ext/error/a1GatewayPk/gateway-1', { id: '1', code, message: 'why', data });
      await cloud.clock.advance(pauseMs - 1);
      assert.deepEqual(changes, [`failed ${error}`]);
      await cloud.clock.advance(1);
      assert.equal(changes.at(-1), 'online');
    });
  }

  it('logs a device in five times a minute at most, however often its session ends', async () => {
    const cloud = cloudWith('meter-1');
    cloud.connect();
    await cloud.settle();
    const logins = () => cloud.asked.filter(({ what }) => what === 'login').length;
    for (let second = 0; second < 59; second++) {
      cloud.tell('/sys/a1MeterPk00/meter-1/thing/event/property/post_reply', { id: '1', code: 520 });
      await cloud.clock.advance(1000);
    }
    assert.equal(logins(), 5);
    await cloud.clock.advance(2000);
    assert.equal(logins(), 6);
    assert.deepEqual(cloud.states, ['meter-1 online']);
  });

  it('is taken back less and less often from another gateway that takes it each time', async () => {
    const cloud = cloudWith('meter-1');
    cloud.connect();
    await cloud.settle();
    const data = { productKey: 'a1MeterPk00', deviceName: 'meter-1' };
    const logins = () => cloud.asked.filter(({ what }) => what === 'login').length;
    const lose = () =>
      cloud.tell('/ext/error/a1GatewayPk/gateway-1', { id: '1', code: 427, message: '', data });
    for (let minute = 0; minute < 720; minute++) {
      await cloud.clock.advance(60_000);
      if (cloud.states[0]?.endsWith(' online') === true) lose();
    }
    assert.ok(logins() >= 10 && logins() < 25, String(logins()));
    // Left alone for long, the next time is the first.
    await cloud.clock.advance(7_200_000);
    const before = logins();
    lose();
    await cloud.clock.advance(60_000);
    assert.equal(logins(), before + 1);
  });

  it('hears what is told on a device’s own topic, and answers it', async () => {
    const cloud = cloudWith('meter-1', 'meter-2');
    cloud.connect();
    await cloud.settle();
    const tell = (deed: string) =>
      cloud.tell(`/sys/a1MeterPk00/meter-1/thing/${deed}`, { id: '77', version: '1.0', params: {} });
    tell('disable');
    await cloud.settle();
    assert.deepEqual(cloud.states, ['meter-1 failed EC20_SUB_DISABLED', 'meter-2 online']);
    assert.deepEqual(cloud.answered, ['/sys/a1MeterPk00/meter-1/thing/disable_reply 77 200']);
    tell('enable');
    await cloud.settle();
    assert.deepEqual(cloud.states, ['meter-1 online', 'meter-2 online']);
    tell('delete');
    await cloud.clock.advance(3_600_000);
    assert.deepEqual(cloud.states, ['meter-1 failed EC20_SUB_REMOVED', 'meter-2 online']);
  });

  it('tries a device again after ten minutes, on however many topics it is told that it is disabled', async () => {
    const cloud = cloudWith('meter-1');
    cloud.connect();
    await cloud.settle();
    const data = { productKey: 'a1MeterPk00', deviceName: 'meter-1' };
    cloud.tell('/sys/a1MeterPk00/meter-1/thing/disable', { id: '1', params: {} });
    cloud.tell('/ext/error/a1GatewayPk/gateway-1', { id: '2', code: 522, message: '', data });
    cloud.change(8, 'meter-1');
    // Its answer reaches a session that has ended.
    cloud.tell('/ext/error/a1GatewayPk/gateway-1', { id: '3', code: 520, message: '', data });
    await cloud.clock.advance(599_999);
    assert.deepEqual(cloud.states, ['meter-1 failed EC20_SUB_DISABLED']);
    await cloud.clock.advance(1);
    assert.deepEqual(cloud.states, ['meter-1 online']);
  });

  it('does not take a device back that another gateway has got', async () => {
    const cloud = cloudWith('meter-1');
    cloud.connect();
    await cloud.settle();
    cloud.topology.delete('meter-1');
    const data = { productKey: 'a1MeterPk00', deviceName: 'meter-1' };
    // Its session ends before the change is told, if it is.
    cloud.tell('/ext/error/a1GatewayPk/gateway-1', { id: '1', code: 6401, message: '', data });
    await cloud.clock.advance(3_600_000);
    assert.deepEqual(cloud.states, ['meter-1 failed EC20_SUB_REMOVED']);
    assert.ok(!cloud.topology.has('meter-1'));
  });
});
