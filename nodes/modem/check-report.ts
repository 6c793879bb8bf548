import type { CheckLine } from '../../src/session/check-line';

/** The state of a run. */
export interface CheckReport {
  /** Whether the deployed session was checked instead of the dialog's fields. */
  readonly running: boolean;
  readonly done: boolean;
  /** Increases with each change. */
  readonly version: number;
  readonly lines: readonly CheckLine[];
}

/** The report on a run; `gone`: it is unknown or too old. */
export interface CheckAnswer extends CheckReport {
  readonly gone?: boolean;
}
