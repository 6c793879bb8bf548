import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { seededRandom } from '../../src/base/random';
import { BackOff } from '../../src/session/back-off';

describe('the wait before each new attempt', () => {
  it('is at most 2 s at first, at least a second, and never longer than 5 minutes', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 40 }), (seed, failures) => {
        const backOff = new BackOff(seededRandom(seed));
        const waits = Array.from({ length: failures }, () => backOff.next());
        assert(waits[0] !== undefined && waits[0] <= 2_000);
        for (const waitMs of waits) assert(waitMs >= 1_000 && waitMs <= 300_000, String(waitMs));
      }),
    );
  });

  it('doubles: without chance 1, 2, 4 … 150 s', () => {
    const backOff = new BackOff({ next: () => 0 });
    const waits = Array.from({ length: 10 }, () => backOff.next() / 1000);
    assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 64, 128, 150, 150]);
  });

  it('spreads devices: two with other seeds do not wait alike', () => {
    const [one, two] = [new BackOff(seededRandom(1)), new BackOff(seededRandom(2))];
    assert.notEqual(one.next(), two.next());
  });

  it('starts anew after the device was online', () => {
    const backOff = new BackOff({ next: () => 0.5 });
    const firstMs = backOff.next();
    backOff.next();
    backOff.next();
    backOff.reset();
    assert.equal(backOff.next(), firstMs);
  });

  it('is not shorter than the floor for refused credentials, and longer where it is longer already', () => {
    const backOff = new BackOff({ next: () => 0 });
    assert.equal(backOff.next(60_000), 60_000);
    for (let failure = 0; failure < 10; failure++) backOff.next();
    assert.equal(backOff.next(60_000), 150_000);
  });
});
