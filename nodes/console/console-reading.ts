import type { TraceEntry } from '../../src/at/trace-entry';

/** What the sidebar gets when it asks for a trace. */
export interface ConsoleReading {
  /** False: there is no such config node in the running flows. */
  readonly deployed: boolean;
  readonly state?: string;
  readonly code?: string;
  /** The problem and its cure, in the requested language. */
  readonly reason?: string;
  readonly simulator?: boolean;
  readonly model?: string;
  readonly revision?: string;
  /** Identifies the session's trace; a different value means a new trace. */
  readonly epoch?: string;
  /** Where the next request continues. */
  readonly next?: number;
  /** Entries left out before the first of `entries`. */
  readonly left?: number;
  readonly entries: readonly TraceEntry[];
}
