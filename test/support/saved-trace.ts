import { CodedError } from '../../src/base/coded-error';
import type { DoctorTrace, TraceEvent } from '../../src/doctor/trace';

/** `2026-11-29T02:14:05.120Z → AT<CR>`: one entry of a driver's trace, as it is saved and shown. */
const LINE = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) ([→←·]) (.*)$/;
/** A byte, or a control character by its name. */
const NAMED = /<(CR|LF|[0-9A-F]{2})>/g;
const CONTROLS: Readonly<Record<string, number>> = { CR: 0x0d, LF: 0x0a };
/** What was left out, by its length. */
const LEFT_OUT = /<(\d{1,6}) (?:more bytes|secret bytes|bytes withheld|bytes)>/g;

/**
 * A driver's trace, saved line by line, as what went over the line: for `Replay`. What is not there (line ends of the
 * module, payload bytes) is filled in at its length; secrets stay `***`. Lines that are none are passed over. Throws
 * `EC20_TRACE_FORMAT` where there is none at all.
 */
export function savedTrace(text: string): DoctorTrace {
  const entries = text.split('\n').flatMap((line) => {
    const [, time, mark, rest] = LINE.exec(line.trimEnd()) ?? [];
    return time === undefined || rest === undefined ? [] : [{ atMs: Date.parse(time), mark, rest }];
  });
  const [first] = entries;
  if (first === undefined) {
    throw new CodedError('EC20_TRACE_FORMAT', { params: { line: 1, detail: 'no line of a trace' } });
  }
  const events = entries.map(({ atMs, mark, rest }): TraceEvent => {
    const ms = Math.max(0, atMs - first.atMs);
    if (mark === '·') return { ms, dir: 'note', text: rest };
    if (mark === '→') return { ms, dir: 'out', bytes: bytesOf(rest) };
    // A prompt is no line.
    return {
      ms,
      dir: 'in',
      bytes: rest === '>' ? Buffer.from('\r\n> ') : bytesOf(`<CR><LF>${rest}<CR><LF>`),
    };
  });
  return { made: new Date(first.atMs).toISOString(), events };
}

function bytesOf(text: string): Buffer {
  const whole = text.replace(LEFT_OUT, (_all, count: string) => 'x'.repeat(Number(count)));
  const parts: Buffer[] = [];
  let from = 0;
  for (const { 0: all, 1: name = '', index } of whole.matchAll(NAMED)) {
    parts.push(Buffer.from(whole.slice(from, index)), Buffer.from([CONTROLS[name] ?? parseInt(name, 16)]));
    from = index + all.length;
  }
  return Buffer.concat([...parts, Buffer.from(whole.slice(from))]);
}
