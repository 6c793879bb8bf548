import type { CodedError, Phrase } from '../base/coded-error';
import { explain } from '../base/error-text';
import type { ErrorCode } from '../base/error-catalogue';

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
] as const;

export type CheckLineId = (typeof CHECK_LINES)[number];

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

const CODES = 'EC20_';

/** Where a failure of a session belongs, by the beginning of its code; the first that fits. */
const LINE_OF_CODE: readonly (readonly [string, CheckLineId])[] = [
  ['PORT_', 'port'],
  ['MODULE_UNSUPPORTED', 'module'],
  ['MODULE_UNKNOWN', 'module'],
  ['SIM_', 'sim'],
  ['NO_SIGNAL', 'signal'],
  ['RADIO_', 'signal'],
  ['OPERATOR_', 'registration'],
  ['NOT_REGISTERED', 'registration'],
  ['REGISTRATION_', 'registration'],
  ['NOT_ATTACHED', 'attached'],
  ['PDP_', 'address'],
  ['OPEN_PDP', 'address'],
  ['OPEN_', 'server'],
  ['TLS_UNREACHABLE', 'server'],
  ['TLS_REQUIRED', 'login'],
  ['TLS_', 'tls'],
  ['CLOCK_', 'tls'],
  ['FILE_', 'tls'],
  ['CONNECT_', 'login'],
  ['ALIAUTH_', 'login'],
  ['REGISTER_', 'login'],
  ['LINK_', 'login'],
  ['MQTT_OPTIONS', 'login'],
  ['PUBLISH_', 'message'],
  ['SUBSCRIBE_', 'message'],
  ['AT_', 'settings'],
  ['SETTING', 'settings'],
];

/** The line that a session's error belongs to; what names nothing else is between us and the module. */
export function lineOf(code: ErrorCode): CheckLineId {
  return LINE_OF_CODE.find(([beginning]) => code.startsWith(CODES + beginning))?.[1] ?? 'answer';
}

/** After these the module says nothing more: whatever comes next would only wait in vain. */
const DEAD: readonly string[] = ['PORT_', 'LINE_', 'MODULE_SILENT', 'TIMEOUT'];

export function isDeaf(code: ErrorCode): boolean {
  return DEAD.some((beginning) => code.startsWith(CODES + beginning));
}

/** What a line says of an error. */
export function told(error: CodedError): Pick<CheckLine, 'code' | 'text' | 'cure' | 'fields'> {
  const { what, cure } = explain(error);
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
