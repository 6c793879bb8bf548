import { CodedError } from './coded-error';
import { thrownText } from './thrown-text';

/** Receives what code of others has thrown, as `EC20_LISTENER`. Must not throw. */
export type ForeignFailure = (error: CodedError) => void;

/**
 * Calls code of others in the middle of our own bookkeeping. What it throws, or the promise it returns rejects with, is
 * passed to `failed` once and goes no further. `listener` names the code, such as `onChange`.
 */
export function callForeign(listener: string, call: () => unknown, failed: ForeignFailure): void {
  try {
    const result = call();
    if (isThenable(result))
      Promise.resolve(result).catch((error: unknown) => failed(listenerError(listener, error)));
  } catch (error) {
    failed(listenerError(listener, error));
  }
}

/** `EC20_LISTENER`, for what that listener has thrown. */
export function listenerError(listener: string, error: unknown): CodedError {
  return new CodedError('EC20_LISTENER', {
    params: { listener, detail: thrownText(error) },
    outcome: 'unknown',
    cause: error,
  });
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value;
}
