import assert from 'node:assert/strict';
import { CodedError, type ErrorParams } from '../../src/base/coded-error';
import type { ErrorCode } from '../../src/errors/catalogue';

/** Asserts that `action` throws the coded error, and its params where they are given. */
export function assertCoded(action: () => unknown, code: ErrorCode, params?: ErrorParams): void {
  assert.throws(action, (error) => {
    assert(error instanceof CodedError, String(error));
    assert.equal(error.code, code);
    if (params !== undefined) assert.deepEqual(error.params, params);
    return true;
  });
}
