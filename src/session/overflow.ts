import type { Clock, Timer } from '../base/clock';

/** What a full queue has dropped since the last notice. */
export interface Overflow {
  readonly count: number;
  /** Which messages are dropped: the oldest waiting or the newest. */
  readonly policy: 'oldest' | 'newest';
}

/** Delay after the first drop, to gather others: a full queue seldom drops only one. */
const GATHER_MS = 1000;
/** After this long without a drop, the next one is reported again. */
const CALM_MS = 600_000;

/** Combines the drops of a full queue into one notice: shortly after the first, and again only after a calm period. */
export class OverflowNotice {
  #count = 0;
  #lastMs = -Infinity;
  #timer: Timer | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly policy: Overflow['policy'],
    private readonly notify: (overflow: Overflow) => void,
  ) {}

  /** One more message was dropped. */
  dropped(): void {
    const nowMs = this.clock.now();
    const isNews = nowMs - this.#lastMs >= CALM_MS;
    this.#lastMs = nowMs;
    this.#count++;
    if (isNews) this.#timer = this.clock.after(GATHER_MS, () => this.#flush());
  }

  /** Sends the pending notice at once. */
  close(): void {
    if (this.#timer !== undefined) this.#flush();
  }

  #flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const overflow = { count: this.#count, policy: this.policy };
    this.#count = 0;
    this.notify(overflow);
  }
}
