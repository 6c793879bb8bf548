import type { Clock } from '../base/clock';

/** The source of a time. */
export type TimeSource = 'cloud' | 'ntp' | 'network' | 'computer';

export interface KnownTime {
  /** Current UTC in ms. */
  readonly utc: number;
  readonly source: TimeSource;
  /** Its lead over this computer's clock, in ms. */
  readonly offsetMs: number;
}

/** The release date: a clock that reads earlier was never set. */
const EARLIEST_MS = Date.UTC(2026, 0, 1);
/** The computer's clock is used if it is this close to the reported time: it is the more precise one. */
const NEAR_MS = 60_000;

/**
 * UTC as known to this device: the computer's clock if plausible, otherwise the time from the cloud or the network,
 * carried on by the monotonic clock. The computer's clock is never set.
 */
export class DeviceTime {
  #reported: { readonly utcMs: number; readonly atMs: number; readonly source: TimeSource } | undefined;

  constructor(private readonly clock: Clock) {}

  /** Records a time reported at this moment. The network's coarser time never replaces the cloud's. */
  learn(utcMs: number, source: Exclude<TimeSource, 'computer'>): void {
    if (utcMs < EARLIEST_MS || (source === 'network' && this.#reported?.source === 'cloud')) return;
    this.#reported = { utcMs, atMs: this.clock.now(), source };
  }

  /** Whether a time was reported by another source than this computer. */
  get isReported(): boolean {
    return this.#reported !== undefined;
  }

  /** Undefined while the time is unknown. */
  now(): KnownTime | undefined {
    const ownMs = this.clock.wallTime();
    const reportedMs = this.#reported && this.#reported.utcMs + (this.clock.now() - this.#reported.atMs);
    if (this.#reported === undefined || reportedMs === undefined) {
      return ownMs < EARLIEST_MS ? undefined : { utc: ownMs, source: 'computer', offsetMs: 0 };
    }
    const offsetMs = Math.round(reportedMs - ownMs);
    if (Math.abs(offsetMs) < NEAR_MS) return { utc: ownMs, source: 'computer', offsetMs };
    return { utc: Math.round(reportedMs), source: this.#reported.source, offsetMs };
  }
}
