import { CodedError } from '../base/coded-error';

/**
 * How objects become text: `keep` is JSON; the others are for firmware that can't carry double quotes and for clouds
 * that read relaxed JSON (Aliyun does, undocumented; §A5). `single`: strings and names in single quotes. `strip`: names in
 * none where the platform's parser takes them so, strings in single ones, which it can't do without.
 */
export type QuotesMode = 'keep' | 'single' | 'strip';

/**
 * Writes `value` as the payload of a message; in the modes `single` and `strip` without any double quote. Throws
 * `EC20_PAYLOAD_JSON` for what JSON can't hold (a loop, a BigInt, a function). `replacer` as in JSON.stringify.
 */
export function serialiseJson(value: unknown, mode: QuotesMode, replacer?: Replacer): string {
  const json = strictJson(value, replacer);
  return mode === 'keep' ? json : writeJson(JSON.parse(json) as Json, mode);
}

/** `this[key]` is the value before its `toJSON` was called. */
export type Replacer = (this: Readonly<Record<string, unknown>>, key: string, value: unknown) => unknown;

/** What JSON can hold, and a number with its notation. */
export type Json =
  string | number | boolean | null | Decimal | readonly Json[] | { readonly [key: string]: Json };

/** A number that is written with at least one decimal digit, as 10.0, which JSON.stringify can't write. */
export class Decimal {
  constructor(readonly value: number) {}

  toString(): string {
    const text = JSON.stringify(this.value);
    if (!Number.isFinite(this.value) || text.includes('.')) return text;
    return text.includes('e') ? text.replace('e', '.0e') : `${text}.0`;
  }
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

function strictJson(value: unknown, replacer: Replacer | undefined): string {
  let json: unknown;
  try {
    json = JSON.stringify(value, replacer);
  } catch (error) {
    const detail = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new CodedError('EC20_PAYLOAD_JSON', { params: { detail }, cause: error });
  }
  if (typeof json !== 'string') {
    throw new CodedError('EC20_PAYLOAD_JSON', { params: { detail: typeof value } });
  }
  return json;
}

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
