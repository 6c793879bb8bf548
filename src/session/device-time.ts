import type { Clock } from '../base/clock';

/** Who has told the time. */
export type TimeSource = 'cloud' | 'ntp' | 'network' | 'computer';

export interface KnownTime {
  /** UTC in ms, now. */
  readonly utc: number;
  readonly source: TimeSource;
  /** How far it is ahead of this computer's clock, in ms. */
  readonly offsetMs: number;
}

/** Before this release nobody has taken a reading: a clock that says so was never set. */
const EARLIEST_MS = Date.UTC(2026, 0, 1);
/** A clock that is as near to what the cloud or the network has told is the finer one. */
const NEAR_MS = 60_000;

/**
 * UTC as this device knows it: this computer's clock where it can be right, else what the cloud or the network has told, kept
 * by the clock that never jumps. The computer's own is never set.
 */
export class DeviceTime {
  #told: { readonly utcMs: number; readonly atMs: number; readonly source: TimeSource } | undefined;

  constructor(private readonly clock: Clock) {}

  /** Takes in what was told at this moment. What the cloud has told is not replaced by the network's coarser word. */
  learn(utcMs: number, source: Exclude<TimeSource, 'computer'>): void {
    if (utcMs < EARLIEST_MS || (source === 'network' && this.#told?.source === 'cloud')) return;
    this.#told = { utcMs, atMs: this.clock.now(), source };
  }

  /** Whether somebody but this computer has told the time. */
  get isTold(): boolean {
    return this.#told !== undefined;
  }

  /** Undefined while nobody knows it. */
  now(): KnownTime | undefined {
    const ownMs = this.clock.wallTime();
    const toldMs = this.#told && this.#told.utcMs + (this.clock.now() - this.#told.atMs);
    if (this.#told === undefined || toldMs === undefined) {
      return ownMs < EARLIEST_MS ? undefined : { utc: ownMs, source: 'computer', offsetMs: 0 };
    }
    const offsetMs = Math.round(toldMs - ownMs);
    if (Math.abs(offsetMs) < NEAR_MS) return { utc: ownMs, source: 'computer', offsetMs };
    return { utc: Math.round(toldMs), source: this.#told.source, offsetMs };
  }
}
