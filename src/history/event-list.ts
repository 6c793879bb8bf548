import type { HistoryEvent, Instant } from './history';

/** Maximum events in memory, and in one answer. */
export const MOST_EVENTS = 2000;

/** Maximum bytes of them, so that file and journal stay small: an error may hold long texts of a module or a broker. */
const MOST_BYTES = 250_000;

/** What happened and isn't on disk, oldest first. */
export class EventList {
  #events: HistoryEvent[] = [];
  readonly #bytes = new WeakMap<HistoryEvent, number>();
  #allBytes = 0;

  add(event: HistoryEvent): void {
    this.#events.push(event);
    this.#allBytes += this.#bytesOf(event);
    while (this.#events.length > MOST_EVENTS || this.#allBytes > MOST_BYTES) {
      const oldest = this.#events.shift();
      if (oldest === undefined) break;
      this.#allBytes -= this.#bytesOf(oldest);
    }
  }

  between(from: Instant, to: Instant): readonly HistoryEvent[] {
    return this.#events.filter(({ at }) => at >= from && at < to);
  }

  /** All of them; they stay until they are {@link drop}ped. */
  get all(): readonly HistoryEvent[] {
    return [...this.#events];
  }

  /** These are stored. */
  drop(events: readonly HistoryEvent[]): void {
    const gone = new Set(events);
    this.#replace(this.#events.filter((event) => !gone.has(event)));
  }

  /** The numbers of traces have changed by so much. */
  renumber(by: number): void {
    const events = this.#events.map((event) =>
      event.kind === 'fault' && event.traceId !== undefined
        ? { ...event, traceId: event.traceId + by }
        : event,
    );
    this.#replace(events);
  }

  shift(from: Instant, byMs: number): void {
    this.#replace(this.#events.map((event) => (event.at < from ? event : { ...event, at: event.at + byMs })));
  }

  #replace(events: HistoryEvent[]): void {
    this.#events = events;
    this.#allBytes = events.reduce((sum, event) => sum + this.#bytesOf(event), 0);
  }

  /** As they are stored. */
  #bytesOf(event: HistoryEvent): number {
    const known = this.#bytes.get(event);
    if (known !== undefined) return known;
    const bytes = Buffer.byteLength(JSON.stringify(event));
    this.#bytes.set(event, bytes);
    return bytes;
  }
}
