import type { Clock } from '../../base/clock';

/** Counts messages by the second. */
export class PerSecond {
  #second = -1;
  #count = 0;

  constructor(
    private readonly clock: Clock,
    private readonly most: number,
  ) {}

  /** False when this second has had its `most` already. */
  take(): boolean {
    const second = Math.floor(this.clock.now() / 1000);
    if (second !== this.#second) this.#count = 0;
    this.#second = second;
    this.#count += 1;
    return this.#count <= this.most;
  }
}
