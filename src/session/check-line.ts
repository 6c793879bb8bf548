import type { CodedError, Phrase } from '../base/coded-error';
import { explain } from '../base/error-text';
import { type ErrorCode, ERRORS } from '../errors/catalogue';
import type { CheckLineId, Place } from '../errors/row';

export type { CheckLineId } from '../errors/row';

/** The lines of a checklist, in the order of the way from the settings to a message there and back. */
export const CHECK_LINES = [
  'settings',
  'port',
  'answer',
  'module',
  'sim',
  'signal',
  'registration',
  'attached',
  'address',
  'server',
  'tls',
  'login',
  'message',
] as const satisfies readonly CheckLineId[];

export type CheckState = 'waiting' | 'running' | 'ok' | 'warn' | 'failed' | 'skipped';

/** Values that a line has found: never a secret, and of personal numbers the last digits only. */
export type CheckDetail = Readonly<Record<string, string | number>>;

/** One line as it is shown. */
export interface CheckLine {
  readonly id: CheckLineId;
  readonly state: CheckState;
  /** How long it took, in milliseconds. */
  readonly ms: number;
  readonly detail: CheckDetail;
  readonly code?: ErrorCode;
  /** What happened, and what to do about it. */
  readonly text?: Phrase;
  readonly cure?: Phrase;
  /** The properties that it is about. */
  readonly fields?: readonly string[];
  /** Of a skipped line: the line without which it makes no sense. */
  readonly because?: CheckLineId;
  /** What went over the line meanwhile, as the trace shows it: secrets masked. */
  readonly traffic: readonly string[];
}

/** What a look at one thing has found; a rejection with a CodedError is a failed line. */
export interface Finding {
  readonly detail?: CheckDetail;
  /** It works, but. */
  readonly warning?: CodedError;
  /** It could not be tried, which stops nothing. */
  readonly untried?: CodedError;
}

/** What has to be in order before a line makes sense. */
export const NEEDS: Readonly<Record<CheckLineId, readonly CheckLineId[]>> = {
  settings: [],
  port: [],
  answer: ['port'],
  module: ['answer'],
  sim: ['answer'],
  signal: ['answer'],
  registration: ['sim', 'signal'],
  attached: ['registration'],
  address: ['attached'],
  server: ['settings', 'address'],
  tls: ['server'],
  login: ['server', 'tls'],
  message: ['login'],
};

/** The line that a session's error belongs to. */
export function lineOf(code: ErrorCode): CheckLineId {
  return ERRORS[code].check.line;
}

/** Whether the module says nothing more after it: whatever comes next would only wait in vain. */
export function isDeaf(code: ErrorCode): boolean {
  return ERRORS[code].check.deaf;
}

/** What a line says of an error. */
export function told(error: CodedError, place: Place): Pick<CheckLine, 'code' | 'text' | 'cure' | 'fields'> {
  const { what, cure } = explain(error, place);
  const { field, fields = field } = error.params;
  const about = fields === undefined ? {} : { fields: String(fields).split(', ') };
  return { code: error.code, text: what, cure, ...about };
}

const SHOWN_DIGITS = 4;

/** Of a personal number only its last digits; empty stays empty. */
export function lastDigits(number: string): string {
  return number === '' ? '' : `***${number.slice(-SHOWN_DIGITS)}`;
}

/** Bars of a telephone, 0–4, for a strength in dBm. */
export function barsOf(dbm: number | undefined): number {
  if (dbm === undefined) return 0;
  return BARS.filter((least) => dbm >= least).length;
}

/** The least strength for one, two, three and four bars; two are enough for small messages. */
const BARS = [-109, -101, -93, -83];
