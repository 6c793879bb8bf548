import type { HistorySample, Instant } from './history';
import { addPacked, BUCKETS, bucketOf, packed, percentile } from './round-trip-buckets';

export const MINUTE_MS = 60_000;
/** How finely is kept on disk, and how often it is written. */
export const TEN_MINUTES_MS = 600_000;

/** The numbers of a span, by their place in {@link Span.values}. */
export const FIELDS = {
  recordedMs: 0,
  onlineMs: 1,
  signalSum: 2,
  signalCount: 3,
  /** The lowest one, in dBm; 0: there was none. */
  signalLowest: 4,
  queueLength: 5,
  accepted: 6,
  delivered: 7,
  failed: 8,
  received: 9,
  payloadUp: 10,
  payloadDown: 11,
  airUp: 12,
  airDown: 13,
} as const;

export type FieldName = keyof typeof FIELDS;

export const FIELD_NAMES = Object.keys(FIELDS) as readonly FieldName[];
export const FIELD_COUNT = FIELD_NAMES.length;

/** A span as it is stored, and passed between threads. */
export interface StoredSpan {
  readonly at: Instant;
  readonly spanMs: number;
  /** In the order of {@link FIELDS}. */
  readonly values: readonly number[];
  readonly trips: Uint8Array;
}

/** What was counted and measured during a span of time. */
export class Span {
  readonly values = new Float64Array(FIELD_COUNT);
  /** Round trips by their class. */
  readonly trips = new Uint32Array(BUCKETS);

  constructor(
    public at: Instant,
    readonly spanMs: number,
  ) {}

  static of({ at, spanMs, values, trips }: StoredSpan): Span {
    const span = new Span(at, spanMs);
    span.values.set(values.slice(0, FIELD_COUNT));
    addPacked(span.trips, trips);
    return span;
  }

  get(field: FieldName): number {
    return this.values[FIELDS[field]] ?? 0;
  }

  add(field: FieldName, amount: number): void {
    this.values[FIELDS[field]] = this.get(field) + amount;
  }

  addSignal(dbm: number): void {
    const lowest = this.get('signalLowest');
    this.add('signalSum', dbm);
    this.add('signalCount', 1);
    this.values[FIELDS.signalLowest] = lowest === 0 ? dbm : Math.min(lowest, dbm);
  }

  addRoundTrip(ms: number): void {
    const bucket = bucketOf(ms);
    this.trips[bucket] = (this.trips[bucket] ?? 0) + 1;
  }

  noteQueue(length: number): void {
    this.values[FIELDS.queueLength] = Math.max(this.get('queueLength'), length);
  }

  /** Adds what another span has, which lies within this one. */
  merge(other: Pick<Span, 'values' | 'trips'>): void {
    const { queueLength, signalLowest } = FIELDS;
    const [longest, lowest] = [this.get('queueLength'), this.get('signalLowest')];
    const otherLowest = other.values[signalLowest] ?? 0;
    other.values.forEach((value, place) => {
      this.values[place] = (this.values[place] ?? 0) + value;
    });
    this.values[queueLength] = Math.max(longest, other.values[queueLength] ?? 0);
    this.values[signalLowest] =
      lowest === 0 || otherLowest === 0 ? lowest + otherLowest : Math.min(lowest, otherLowest);
    other.trips.forEach((count, bucket) => {
      this.trips[bucket] = (this.trips[bucket] ?? 0) + count;
    });
  }

  stored(): StoredSpan {
    return { at: this.at, spanMs: this.spanMs, values: [...this.values], trips: packed(this.trips) };
  }

  sample(): HistorySample {
    const count = this.get('signalCount');
    return {
      at: this.at,
      spanMs: this.spanMs,
      recordedMs: Math.min(this.spanMs, Math.round(this.get('recordedMs'))),
      onlineMs: Math.min(this.spanMs, Math.round(this.get('onlineMs'))),
      signalDbm: count === 0 ? undefined : Math.round(this.get('signalSum') / count),
      lowestSignalDbm: count === 0 ? undefined : this.get('signalLowest'),
      roundTripP50Ms: percentile(this.trips, 0.5),
      roundTripP95Ms: percentile(this.trips, 0.95),
      queueLength: this.get('queueLength'),
      counts: {
        accepted: this.get('accepted'),
        delivered: this.get('delivered'),
        failed: this.get('failed'),
        received: this.get('received'),
        payloadUp: this.get('payloadUp'),
        payloadDown: this.get('payloadDown'),
        airUp: this.get('airUp'),
        airDown: this.get('airDown'),
      },
    };
  }
}

/** The begin of the span of that length in which a moment lies. */
export function beginOf(at: Instant, spanMs: number): Instant {
  return Math.floor(at / spanMs) * spanMs;
}

/** Joins spans, in order of their begin, to ones of `spanMs`; longer ones stay as they are. */
export function joined(spans: Iterable<Span>, spanMs: number): readonly Span[] {
  const groups = new Map<string, Span>();
  for (const span of spans) {
    const length = Math.max(spanMs, span.spanMs);
    const at = beginOf(span.at, length);
    const key = `${at} ${length}`;
    const group = groups.get(key) ?? new Span(at, length);
    group.merge(span);
    groups.set(key, group);
  }
  return [...groups.values()].sort((one, other) => one.at - other.at);
}
