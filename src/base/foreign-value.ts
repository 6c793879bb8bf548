import { isBigIntObject, isBooleanObject, isNumberObject, isStringObject } from 'node:util/types';

/** Values that others have made: a function node has a realm of its own, so that no `instanceof` of ours holds for them. */

/** A value as a primitive where it is one in an object: `new String('a')` is `'a'`. */
export function unboxed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isStringObject(value)) return String.prototype.valueOf.call(value);
  if (isNumberObject(value)) return Number.prototype.valueOf.call(value);
  if (isBooleanObject(value)) return Boolean.prototype.valueOf.call(value);
  if (isBigIntObject(value)) return BigInt.prototype.valueOf.call(value);
  return value;
}
