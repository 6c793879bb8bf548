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

/** Result codes that are a whole line (EC2x AT manual §1.4, V.250 §5.7.1). */
const WHOLE_LINES: ReadonlyMap<string, FinalResult['kind']> = new Map([
  ['OK', 'ok'],
  ['ERROR', 'error'],
  ['NO CARRIER', 'error'],
  ['NO ANSWER', 'error'],
  ['NO DIALTONE', 'error'],
  ['BUSY', 'error'],
]);

/** Result codes that go on with a reason (EC2x AT manual §15). */
const REASONED = ['+CME ERROR:', '+CMS ERROR:'] as const;

/** Reads a line as a final result code; undefined when it is none. Whole lines only, never a part of one. */
export function readFinalResult(line: string): FinalResult | undefined {
  const kind = WHOLE_LINES.get(line);
  if (kind === 'ok') return { kind };
  if (kind === 'error') return { kind, text: line };
  const head = REASONED.find((each) => line.startsWith(each));
  if (head === undefined) return undefined;
  const reason = line.slice(head.length).trim();
  return /^\d{1,9}$/.test(reason)
    ? { kind: 'error', text: line, moduleCode: Number(reason) }
    : { kind: 'error', text: line, detail: reason };
}
