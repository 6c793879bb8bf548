import { CodedError } from '../base/coded-error';
import { thrownText } from '../base/thrown-text';
import type { Redactor } from './redact';

/** One event: bytes written or received, or a note. `ms` counts from the start. */
export type TraceEvent =
  | { readonly ms: number; readonly dir: 'out' | 'in'; readonly bytes: Buffer; readonly port?: 'second' }
  | { readonly ms: number; readonly dir: 'note' | 'step'; readonly text: string };

export interface DoctorTrace {
  /** Wall-clock time of the start, ISO 8601. */
  readonly made: string;
  readonly events: readonly TraceEvent[];
}

const FORMAT = 'ec20-doctor-trace';

/**
 * The file: a header, then one event per line. A secret may be split between two chunks, so each direction is redacted as one text
 * and split again in the same places.
 */
export function writeTrace(trace: DoctorTrace, redactor: Redactor): string {
  const events = [...trace.events];
  for (const flow of [isFlow('out'), isFlow('in'), isFlow('in', 'second')]) {
    const places = events.flatMap((event, place) => (flow(event) ? [place] : []));
    const whole = places.map((place) => bytesOf(events[place]).toString('latin1')).join('');
    const redacted = Buffer.from(redactor.redact(whole), 'latin1');
    let start = 0;
    for (const place of places) {
      const event = events[place];
      if (event === undefined || !('bytes' in event)) continue;
      const end = start + event.bytes.length;
      events[place] = { ...event, bytes: redacted.subarray(start, end) };
      start = end;
    }
  }
  const lines = events.map((event) =>
    'bytes' in event
      ? { ...event, bytes: event.bytes.toString('base64') }
      : { ...event, text: redactor.redact(event.text) },
  );
  const head = { format: FORMAT, version: 1, made: trace.made };
  return [head, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** Reads what {@link writeTrace} has written. Throws `EC20_TRACE_FORMAT` (line, detail). */
export function readTrace(text: string): DoctorTrace {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const read = lines.map((line, place) => readLine(line, place + 1));
  const head = read[0] ?? {};
  if (head['format'] !== FORMAT) throw unreadable(1, `format is not ${FORMAT}`);
  if (head['version'] !== 1) throw unreadable(1, 'version is not 1');
  const made = head['made'];
  if (typeof made !== 'string' || Number.isNaN(Date.parse(made))) throw unreadable(1, 'made is no time');
  return { made, events: read.slice(1).map((event, place) => asEvent(event, place + 2)) };
}

function readLine(line: string, number: number): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw unreadable(number, thrownText(error));
  }
  if (typeof value !== 'object' || value === null) throw unreadable(number, 'no object');
  return value as Record<string, unknown>;
}

function asEvent(value: Record<string, unknown>, number: number): TraceEvent {
  const { ms, dir, bytes, text } = value;
  if (typeof ms !== 'number') throw unreadable(number, 'ms is no number');
  if ((dir === 'note' || dir === 'step') && typeof text === 'string') return { ms, dir, text };
  if ((dir === 'out' || dir === 'in') && typeof bytes === 'string') {
    const port = value['port'] === 'second' ? { port: 'second' as const } : {};
    return { ms, dir, bytes: Buffer.from(bytes, 'base64'), ...port };
  }
  throw unreadable(number, 'neither bytes of out or in nor text of note or step');
}

function unreadable(line: number, detail: string): CodedError {
  return new CodedError('EC20_TRACE_FORMAT', { params: { line, detail } });
}

function isFlow(dir: 'out' | 'in', port?: 'second'): (event: TraceEvent) => boolean {
  return (event) => event.dir === dir && 'bytes' in event && event.port === port;
}

function bytesOf(event: TraceEvent | undefined): Buffer {
  return event !== undefined && 'bytes' in event ? event.bytes : Buffer.alloc(0);
}
