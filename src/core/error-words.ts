import type { Language } from '../base/coded-error';
import * as texts from '../base/error-text';

/**
 * The text of any error: for a coded one, what happened and what to do about it, in `language`; otherwise its own
 * message.
 */
export function describeError(error: unknown, language: Language): string {
  return texts.describeError(error, 'library', language);
}
