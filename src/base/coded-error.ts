import type { ErrorCode } from '../errors/catalogue';
import { thrownText } from './thrown-text';
import type { Language, Phrase } from '../errors/row';
import { shown } from './character';
import type { ServerKey } from './server-words';

export type { Language, Phrase } from '../errors/row';

/** What became of the thing that was asked for (rule 8): it was not sent, was refused, or nobody knows. */
export type Outcome = 'not-sent' | 'rejected' | 'unknown';

/** Values that a sentence names, as `{port}` or `{limit}`. Never a secret. */
export type ErrorParams = Readonly<Record<string, string | number>>;

interface Notes {
  server?: ServerKey | undefined;
  field?: string | undefined;
  further: readonly CodedError[];
}

/** What a {@link CodedError} carries besides its code. */
export interface ErrorDetails {
  readonly params?: ErrorParams;
  /** Values that are words; a sentence takes those of its language. */
  readonly phrases?: Readonly<Record<string, Phrase>>;
  /** The module's own number, such as 10 of `+CME ERROR: 10`. */
  readonly moduleCode?: number;
  readonly outcome?: Outcome;
  readonly cause?: unknown;
}

/**
 * An error with a stable code and its values. Its message is for a log: `EC20_X (name: value, …)`; `describeError()` has the
 * sentence for a person. No texts are loaded here, so that a browser can use what throws it.
 */
export class CodedError extends Error {
  override readonly name = 'CodedError';
  readonly code: ErrorCode;
  readonly params: ErrorParams;
  readonly phrases: Readonly<Record<string, Phrase>>;
  readonly moduleCode: number | undefined;
  readonly outcome: Outcome;
  /** Not a private member: with one, the errors of two declaration files would be two types. @internal */
  declare readonly notes: Notes;

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    const params = shownValues(details.params);
    super(
      logged(code, valuesIn('en', { ...details, params })),
      details.cause === undefined ? {} : { cause: details.cause },
    );
    this.code = code;
    this.params = params;
    this.phrases = details.phrases ?? {};
    this.moduleCode = details.moduleCode;
    this.outcome = details.outcome ?? 'not-sent';
    // Not enumerable: a flow that shows the error shows what it is, not how it travels.
    Object.defineProperty(this, 'notes', { value: { further: [] } });
  }

  /** The server whose words its sentence speaks; undefined: not known, and Alibaba Cloud's are spoken. @internal */
  get server(): ServerKey | undefined {
    return this.notes.server;
  }

  /** Notes which server it is about, unless that is known; for whoever hands an error on and knows it. @internal */
  at(server: ServerKey | undefined): this {
    this.notes.server ??= server;
    for (const each of this.further) each.at(server);
    return this;
  }

  /** The setting that it is about, where its params don't name one. @internal */
  get field(): string | undefined {
    return this.notes.field;
  }

  /** What else is wrong with the same settings, in their order. @internal */
  get further(): readonly CodedError[] {
    return this.notes.further;
  }

  /** Notes its setting, and the errors that were found along with it. @internal */
  about(field: string | undefined, further: readonly CodedError[] = []): this {
    Object.assign(this.notes, { field, further });
    return this;
  }
}

/** Maximum characters of one value of an error. */
const LONGEST_VALUE = 500;

/** Coded errors as they are; anything else as `EC20_INTERNAL`, so that nothing uncoded reaches a flow. */
export function asCodedError(error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  const detail = thrownText(error);
  return new CodedError('EC20_INTERNAL', { params: { detail }, cause: error, outcome: 'unknown' });
}

/** The values of an error, its words in one language. */
export function valuesIn(
  language: Language,
  { params = {}, phrases = {} }: Pick<ErrorDetails, 'params' | 'phrases'>,
): ErrorParams {
  const words = Object.entries(phrases).map(([name, phrase]) => [name, phrase[language]] as const);
  return { ...params, ...Object.fromEntries(words) };
}

/** An error's values as a sentence shows them: see {@link shown}. They come from modules, brokers and files. */
export function shownValues(params: ErrorParams = {}): ErrorParams {
  const values = Object.entries(params).map(([name, value]) => [
    name,
    typeof value === 'string' ? shown(value, LONGEST_VALUE) : value,
  ]);
  return Object.fromEntries(values) as ErrorParams;
}

function logged(code: ErrorCode, values: ErrorParams): string {
  const named = Object.entries(values).map(([name, value]) => `${name}: ${value}`);
  return named.length === 0 ? code : `${code} (${named.join(', ')})`;
}
