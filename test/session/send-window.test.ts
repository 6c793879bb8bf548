import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { SendWindow } from '../../src/session/send-window';
import { VirtualClock } from '../support/virtual-clock';

const HOLD_MS = 60_000;

function grown(clock: VirtualClock, largest: number): SendWindow {
  const window = new SendWindow(clock, () => largest);
  for (let message = 1; message < largest; message++) window.succeeded();
  return window;
}

describe('the send window', () => {
  it('starts at 1, grows by one with each success, and stops at the largest', () => {
    const window = new SendWindow(new VirtualClock(), () => 3);
    const sizes = [window.size];
    for (let message = 0; message < 4; message++) {
      window.succeeded();
      sizes.push(window.size);
    }
    assert.deepEqual(sizes, [1, 2, 3, 3, 3]);
  });

  it('Rule 13: halves with each refusal, down to 1', () => {
    const window = grown(new VirtualClock(), 10);
    const sizes = [];
    for (let refusal = 0; refusal < 5; refusal++) {
      window.refused();
      sizes.push(window.size);
    }
    assert.deepEqual(sizes, [5, 2, 1, 1, 1]);
  });

  it('stays small for a minute after the last refusal, then grows again', async () => {
    const clock = new VirtualClock();
    const window = grown(clock, 4);
    window.refused();
    await clock.advance(HOLD_MS / 2);
    window.refused();
    await clock.advance(HOLD_MS - 1);
    window.succeeded();
    assert.equal(window.size, 1);
    await clock.advance(1);
    window.succeeded();
    assert.equal(window.size, 2);
  });

  it('starts at 1 with a new connection', () => {
    const window = grown(new VirtualClock(), 5);
    window.restart();
    assert.equal(window.size, 1);
  });

  it('is never less than 1 nor more than the largest', async () => {
    const step = fc.constantFrom('succeeded', 'refused', 'restart', 'minute');
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), fc.array(step), async (largest, steps) => {
        const clock = new VirtualClock();
        const window = new SendWindow(clock, () => largest);
        for (const each of steps) {
          if (each === 'minute') await clock.advance(HOLD_MS);
          else window[each]();
          assert(
            window.size >= 1 && window.size <= largest && Number.isInteger(window.size),
            `${window.size}`,
          );
        }
      }),
    );
  });
});
