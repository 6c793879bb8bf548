import type { Json } from './relaxed-json';

/** A property's value and its time: UTC milliseconds. */
export interface Reading {
  readonly value: Json;
  readonly timeMs: number;
}

/** A posted event, with the outputs that the model defines. */
export interface ReportedEvent {
  readonly identifier: string;
  readonly outputs: Readonly<Record<string, Json>>;
  readonly timeMs: number;
}

/** A value that the model rejected: `checkFailedData` of the rules engine (§A4). */
export interface RejectedValue extends Reading {
  readonly identifier: string;
  readonly code: number;
  readonly text: string;
}

/** Maximum readings per property, events and rejected values; the oldest are discarded. */
export const MAX_KEPT = 20_000;
/** The same of a sub-device, of which a gateway has hundreds. */
export const MAX_KEPT_OF_SUB_DEVICE = 2000;

/** What a device has reported: 物模型数据 of the console. */
export class ThingData {
  readonly #latest = new Map<string, Reading>();
  readonly #history = new Map<string, Reading[]>();
  readonly #events: ReportedEvent[] = [];
  readonly #rejected: RejectedValue[] = [];
  #most = MAX_KEPT;

  /** From now on keeps less. */
  keepAtMost(most: number): void {
    this.#most = most;
  }

  /** Each property's most recent value by its own time, whatever the order of arrival. */
  get latest(): ReadonlyMap<string, Reading> {
    return this.#latest;
  }

  get events(): readonly ReportedEvent[] {
    return this.#events;
  }

  get rejected(): readonly RejectedValue[] {
    return this.#rejected;
  }

  /** All values of a property in order of arrival. */
  history(identifier: string): readonly Reading[] {
    return this.#history.get(identifier) ?? [];
  }

  takeProperty(identifier: string, reading: Reading): void {
    const readings = this.#history.get(identifier) ?? [];
    this.#history.set(identifier, readings);
    keep(readings, reading, this.#most);
    const newest = this.#latest.get(identifier);
    if (newest === undefined || newest.timeMs <= reading.timeMs) this.#latest.set(identifier, reading);
  }

  takeEvent(event: ReportedEvent): void {
    keep(this.#events, event, this.#most);
  }

  reject(value: RejectedValue): void {
    keep(this.#rejected, value, this.#most);
  }
}

function keep<T>(list: T[], entry: T, most: number): void {
  list.push(entry);
  if (list.length > most) list.splice(0, list.length - most);
}
