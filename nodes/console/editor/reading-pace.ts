/** Least time between two readings that nobody has asked for by hand. */
const PAUSE_MS = 10_000;
/** Without news the page is read again after this time: a notification may get lost. */
const RENEW_MS = 60_000;

/** When the overview is read: at once when it is opened or another choice is made, and then at most every 10 s, while it is on screen. */
export class ReadingPace {
  #isAsked = true;
  #hasNews = false;
  #lastMs = -Infinity;

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
    const isDue = this.#isAsked || pastMs >= RENEW_MS || (this.#hasNews && pastMs >= PAUSE_MS);
    if (!isVisible || !isDue) return false;
    this.#isAsked = false;
    this.#hasNews = false;
    this.#lastMs = nowMs;
    return true;
  }
}
