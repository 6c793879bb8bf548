import type { Clock, Timer } from '../base/clock';
import type { Count } from './lexer';

/** How long a counted payload may take beside its bytes' own time. */
const GRACE_MS = 3000;

/** The time of a byte on the slowest line that is thought of: ten bits at 9600 bits/s. */
const SLOWEST_BYTE_MS = 10_000 / 9600;

/** Gives up a payload that never completes, at a moment which later bytes can't put off (rules 1 and 4). */
export class CountWatch {
  #watched: { readonly id: number; readonly timer: Timer } | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly overdue: () => void,
  ) {}

  /** To be told what is being counted whenever bytes were read. */
  observe(count: Count | undefined): void {
    if (count?.id === this.#watched?.id) return;
    this.stop();
    if (count === undefined) return;
    const timer = this.clock.after(GRACE_MS + count.bytes * SLOWEST_BYTE_MS, this.overdue);
    this.#watched = { id: count.id, timer };
  }

  stop(): void {
    this.#watched?.timer.cancel();
    this.#watched = undefined;
  }
}
