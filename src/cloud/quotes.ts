import { Decimal, type Json, jsonValue, type OwnForms } from './json-value';

export { Decimal, type Json };

/**
 * How objects become text: `keep` is JSON; the others are for firmware that can't carry double quotes and for clouds
 * that read relaxed JSON (Aliyun does, undocumented; §A5). `single`: strings and names in single quotes. `strip`: names in
 * none where the platform's parser takes them so, strings in single ones, which it can't do without.
 */
export type QuotesMode = 'keep' | 'single' | 'strip';

/**
 * Writes `value` as the payload of a message; in the modes `single` and `strip` without any double quote. Throws
 * `EC20_PAYLOAD_JSON` as {@link jsonValue} does.
 */
export function serialiseJson(value: unknown, mode: QuotesMode, forms?: OwnForms): string {
  const json = jsonValue(value, forms);
  return mode === 'keep' ? JSON.stringify(json) : writeJson(json, mode);
}

/** Writes a value that JSON can hold. */
export function writeJson(value: Json, mode: QuotesMode): string {
  return write(value, QUOTINGS[mode]);
}

interface Quoting {
  readonly name: (name: string) => string;
  readonly text: (text: string) => string;
}

/** Names that fastjson 1.x reads without quotes: no sign but `_`, and not the one that it takes for a value. */
const BARE_NAME = /^(?!null$)[A-Za-z_][A-Za-z0-9_]*$/;

const QUOTINGS: Readonly<Record<QuotesMode, Quoting>> = {
  keep: { name: (name) => JSON.stringify(name), text: (text) => JSON.stringify(text) },
  single: { name: singleQuoted, text: singleQuoted },
  strip: { name: (name) => (BARE_NAME.test(name) ? name : singleQuoted(name)), text: singleQuoted },
};

function write(value: Json, quoting: Quoting): string {
  if (typeof value === 'string') return quoting.text(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (value instanceof Decimal) return value.toString();
  if (isList(value)) return `[${value.map((item) => write(item, quoting)).join(',')}]`;
  const members = Object.entries(value).map(
    ([name, member]) => `${quoting.name(name)}:${write(member, quoting)}`,
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
