import type { Instant } from './history';

const DAY_MS = 86_400_000;
/**
 * Commits a day besides those each ten minutes, of which there are 144: an SD card wears out by commits, and 200 a day are
 * promised.
 */
const MOST_BESIDES = 50;

/** Counts the commits that come besides the regular ones, over restarts too. */
export class CommitBudget {
  #times: readonly Instant[] = [];

  /** Those of the last day, to be stored. */
  get times(): readonly Instant[] {
    return this.#times;
  }

  restore(times: readonly Instant[]): void {
    this.#times = [...times, ...this.#times].slice(-MOST_BESIDES);
  }

  /** One more; false: it has to wait for the next regular one. */
  take(now: Instant): boolean {
    this.#times = this.#times.filter((at) => Math.abs(now - at) < DAY_MS);
    if (this.#times.length >= MOST_BESIDES) return false;
    this.#times = [...this.#times, now];
    return true;
  }
}
