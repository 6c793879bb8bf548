import type { CodedError } from '../base/coded-error';
import { type ErrorCode, ERRORS } from '../errors/catalogue';
import type { RecordedReason } from './history';

/** A coded error as data. */
export function recordedReason({ code, params, phrases }: CodedError): RecordedReason {
  return { code, params, phrases };
}

/**
 * Whether an error says why there is no connection. Others say only that it has ended: what caused that shows in the
 * attempts that follow. A code that only a newer version knows does.
 */
export function isTelling({ code }: Pick<RecordedReason, 'code'>): boolean {
  if (!isErrorCode(code)) return true;
  const { failure } = ERRORS[code];
  if (failure === 'none' || code === 'EC20_INTERNAL') return false;
  return failure.state === 'failed' || (failure.trouble !== 'none' && failure.trouble !== 'neutral');
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}
