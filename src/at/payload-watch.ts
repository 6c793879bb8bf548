import type { Clock, Timer } from '../base/clock';
import type { Count } from './lexer';

/** Time allowed for a counted payload in addition to the time of its bytes, in milliseconds. */
const GRACE_MS = 3000;

/** The time of a byte on the slowest supported line: ten bits at 9600 bits/s. */
const SLOWEST_BYTE_MS = 10_000 / 9600;

/**
 * After this many milliseconds without a byte, a payload without a length may be over: pauses within a message are
 * shorter.
 */
export const QUIET_MS = 500;

/** Gives up a payload that doesn't complete (rules 1 and 4). `overdue` has its bytes read as lines. */
export class PayloadWatch {
  #count: { readonly id: number; readonly timer: Timer } | undefined;
  #quiet: Timer | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly overdue: () => void,
  ) {}

  /**
   * Call whenever bytes were read. A payload being counted has a deadline, which later bytes don't extend; one without
   * a length that may be over ends when the line falls silent.
   */
  observe(count: Count | undefined, mayBeOver: boolean): void {
    if (count?.id !== this.#count?.id) this.#watch(count);
    this.#quiet?.cancel();
    this.#quiet = mayBeOver ? this.clock.after(QUIET_MS, this.overdue) : undefined;
  }

  stop(): void {
    this.#watch(undefined);
    this.#quiet?.cancel();
    this.#quiet = undefined;
  }

  #watch(count: Count | undefined): void {
    this.#count?.timer.cancel();
    this.#count = undefined;
    if (count === undefined) return;
    const timer = this.clock.after(GRACE_MS + count.bytes * SLOWEST_BYTE_MS, this.overdue);
    this.#count = { id: count.id, timer };
  }
}
