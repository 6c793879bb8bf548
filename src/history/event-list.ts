import type { HistoryEvent, Instant } from './history';

/** Maximum events in memory, and in one answer. */
export const MOST_EVENTS = 2000;

/** What happened and isn't on disk, oldest first. */
export class EventList {
  #events: HistoryEvent[] = [];

  add(event: HistoryEvent): void {
    this.#events.push(event);
    if (this.#events.length > MOST_EVENTS) this.#events.shift();
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
    this.#events = this.#events.filter((event) => !gone.has(event));
  }

  /** The numbers of traces have changed by so much. */
  renumber(by: number): void {
    this.#events = this.#events.map((event) =>
      event.kind === 'fault' && event.traceId !== undefined
        ? { ...event, traceId: event.traceId + by }
        : event,
    );
  }

  shift(from: Instant, byMs: number): void {
    this.#events = this.#events.map((event) => (event.at < from ? event : { ...event, at: event.at + byMs }));
  }
}
