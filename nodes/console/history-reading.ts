import type { BudgetState, HistoryKeeping, HistorySample } from '../../src/history/history';
import type { ShownDevices } from './shown-devices';
import type { Stage } from './stages';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The times that the overview shows, and how long one point of a plot is. At most 360 points each. */
export const RANGES = {
  hour: { lengthMs: HOUR_MS, spanMs: MINUTE_MS },
  day: { lengthMs: DAY_MS, spanMs: 10 * MINUTE_MS },
  week: { lengthMs: 7 * DAY_MS, spanMs: HOUR_MS },
  month: { lengthMs: 30 * DAY_MS, spanMs: 2 * HOUR_MS },
} as const;

export type RangeName = keyof typeof RANGES;

/** In the order of their buttons, the shortest first. */
export const RANGE_NAMES = Object.keys(RANGES) as readonly RangeName[];

/** A name from a request or the browser's storage; a day where it is none. */
export function rangeNamed(name: unknown): RangeName {
  return RANGE_NAMES.find((each) => each === name) ?? 'day';
}

/** One point of the plots; `null`: not known. */
export interface PlotSample {
  /** Begin, in milliseconds since 1970, and length in milliseconds. */
  readonly at: number;
  readonly spanMs: number;
  readonly recordedMs: number;
  readonly onlineMs: number;
  /** dBm, mean and lowest. */
  readonly signal: number | null;
  readonly lowest: number | null;
  /** Milliseconds from a publish to its acknowledgement. */
  readonly p50: number | null;
  readonly p95: number | null;
  /** Highest number of waiting messages. */
  readonly queue: number;
  /** Messages of the span. */
  readonly delivered: number;
  readonly failed: number;
  readonly received: number;
}

/** A time without connection, in the reader's language. */
export interface ShownOutage {
  readonly from: number;
  /** `null`: it lasts. */
  readonly to: number | null;
  readonly code: string;
  /** What happened, and what to do about it; the cure may be "". */
  readonly what: string;
  readonly cure: string;
}

/** Bytes and messages of a day or a month, both directions together. */
export interface ShownUsage {
  readonly payload: number;
  readonly mqtt: number;
  /** Estimate. */
  readonly air: number;
  /** As the cloud bills them. */
  readonly messages: number;
  /** By the module's own counter; `null`: it has none. */
  readonly module: number | null;
}

/** What the overview gets for a modem node and a range. */
export interface HistoryReading {
  /** False: there is no such config node in the running flows. */
  readonly deployed: boolean;
  readonly state?: string;
  readonly stages: readonly Stage[];
  /** The devices behind it; absent: there is none. */
  readonly devices?: ShownDevices;
  /** The runtime's clock, in milliseconds since 1970: the end of the range. */
  readonly now: number;
  readonly from: number;
  readonly where: HistoryKeeping['where'];
  readonly days: number;
  /** Why there is less than the settings say; "" when all is well. */
  readonly notice: string;
  /** Oldest first, those since the `since` of the request. */
  readonly samples: readonly PlotSample[];
  /** Newest first, and how many older ones of the range are left out. */
  readonly outages: readonly ShownOutage[];
  readonly outagesLeft: number;
  readonly usage?: { readonly today: ShownUsage; readonly month: ShownUsage };
  readonly budget?: BudgetState;
}

/** A sample of the history as a point of the plots, without digits that no plot shows. */
export function plotSample(sample: HistorySample): PlotSample {
  const { counts } = sample;
  return {
    at: sample.at,
    spanMs: sample.spanMs,
    recordedMs: sample.recordedMs,
    onlineMs: sample.onlineMs,
    signal: rounded(sample.signalDbm),
    lowest: rounded(sample.lowestSignalDbm),
    p50: rounded(sample.roundTripP50Ms),
    p95: rounded(sample.roundTripP95Ms),
    queue: sample.queueLength,
    delivered: counts.delivered,
    failed: counts.failed,
    received: counts.received,
  };
}

function rounded(value: number | undefined): number | null {
  return value === undefined ? null : Math.round(value);
}
