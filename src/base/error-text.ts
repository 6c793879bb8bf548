import { CodedError, type ErrorParams, type Language, type Phrase, valuesIn } from './coded-error';
import { ERROR_CATALOGUE, type ErrorCode } from './error-catalogue';

/** The catalogue's sentence for `code`: what happened and what to do about it. */
export function sentence(code: ErrorCode, params: ErrorParams, language: Language): string {
  const entry = ERROR_CATALOGUE[code][language];
  const text = language === 'zh' ? `${entry.what}${entry.cure}` : `${entry.what} ${entry.cure}`;
  return filledIn(text.trim(), params);
}

/** What happened and what to do about it, apart, in both languages. */
export function explain(error: CodedError): { readonly what: Phrase; readonly cure: Phrase } {
  const part = (name: 'what' | 'cure', language: Language) =>
    filledIn(ERROR_CATALOGUE[error.code][language][name], valuesIn(language, error));
  const phrase = (name: 'what' | 'cure'): Phrase => ({ en: part(name, 'en'), zh: part(name, 'zh') });
  return { what: phrase('what'), cure: phrase('cure') };
}

/** The sentence for any error: a coded one in `language`, another one by its own message. */
export function describeError(error: unknown, language: Language): string {
  if (error instanceof CodedError) return sentence(error.code, valuesIn(language, error), language);
  return error instanceof Error ? error.message : String(error);
}

function filledIn(text: string, params: ErrorParams): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    return value === undefined ? whole : String(value);
  });
}
