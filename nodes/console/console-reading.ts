import type { TraceEntry } from '../../src/at/trace-entry';

/** What the sidebar gets when it asks for a trace. */
export interface ConsoleReading {
  /** False: there is no such config node in the running flows. */
  readonly deployed: boolean;
  readonly state?: string;
  readonly code?: string;
  /** What is wrong and what to do about it, in the asked language. */
  readonly reason?: string;
  readonly simulator?: boolean;
  readonly model?: string;
  readonly revision?: string;
  /** Which session's trace it is; another one begins anew. */
  readonly epoch?: string;
  /** Where the next question goes on. */
  readonly next?: number;
  /** Entries left out before the first of `entries`. */
  readonly left?: number;
  readonly entries: readonly TraceEntry[];
}
