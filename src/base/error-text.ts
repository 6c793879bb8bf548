import { ERRORS, type ErrorCode } from '../errors/catalogue';
import type { Language, Phrase, Place } from '../errors/row';
import { shown } from './character';
import type { ServerKey } from './server-words';
import { CodedError, type ErrorParams, valuesIn } from './coded-error';
import { thrownText } from './thrown-text';
import { cureOf, factOf, rowAt, sentenceOf, valuesAt } from './sentence';

/** Maximum characters of an error that isn't ours. */
const LONGEST_DETAIL = 500;

/** The catalogue's sentence for `code`: what happened and what to do about it at `place`, in the words of `server`. */
export function sentence(
  code: ErrorCode,
  params: ErrorParams,
  place: Place,
  language: Language,
  server?: ServerKey,
): string {
  return sentenceOf(rowAt(ERRORS[code], server), place, language, valuesAt(params, server, language));
}

/** What happened and what to do about it at `place`, apart, in both languages. */
export function explain(error: CodedError, place: Place): { readonly what: Phrase; readonly cure: Phrase } {
  const { server } = error;
  const row = rowAt(ERRORS[error.code], server);
  const inBoth = (text: (language: Language) => string): Phrase => ({ en: text('en'), zh: text('zh') });
  const values = (language: Language) => valuesAt(valuesIn(language, error), server, language);
  return {
    what: inBoth((language) => factOf(row, language, values(language))),
    cure: inBoth((language) => cureOf(row, place, language, values(language))),
  };
}

/** The sentence for any error: a coded one in `language` for a reader at `place`, another one by its own message. */
export function describeError(error: unknown, place: Place, language: Language): string {
  if (error instanceof CodedError)
    return sentence(error.code, valuesIn(language, error), place, language, error.server);
  return shown(thrownText(error), LONGEST_DETAIL);
}
