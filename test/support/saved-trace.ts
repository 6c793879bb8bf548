import type { Clock } from '../../src/base/clock';
import { CodedError } from '../../src/base/coded-error';
import { Replay } from '../../src/doctor/replay';
import type { DoctorTrace, TraceEvent } from '../../src/doctor/trace';
import type { Transport } from '../../src/transport/transport';

/** `2026-11-29T02:14:05.120Z → AT<CR>`: one entry of a driver's trace, as it is saved and shown. */
const LINE = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) ([→←·]) (.*)$/;
/** A byte, or a control character by its name. */
const NAMED = /<(CR|LF|[0-9A-F]{2})>/g;
const CONTROLS: Readonly<Record<string, number>> = { CR: 0x0d, LF: 0x0a };
/** What was left out, by its length. */
const LEFT_OUT = /<(\d{1,6}) (?:more bytes|secret bytes|bytes withheld|bytes)>/g;

/** The first command on an open line (src/at/greeting.ts). */
const GREETING = /^\S+ → ATE0Q0V1<CR>$/;

/** The lines of a saved trace from the last time that the port was opened. */
export function lastAttempt(text: string): string {
  const lines = text.split('\n');
  return lines
    .slice(
      Math.max(
        0,
        lines.findLastIndex((line) => GREETING.test(line)),
      ),
    )
    .join('\n');
}

/**
 * The module's side of a saved trace, for the driver itself. What is not in the trace may be anything: a secret where it has `***`, as
 * many bytes of payload as it says.
 */
export function replayed(text: string, clock: Clock): Transport {
  const trace = savedTrace(text);
  const replay = new Replay(trace, clock);
  const written = trace.events.filter((event) => event.dir === 'out');
  let next = 0;
  return {
    path: 'trace',
    async open(listener) {
      const line = await replay.transport.open(listener);
      return {
        write: (bytes) => {
          const expected = written[next++];
          const isExpected = expected !== undefined && 'bytes' in expected && fits(expected.bytes, bytes);
          return line.write(isExpected ? expected.bytes : bytes);
        },
        close: () => line.close(),
      };
    },
  };
}

/** Whether bytes can be those of a trace that leaves out secrets and payloads. */
function fits(expected: Buffer, bytes: Uint8Array): boolean {
  const pattern = expected
    .toString('latin1')
    .split('***')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const isPayload = expected.length > 0 && expected.every((byte) => byte === FILLER);
  return isPayload
    ? expected.length === bytes.length
    : new RegExp(`^${pattern.join('[^]*')}$`).test(Buffer.from(bytes).toString('latin1'));
}

/** Stands for each byte that was left out. */
const FILLER = 'x'.charCodeAt(0);

/** A number of the module or the card, masked as the personal one that it is, and the digits of one (src/base/personal-numbers.ts). */
const MASKED_NUMBER = /^((?:\+\w+: ?)?)\*\*\*$/;
const MADE_UP_NUMBER = '0'.repeat(15);

/**
 * A driver's trace, saved line by line, as what went over the line: for `Replay`. What is not there (line ends of the
 * module, payload bytes) is filled in at its length, and a masked number of the module by zeros; secrets stay `***`. Lines that are none are passed over. Throws
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
      bytes: rest === '>' ? Buffer.from('\r\n> ') : bytesOf(`<CR><LF>${numbered(rest)}<CR><LF>`),
    };
  });
  return { made: new Date(first.atMs).toISOString(), events };
}

function numbered(line: string): string {
  return line.replace(MASKED_NUMBER, (_all, head: string) => `${head}${MADE_UP_NUMBER}`);
}

function bytesOf(text: string): Buffer {
  const whole = text.replace(LEFT_OUT, (_all, count: string) =>
    String.fromCharCode(FILLER).repeat(Number(count)),
  );
  const parts: Buffer[] = [];
  let from = 0;
  for (const { 0: all, 1: name = '', index } of whole.matchAll(NAMED)) {
    parts.push(Buffer.from(whole.slice(from, index)), Buffer.from([CONTROLS[name] ?? parseInt(name, 16)]));
    from = index + all.length;
  }
  return Buffer.concat([...parts, Buffer.from(whole.slice(from))]);
}
