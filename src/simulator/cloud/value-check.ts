import { isJsonObject, type Json, type JsonObject, type NumberLiterals } from './relaxed-json';
import type { DataType, NumberRange } from './thing-model';

/** How the platform validates: identifiers and types only, everything in the model, or nothing (§A4). */
export type Validation = 'weak' | 'strict' | 'none';

/** The fault of a value. Codes: §A3.3; the texts, except "params not exist", are ours. */
export interface Fault {
  readonly code: number;
  readonly text: string;
}

/** An identifier missing from the model (text: §A3.1). */
export const NOT_IN_MODEL: Fault = { code: 6320, text: 'tsl parse: params not exist' };

const FAULTS = {
  int: { code: 6306, text: 'tsl parse: int32 type or range error' },
  float: { code: 6307, text: 'tsl parse: float type or range error' },
  double: { code: 6322, text: 'tsl parse: double type or range error' },
  bool: { code: 6308, text: 'tsl parse: bool value is not 0 or 1' },
  enum: { code: 6309, text: 'tsl parse: enum value error' },
  text: { code: 6310, text: 'tsl parse: text type or length error' },
  date: { code: 6311, text: 'tsl parse: date is not a string of UTC milliseconds' },
  struct: { code: 6312, text: 'tsl parse: struct is not an object' },
  member: { code: 6304, text: 'tsl parse: parameter not exist in struct' },
  noArray: { code: 6328, text: 'tsl parse: value is not an array' },
  array: { code: 6324, text: 'tsl parse: array is invalid or too long' },
} as const satisfies Record<string, Fault>;

const LARGEST_INT32 = 2 ** 31 - 1;
const SMALLEST_INT32 = -(2 ** 31);
/** Tolerance for the grid of a step, in steps: decimal fractions are not exact. */
const STEP_TOLERANCE = 1e-6;

/** The place of a value, because a number does not tell how it was written. */
export interface Place {
  readonly holder: JsonObject | readonly Json[];
  readonly key: string | number;
}

export interface CheckRules {
  readonly isStrict: boolean;
  /** How numbers were written; undefined where unknown, as after a script. */
  readonly literals: NumberLiterals | undefined;
}

export function valueAt({ holder, key }: Place): Json | undefined {
  return (holder as Record<string | number, Json>)[key];
}

/**
 * The fault of the value at a place, undefined when it has none. Weak: type only; strict: also range, step, length, enum keys and
 * the decimals of floats (§A4).
 */
export function valueFault(type: DataType, place: Place, rules: CheckRules): Fault | undefined {
  const value = valueAt(place);
  const { isStrict, literals } = rules;
  switch (type.kind) {
    case 'int':
      if (!isInt32(value)) return FAULTS.int;
      if (isStrict && literals?.isDecimal(place.holder, place.key) === true) return FAULTS.int;
      return !isStrict || inRange(value, type.range) ? undefined : FAULTS.int;
    case 'float':
    case 'double':
      if (typeof value !== 'number' || !Number.isFinite(value)) return FAULTS[type.kind];
      if (!isStrict) return undefined;
      // The platform takes 10 for an integer: a float is written 10.0 (§A3.1).
      if (literals?.isDecimal(place.holder, place.key) === false) return FAULTS[type.kind];
      return inRange(value, type.range) ? undefined : FAULTS[type.kind];
    case 'bool':
      return value === 0 || value === 1 ? undefined : FAULTS.bool;
    case 'enum':
      if (!isInt32(value)) return FAULTS.enum;
      return !isStrict || type.values.has(value) ? undefined : FAULTS.enum;
    case 'text':
      if (typeof value !== 'string') return FAULTS.text;
      return !isStrict || Buffer.byteLength(value) <= type.mostBytes ? undefined : FAULTS.text;
    case 'date':
      if (typeof value !== 'string') return FAULTS.date;
      return !isStrict || /^\d{1,15}$/.test(value) ? undefined : FAULTS.date;
    case 'struct':
      return isJsonObject(value) ? structFault(type.members, value, rules) : FAULTS.struct;
    case 'array':
      return Array.isArray(value) ? arrayFault(type, value as readonly Json[], rules) : FAULTS.noArray;
  }
}

function structFault(
  members: ReadonlyMap<string, DataType>,
  value: JsonObject,
  rules: CheckRules,
): Fault | undefined {
  for (const key of Object.keys(value)) {
    const type = members.get(key);
    const fault = type === undefined ? FAULTS.member : valueFault(type, { holder: value, key }, rules);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function arrayFault(
  type: Extract<DataType, { kind: 'array' }>,
  items: readonly Json[],
  rules: CheckRules,
): Fault | undefined {
  if (rules.isStrict && items.length > type.mostItems) return FAULTS.array;
  const isWrong = items.some((_, key) => valueFault(type.item, { holder: items, key }, rules) !== undefined);
  return isWrong ? FAULTS.array : undefined;
}

function isInt32(value: Json | undefined): value is number {
  return Number.isInteger(value) && Number(value) >= SMALLEST_INT32 && Number(value) <= LARGEST_INT32;
}

function inRange(value: number, { least, most, step }: NumberRange): boolean {
  if (value < least || value > most) return false;
  if (step === undefined) return true;
  const steps = (value - (Number.isFinite(least) ? least : 0)) / step;
  return Math.abs(steps - Math.round(steps)) <= STEP_TOLERANCE;
}
