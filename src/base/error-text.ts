import { ERRORS, type ErrorCode } from '../errors/catalogue';
import type { Language, Phrase, Place } from '../errors/row';
import { shown } from './character';
import { CodedError, type ErrorParams, detailOf, valuesIn } from './coded-error';
import { cureOf, factOf, sentenceOf } from './sentence';

/** Maximum characters of an error that isn't ours. */
const LONGEST_DETAIL = 500;

/** The catalogue's sentence for `code`: what happened and what to do about it at `place`. */
export function sentence(code: ErrorCode, params: ErrorParams, place: Place, language: Language): string {
  return sentenceOf(ERRORS[code], place, language, params);
}

/** What happened and what to do about it at `place`, apart, in both languages. */
export function explain(error: CodedError, place: Place): { readonly what: Phrase; readonly cure: Phrase } {
  const row = ERRORS[error.code];
  const inBoth = (text: (language: Language) => string): Phrase => ({ en: text('en'), zh: text('zh') });
  return {
    what: inBoth((language) => factOf(row, language, valuesIn(language, error))),
    cure: inBoth((language) => cureOf(row, place, language, valuesIn(language, error))),
  };
}

/** The sentence for any error: a coded one in `language` for a reader at `place`, another one by its own message. */
export function describeError(error: unknown, place: Place, language: Language): string {
  if (error instanceof CodedError) return sentence(error.code, valuesIn(language, error), place, language);
  return shown(detailOf(error), LONGEST_DETAIL);
}
