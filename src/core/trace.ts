import type { TraceEntry } from '../at/trace';

/** What went over a line lately, secrets masked. */
export interface Trace {
  /** The newest entries, oldest first. */
  readonly entries: readonly TraceEntry[];
  /** Calls `listener` for each new entry. Returns how to stop that. */
  subscribe(listener: (entry: TraceEntry) => void): () => void;
}
