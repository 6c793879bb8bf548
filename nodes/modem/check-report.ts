import type { CheckLine } from '../../src/session/check-line';

/** Where a run stands. */
export interface CheckReport {
  /** Whether the deployed session was looked at, instead of the dialog's own fields. */
  readonly running: boolean;
  readonly done: boolean;
  /** Grows with each change. */
  readonly version: number;
  readonly lines: readonly CheckLine[];
}

/** What is answered about a run; `gone`: it is unknown, or was long ago. */
export interface CheckAnswer extends CheckReport {
  readonly gone?: boolean;
}
