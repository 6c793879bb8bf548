import { type ConsoleEntry, filtered, isSkipped } from './trace-lines';

/** Entries kept for filter and download. */
const MAX_ENTRIES = 2000;

/** The entries of one config node's trace, and which of them the console shows. */
export class TraceBuffer {
  #entries: readonly ConsoleEntry[] = [];
  /** While paused: the entries at that time, and the number added since. */
  #pause: { readonly entries: readonly ConsoleEntry[]; waiting: number } | undefined;

  /** How many entries wait behind a pause; undefined: not paused. */
  get waiting(): number | undefined {
    return this.#pause?.waiting;
  }

  /** How many lines there are to filter. */
  get count(): number {
    return (this.#pause?.entries ?? this.#entries).filter((entry) => !isSkipped(entry)).length;
  }

  /** Adds entries; returns those to show now. */
  add(entries: readonly ConsoleEntry[], filter: string): readonly ConsoleEntry[] {
    this.#entries = [...this.#entries, ...entries].slice(-MAX_ENTRIES);
    if (this.#pause === undefined) return filtered(entries, filter);
    this.#pause.waiting += entries.length;
    return [];
  }

  /** The visible entries: while paused, without those added since. */
  shown(filter: string): readonly ConsoleEntry[] {
    return filtered(this.#pause?.entries ?? this.#entries, filter);
  }

  /** Pauses or resumes. */
  togglePause(): void {
    this.#pause = this.#pause === undefined ? { entries: this.#entries, waiting: 0 } : undefined;
  }

  /** Removes every entry; a pause continues. */
  clear(): void {
    this.#entries = [];
    if (this.#pause !== undefined) this.#pause = { entries: [], waiting: 0 };
  }
}
