import { isBytes } from '../../src/base/bytes';

/** Whether `value` is an object with properties of its own, neither a list nor bytes. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isBytes(value);
}
