import type { CheckLine } from '../../src/session/check-line';

/** Where and when a check was made. */
export interface CheckOrigin {
  /** The start by the runtime's wall clock, ms since 1970. */
  readonly startedAt: number;
  /** The versions of this package, Node-RED and Node.js. */
  readonly versions: { readonly package: string; readonly nodeRed: string; readonly nodeJs: string };
}

/** The state of a run. */
export interface CheckReport {
  /** Whether the deployed session was checked instead of the dialog's fields. */
  readonly running: boolean;
  readonly done: boolean;
  /** Increases with each change. */
  readonly version: number;
  readonly lines: readonly CheckLine[];
  /** The properties whose deployed value was checked, not the dialog's. */
  readonly untried?: readonly string[];
  /** Whether the deployed session is paused for this check, and continues after it. */
  readonly paused?: boolean;
  readonly origin?: CheckOrigin;
}

/** The report on a run; `gone`: it is unknown or too old. */
export interface CheckAnswer extends CheckReport {
  readonly gone?: boolean;
}
