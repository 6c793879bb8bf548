/** The extent of an examination; each level includes those before it. */
export const LEVELS = ['read', 'line', 'network', 'broker'] as const;
export type Level = (typeof LEVELS)[number];

export type StepOutcome = 'done' | 'skipped' | 'failed' | 'declined';

/** What was done, in order. */
export interface StepRecord {
  readonly name: string;
  readonly level: Level;
  readonly outcome: StepOutcome;
  readonly ms: number;
  /** A code of the catalogue, or a few words. */
  readonly note?: string;
}

/** Result of a command given again: `OK`, `ERROR`, `OK, code 2` or `none` (no answer at all). */
export type Repetition = string;

/** Medians of measured times, in whole milliseconds. */
export const TIMES = [
  'command',
  'prompt',
  'data',
  'result',
  'ack',
  'open',
  'connect',
  'subscribe',
  'close',
  'pdp',
] as const;
export type TimeName = (typeof TIMES)[number];

/** What was measured; absent members were not. docs/doctor.md describes each. */
export interface Measured {
  echo?: 'off' | 'stays';
  errors?: 'bare' | 'number' | 'text';
  /** Hexadecimal, from the end of the command line to the last byte before silence. */
  promptBytes?: string;
  codeFraming?: 'own-lines' | 'glued';
  joined?: boolean;
  longestLineBytes?: number;
  longestLineAtLeast?: number;
  options?: string[];
  optionsTest?: string[];
  testForms?: Record<string, string>;
  optionNameInQuery?: boolean;
  lacks?: string[];
  publish?: 'AT+QMTPUBEX' | 'AT+QMTPUB';
  largestPayloadBytes?: number;
  payloadBeyond?: 'refused' | 'cut' | 'lost' | 'none-tried';
  quotes?: 'fine' | 'cut' | 'error';
  bytes?: 'fine' | 'changed';
  escape?: 'data' | 'cancels';
  surplus?: 'swallowed' | 'read';
  shortData?: { end: 'waits' } | { end: 'times-out'; afterMs: number };
  inFlight?: number;
  inFlightAtLeast?: number;
  repeated?: Record<string, Repetition>;
  receive?: 'quoted' | 'unquoted' | 'next-line';
  slots?: {
    count: number;
    order?: 'normal' | 'reversed';
    overflow?: 'newest-lost' | 'oldest-lost';
  };
  urcPort?: { told?: string; heard?: string[] };
  timesMs?: Partial<Record<TimeName, number>>;
}

export interface DoctorReport {
  readonly format: 'ec20-doctor-report';
  readonly version: 1;
  /** Wall-clock time of the start. */
  readonly made: string;
  readonly program: string;
  readonly module: { readonly model: string; readonly revision: string; readonly profile: string };
  readonly steps: readonly StepRecord[];
  readonly measured: Measured;
}
