import type { TraceEntry } from '../at/trace';

/** Recent traffic on a line, secrets masked. */
export interface Trace {
  /** The newest entries, oldest first. */
  readonly entries: readonly TraceEntry[];
  /** Calls `listener` for each new entry. Returns a function that unsubscribes. */
  subscribe(listener: (entry: TraceEntry) => void): () => void;
}
