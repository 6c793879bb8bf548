import { isDialling, readCallWord } from './call-word';

/** How a command ended. */
export type FinalResult =
  | { readonly kind: 'ok' }
  | {
      readonly kind: 'error';
      /** The whole line. */
      readonly text: string;
      /** The number of `+CME ERROR: 10`. */
      readonly moduleCode?: number;
      /** The words of `+CME ERROR: SIM not inserted` (AT+CMEE=2). */
      readonly detail?: string;
    };

/** Which final results a line can be. */
export interface ResultContext {
  /** The command in flight, as written; undefined: none. */
  readonly command?: string | undefined;
  /** Results may be numbers: it is not known yet whether ATV0 is set. */
  readonly mayBeNumeric?: boolean;
}

/** Result codes that are a whole line and end any command (EC2x AT manual §1.4, V.250 §5.7.1). */
const WHOLE_LINES: ReadonlyMap<string, FinalResult['kind']> = new Map([
  ['OK', 'ok'],
  ['ERROR', 'error'],
]);

/** The same after ATV0 (V.250 §6.2.6); call results have their own numbers, which no command of ours can return. */
const NUMBERS: ReadonlyMap<string, FinalResult['kind']> = new Map([
  ['0', 'ok'],
  ['4', 'error'],
]);

/** Result codes followed by a reason (EC2x AT manual §15). */
const REASONED = ['+CME ERROR:', '+CMS ERROR:'] as const;

/** True for a numeric result (ATV0). */
export function isNumeric(line: string): boolean {
  return NUMBERS.has(line);
}

/**
 * Reads a line as a final result code; undefined when it is not one. Whole lines only, never a part of one, and the
 * words of calls only for a command that dials: NO CARRIER is also reported when the other side hangs up.
 */
export function readFinalResult(line: string, context: ResultContext = {}): FinalResult | undefined {
  const { command, mayBeNumeric } = context;
  const kind =
    WHOLE_LINES.get(line) ??
    (mayBeNumeric === true ? NUMBERS.get(line) : undefined) ??
    callResult(line, command);
  if (kind === 'ok') return { kind };
  if (kind === 'error') return { kind, text: line };
  if (!line.startsWith('+CM')) return undefined;
  const head = REASONED.find((each) => line.startsWith(each));
  if (head === undefined) return undefined;
  const reason = line.slice(head.length).trim();
  return /^\d{1,9}$/.test(reason)
    ? { kind: 'error', text: line, moduleCode: Number(reason) }
    : { kind: 'error', text: line, detail: reason };
}

function callResult(line: string, command: string | undefined): FinalResult['kind'] | undefined {
  // Most lines are codes and answers: no word of a call begins like this.
  if (line.startsWith('+')) return undefined;
  const word = readCallWord(line);
  if (word === undefined || word === 'event' || command === undefined) return undefined;
  return isDialling(command) ? word : undefined;
}
