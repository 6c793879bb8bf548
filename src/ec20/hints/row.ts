import type { Phrase } from '../../base/coded-error';
import { ERRORS, type ErrorCode } from '../../errors/catalogue';

/** One field of a command or an answer. */
export interface Field {
  readonly name: Phrase;
  /** Meanings of the values, if they are codes. */
  readonly values?: Readonly<Record<string, Phrase>>;
  /** Computes the meaning of a value; undefined: nothing to add. */
  readonly says?: (value: string) => Phrase | undefined;
}

/** One form of an information line: `+CREG:` is an answer with two fields and an event with one. */
export interface Shape {
  /** The texts after the colon that this form fits; without it the form fits all. The first form that fits counts. */
  readonly fits?: RegExp;
  /** Meaning of a line of this form; default: the row's. */
  readonly what?: Phrase;
  readonly fields: readonly Field[];
}

/** One command with its answers. */
export interface Row {
  readonly what: Phrase;
  /** The fields after `=` when the command sets something. */
  readonly set?: readonly Field[];
  readonly lines?: readonly Shape[];
}

/** Rows by a command's name, `+CSQ`; by name and first value where that selects the rest: `+QMTCFG "ssl"`. */
export type Rows = Readonly<Record<string, Row>>;

export const phrase = (en: string, zh: string): Phrase => ({ en, zh });

/** A field whose value needs no explanation, or has a table of codes. */
export function field(en: string, zh: string, values?: Readonly<Record<string, Phrase>>): Field {
  return { name: { en, zh }, ...(values === undefined ? {} : { values }) };
}

/** A field whose meaning is computed from its value. */
export function computed(en: string, zh: string, says: (value: string) => Phrase | undefined): Field {
  return { name: { en, zh }, says };
}

/** A command with one form of answer. */
export function row(en: string, zh: string, fields: readonly Field[] = [], set?: readonly Field[]): Row {
  return {
    what: { en, zh },
    ...(fields.length === 0 ? {} : { lines: [{ fields }] }),
    ...(set === undefined ? {} : { set }),
  };
}

/** The module's numbers in the catalogue's words. */
export function catalogued(codes: Readonly<Record<number, ErrorCode>>): Readonly<Record<string, Phrase>> {
  return Object.fromEntries(
    Object.entries(codes).map(([number, code]) => {
      const { en, zh } = ERRORS[code].fact;
      return [number, { en: withoutStop(en), zh: withoutStop(zh) }];
    }),
  );
}

function withoutStop(sentence: string): string {
  return sentence.replace(/[.。]$/, '');
}

export const OFF_ON = { 0: phrase('off', '关'), 1: phrase('on', '开') };
export const CONTEXT = field('PDP context', 'PDP 上下文');
