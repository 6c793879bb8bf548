import type { Instant } from './history';
import { BUCKETS } from './round-trip-buckets';
import { FIELD_COUNT, MINUTE_MS, Span } from './span';

const MINUTES = 1440;
const MOST_TRIPS = 0xffff;

/** The last day by the minute, the oldest overwritten: as large on its first day as after a year. */
export class MinuteRing {
  readonly #begins = new Float64Array(MINUTES);
  readonly #values = new Float64Array(MINUTES * FIELD_COUNT);
  readonly #trips = new Uint16Array(MINUTES * BUCKETS);
  /** Place of the next one, and how many there are. */
  #next = 0;
  #count = 0;

  /** The begin of the oldest one; undefined: there is none. */
  get oldest(): Instant | undefined {
    return this.#count === 0 ? undefined : this.#begins[this.#placeOf(0)];
  }

  /** Whether older ones have been overwritten. */
  get isFull(): boolean {
    return this.#count === MINUTES;
  }

  push(minute: Span): void {
    const place = this.#next;
    this.#begins[place] = minute.at;
    this.#values.set(minute.values, place * FIELD_COUNT);
    this.#trips.set(
      minute.trips.map((count) => Math.min(count, MOST_TRIPS)),
      place * BUCKETS,
    );
    this.#next = (place + 1) % MINUTES;
    this.#count = Math.min(MINUTES, this.#count + 1);
  }

  /** Those that begin within [from, to), oldest first. */
  between(from: Instant, to: Instant): readonly Span[] {
    const found: Span[] = [];
    for (let index = 0; index < this.#count; index++) {
      const place = this.#placeOf(index);
      const at = this.#begins[place] ?? 0;
      if (at < from || at >= to) continue;
      const span = new Span(at, MINUTE_MS);
      span.values.set(this.#values.subarray(place * FIELD_COUNT, (place + 1) * FIELD_COUNT));
      span.trips.set(this.#trips.subarray(place * BUCKETS, (place + 1) * BUCKETS));
      found.push(span);
    }
    return found;
  }

  /** Those that begin at `from` or later were dated wrongly by so much: a multiple of a minute. */
  shift(from: Instant, byMs: number): void {
    for (let index = 0; index < this.#count; index++) {
      const place = this.#placeOf(index);
      const at = this.#begins[place] ?? 0;
      if (at >= from) this.#begins[place] = at + byMs;
    }
  }

  #placeOf(index: number): number {
    return (this.#next - this.#count + index + MINUTES) % MINUTES;
  }
}
