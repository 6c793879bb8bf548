import type { Clock } from '../../base/clock';

/** Limits the number of messages per second. */
export class PerSecond {
  #second = -1;
  #count = 0;

  constructor(
    private readonly clock: Clock,
    private readonly most: number,
  ) {}

  /** False when this second's `most` has been used up. */
  take(): boolean {
    const second = Math.floor(this.clock.now() / 1000);
    if (second !== this.#second) this.#count = 0;
    this.#second = second;
    this.#count += 1;
    return this.#count <= this.most;
  }
}
