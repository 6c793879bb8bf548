import type { Language } from '../base/coded-error';
import * as texts from '../base/error-text';

/** The sentence for any error: a coded one in `language`, what happened and what to do about it; another one by its own message. */
export function describeError(error: unknown, language: Language): string {
  return texts.describeError(error, 'library', language);
}
