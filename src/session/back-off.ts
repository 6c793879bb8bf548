import type { Random } from '../base/random';

const FIRST_MS = 2_000;
const LONGEST_MS = 300_000;

/**
 * Delay before each new attempt to come online (rule 9): 1 to 2 s at first, doubled after each failure, 5 minutes at
 * most. The second half of each delay is random, so that a hundred devices that lose one broker don't return in the
 * same second.
 */
export class BackOff {
  #ceilingMs = FIRST_MS;

  constructor(private readonly random: Random) {}

  /**
   * Milliseconds until the next attempt. `floorMs` delays an attempt that is bound to fail, such as one with refused
   * credentials; the result may then exceed the maximum.
   */
  next(floorMs = 0): number {
    const ceilingMs = this.#ceilingMs;
    this.#ceilingMs = Math.min(ceilingMs * 2, LONGEST_MS);
    return Math.max(floorMs, Math.round((ceilingMs / 2) * (1 + this.random.next())));
  }

  /** Resets the delay: the device has been online. */
  reset(): void {
    this.#ceilingMs = FIRST_MS;
  }
}
