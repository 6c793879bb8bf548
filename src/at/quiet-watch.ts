import type { Clock, Timer } from '../base/clock';

/** So long without a byte, and a payload without a length that may be over is: longer than a line stalls within a message. */
export const QUIET_MS = 500;

/** Ends a payload without a length when the line falls silent behind it. */
export class QuietWatch {
  #timer: Timer | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly silent: () => void,
  ) {}

  /** To be told whenever bytes were read whether a payload may be over. */
  observe(mayBeOver: boolean): void {
    this.stop();
    if (mayBeOver) this.#timer = this.clock.after(QUIET_MS, this.silent);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
