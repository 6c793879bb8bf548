import type { Effect, Examination } from '../examination';
import type { Level } from '../report';
import type { Finding, StepName } from '../texts';

/** One thing to examine. */
export interface Step {
  readonly name: StepName;
  readonly level: Level;
  readonly effect: Effect;
  /** Usual duration, for the question. */
  readonly seconds: number;
  /** Why it can't be performed now; undefined: it can. */
  readonly skips?: (examination: Examination) => Finding | undefined;
  /** Performs the step and returns its finding. Throws coded errors; what was measured before counts. */
  readonly run: (examination: Examination) => Promise<Finding>;
}
