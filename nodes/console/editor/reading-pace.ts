/** Without news the page is read again after this time: a notification may get lost. */
const RENEW_MS = 60_000;
/** Least time between two readings that nobody has asked for by hand. */
const PAUSE_MS = 1000;
/** Of news that do not end, one reading in this time is left in the long run. */
const SHARE_MS = 10_000;
/** Readings that news may take at once: the states that a session goes through until it is online. */
const MOST_AT_ONCE = 6;

/**
 * When the overview is read, while it is on screen: at once when it is opened or another choice is made; a second after the last
 * reading when something has changed, so that the page and the nodes agree; and at most every 10 s where changes do not end.
 */
export class ReadingPace {
  #isAsked = true;
  #hasNews = false;
  #lastMs = -Infinity;
  /** Readings that news may still take, a fraction included. */
  #left = MOST_AT_ONCE;

  /** Something else is to be shown. */
  ask(): void {
    this.#isAsked = true;
  }

  /** The runtime has notified of news. */
  news(): void {
    this.#hasNews = true;
  }

  /** Whether to read at `nowMs`, any steady clock's milliseconds; then it counts as read. */
  takes(nowMs: number, isVisible: boolean): boolean {
    const pastMs = nowMs - this.#lastMs;
    const left = Math.min(MOST_AT_ONCE, this.#left + pastMs / SHARE_MS);
    const isNews = this.#hasNews && pastMs >= PAUSE_MS && left >= 1;
    if (!isVisible || !(this.#isAsked || isNews || pastMs >= RENEW_MS)) return false;
    this.#left = isNews && !this.#isAsked ? left - 1 : left;
    this.#isAsked = false;
    this.#hasNews = false;
    this.#lastMs = nowMs;
    return true;
  }
}
