import assert from 'node:assert/strict';
import { sleep } from '../../src/base/clock';
import { VirtualClock } from './virtual-clock';

describe('the virtual clock', () => {
  it('stands still until it is moved', async () => {
    const clock = new VirtualClock();
    let called = false;
    clock.after(1, () => (called = true));
    await clock.advance(0);
    assert.equal(called, false);
    assert.equal(clock.now(), 0);
    await clock.advance(1);
    assert.equal(called, true);
    assert.equal(clock.now(), 1);
  });

  it('runs timers in the order of their moments, and equal ones in the order of arming', async () => {
    const clock = new VirtualClock();
    const calls: string[] = [];
    const note = (name: string) => () => calls.push(`${name}@${clock.now()}`);
    clock.after(20, note('late'));
    clock.after(10, note('first'));
    clock.after(10, note('second'));
    await clock.advance(30);
    assert.deepEqual(calls, ['first@10', 'second@10', 'late@20']);
    assert.equal(clock.now(), 30);
  });

  it('runs timers that were armed on the way, promises included', async () => {
    const clock = new VirtualClock();
    const moments: number[] = [];
    const beat = async () => {
      for (let count = 0; count < 24; count += 1) {
        await sleep(clock, 3_600_000);
        moments.push(clock.now());
      }
    };
    void beat();
    await clock.advance(24 * 3_600_000);
    assert.equal(moments.length, 24);
    assert.equal(moments.at(-1), 86_400_000);
  });

  it('counts armed timers and forgets cancelled and fired ones', async () => {
    const clock = new VirtualClock();
    const fired: string[] = [];
    const timer = clock.after(5, () => fired.push('cancelled'));
    clock.after(5, () => fired.push('kept'));
    assert.equal(clock.armed, 2);
    timer.cancel();
    assert.equal(clock.armed, 1);
    await clock.advance(5);
    assert.equal(clock.armed, 0);
    assert.deepEqual(fired, ['kept']);
  });

  it('moves the wall clock along, and sets it without touching now()', async () => {
    const clock = new VirtualClock(0);
    await clock.advance(1500);
    assert.equal(clock.wallTime(), 1500);
    clock.setWallTime(Date.UTC(2026, 10, 22));
    assert.equal(clock.now(), 1500);
    await clock.advance(500);
    assert.equal(clock.wallTime(), Date.UTC(2026, 10, 22) + 500);
  });

  it('until() stops at the moment when the condition holds', async () => {
    const clock = new VirtualClock();
    let ready = false;
    clock.after(700, () => (ready = true));
    clock.after(900, () => undefined);
    await clock.until(() => ready, 10_000);
    assert.equal(clock.now(), 700);
  });

  it('until() throws, naming what it waited for, when the limit passes', async () => {
    const clock = new VirtualClock();
    clock.after(2000, () => undefined);
    await assert.rejects(
      clock.until(() => false, 1000, 'the answer'),
      /the answer .*1000 ms/,
    );
    assert.equal(clock.now(), 1000);
  });

  it('settle() returns the value, passes on a rejection, and throws when the limit passes', async () => {
    const clock = new VirtualClock();
    assert.equal(
      await clock.settle(
        sleep(clock, 50).then(() => 'done'),
        100,
      ),
      'done',
    );
    assert.equal(clock.now(), 50);
    await assert.rejects(clock.settle(Promise.reject(new Error('refused')), 100), /refused/);
    await assert.rejects(clock.settle(new Promise(() => undefined), 100, 'the reply'), /the reply .*100 ms/);
  });
});
