import assert from 'node:assert/strict';
import { Paced } from '../../src/session/paced';
import { VirtualClock } from '../support/virtual-clock';

describe('A paced action', () => {
  it('runs at once, then once per interval while it is wanted, and last for the latest', async () => {
    const clock = new VirtualClock();
    const runs: number[] = [];
    const paced = new Paced(clock, 500, () => runs.push(clock.now()));
    const startMs = clock.now();
    paced.run();
    for (let step = 0; step < 12; step++) {
      await clock.advance(100);
      paced.run();
    }
    await clock.advance(2000);
    assert.deepEqual(
      runs.map((ms) => ms - startMs),
      [0, 500, 1000, 1500],
    );
    paced.run();
    paced.run();
    paced.cancel();
    await clock.advance(2000);
    assert.equal(runs.length, 5);
  });
});
