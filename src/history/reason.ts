import type { CodedError } from '../base/coded-error';
import { ERRORS } from '../errors/catalogue';
import type { RecordedReason } from './history';

/** A coded error as data. */
export function recordedReason({ code, params, phrases }: CodedError): RecordedReason {
  return { code, params, phrases };
}

/**
 * Whether an error says why there is no connection. Others say only that it has ended: what caused that shows in the
 * attempts that follow.
 */
export function isTelling({ code }: CodedError): boolean {
  const { failure } = ERRORS[code];
  if (failure === 'none' || code === 'EC20_INTERNAL') return false;
  return failure.state === 'failed' || (failure.trouble !== 'none' && failure.trouble !== 'neutral');
}
