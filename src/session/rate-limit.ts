import type { QualityOfService } from './publication';

/** The rate never falls below this share of what is allowed. */
const SMALLEST_SHARE = 1 / 16;

/**
 * Spaces publishes so that no second sees more of them than allowed: clouds drop the excess without a word (§A2).
 * One bucket for all QoS: a message costs the share of a second that its own QoS's rate gives it, so any mix stays within
 * both rates. The bucket holds one message; a backlog drains evenly, not in bursts.
 */
export class RateLimit {
  #share = 1;
  #freeAtMs = -Infinity;

  /** `perSecond`: most messages in a second at a QoS; undefined, or an answer of undefined: no limit. */
  constructor(
    private readonly perSecond: number | undefined | ((qos: QualityOfService) => number | undefined),
  ) {}

  /** Milliseconds to wait at `nowMs` before a message may leave; 0: at once. */
  waitMs(nowMs: number): number {
    return Math.max(0, Math.ceil(this.#freeAtMs - nowMs));
  }

  /** Counts a message that leaves at `nowMs`. */
  take(nowMs: number, qos: QualityOfService = 1): void {
    const perSecond = typeof this.perSecond === 'function' ? this.perSecond(qos) : this.perSecond;
    if (perSecond === undefined) return;
    this.#freeAtMs = Math.max(nowMs, this.#freeAtMs) + 1000 / (perSecond * this.#share);
  }

  /** Halves the rate, down to a sixteenth: the module or the network can't keep up. */
  halve(): void {
    this.#share = Math.max(SMALLEST_SHARE, this.#share / 2);
  }

  /** Doubles the rate again, up to what is allowed: all goes well. */
  restore(): void {
    this.#share = Math.min(1, this.#share * 2);
  }
}
