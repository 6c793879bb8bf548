import { readFinalResult, type FinalResult } from '../at/final-result';
import { moduleError } from '../at/module-error';
import { CodedError } from '../base/coded-error';
import type { Wire } from './wire';

/** The module's answer to a command. */
export interface Answer {
  readonly command: string;
  /** Information lines, URCs received meanwhile included; without echo and final result. */
  readonly lines: readonly string[];
  /** Undefined: none arrived in time. */
  readonly result: FinalResult | undefined;
  /** Everything received, echo included, latin1. */
  readonly text: string;
  /** From the last byte of the command to the end of the final result, ms. */
  readonly durationMs: number;
  /** When the final result was complete, ms from the start. */
  readonly endMs: number;
}

/** A late result code such as `+QMTOPEN: 5,0`. */
export interface LateCode {
  /** The numbers after the name. */
  readonly values: readonly number[];
  /** When it was complete, ms from the start. */
  readonly ms: number;
}

const REPLY_MS = 3000;
const PROBE_MS = 1500;
const PROBES = 2;
const LATE_MS = 150;
/** How long an unanswered command's answer, and that of the AT after it, may still be on their way. */
const OWED_MS = 1500;
const LATE_LIMIT_MS = 5000;
const ESCAPE = '\x1b';
const FILL_BYTES = 64;
const FILL_PAUSE_MS = 40;
/** No module is known to announce more. */
const MAX_FILL_BYTES = 8192;

/**
 * Commands and answers as bytes. The driver's channel hides what the doctor is looking for: echo, line ends, prompts, and
 * unexpected output; so it reads the line itself, but keeps the same rule: no AT text into an open data phase.
 */
export class Dialogue {
  /** Bytes that an open data phase still expects; 0: none is open. */
  dataBytes = 0;
  /** A data phase that may be open ends with Ctrl-Z, whatever its bytes. */
  isDataUncounted = false;
  /** Ends a wait; removed while the module is being restored. */
  signal: AbortSignal | undefined;
  /** Durations of simple commands, ms. */
  readonly simpleMs: number[] = [];
  /** A command that was abandoned: its answer is still due and must not be taken for another's. */
  #abandoned: { readonly start: number; readonly untilMs: number } | undefined;
  #isSilent = false;
  /** A command was not answered in time: the answer may still arrive. */
  #isOwed = false;

  constructor(readonly wire: Wire) {}

  /** Sends a command and waits up to `limitMs` for its final result. */
  async ask(command: string, limitMs = REPLY_MS): Promise<Answer> {
    const start = this.wire.end;
    this.#abandoned = { start, untilMs: this.wire.recording.now() + limitMs };
    const sentMs = await this.wire.write(`${command}\r`);
    const answer = await this.answer(command, start, sentMs, limitMs);
    this.#abandoned = undefined;
    this.#isOwed ||= answer.result === undefined;
    return answer;
  }

  /** Waits for the answer of an abandoned command, up to its own limit. */
  async finishAbandoned(): Promise<void> {
    const abandoned = this.#abandoned;
    if (abandoned === undefined) return;
    const remainingMs = abandoned.untilMs - this.wire.recording.now();
    await this.wire.until(() => finalIn(this.wire.text(abandoned.start)), remainingMs, this.signal);
  }

  /** Like {@link ask}, for commands that only query: timed, and an unanswered one resynchronises the line. */
  async query(command: string, limitMs = REPLY_MS): Promise<Answer> {
    const answer = await this.ask(command, limitMs);
    if (answer.result === undefined) await this.recover();
    else this.simpleMs.push(answer.durationMs);
    return answer;
  }

  /** Like {@link ask}. Throws `EC20_MODULE_ERROR` when it was refused, `EC20_TIMEOUT` when there was no answer. */
  async demand(command: string, limitMs = REPLY_MS): Promise<Answer> {
    const answer = await this.ask(command, limitMs);
    if (answer.result?.kind === 'ok') return answer;
    throw refusal(answer);
  }

  /** Everything since `start` for `command`, which was sent at `sentMs`, up to its final result. */
  async answer(command: string, start: number, sentMs: number, limitMs: number): Promise<Answer> {
    const final = await this.wire.until(() => finalIn(this.wire.text(start)), limitMs, this.signal);
    const text = this.wire.text(start);
    const endMs = this.wire.timeBefore(start + (final?.end ?? text.length));
    return {
      command,
      text,
      lines: linesOf(text.slice(0, final?.start ?? text.length), command),
      result: final?.result,
      durationMs: Math.max(0, endMs - sentMs),
      endMs,
    };
  }

  /** Waits for a complete line `+NAME: numbers` whose first numbers are `first`; undefined after `limitMs`. */
  code(
    name: string,
    first: readonly number[],
    start: number,
    limitMs: number,
  ): Promise<LateCode | undefined> {
    return this.wire.until(() => codeIn(this.wire, name, first, start), limitMs, this.signal);
  }

  /** Whether the module answers AT; waits for the answer to an earlier command too, so that it isn't taken for another's. */
  async isInStep(limitMs = PROBE_MS): Promise<boolean> {
    const answer = await this.ask('AT', limitMs);
    if (answer.result?.kind !== 'ok') return false;
    await this.wire.quiet(this.#isOwed ? OWED_MS : LATE_MS, LATE_LIMIT_MS, this.signal);
    this.#isOwed = false;
    this.#isSilent = false;
    return true;
  }

  /**
   * Returns the module to its command line: fills an open data phase with spaces, which the command line ignores, or cancels it by
   * ESC where no length was announced; then sends AT. Throws `EC20_MODULE_SILENT` when it no longer answers. Takes up to 15 s.
   */
  async recover(isDataPhasePossible = this.dataBytes > 0): Promise<void> {
    if (isDataPhasePossible) await this.#fill();
    for (let probe = 0; probe < PROBES; probe++) if (await this.isInStep()) return;
    // Once it has failed, further attempts are short.
    if (!isDataPhasePossible && !this.#isSilent) {
      await this.#fill();
      for (let probe = 0; probe < PROBES; probe++) if (await this.isInStep()) return;
    }
    this.#isSilent = true;
    throw new CodedError('EC20_MODULE_SILENT', { params: { port: this.wire.path }, outcome: 'unknown' });
  }

  async #fill(): Promise<void> {
    const start = this.wire.end;
    const isKnown = this.dataBytes > 0;
    const mostBytes = isKnown ? this.dataBytes : MAX_FILL_BYTES;
    const final = () => finalIn(this.wire.text(start));
    let isOver = false;
    for (let sent = 0; sent < mostBytes && !isOver && !this.isDataUncounted; sent += FILL_BYTES) {
      await this.wire.write(' '.repeat(Math.min(FILL_BYTES, mostBytes - sent)));
      const isLast = sent + FILL_BYTES >= mostBytes;
      const ended = await this.wire.until(final, isLast ? REPLY_MS : FILL_PAUSE_MS, this.signal);
      isOver = ended !== undefined;
    }
    // A data phase that no number of bytes ends is text up to Ctrl-Z, for instance an earlier program's text message, which must
    // not be sent.
    if (!isOver && (this.isDataUncounted || !isKnown)) {
      await this.wire.write(ESCAPE);
      await this.wire.until(final, FILL_PAUSE_MS, this.signal);
    }
    this.dataBytes = 0;
    this.isDataUncounted = false;
    await this.wire.write('\r');
  }
}

/** The error for an answer other than OK. */
export function refusal({ command, result }: Answer): CodedError {
  const shown = command.split(/[=?]/)[0] ?? command;
  return result?.kind === 'error'
    ? moduleError({ command, result: result.text, moduleCode: result.moduleCode, outcome: 'rejected' })
    : new CodedError('EC20_TIMEOUT', { params: { command: shown, ms: REPLY_MS }, outcome: 'unknown' });
}

interface Final {
  readonly result: FinalResult;
  /** From the start of its line to the end of its line ending. */
  readonly start: number;
  readonly end: number;
}

/** The first complete line that is a final result. */
export function finalIn(text: string): Final | undefined {
  let start = 0;
  for (let end = text.indexOf('\r\n', start); end !== -1; end = text.indexOf('\r\n', start)) {
    const line = text.slice(start, end);
    const result = readFinalResult(line);
    if (result !== undefined) return { result, start, end: end + 2 };
    start = end + 2;
  }
  return undefined;
}

function linesOf(text: string, command: string): string[] {
  const lines = text.split(/[\r\n]+/).filter((line) => line !== '');
  const echo = lines.indexOf(command.trim());
  return echo === -1 ? lines : lines.toSpliced(echo, 1);
}

/** The first complete line `+NAME: numbers` after `start` whose first numbers are `first`. */
export function codeIn(
  wire: Wire,
  name: string,
  first: readonly number[],
  start: number,
): LateCode | undefined {
  const text = wire.text(start);
  for (const match of text.matchAll(
    new RegExp(`(?<=^|[\\r\\n])\\+${name}: (-?\\d+(?:,-?\\d+)*)\\r\\n`, 'g'),
  )) {
    const values = (match[1] ?? '').split(',').map(Number);
    if (first.some((value, place) => values[place] !== value)) continue;
    return { values, ms: wire.timeBefore(start + match.index + match[0].length) };
  }
  return undefined;
}

/** The text after `+NAME: ` in the first such line. */
export function valuesOf(answer: Answer, name: string): string | undefined {
  const head = `${name}: `;
  return answer.lines.find((line) => line.startsWith(head))?.slice(head.length);
}
