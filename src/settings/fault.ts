import type { ErrorParams, Phrase } from '../base/coded-error';
import type { ErrorCode } from '../errors/catalogue';

/** What is wrong with a value, as data: nothing here throws, so that the editor can use the same rules as the runtime. */
export interface Problem {
  readonly code: ErrorCode;
  /** Fill in the catalogue's sentence. Never a secret. */
  readonly params: ErrorParams;
  /** Values that are words, by language. */
  readonly phrases?: Readonly<Record<string, Phrase>>;
}

/** The same, and which property it is about. */
export interface Fault extends Problem {
  readonly field: string;
}

/** A value that was read, or why it can't be. */
export type Reading<Value> = { readonly value: Value } | { readonly problem: Problem };

/** `EC20_SETTING`: `allowed` says what is expected. */
export function wrongSetting(field: string, value: string | number, allowed: string): Problem {
  return { code: 'EC20_SETTING', params: { field, value, allowed } };
}

/** Both ends are included. */
export interface Range {
  readonly min: number;
  readonly max: number;
  /** What a number outside is refused with, its value as `{value}`; `EC20_SETTING` without. */
  readonly code?: ErrorCode;
}
