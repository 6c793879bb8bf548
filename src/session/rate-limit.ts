import type { QualityOfService } from './publication';

/** Minimum rate, as a share of the allowed one. */
const SMALLEST_SHARE = 1 / 16;

/**
 * Spaces publishes so that no second holds more of them than allowed: clouds silently drop the excess (§A2). One
 * bucket for all QoS: a message costs its share of a second at the rate of its own QoS, so any mix stays within both
 * rates. The bucket holds one message; a backlog drains evenly, not in bursts.
 */
export class RateLimit {
  #share = 1;
  #freeAtMs = -Infinity;

  /** `perSecond`: maximum messages per second at a QoS; undefined, or a result of undefined: no limit. */
  constructor(
    private readonly perSecond: number | undefined | ((qos: QualityOfService) => number | undefined),
  ) {}

  /** Milliseconds to wait at `nowMs` before a message may be sent; 0: none. */
  waitMs(nowMs: number): number {
    return Math.max(0, Math.ceil(this.#freeAtMs - nowMs));
  }

  /** Counts a message sent at `nowMs`. */
  take(nowMs: number, qos: QualityOfService = 1): void {
    const perSecond = typeof this.perSecond === 'function' ? this.perSecond(qos) : this.perSecond;
    if (perSecond === undefined) return;
    this.#freeAtMs = Math.max(nowMs, this.#freeAtMs) + 1000 / (perSecond * this.#share);
  }

  /** Halves the rate, to a sixteenth at the lowest: the module or the network can't keep up. */
  halve(): void {
    this.#share = Math.max(SMALLEST_SHARE, this.#share / 2);
  }

  /** Doubles the rate, up to the allowed one: publishes succeed again. */
  restore(): void {
    this.#share = Math.min(1, this.#share * 2);
  }
}
