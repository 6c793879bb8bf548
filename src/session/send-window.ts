import type { Clock } from '../base/clock';

/** After the module or the network refused, the window stays small for so long. */
const HOLD_MS = 60_000;

/** How many publishes may await the broker: one at first, one more after each success, half after each refusal. */
export class SendWindow {
  #size = 1;
  #heldUntilMs = -Infinity;

  constructor(
    private readonly clock: Clock,
    /** 1 or more; another module may take less. */
    private readonly largest: () => number,
  ) {}

  get size(): number {
    return Math.min(this.#size, this.largest());
  }

  /** A publish was acknowledged. */
  succeeded(): void {
    if (this.clock.now() >= this.#heldUntilMs) this.#size = Math.min(this.#size + 1, this.largest());
  }

  /** A publish was refused, sent again by the module, or failed. */
  refused(): void {
    this.#size = Math.max(1, Math.floor(this.size / 2));
    this.#heldUntilMs = this.clock.now() + HOLD_MS;
  }

  /** A new connection begins carefully. */
  restart(): void {
    this.#size = 1;
  }
}
