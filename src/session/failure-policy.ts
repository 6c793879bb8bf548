import { type ErrorCode, failureOf } from '../errors/catalogue';
import type { Failure } from '../errors/row';

/** How the session shows a failure, and how long it waits at least before the next attempt. */
export function failurePolicy(code: ErrorCode): Pick<Failure, 'state' | 'floorMs'> {
  const { state, floorMs } = failureOf(code);
  return { state, floorMs };
}
