import assert from 'node:assert/strict';
import { LONGEST_SILENCE_MS, WatchedRun } from '../../nodes/modem/watched-run';
import { VirtualClock } from '../support/virtual-clock';

describe('A check whose browser', () => {
  const watched = () => {
    const clock = new VirtualClock();
    const ends: number[] = [];
    const watch = new WatchedRun(clock, () => ends.push(clock.now()));
    return { clock, ends, watch };
  };

  it('is closed ends after a minute', async () => {
    const { clock, ends, watch } = watched();
    await clock.advance(LONGEST_SILENCE_MS - 1);
    watch.asked();
    await clock.advance(LONGEST_SILENCE_MS - 1);
    assert.deepEqual(ends, []);
    await clock.advance(1);
    assert.deepEqual(ends, [2 * LONGEST_SILENCE_MS - 1]);
  });

  it('asks after its end leaves no timer', () => {
    const { clock, watch } = watched();
    watch.end();
    watch.asked();
    assert.equal(clock.armed, 0);
  });
});
