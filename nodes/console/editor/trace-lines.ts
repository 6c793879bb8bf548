import type { TraceEntry } from '../../../src/at/trace-entry';
import { MARKS, traceLine } from '../../../src/at/trace-line';
import { withoutPersonalNumbers } from '../../../src/base/personal-numbers';
import type { ConsoleLine } from '../console-reading';

/** Number of entries that the runtime has left out. */
export interface SkippedEntries {
  readonly left: number;
}

/** The content of one line of the console. */
export type ConsoleEntry = ConsoleLine | SkippedEntries;

export { MARKS };

export function isSkipped(entry: ConsoleEntry): entry is SkippedEntries {
  return 'left' in entry;
}

/** Whether a line contains every word of the filter, and none that begins with a minus. */
export function matches(line: string, filter: string): boolean {
  const text = line.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) =>
      word.length > 1 && word.startsWith('-') ? !text.includes(word.slice(1)) : text.includes(word),
    );
}

/** The entries that match a filter; gaps stay. */
export function filtered(entries: readonly ConsoleEntry[], filter: string): readonly ConsoleEntry[] {
  return entries.filter((entry) => isSkipped(entry) || matches(entry.text, filter));
}

/** An entry's text without the marks of its line end. */
export function withoutLineEnd(text: string): string {
  return text.replace(/(<CR>|<LF>)+$/, '');
}

/** What is copied of an entry: its text alone, so that a command can be pasted again. */
export function copiedText(entry: ConsoleEntry): string {
  return isSkipped(entry) ? '' : withoutPersonalNumbers(withoutLineEnd(entry.text));
}

/** Whether the module refuses a command with this line. */
export function isRefusal({ direction, text }: TraceEntry): boolean {
  return direction === 'in' && /^(ERROR|\+CM[ES] ERROR)/.test(text);
}

/** Local time of day, to the millisecond. */
export function timeOfDay(at: number): string {
  const time = new Date(at);
  const parts = [time.getHours(), time.getMinutes(), time.getSeconds()];
  const milliseconds = String(time.getMilliseconds()).padStart(3, '0');
  return `${parts.map((part) => String(part).padStart(2, '0')).join(':')}.${milliseconds}`;
}

/** The trace as a file: heading lines, a blank one, then a line for each entry; personal numbers masked. */
export function traceFile(heading: readonly string[], entries: readonly TraceEntry[]): string {
  const lines = entries.map(traceLine);
  return withoutPersonalNumbers(`${[...heading, '', ...lines].join('\n')}\n`);
}
