import assert from 'node:assert/strict';
import type { Overflow } from '../../src/session/overflow';
import { VirtualDevice } from '../support/virtual-device';

/** A device that stays offline, with room for two messages. */
function fullDevice(queueOverflow: Overflow['policy']) {
  const device = new VirtualDevice({ sim: 'absent' }, () => ({ queueLimit: 2, queueOverflow }));
  const told: Overflow[] = [];
  device.session.onOverflow((overflow) => told.push(overflow));
  const publish = (count: number) => Array.from({ length: count }, (_, index) => device.publish(`${index}`));
  return { device, told, publish };
}

describe('a full queue', () => {
  for (const policy of ['oldest', 'newest'] as const) {
    it(`reports once how many messages it drops, the ${policy}, and goes on counting in the snapshot`, async () => {
      const { device, told, publish } = fullDevice(policy);
      await device.start();
      publish(5);
      await device.clock.advance(2000);
      for (let minute = 0; minute < 30; minute++) {
        publish(1);
        await device.clock.advance(60_000);
      }
      assert.deepEqual(told, [{ count: 3, policy }]);
      assert.equal(device.session.snapshot().queue.dropped, 33);
      await device.close();
    });
  }

  it('reports it again after ten minutes without a drop, with all that were dropped since', async () => {
    const { device, told, publish } = fullDevice('oldest');
    await device.start();
    publish(3);
    await device.clock.advance(2000);
    publish(4);
    await device.clock.advance(601_000);
    publish(1);
    await device.clock.advance(2000);
    assert.deepEqual(
      told.map(({ count }) => count),
      [1, 5],
    );
    await device.close();
  });

  it('reports at its close what it has not reported yet, and leaves no timer', async () => {
    const { device, told, publish } = fullDevice('oldest');
    const idle = device.clock.armed;
    await device.start();
    publish(3);
    await device.close();
    assert.deepEqual(told, [{ count: 1, policy: 'oldest' }]);
    assert.equal(device.clock.armed, idle);
  });

  it('reports no messages that have expired: their age was limited on purpose', async () => {
    const device = new VirtualDevice({ sim: 'absent' }, () => ({ queueTtlMs: 1000 }));
    const told: Overflow[] = [];
    device.session.onOverflow((overflow) => told.push(overflow));
    await device.start();
    const fate = device.publish('too old');
    await device.clock.until(() => fate.failed.length > 0, 5000, 'the expiry');
    await device.clock.advance(5000);
    assert.deepEqual(told, []);
    await device.close();
  });
});
