import type { TraceDirection, TraceEntry } from './trace-entry';

/** The sign between a line's time and its text. */
export const MARKS: Readonly<Record<TraceDirection, string>> = { out: '→', in: '←', note: '·' };

/** One entry as saved traces have it: `2026-11-29T02:14:05.120Z → AT`. */
export function traceLine({ at, direction, text }: TraceEntry): string {
  return `${new Date(at).toISOString()} ${MARKS[direction]} ${text}`;
}
