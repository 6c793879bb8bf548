import type { Effect, Examination } from '../examination';
import type { Level } from '../report';
import type { Finding, StepName } from '../texts';

/** One thing that is looked at. */
export interface Step {
  readonly name: StepName;
  readonly level: Level;
  readonly effect: Effect;
  /** What it usually takes, for the question. */
  readonly seconds: number;
  /** Why it can't be done now; undefined: it can. */
  readonly skips?: (examination: Examination) => Finding | undefined;
  /** Does it and says what was found. Throws coded errors; what it measured till then counts. */
  readonly run: (examination: Examination) => Promise<Finding>;
}
