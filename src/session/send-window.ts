import type { Clock } from '../base/clock';

/** After a refusal by the module or the network, the window stays small for this long. */
const HOLD_MS = 60_000;

/** Maximum publishes awaiting the broker: starts at one, plus one after each success, halved after each refusal. */
export class SendWindow {
  #size = 1;
  #heldUntilMs = -Infinity;

  constructor(
    private readonly clock: Clock,
    /** 1 or more; changes with the module. */
    private readonly largest: () => number,
  ) {}

  get size(): number {
    return Math.min(this.#size, this.largest());
  }

  /** A publish was acknowledged. */
  succeeded(): void {
    if (this.clock.now() >= this.#heldUntilMs) this.#size = Math.min(this.#size + 1, this.largest());
  }

  /** A publish was refused, retransmitted by the module, or failed. */
  refused(): void {
    this.#size = Math.max(1, Math.floor(this.size / 2));
    this.#heldUntilMs = this.clock.now() + HOLD_MS;
  }

  /** Starts again with one, for a new connection. */
  restart(): void {
    this.#size = 1;
  }
}
