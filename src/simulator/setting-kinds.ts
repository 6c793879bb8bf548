import type { Phrase } from '../base/coded-error';

/** One of several words. */
export interface Choice<V extends string> {
  readonly kind: 'choice';
  readonly values: readonly V[];
  readonly initial: V;
  readonly meaning: string;
}
/** A number within a range. */
export interface Amount {
  readonly kind: 'amount';
  readonly low: number;
  readonly high: number;
  readonly initial: number;
  readonly meaning: string;
}
/** Boolean. */
export interface Flag {
  readonly kind: 'flag';
  readonly initial: boolean;
  readonly meaning: string;
}
/** A text of a given form. */
export interface Text {
  readonly kind: 'text';
  readonly initial: string;
  readonly meaning: string;
  /** The accepted pattern, and its name for messages. */
  readonly form: { readonly pattern: RegExp; readonly name: Phrase };
}
/** One row of the table: accepted values, the default (a healthy EC20), and the meaning. */
export type Setting = Choice<string> | Amount | Flag | Text;

/** Quotes and control characters would break the module's own answers. */
const TEXT = { pattern: /^[^"\p{Cc}]*$/u, name: { en: 'text', zh: '文本' } };
/** Quotes are allowed here. */
export const LINES = { pattern: /^\P{Cc}*$/u, name: { en: 'text', zh: '文本' } };
/** Bytes. */
export const HEX = {
  pattern: /^([\da-f]{2})*$/i,
  name: { en: 'hexadecimal digits, two for each byte', zh: '十六进制数字，每字节两位' },
};

/** One of `values`. */
export function choice<const V extends string>(
  values: readonly V[],
  initial: NoInfer<V>,
  meaning: string,
): Choice<V> {
  return { kind: 'choice', values, initial, meaning };
}
/** A number from `low` to `high`. */
export function amount(initial: number, low: number, high: number, meaning: string): Amount {
  return { kind: 'amount', initial, low, high, meaning };
}
/** Milliseconds, up to one hour. */
export function latency(initial: number, meaning: string): Amount {
  return amount(initial, 0, 3_600_000, `${meaning}, ms`);
}
/** Boolean. */
export function flag(initial: boolean, meaning: string): Flag {
  return { kind: 'flag', initial, meaning };
}
/** A text of the given form. */
export function text(initial: string, meaning: string, form = TEXT): Text {
  return { kind: 'text', initial, meaning, form };
}
