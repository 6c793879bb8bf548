import type { CodedError, Phrase } from '../base/coded-error';
import { explain } from '../base/error-text';
import { type ErrorCode, ERRORS } from '../errors/catalogue';
import type { CheckLineId, Place } from '../errors/row';

export type { CheckLineId } from '../errors/row';

/** The lines of a checklist, in order: from the settings to a round trip through the cloud. */
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
  'devices',
] as const satisfies readonly CheckLineId[];

export type CheckState = 'waiting' | 'running' | 'ok' | 'warn' | 'failed' | 'skipped';

/** Values found for a line: never a secret, and only the last digits of personal numbers. */
export type CheckDetail = Readonly<Record<string, string | number>>;

/** What happened, what to do about it, and the properties concerned. */
export interface CheckFault {
  readonly code: ErrorCode;
  readonly text: Phrase;
  readonly cure: Phrase;
  readonly fields?: readonly string[];
}

/** One line as displayed. */
export interface CheckLine extends Partial<CheckFault> {
  readonly id: CheckLineId;
  readonly state: CheckState;
  /** Duration in milliseconds. */
  readonly ms: number;
  readonly detail: CheckDetail;
  /** Each sub-device, and what is wrong with it. */
  readonly devices?: readonly CheckedDevice[];
  /** What else is wrong with the settings. */
  readonly further?: readonly CheckFault[];
  /** For a skipped line: the line that it depends on. */
  readonly because?: CheckLineId;
  /** Traffic on the serial line meanwhile, as in the trace: secrets masked. */
  readonly traffic: readonly string[];
}

/** A sub-device as displayed. */
export interface CheckedDevice {
  readonly deviceName: string;
  /** Absent: it is online. */
  readonly fault?: CheckFault;
}

/** The result of checking one line; a rejection with a CodedError is a failed line. */
export interface Finding {
  readonly detail?: CheckDetail;
  /** It works, with a reservation. */
  readonly warning?: CodedError;
  /** The sub-devices, and why they aren't online: then the line has failed. */
  readonly devices?: readonly { readonly deviceName: string; readonly error: CodedError | undefined }[];
  /** It could not be tested; the check goes on. */
  readonly untried?: CodedError;
}

/** The lines that each line depends on. */
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
  devices: ['login'],
};

/** The line that a session's error belongs to. */
export function lineOf(code: ErrorCode): CheckLineId {
  return ERRORS[code].check.line;
}

/** Whether the module stops responding after this error: every further line would only time out. */
export function silencesModule(code: ErrorCode): boolean {
  return ERRORS[code].check.deaf;
}

/** The part of a line that describes an error, and those found along with it. */
export function lineError(error: CodedError, place: Place): CheckFault & Pick<CheckLine, 'further'> {
  const further = error.further.map((each) => faultOf(each, place));
  return { ...faultOf(error, place), ...(further.length === 0 ? {} : { further }) };
}

/** What is wrong, and what to do about it. */
export function faultOf(error: CodedError, place: Place): CheckFault {
  const { what, cure } = explain(error, place);
  const { field = error.field, fields = field } = error.params;
  const about = fields === undefined ? {} : { fields: String(fields).split(', ') };
  return { code: error.code, text: what, cure, ...about };
}

const SHOWN_DIGITS = 4;

/** The last digits of a personal number; empty stays empty. */
export function lastDigits(number: string): string {
  return number === '' ? '' : `***${number.slice(-SHOWN_DIGITS)}`;
}

/** Signal bars, 0–4, for a strength in dBm. */
export function barsOf(dbm: number | undefined): number {
  if (dbm === undefined) return 0;
  return BARS.filter((least) => dbm >= least).length;
}

/** Minimum dBm for one, two, three and four bars; two are enough for small messages. */
const BARS = [-109, -101, -93, -83];
