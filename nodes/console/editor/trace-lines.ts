import type { TraceDirection, TraceEntry } from '../../../src/at/trace-entry';

/** Number of entries that the runtime has left out. */
export interface SkippedEntries {
  readonly left: number;
}

/** The content of one line of the console. */
export type ConsoleEntry = TraceEntry | SkippedEntries;

/** The sign between a line's time and its text. */
export const MARKS: Readonly<Record<TraceDirection, string>> = { out: '→', in: '←', note: '·' };

/** IMEI, IMSI and ICCID have 15 to 20 digits, phone numbers 11 after a country code or a quote. */
const PERSONAL = /\b\d{15,20}\b|\+86\d{11}\b|"1\d{10}"/g;

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
  const lines = entries.map(
    ({ at, direction, text }) => `${new Date(at).toISOString()} ${MARKS[direction]} ${text}`,
  );
  return `${[...heading, '', ...lines].join('\n')}\n`.replace(PERSONAL, '***');
}
