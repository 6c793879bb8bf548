import type { Clock } from '../base/clock';
import type { Instant } from './history';

/** The computer's clock was set. */
export interface ClockJump {
  readonly byMs: number;
  /** What was recorded at `from` or later was dated wrongly, by this much; 0: it was right. */
  readonly from: Instant;
  readonly redateMs: number;
}

/** A clock that differs by less is only kept in step. */
const JUMP_MS = 30_000;
/** A clock set forward this soon after the start was not yet right: a computer without a battery begins where it was switched off. */
const SETTLING_MS = 3_600_000;
/** No computer that runs this is from before: such a clock was never set. */
export const PLAUSIBLE = Date.UTC(2025, 0, 1);

/**
 * The recorder's time: the wall clock's, made to run forwards only, and corrected afterwards where the clock turns out to
 * have been wrong. A clock set forward later leaves a gap: nobody ran meanwhile, or the computer slept.
 */
export class Timeline {
  /** Time minus the monotonic clock. */
  #offsetMs: number;
  /** The wall clock minus the monotonic one, as last seen. */
  #wallOffsetMs: number;
  /** Since when the wall clock was not set, by the monotonic clock, and how early that may be dated. */
  #epochMs: number;
  #floor: Instant;
  #last: Instant;
  /** How far the clock was set back since then: a step forward by as much takes that back. */
  #setBackMs = 0;
  readonly #startedMs: number;

  /** `notBefore`: the end of what earlier programs recorded. */
  constructor(
    private readonly clock: Clock,
    notBefore: Instant = -Infinity,
  ) {
    const nowMs = clock.now();
    this.#wallOffsetMs = clock.wallTime() - nowMs;
    this.#offsetMs = Math.max(this.#wallOffsetMs, notBefore - nowMs);
    this.#epochMs = nowMs;
    this.#startedMs = nowMs;
    this.#floor = notBefore;
    this.#last = Math.floor(nowMs + this.#offsetMs);
  }

  now(): Instant {
    this.#last = Math.max(this.#last, Math.floor(this.#offsetMs + this.clock.now()));
    return this.#last;
  }

  /** What earlier programs have recorded ends then: only known once their file is read. Returns how far that moves this one. */
  startAfter(notBefore: Instant): ClockJump | undefined {
    this.#floor = Math.max(this.#floor, notBefore);
    const from = this.#epochMs + this.#offsetMs;
    const redateMs = Math.ceil(this.#floor - from);
    return redateMs > 0 ? this.#redate(0, redateMs) : undefined;
  }

  /** Looks at the wall clock; to be called at least once a minute. */
  check(): ClockJump | undefined {
    const nowMs = this.clock.now();
    const wallMs = this.clock.wallTime();
    const wallOffsetMs = wallMs - nowMs;
    const byMs = wallOffsetMs - this.#wallOffsetMs;
    const wasAt = nowMs + this.#wallOffsetMs;
    this.#wallOffsetMs = wallOffsetMs;
    const isJump = Math.abs(byMs) >= JUMP_MS;
    // A clock that has lost its time: this one goes on without it.
    if (wallMs < PLAUSIBLE && this.now() >= PLAUSIBLE) {
      return isJump ? { byMs, from: this.now(), redateMs: 0 } : undefined;
    }
    const offsetMs = Math.max(wallOffsetMs, this.#floor - this.#epochMs);
    if (!isJump) {
      // Ahead of a clock that was wrong: it is caught up by and by.
      this.#offsetMs = offsetMs;
      return undefined;
    }
    // Behind what was recorded already, or from before: it was wrong for certain.
    const wasBehind = wasAt < PLAUSIBLE || nowMs + this.#offsetMs - wasAt >= JUMP_MS;
    const isSettling = nowMs - this.#startedMs < SETTLING_MS || wasBehind;
    const isTakenBack = Math.abs(byMs - this.#setBackMs) < JUMP_MS;
    if (byMs < 0 || isSettling || isTakenBack) {
      if (wasAt >= PLAUSIBLE) this.#setBackMs = isTakenBack ? 0 : Math.max(0, this.#setBackMs - byMs);
      return this.#redate(byMs, Math.round(offsetMs - this.#offsetMs));
    }
    const from = this.now();
    this.#offsetMs = Math.max(this.#offsetMs, wallOffsetMs);
    this.#floor = from;
    this.#epochMs = nowMs;
    this.#setBackMs = 0;
    return { byMs, from, redateMs: 0 };
  }

  #redate(byMs: number, redateMs: number): ClockJump {
    const from = Math.floor(this.#epochMs + this.#offsetMs);
    this.#offsetMs += redateMs;
    this.#last += redateMs;
    return { byMs, from, redateMs };
  }
}
