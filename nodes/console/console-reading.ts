import type { TraceEntry } from '../../src/at/trace-entry';

/** One line of a trace; `own`: of a command from the console, or of its answer. */
export interface ConsoleLine extends TraceEntry {
  readonly own?: boolean;
}

/** What made a trace, for the head of a saved one. */
export interface Versions {
  readonly package: string;
  readonly nodeRed: string;
  readonly node: string;
}

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
  readonly versions?: Versions;
  /** Identifies the session's trace; a different value means a new trace. */
  readonly epoch?: string;
  /** Where the next request continues. */
  readonly next?: number;
  /** Entries left out before the first of `entries`. */
  readonly left?: number;
  readonly entries: readonly ConsoleLine[];
}

/** One line of the module's answer. */
export interface AnswerLine {
  readonly text: string;
  /** What it means, on one line; "" where nothing is known. */
  readonly meaning: string;
}

/** What the sidebar gets for a command that the module has taken. */
export interface ConsoleAnswer {
  readonly ok: true;
  readonly lines: readonly AnswerLine[];
  readonly result: string;
}

/** A modem node of the running flows, as the console's own window lists it. */
export interface RunningModem {
  readonly id: string;
  readonly name: string;
}
