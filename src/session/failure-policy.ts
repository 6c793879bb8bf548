import { type ErrorCode, failureOf } from '../errors/catalogue';
import type { Failure } from '../errors/row';

/** The state that a failure is shown as, and the minimum delay before the next attempt. */
export function failurePolicy(code: ErrorCode): Pick<Failure, 'state' | 'floorMs'> {
  const { state, floorMs } = failureOf(code);
  return { state, floorMs };
}
