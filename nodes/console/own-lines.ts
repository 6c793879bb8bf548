import { readFinalResult } from '../../src/at/final-result';
import type { Trace, TraceEntry } from '../../src/at/trace';
import { maskSecretCommands } from '../../src/ec20/secret-commands';

/** Marked lines that are remembered for one trace; it keeps fewer entries. */
const MOST_MARKS = 2000;

/** Which lines of a trace belong to commands of the console: each command, and what answers it. */
export class OwnLines {
  /** By trace: the numbers of its entries, counted from 0. */
  readonly #marks = new WeakMap<Trace, Set<number>>();

  /** Marks the lines of `command`, which is about to run. Returns a function to be called when it has ended. */
  follow(trace: Trace, command: string): () => void {
    const marks = this.#marks.get(trace) ?? new Set<number>();
    this.#marks.set(trace, marks);
    const prefix = /^AT\s*(\+[A-Z0-9]+)/i.exec(command)?.[1]?.toUpperCase();
    let phase: 'queued' | 'answered' | 'ended' = 'queued';
    return trace.subscribe((entry) => {
      if (phase === 'queued' && isCommand(entry, command)) phase = 'answered';
      else if (phase !== 'answered' || !isAnswer(entry, prefix)) return;
      else if (readFinalResult(entry.text) !== undefined) phase = 'ended';
      marks.add(trace.recorded - 1);
      for (const oldest of marks) {
        if (marks.size <= MOST_MARKS) break;
        marks.delete(oldest);
      }
    });
  }

  /** Whether the entry of that number is marked. */
  has(trace: Trace, number: number): boolean {
    return this.#marks.get(trace)?.has(number) === true;
  }
}

/** A secret is masked in the trace, perhaps more of it than is known here: then only the command's name counts. */
function isCommand({ direction, text }: TraceEntry, command: string): boolean {
  const sent = text.replace(/<CR>$/, '');
  const head = (line: string) => line.split(/[=?]/, 1)[0];
  return (
    direction === 'out' &&
    (sent === maskSecretCommands(command) || (sent.includes('***') && head(sent) === head(command)))
  );
}

/** Lines in between are unsolicited codes: they begin with a plus and another name. */
function isAnswer({ direction, text }: TraceEntry, prefix: string | undefined): boolean {
  if (direction !== 'in') return false;
  if (readFinalResult(text) !== undefined || !text.startsWith('+')) return true;
  return prefix !== undefined && text.toUpperCase().startsWith(`${prefix}:`);
}
