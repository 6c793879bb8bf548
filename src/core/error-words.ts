import type { CodedError, Language, Phrase } from '../base/coded-error';
import * as texts from '../base/error-text';

/** The sentence for any error: a coded one in `language`, what happened and what to do about it; another one by its own message. */
export function describeError(error: unknown, language: Language): string {
  return texts.describeError(error, 'library', language);
}

/** What happened and what to do about it, apart, in both languages. */
export function explain(error: CodedError): { readonly what: Phrase; readonly cure: Phrase } {
  return texts.explain(error, 'library');
}
