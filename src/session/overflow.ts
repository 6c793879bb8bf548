import type { Clock, Timer } from '../base/clock';

/** What a queue that is full has dropped since it was told last. */
export interface Overflow {
  readonly count: number;
  /** Which end is dropped: the messages that wait longest, or those that come. */
  readonly policy: 'oldest' | 'newest';
}

/** So long the first drop waits for others: a full queue seldom drops one. */
const GATHER_MS = 1000;
/** After so long without a drop the next one is news again. */
const CALM_MS = 600_000;

/** Makes one notice of the drops of a full queue: soon after the first, and again only when it has been calm meanwhile. */
export class OverflowNotice {
  #count = 0;
  #lastMs = -Infinity;
  #timer: Timer | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly policy: Overflow['policy'],
    private readonly tell: (overflow: Overflow) => void,
  ) {}

  /** One more message was dropped. */
  dropped(): void {
    const nowMs = this.clock.now();
    const isNews = nowMs - this.#lastMs >= CALM_MS;
    this.#lastMs = nowMs;
    this.#count++;
    if (isNews) this.#timer = this.clock.after(GATHER_MS, () => this.#flush());
  }

  /** Tells at once what it still gathers. */
  close(): void {
    if (this.#timer !== undefined) this.#flush();
  }

  #flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const overflow = { count: this.#count, policy: this.policy };
    this.#count = 0;
    this.tell(overflow);
  }
}
