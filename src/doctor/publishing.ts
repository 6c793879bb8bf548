import type { FinalResult } from '../at/final-result';
import { CodedError } from '../base/coded-error';
import { codeIn, finalIn, refusal, type Answer, type Dialogue, type LateCode } from './dialogue';

/** How a module accepts a payload: an announced number of bytes, or everything up to Ctrl-Z. */
export interface PublishForm {
  readonly command: 'AT+QMTPUBEX' | 'AT+QMTPUB';
  readonly isCounted: boolean;
}

/** The EC20's form first; AT+QMTPUB with a length is that of BG77x and BG95, up to Ctrl-Z that of the others. */
export const PUBLISH_FORMS: readonly PublishForm[] = [
  { command: 'AT+QMTPUBEX', isCounted: true },
  { command: 'AT+QMTPUB', isCounted: true },
  { command: 'AT+QMTPUB', isCounted: false },
];

/** A publish whose prompt has arrived. */
export interface OpenPublish {
  readonly messageId: number;
  /** Offset in the line's bytes where the text after the prompt begins. */
  readonly start: number;
  readonly promptMs: number;
  /** Offset where the text after the command line, or its echo, begins. */
  readonly promptStart: number;
}

/** A message that was received back. */
export interface Received {
  readonly payload: string;
  readonly layout: 'quoted' | 'unquoted' | 'next-line';
}

const RESULT_MS = 25_000;
const LATER_RESULT_MS = 3000;
const PROMPT_MS = 5000;
const DATA_MS = 15_000;
const CTRL_Z = '\x1a';
const HIGHEST_ID = 65_535;

/** Publishes in the trial session, phase by phase, and receives the messages back. */
export class Publishing {
  form: PublishForm = { command: 'AT+QMTPUBEX', isCounted: true };
  #lastId = 0;
  #resultMs = RESULT_MS;

  constructor(
    private readonly dialogue: Dialogue,
    private readonly session: { readonly index: number; readonly topic: string },
  ) {}

  nextId(): number {
    this.#lastId = (this.#lastId % HIGHEST_ID) + 1;
    return this.#lastId;
  }

  /** Opens a data phase of `bytes`; returns the refusal if the module refuses. Throws when neither arrives. */
  async open(bytes: number, qos: 0 | 1): Promise<OpenPublish | Answer> {
    const { dialogue, form, session } = this;
    const { wire } = dialogue;
    const messageId = qos === 0 ? 0 : this.nextId();
    const count = form.isCounted ? `,${bytes}` : '';
    const command = `${form.command}=${session.index},${messageId},${qos},0,"${session.topic}"${count}`;
    const start = wire.end;
    dialogue.dataBytes = bytes;
    dialogue.isDataUncounted = !form.isCounted;
    const sentMs = await wire.write(`${command}\r`);
    const isOver = () => {
      const text = afterEcho(wire.text(start), command);
      return promptEnd(text) !== undefined || finalIn(text) !== undefined ? true : undefined;
    };
    const came = await wire.until(isOver, PROMPT_MS, dialogue.signal);
    const text = afterEcho(wire.text(start), command);
    const end = promptEnd(text);
    if (came === undefined || end === undefined) {
      if (came !== undefined) dialogue.dataBytes = 0;
      const answer = await dialogue.answer(command, start, sentMs, 0);
      if (answer.result === undefined) throw refusal(answer);
      return answer;
    }
    const place = wire.end - text.length + end;
    return {
      messageId,
      start: place,
      promptMs: wire.timeBefore(place) - sentMs,
      promptStart: wire.end - text.length,
    };
  }

  /** Like {@link open}. Throws the refusal. */
  async demand(bytes: number, qos: 0 | 1): Promise<OpenPublish> {
    const opened = await this.open(bytes, qos);
    if ('lines' in opened) throw refusal(opened);
    return opened;
  }

  /** Writes the data, or part of it, without waiting; returns the time. */
  async write(data: string): Promise<number> {
    const ms = await this.dialogue.wire.write(data);
    this.dialogue.dataBytes = Math.max(0, this.dialogue.dataBytes - data.length);
    return ms;
  }

  /** Writes the (rest of the) data and waits for the final result. */
  async finish(
    opened: OpenPublish,
    data: string,
  ): Promise<{ readonly result: FinalResult; readonly tookMs: number; readonly endMs: number }> {
    const { wire, signal } = this.dialogue;
    const sentMs = await this.write(this.form.isCounted ? data : data + CTRL_Z);
    const final = await wire.until(() => finalIn(wire.text(opened.start)), DATA_MS, signal);
    if (final === undefined) {
      throw new CodedError('EC20_TIMEOUT', { params: { command: this.form.command, ms: DATA_MS } });
    }
    this.dialogue.dataBytes = 0;
    const endMs = wire.timeBefore(opened.start + final.end);
    return { result: final.result, tookMs: endMs - sentMs, endMs };
  }

  /** The result of a publish: 0 or 2; an interim report of a retransmission (1) is skipped. Undefined: none in time. */
  async result({ messageId, start }: OpenPublish): Promise<LateCode | undefined> {
    const { dialogue, session, name } = this;
    const { wire, signal } = dialogue;
    const of = (value: number) => codeIn(wire, name, [session.index, messageId, value], start);
    const code = await wire.until(() => of(0) ?? of(2), this.#resultMs, signal);
    // If one was missing, more will be: don't wait the full time for each.
    if (code === undefined) this.#resultMs = LATER_RESULT_MS;
    return code;
  }

  /** A complete publish with QoS 1: true when the module reports the broker's acknowledgement. */
  async send(data: string): Promise<boolean> {
    const opened = await this.open(data.length, 1);
    if ('lines' in opened) return false;
    const { result } = await this.finish(opened, data);
    if (result.kind !== 'ok') return false;
    return (await this.result(opened))?.values[2] === 0;
  }

  /** The first message after `place` that begins with `tag`; undefined after `limitMs`. */
  received(tag: string, place: number, limitMs: number): Promise<Received | undefined> {
    const { wire, signal } = this.dialogue;
    return wire.until(
      () => readReceived(wire.text(place)).find(({ payload }) => payload.startsWith(tag)),
      limitMs,
      signal,
    );
  }

  /** The name in results. */
  get name(): string {
    return this.form.command.slice('AT+'.length);
  }
}

/**
 * All complete messages in a text: `+QMTRECV: idx,msgid,"topic",length` and the payload in one of three layouts; without a length,
 * up to the end of the line.
 */
export function readReceived(text: string): Received[] {
  const counted = [...text.matchAll(/\+QMTRECV: \d+,\d+,"[^"]*",(\d+)(,"|,|\r\n)/g)];
  if (counted.length === 0) return readUncounted(text);
  return counted.flatMap((match) => {
    const bytes = Number(match[1]);
    const start = match.index + match[0].length;
    const opensQuote = match[2] === ',"';
    // An unquoted payload may itself begin with a quote: then no quote follows it.
    const isQuoted = opensQuote && text[start + bytes] === '"';
    const from = opensQuote && !isQuoted ? start - 1 : start;
    if (from + bytes + (opensQuote ? 1 : 0) > text.length) return [];
    const layout = isQuoted ? 'quoted' : match[2] === '\r\n' ? 'next-line' : 'unquoted';
    return [{ payload: text.slice(from, from + bytes), layout }] as const;
  });
}

function readUncounted(text: string): Received[] {
  const messages = text.matchAll(/\+QMTRECV: \d+,\d+,"[^"]*"(?:,"([^]*?)"|,([^]*?)|\r\n([^]*?))\r\n/g);
  return [...messages].map(([, quoted, unquoted, next]) => {
    if (quoted !== undefined) return { payload: quoted, layout: 'quoted' };
    return unquoted !== undefined
      ? { payload: unquoted, layout: 'unquoted' }
      : { payload: next ?? '', layout: 'next-line' };
  });
}

/** Removes the echo of the command, with its CR. */
export function afterEcho(text: string, command: string): string {
  return text.startsWith(`${command}\r`) ? text.slice(command.length + 1) : text;
}

/** Where the prompt in a text ends; undefined: there is none. */
function promptEnd(text: string): number | undefined {
  const match = /(?:^|[\r\n])>/.exec(text);
  return match === null ? undefined : match.index + match[0].length;
}
