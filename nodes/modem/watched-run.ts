import type { Clock, Timer } from '../../src/base/clock';

/** Maximum time without a request for news: a dialog asks again at once, a closed browser never. */
export const LONGEST_SILENCE_MS = 60_000;

/** Calls `abandoned` once when nobody has asked for {@link LONGEST_SILENCE_MS}. */
export class WatchedRun {
  #timer: Timer | undefined;
  #isOver = false;

  constructor(
    private readonly clock: Clock,
    private readonly abandoned: () => void,
  ) {
    this.asked();
  }

  /** A request for news. */
  asked(): void {
    this.#timer?.cancel();
    if (!this.#isOver) this.#timer = this.clock.after(LONGEST_SILENCE_MS, this.abandoned);
  }

  end(): void {
    this.#isOver = true;
    this.#timer?.cancel();
  }
}
