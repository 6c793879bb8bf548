import { CodedError } from '../base/coded-error';
import { Decimal, type Json, jsonValue, type OwnForms } from './json-value';

export { Decimal, type Json };

/**
 * How objects become text: `keep` is JSON; the others are for firmware that can't carry double quotes and for clouds
 * that read relaxed JSON (Aliyun does, undocumented; §A5). `single`: strings and keys in single quotes. `strip`: no
 * quotes.
 */
export type QuotesMode = 'keep' | 'single' | 'strip';

/**
 * Writes `value` as the payload of a message; in the modes `single` and `strip` without any double quote. Throws
 * `EC20_PAYLOAD_JSON` as {@link jsonValue} does, and in mode `strip` `EC20_QUOTES` for a key or a string that would be
 * read as something else without quotes.
 */
export function serialiseJson(value: unknown, mode: QuotesMode, forms?: OwnForms): string {
  const json = jsonValue(value, forms);
  return mode === 'keep' ? JSON.stringify(json) : writeJson(json, mode);
}

/** Writes a value that JSON can hold. Throws `EC20_QUOTES` as {@link serialiseJson} does. */
export function writeJson(value: Json, mode: QuotesMode): string {
  return write(value, 'payload', QUOTINGS[mode]);
}

interface Quoting {
  key(key: string): string;
  /** `owner` is the string's key. */
  text(text: string, owner: string): string;
}

const SINGLE: Quoting = { key: singleQuoted, text: singleQuoted };

const STRIP: Quoting = {
  key(key) {
    if (/^[A-Za-z_]\w*$/.test(key)) return key;
    throw new CodedError('EC20_QUOTES', { params: { key } });
  },
  text(text, owner) {
    // With a letter at its start a word can't be a number; a method such as thing.event.property.post may hold dots.
    if (/^[A-Za-z_][\w.-]*$/.test(text) && !LITERALS.has(text)) return text;
    throw new CodedError('EC20_QUOTES', { params: { key: owner } });
  },
};

const QUOTINGS: Readonly<Record<QuotesMode, Quoting>> = {
  keep: { key: (key) => JSON.stringify(key), text: (text) => JSON.stringify(text) },
  single: SINGLE,
  strip: STRIP,
};

/** Words that relaxed JSON reads as a value other than a string. */
const LITERALS: ReadonlySet<string> = new Set(['true', 'false', 'null', 'undefined', 'NaN', 'Infinity']);

function write(value: Json, owner: string, quoting: Quoting): string {
  if (typeof value === 'string') return quoting.text(value, owner);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (value instanceof Decimal) return value.toString();
  if (isList(value)) return `[${value.map((item) => write(item, owner, quoting)).join(',')}]`;
  const members = Object.entries(value).map(
    ([key, member]) => `${quoting.key(key)}:${write(member, key, quoting)}`,
  );
  return `{${members.join(',')}}`;
}

/** Unlike `Array.isArray` it narrows a read-only list. */
function isList(value: object): value is readonly Json[] {
  return Array.isArray(value);
}

/** JSON's own escapes inside, but for the quotes: a double one as its code point, a single one behind a backslash. */
function singleQuoted(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '\\u0022').replaceAll("'", "\\'");
  return `'${inner}'`;
}
