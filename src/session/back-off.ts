import type { Random } from '../base/random';

const FIRST_MS = 2_000;
const LONGEST_MS = 300_000;

/**
 * How long to wait before each new attempt to come online (rule 9): between 1 and 2 s at first, twice as long
 * after each failure, never longer than 5 minutes. The later half of each wait is chance, so that a hundred devices that
 * lose one broker do not come back in one second.
 */
export class BackOff {
  #ceilingMs = FIRST_MS;

  constructor(private readonly random: Random) {}

  /**
   * Milliseconds until the next attempt. `floorMs` keeps an attempt that is bound to fail, such as one with refused
   * credentials, from coming sooner; the wait may then pass the cap.
   */
  next(floorMs = 0): number {
    const ceilingMs = this.#ceilingMs;
    this.#ceilingMs = Math.min(ceilingMs * 2, LONGEST_MS);
    return Math.max(floorMs, Math.round((ceilingMs / 2) * (1 + this.random.next())));
  }

  /** Starts anew: the device has been online. */
  reset(): void {
    this.#ceilingMs = FIRST_MS;
  }
}
