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

/** What a line is read for: which results its command can have. */
export interface ResultContext {
  /** The command in flight, as it was written; undefined: none. */
  readonly command?: string | undefined;
  /** Results may be numbers: nobody knows yet how the module was left (ATV0). */
  readonly mayBeNumeric?: boolean;
}

/** Result codes that are a whole line, and end any command (EC2x AT manual §1.4, V.250 §5.7.1). */
const WHOLE_LINES: ReadonlyMap<string, FinalResult['kind']> = new Map([
  ['OK', 'ok'],
  ['ERROR', 'error'],
]);

/** The same after ATV0 (V.250 §6.2.6); those of calls have numbers of their own, which no command of ours can have. */
const NUMBERS: ReadonlyMap<string, FinalResult['kind']> = new Map([
  ['0', 'ok'],
  ['4', 'error'],
]);

/** Result codes that go on with a reason (EC2x AT manual §15). */
const REASONED = ['+CME ERROR:', '+CMS ERROR:'] as const;

/** True for a result as ATV0 words it. */
export function isNumeric(line: string): boolean {
  return NUMBERS.has(line);
}

/**
 * Reads a line as a final result code; undefined when it is none. Whole lines only, never a part of one, and the words of calls
 * only for a command that dials: NO CARRIER also tells that somebody else has hung up.
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
  // Most lines are codes and answers: no word of a call begins so.
  if (line.startsWith('+')) return undefined;
  const word = readCallWord(line);
  if (word === undefined || word === 'event' || command === undefined) return undefined;
  return isDialling(command) ? word : undefined;
}
