import { printable } from '../../base/character';
import { CodedError, type Phrase } from '../../base/coded-error';
import { Decimal, type Json } from '../quotes';
import type { DataType, NumberType } from '../../settings/data-type';
import { dateOf, instantOf, timeInvalid } from './instant';
import { isJsonList, isJsonObject } from './relaxed-json';

/**
 * A `wrong` value is refused by the cloud, and so is one that is `unknown` to the model; a `loose` one only where the product is checked
 * strictly (§A4).
 */
export type Severity = 'wrong' | 'unknown' | 'loose';
/** Returns whether the value is sent all the same. */
export type Report = (severity: Severity, error: CodedError) => boolean;

/**
 * Writes `value` as its type wants it on the wire: bool as 0 or 1, float and double with a decimal digit, an enum's label as
 * its number, a date as text of ms. What doesn't fit is reported by `place`, such as `GeoLocation.Longitude`, and comes back as
 * {@link untyped} has it.
 */
export function fitValue(type: DataType, value: Json, place: string, report: Report): Json {
  const wrong = (expected: Phrase): Json => {
    report('wrong', valueError(place, value, expected));
    return untyped(value);
  };
  const loose = (fits: boolean, expected: Phrase) => {
    if (!fits) report('loose', valueError(place, value, expected));
  };
  switch (type.kind) {
    case 'int':
      if (typeof value !== 'number' || !isInt32(value)) return wrong(EXPECTED.int);
      checkRange(type, value, loose);
      return value;
    case 'float':
    case 'double':
      if (typeof value !== 'number') return wrong(EXPECTED[type.kind]);
      if (type.kind === 'float' && Math.abs(value) > LARGEST_FLOAT) return wrong(EXPECTED.float);
      checkRange(type, value, loose);
      return new Decimal(value);
    case 'enum': {
      const number = enumNumber(type.labels, value);
      if (number === undefined) return wrong(enumPhrase(type.labels));
      loose(type.labels.size === 0 || type.labels.has(number), enumPhrase(type.labels));
      return number;
    }
    case 'bool':
      if (value === 0 || value === 1) return value;
      return typeof value === 'boolean' ? Number(value) : wrong(EXPECTED.bool);
    case 'text':
      if (typeof value !== 'string') return wrong(EXPECTED.text);
      if (type.bytes !== undefined) loose(Buffer.byteLength(value) <= type.bytes, longestPhrase(type.bytes));
      return value;
    case 'date': {
      const atMs = instantOf(value);
      if (atMs === undefined) return wrong(EXPECTED.date);
      if (dateOf(value) === undefined) report('wrong', timeInvalid(shown(place), value));
      return String(atMs);
    }
    case 'struct':
      return isJsonObject(value)
        ? fitMembers(type.members, value, `${place}.`, report)
        : wrong(EXPECTED.struct);
    case 'array':
      if (!isJsonList(value)) return wrong(EXPECTED.array);
      if (type.size !== undefined) loose(value.length <= type.size, itemsPhrase(type.size));
      return value.map((item, index) => fitValue(type.item, item, `${place}[${index}]`, report));
  }
}

/** The same for the members of a struct, or the parameters of an event or service. Unknown ones are reported, and may be left out. */
export function fitMembers(
  types: ReadonlyMap<string, DataType>,
  members: Readonly<Record<string, Json>>,
  prefix: string,
  report: Report,
): Json {
  return Object.fromEntries(
    Object.entries(members).flatMap(([identifier, value]): [string, Json][] => {
      const place = `${prefix}${identifier}`;
      const type = types.get(identifier);
      if (type !== undefined) return [[identifier, fitValue(type, value, place, report)]];
      return report('unknown', unknownError(place)) ? [[identifier, untyped(value)]] : [];
    }),
  );
}

/** A value of unknown type: true and false are 1 and 0 on this platform, at any depth. */
export function untyped(value: Json): Json {
  if (typeof value === 'boolean') return Number(value);
  if (isJsonList(value)) return value.map(untyped);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, untyped(member)]));
}

export function unknownError(identifier: string): CodedError {
  return new CodedError('EC20_TSL_UNKNOWN', { params: { identifier: shown(identifier) } });
}

const LONGEST_SHOWN = 60;
const LARGEST_FLOAT = 3.4028234663852886e38;
/** Maximum distance from a step, in steps: decimal fractions are seldom exact. */
const STEP_SLACK = 1e-6;

const EXPECTED = {
  int: { en: 'a whole number (int, 32 bits)', zh: '整数（int，32 位）' },
  float: { en: 'a number (float)', zh: '数字（float）' },
  double: { en: 'a number (double)', zh: '数字（double）' },
  bool: { en: '0 or 1, true or false (bool)', zh: ' 0 或 1、true 或 false（bool）' },
  text: { en: 'a text (text)', zh: '字符串（text）' },
  date: {
    en: 'a Date, ms since 1970 or ISO 8601 with its time zone (date)',
    zh: ' Date、1970 年以来的毫秒数或带时区的 ISO 8601 文本（date）',
  },
  struct: { en: 'an object (struct)', zh: '对象（struct）' },
  array: { en: 'a list (array)', zh: '数组（array）' },
} as const satisfies Readonly<Record<string, Phrase>>;

function isInt32(value: number): boolean {
  return Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31;
}

function checkRange(type: NumberType, value: number, loose: (fits: boolean, expected: Phrase) => void): void {
  const { min = -Infinity, max = Infinity, step } = type;
  loose(value >= min && value <= max, both(`${type.min ?? '…'}–${type.max ?? '…'}`));
  if (step === undefined) return;
  const steps = (value - (type.min ?? 0)) / step;
  loose(Math.abs(steps - Math.round(steps)) <= STEP_SLACK, stepPhrase(step, type.min ?? 0));
}

/** The number of an enum's value, given as number, as its label, or as the number's text. */
function enumNumber(labels: ReadonlyMap<number, string>, value: Json): number | undefined {
  if (typeof value === 'number' && isInt32(value)) return value;
  if (typeof value !== 'string') return undefined;
  for (const [number, label] of labels) if (label === value) return number;
  return /^-?\d{1,10}$/.test(value) && labels.has(Number(value)) ? Number(value) : undefined;
}

function valueError(place: string, value: Json, expected: Phrase): CodedError {
  const text = typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
  return new CodedError('EC20_TSL_VALUE', {
    params: { identifier: shown(place), value: shown(text) },
    phrases: { expected },
  });
}

function shown(text: string): string {
  const whole = printable(text);
  return whole.length > LONGEST_SHOWN ? `${whole.slice(0, LONGEST_SHOWN)}…` : whole;
}

function both(text: string): Phrase {
  return { en: text, zh: ` ${text}` };
}

function enumPhrase(labels: ReadonlyMap<number, string>): Phrase {
  const choices = Array.from(labels, ([number, label]) =>
    label === '' ? `${number}` : `${number} (${label})`,
  );
  return labels.size === 0 ? EXPECTED.int : both(shown(choices.join(', ')));
}

function longestPhrase(bytes: number): Phrase {
  return { en: `at most ${bytes} bytes`, zh: `不超过 ${bytes} 字节的字符串` };
}

function itemsPhrase(size: number): Phrase {
  return { en: `a list of at most ${size}`, zh: `不超过 ${size} 个元素的数组` };
}

function stepPhrase(step: number, from: number): Phrase {
  return { en: `in steps of ${step} from ${from}`, zh: `从 ${from} 起步长 ${step} 的值` };
}
