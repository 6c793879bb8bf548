import type { Clock, Timer } from '../base/clock';

/** Runs an action at once, and at most once in each interval: what comes meanwhile makes it run once more, at its end. */
export class Paced {
  #timer: Timer | undefined;
  #isWanted = false;

  constructor(
    private readonly clock: Clock,
    private readonly intervalMs: number,
    private readonly action: () => void,
  ) {}

  run(): void {
    if (this.#timer !== undefined) {
      this.#isWanted = true;
      return;
    }
    this.#timer = this.clock.after(this.intervalMs, () => {
      this.#timer = undefined;
      if (this.#isWanted) this.run();
    });
    this.#isWanted = false;
    this.action();
  }

  /** Forgets what is still to be run. */
  cancel(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#isWanted = false;
  }
}
