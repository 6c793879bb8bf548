import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { sleep, SystemClock } from '../../src/base/clock';
import { VirtualClock } from '../support/virtual-clock';

describe('the system clock', () => {
  const clock = new SystemClock();
  const passed = (delayMs: number) => new Promise<void>((resolve) => clock.after(delayMs, resolve));

  it('calls the action not before its delay is over', async () => {
    const startMs = clock.now();
    await passed(5);
    // Node.js rounds delays to whole milliseconds.
    assert.ok(clock.now() - startMs >= 4);
  });

  it('never calls a cancelled action', async () => {
    let called = false;
    const timer = clock.after(0, () => (called = true));
    timer.cancel();
    await passed(2);
    timer.cancel();
    assert.equal(called, false);
  });

  it('does not fire at once for a delay longer than Node.js timers hold', async () => {
    let called = false;
    const timer = clock.after(2 ** 40, () => (called = true));
    await passed(5);
    timer.cancel();
    assert.equal(called, false);
  });

  it('takes a negative delay for none', async () => {
    await passed(-1000);
  });

  it('has the system’s wall time', () => {
    const before = Date.now();
    const reported = clock.wallTime();
    assert.ok(reported >= before && reported <= Date.now());
  });
});

describe('sleep', () => {
  it('ends when the time is over, not a millisecond before', async () => {
    const clock = new VirtualClock();
    let awake = false;
    void sleep(clock, 1000).then(() => (awake = true));
    await clock.advance(999);
    assert.equal(awake, false);
    await clock.advance(1);
    assert.equal(awake, true);
  });

  it("rejects with the signal's reason when aborted, and leaves no timer behind", async () => {
    const clock = new VirtualClock();
    const abort = new AbortController();
    const sleeping = sleep(clock, 1000, abort.signal);
    assert.equal(clock.armed, 1);
    const reason = new Error('closing');
    abort.abort(reason);
    await assert.rejects(sleeping, reason);
    assert.equal(clock.armed, 0);
  });

  it('rejects at once when the signal was aborted before', async () => {
    const clock = new VirtualClock();
    const reason = new Error('closed');
    await assert.rejects(sleep(clock, 1000, AbortSignal.abort(reason)), reason);
    assert.equal(clock.armed, 0);
  });

  it('lets go of the signal when the time is over', async () => {
    const clock = new VirtualClock();
    const { signal } = new AbortController();
    const sleeping = sleep(clock, 10, signal);
    assert.equal(getEventListeners(signal, 'abort').length, 1);
    await clock.advance(10);
    await sleeping;
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });
});
