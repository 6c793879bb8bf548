import type { Clock, Timer } from '../base/clock';
import type { CodedError } from '../base/coded-error';

/** Messages that failed alike, with no listener left to receive it. */
export interface UnclaimedEnds {
  /** The error of the first of them. */
  readonly error: CodedError;
  readonly count: number;
}

/** Delay after the first, to gather others: what fails at all seldom fails alone. */
const GATHER_MS = 1000;
/** Least time between two notices of one code. */
const INTERVAL_MS = 600_000;

interface Sum {
  error: CodedError;
  count: number;
  lastMs: number;
  timer: Timer | undefined;
}

/** The last resort of messages whose sender is gone: sums them up by code, and reports each sum. */
export class UnclaimedNotice {
  readonly #sums = new Map<string, Sum>();

  constructor(
    private readonly clock: Clock,
    private readonly notify: (ends: UnclaimedEnds) => void,
  ) {}

  add(error: CodedError, count: number): void {
    const sum = this.#sums.get(error.code) ?? { error, count: 0, lastMs: -Infinity, timer: undefined };
    this.#sums.set(error.code, sum);
    if (sum.count === 0) sum.error = error;
    sum.count += count;
    const dueMs = Math.max(this.clock.now() + GATHER_MS, sum.lastMs + INTERVAL_MS);
    sum.timer ??= this.clock.after(dueMs - this.clock.now(), () => this.#flush(sum));
  }

  /** Reports what is left. */
  close(): void {
    for (const sum of this.#sums.values()) this.#flush(sum);
  }

  #flush(sum: Sum): void {
    sum.timer?.cancel();
    sum.timer = undefined;
    if (sum.count === 0) return;
    const { error, count } = sum;
    sum.count = 0;
    sum.lastMs = this.clock.now();
    this.notify({ error, count });
  }
}
