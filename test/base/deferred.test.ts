import assert from 'node:assert/strict';
import { Deferred } from '../../src/base/deferred';
import { VirtualClock } from '../support/virtual-clock';

describe('Deferred', () => {
  it('settles once, by what comes first', async () => {
    const clock = new VirtualClock();
    const calls: string[] = [];
    const ends: ((deferred: Deferred<number>) => void)[] = [
      (deferred) => deferred.resolve(1),
      (deferred) => deferred.reject(new Error('refused')),
      () => void clock.advance(1000),
    ];
    for (const first of ends) {
      const deferred = new Deferred<number>(() => calls.push('settled'));
      deferred.within(clock, 1000, () => new Error('late'));
      const outcome = deferred.promise.then(
        (value) => `resolved ${value}`,
        (error: unknown) => (error as Error).message,
      );
      assert.equal(deferred.isSettled, false);
      first(deferred);
      await clock.advance(0);
      for (const later of ends) later(deferred);
      calls.push(await outcome);
    }
    assert.deepEqual(calls, ['settled', 'resolved 1', 'settled', 'refused', 'settled', 'late']);
    assert.equal(clock.armed, 0);
  });

  it('counts a deadline anew when it is given another one, and not at all once it is settled', async () => {
    const clock = new VirtualClock();
    const deferred = new Deferred<void>().quiet();
    deferred.within(clock, 1000, () => new Error('first'));
    await clock.advance(900);
    deferred.within(clock, 1000, () => new Error('second'));
    await clock.advance(900);
    assert.equal(deferred.isSettled, false);
    await clock.advance(100);
    await assert.rejects(deferred.promise, { message: 'second' });
    deferred.within(clock, 1000, () => new Error('third'));
    assert.equal(clock.armed, 0);
  });
});
