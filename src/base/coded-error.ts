import { ERROR_CATALOGUE, type ErrorCode } from './error-catalogue';

/** What became of the thing that was asked for (rule 8): it was not sent, was refused, or nobody knows. */
export type Outcome = 'not-sent' | 'rejected' | 'unknown';

/** The languages that the catalogue speaks. */
export type Language = 'en' | 'zh';

/** Words that differ by language. */
export type Phrase = Readonly<Record<Language, string>>;

/** Values that a sentence of the catalogue names, as `{port}` or `{limit}`. Never a secret. */
export type ErrorParams = Readonly<Record<string, string | number>>;

/** What a {@link CodedError} tells besides its code. */
export interface ErrorDetails {
  readonly params?: ErrorParams;
  /** Values that are words: {@link describeError} takes those of its language. */
  readonly phrases?: Readonly<Record<string, Phrase>>;
  /** The module's own number, such as 10 of `+CME ERROR: 10`. */
  readonly moduleCode?: number;
  readonly outcome?: Outcome;
  readonly cause?: unknown;
}

/** An error with a stable code. Its message is the catalogue's English sentence; {@link describeError} gives others. */
export class CodedError extends Error {
  override readonly name = 'CodedError';
  readonly code: ErrorCode;
  readonly params: ErrorParams;
  readonly phrases: Readonly<Record<string, Phrase>>;
  readonly moduleCode: number | undefined;
  readonly outcome: Outcome;

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    super(
      sentence(code, worded(details, 'en'), 'en'),
      details.cause === undefined ? {} : { cause: details.cause },
    );
    this.code = code;
    this.params = details.params ?? {};
    this.phrases = details.phrases ?? {};
    this.moduleCode = details.moduleCode;
    this.outcome = details.outcome ?? 'not-sent';
  }
}

/** The catalogue's sentence for `code`: what happened and what to do about it. */
export function sentence(code: ErrorCode, params: ErrorParams, language: Language): string {
  const entry = ERROR_CATALOGUE[code][language];
  const text = language === 'zh' ? `${entry.what}${entry.cure}` : `${entry.what} ${entry.cure}`;
  return filledIn(text.trim(), params);
}

/** What happened and what to do about it, apart, in both languages. */
export function explain(error: CodedError): { readonly what: Phrase; readonly cure: Phrase } {
  const part = (name: 'what' | 'cure', language: Language) =>
    filledIn(ERROR_CATALOGUE[error.code][language][name], worded(error, language));
  const phrase = (name: 'what' | 'cure'): Phrase => ({ en: part(name, 'en'), zh: part(name, 'zh') });
  return { what: phrase('what'), cure: phrase('cure') };
}

function filledIn(text: string, params: ErrorParams): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    return value === undefined ? whole : String(value);
  });
}

/** The sentence for any error: a coded one in `language`, another one by its own message. */
export function describeError(error: unknown, language: Language): string {
  if (error instanceof CodedError) return sentence(error.code, worded(error, language), language);
  return error instanceof Error ? error.message : String(error);
}

/** Coded errors as they are; anything else as `EC20_INTERNAL`, so that nothing uncoded reaches a flow. */
export function asCodedError(error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new CodedError('EC20_INTERNAL', { params: { detail }, cause: error, outcome: 'unknown' });
}

/** The values of a sentence in one language. */
function worded(
  { params, phrases = {} }: Pick<ErrorDetails, 'params' | 'phrases'>,
  language: Language,
): ErrorParams {
  const words = Object.entries(phrases).map(([name, phrase]) => [name, phrase[language]] as const);
  return { ...params, ...Object.fromEntries(words) };
}
