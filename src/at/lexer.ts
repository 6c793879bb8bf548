import { ByteBuffer } from './byte-buffer';
import {
  type Announcement,
  CountedHead,
  type CountedPrefix,
  type PayloadPlace,
  findPayload,
} from './counted-data';
import type { Frame } from './frame';
import { MessageBodies } from './message-body';
import { OpenPayload } from './open-payload';

export type { CountedPrefix } from './counted-data';

/** Options of a {@link Lexer}: which lines announce a payload, and how long a line may get. */
export interface LexerOptions {
  readonly countedPrefixes: readonly CountedPrefix[];
  /** A longer line is an `overflow`. Default: 8 KiB plus the longest payload. */
  readonly longestLineBytes?: number;
  /** Lines that are the module's own at this moment, and so not part of a payload without a length. Default: none. */
  readonly isKnown?: (line: string) => boolean;
}

/** A payload that is being counted. */
export interface Count {
  /** Unique for each count. */
  readonly id: number;
  /** Maximum payload bytes. */
  readonly bytes: number;
}

/**
 * Turns bytes into frames (rule 1): pure and incremental, any chunking yields the same frames. Handles lines, the
 * prompt while one is awaited, and counted data; no commands. Never throws, and always makes progress.
 */
export class Lexer {
  readonly #prefixes: ReadonlyMap<string, CountedPrefix>;
  readonly #longestPrefixBytes: number;
  readonly #longestLineBytes: number;
  /** The current line, or the payload that is being counted. */
  readonly #gathered = new ByteBuffer();
  readonly #isKnown: (line: string) => boolean;
  #state: State = { kind: 'line', head: undefined };
  readonly #bodies = new MessageBodies();
  #promptAwaited = false;
  #spaceMayFollow = false;
  #dataEcho: { readonly bytes: Buffer; matched: number } | undefined;
  /** Bytes to read, the innermost repetition last. */
  #inputs: Input[] = [];
  #counts = 0;
  /** Number of bytes read, repetitions subtracted. */
  #position = 0;
  /** Up to here bytes were swallowed by a count that failed. */
  #frontier = 0;
  #failuresRunning = 0;

  constructor(options: LexerOptions) {
    this.#prefixes = new Map(options.countedPrefixes.map((each) => [`${each.prefix}:`, each]));
    this.#longestPrefixBytes = Math.max(0, ...[...this.#prefixes.keys()].map((each) => each.length));
    const largestBytes = Math.max(0, ...options.countedPrefixes.map((each) => each.maxBytes));
    this.#longestLineBytes = options.longestLineBytes ?? 8192 + largestBytes;
    const isKnown = options.isKnown ?? (() => false);
    this.#isKnown = (line) => this.#prefixes.has(`${line.split(':', 1)[0] ?? ''}:`) || isKnown(line);
  }

  /** Reads received bytes; returns the frames that they complete. */
  push(bytes: Uint8Array): Frame[] {
    const frames: Frame[] = [];
    this.#inputs.push({ bytes, at: 0, isRepeated: false });
    this.#readInputs(frames);
    return frames;
  }

  /** While on, `>` at the start of a line is the prompt, which switches this off again. */
  awaitPrompt(on: boolean): void {
    this.#promptAwaited = on;
  }

  /** The module repeats `bytes` raw (its echo is on): they are dropped, up to the first that differs. */
  expectDataEcho(bytes: Buffer | undefined): void {
    this.#dataEcho = bytes === undefined || bytes.length === 0 ? undefined : { bytes, matched: 0 };
  }

  /**
   * Gives up a count that takes too long: it is damaged, and its bytes are read again. A payload without a length that
   * may be over is complete.
   */
  abandon(): Frame[] {
    const frames: Frame[] = [];
    const state = this.#state;
    if (state.kind === 'counted') {
      // Nothing followed the number: it was a payload without quotes and length, `+QMTRECV: 0,0,"t",25`.
      const isAbsent = state.place === 'next-line' && this.#gathered.text().trim() === '';
      if (isAbsent) this.#closeAbsent(state.head, frames);
      else this.#giveUp(state.head, this.#gathered.copy(), frames);
    } else if (state.kind === 'open') {
      if (state.payload.mayBeOver) this.#close(state, frames);
      else this.#giveUp(state.head, state.payload.bytes(), frames);
    }
    this.#readInputs(frames);
    return frames;
  }

  /** True when silence would end a payload without a length. */
  get mayBeOver(): boolean {
    return this.#state.kind === 'open' && this.#state.payload.mayBeOver;
  }

  /** True while a payload is being counted. */
  get counting(): boolean {
    return this.count !== undefined;
  }

  /** The payload that is being counted. */
  get count(): Count | undefined {
    return this.#state.kind === 'counted' || this.#state.kind === 'open' ? this.#state.count : undefined;
  }

  /** True when an unfinished line looks like an unexpected prompt. */
  get atPrompt(): boolean {
    if (this.#state.kind !== 'line') return false;
    const text = this.#gathered.text();
    return text === '>' || text === '> ';
  }

  #readInputs(frames: Frame[]): void {
    for (let input = this.#inputs.at(-1); input !== undefined; input = this.#inputs.at(-1)) {
      const byte = input.bytes[input.at];
      if (byte === undefined) {
        this.#inputs.pop();
      } else {
        input.at++;
        this.#readByte(byte, input.isRepeated, frames);
      }
    }
  }

  #readByte(byte: number, isRepeated: boolean, frames: Frame[]): void {
    if (this.#spaceMayFollow) {
      this.#spaceMayFollow = false;
      if (byte === SPACE) return;
    }
    if (!isRepeated && this.#dataEcho !== undefined && this.#isDataEcho(byte)) return;
    this.#position++;
    switch (this.#state.kind) {
      case 'line':
        this.#lineByte(byte, this.#state.head, frames);
        return;
      case 'skipping':
        if (isLineEnd(byte)) this.#startLine();
        return;
      case 'counted':
        this.#countedByte(byte, this.#state, frames);
        return;
      case 'open':
        this.#openByte(byte, this.#state, frames);
        return;
    }
  }

  /** True when `byte` is taken as echo, or is queued after the echo's matched bytes to be read with them. */
  #isDataEcho(byte: number): boolean {
    const echo = this.#dataEcho;
    if (echo === undefined) return false;
    if (byte === echo.bytes[echo.matched]) {
      echo.matched++;
      if (echo.matched === echo.bytes.length) this.#dataEcho = undefined;
      return true;
    }
    this.#dataEcho = undefined;
    if (echo.matched === 0) return false;
    const bytes = Buffer.concat([echo.bytes.subarray(0, echo.matched), Buffer.of(byte)]);
    this.#inputs.push({ bytes, at: 0, isRepeated: true });
    return true;
  }

  #lineByte(byte: number, head: CountedHead | undefined, frames: Frame[]): void {
    const line = this.#gathered;
    if (isLineEnd(byte)) {
      if (head === undefined || !this.#countsBelow(byte, head, frames)) this.#endLine(byte, frames);
      return;
    }
    if (byte === PROMPT && line.length === 0 && this.#promptAwaited) {
      this.#promptAwaited = false;
      this.#spaceMayFollow = true;
      frames.push({ kind: 'prompt' });
      return;
    }
    if (head !== undefined) {
      const announcement = head.feed(byte);
      if (announcement.kind === 'counted' || announcement.kind === 'quoted') {
        this.#startCount(head.prefix, announcement, 'behind-comma', frames);
        return;
      }
      if (announcement.kind === 'ordinary') this.#state = { kind: 'line', head: undefined };
    }
    line.append(byte);
    if (line.length > this.#longestLineBytes) {
      frames.push({ kind: 'overflow', bytes: line.length });
      this.#skipLine();
    } else if (byte === COLON && !this.#bodies.isNext && line.length <= this.#longestPrefixBytes) {
      const prefix = this.#prefixes.get(line.text());
      if (prefix !== undefined) this.#state = { kind: 'line', head: new CountedHead(prefix) };
    }
  }

  /** A line ends whose payload may follow on the next line. */
  #countsBelow(byte: number, head: CountedHead, frames: Frame[]): boolean {
    const { lengthAtLineEnd: length } = head;
    if (length === undefined && !head.opensAtLineEnd) return false;
    const announced: Announced =
      length === undefined ? { kind: 'quoted' } : { kind: 'counted', bytes: length };
    this.#startCount(head.prefix, announced, 'next-line', frames);
    if (this.#state.kind === 'counted') this.#countedByte(byte, this.#state, frames);
    else if (this.#state.kind === 'open') this.#openByte(byte, this.#state, frames);
    else this.#startLine();
    return true;
  }

  /** The end of an ordinary line, or an empty one. */
  #endLine(byte: number, frames: Frame[]): void {
    // Most lines are empty: each has a CR LF before and after it.
    if (this.#gathered.length === 0) {
      this.#bodies.lineEnded('', byte === LF);
      this.#startLine();
      return;
    }
    const text = this.#gathered.text();
    const isBody = this.#bodies.lineEnded(text, byte === LF);
    frames.push(isBody ? { kind: 'line', text, isBody } : { kind: 'line', text });
    this.#startLine();
  }

  #startCount(prefix: CountedPrefix, announced: Announced, place: PayloadPlace, frames: Frame[]): void {
    const text = this.#gathered.text();
    const bytes = announced.kind === 'counted' ? announced.bytes : prefix.maxBytes;
    const head = announced.kind === 'counted' ? text : text.replace(/ *,? *$/, '');
    this.#gathered.clear();
    if (this.#position >= this.#frontier) this.#failuresRunning = 0;
    if (bytes > prefix.maxBytes || this.#failuresRunning >= MAX_NESTED_FAILURES) {
      frames.push({ kind: 'damaged', head, bytes: 0 });
      this.#skipLine();
      return;
    }
    const count = { id: ++this.#counts, bytes };
    if (announced.kind === 'counted') {
      this.#state = { kind: 'counted', head, place, count };
      return;
    }
    const payload = new OpenPayload(place === 'next-line' ? 'below' : 'inline', this.#isKnown);
    this.#state = { kind: 'open', head, line: text, payload, count };
  }

  #countedByte(byte: number, { head, place, count }: Counting, frames: Frame[]): void {
    this.#gathered.append(byte);
    const payload = findPayload(this.#gathered, count.bytes, place);
    if (payload.kind === 'misfit') this.#giveUp(head, this.#gathered.copy(), frames);
    if (payload.kind !== 'complete') return;
    frames.push({ kind: 'counted', head, data: this.#gathered.copy(payload.start, payload.end) });
    this.#startLine();
  }

  #openByte(byte: number, state: Open, frames: Frame[]): void {
    const { payload, head, count } = state;
    const isOver = payload.feed(byte);
    const isFull = payload.length >= count.bytes + OPEN_FRAME_BYTES;
    if (isOver || (isFull && payload.mayBeOver)) this.#close(state, frames);
    else if (isFull) this.#giveUp(head, payload.bytes(), frames);
  }

  /** A payload without a length is over: what follows it is read as lines. */
  #close({ head, line, payload }: Open, frames: Frame[]): void {
    const { payload: data, rest } = payload.close();
    if (data === undefined) this.#closeAbsent(line, frames);
    else frames.push({ kind: 'counted', head, data });
    this.#startLine();
    this.#repeat(rest);
  }

  /** The line was nothing else. */
  #closeAbsent(text: string, frames: Frame[]): void {
    frames.push({ kind: 'line', text });
    this.#startLine();
  }

  /**
   * The count failed: its bytes are read again. The rest of the head's own line is not a line. A head among the
   * repeated bytes may count again, but with limited nesting: hostile bytes cost a constant factor.
   */
  #giveUp(head: string, bytes: Buffer, frames: Frame[]): void {
    frames.push({ kind: 'damaged', head, bytes: bytes.length });
    this.#failuresRunning++;
    this.#frontier = Math.max(this.#frontier, this.#position);
    this.#repeat(bytes);
    this.#skipLine();
  }

  #repeat(bytes: Buffer): void {
    this.#position -= bytes.length;
    if (bytes.length > 0) this.#inputs.push({ bytes, at: 0, isRepeated: true });
  }

  #startLine(): void {
    this.#gathered.clear();
    this.#state = { kind: 'line', head: undefined };
  }

  #skipLine(): void {
    this.#gathered.clear();
    this.#bodies.forget();
    this.#state = { kind: 'skipping' };
  }
}

interface Counting {
  readonly head: string;
  readonly place: PayloadPlace;
  readonly count: Count;
}

type State =
  | { readonly kind: 'line'; readonly head: CountedHead | undefined }
  | { readonly kind: 'skipping' }
  | ({ readonly kind: 'counted' } & Counting)
  | Open;

/** A payload with an announced beginning but no length. */
interface Open {
  readonly kind: 'open';
  readonly head: string;
  /** The text before it, comma included. */
  readonly line: string;
  readonly payload: OpenPayload;
  readonly count: Count;
}

type Announced = Announcement & { kind: 'counted' | 'quoted' };

interface Input {
  readonly bytes: Uint8Array;
  at: number;
  /** Read before, by a count or as an echo that failed. */
  readonly isRepeated: boolean;
}

const LF = 0x0a;
const SPACE = 0x20;
const COLON = 0x3a;
const PROMPT = 0x3e;

/** Quotes and line ends around a payload without a length, which are not part of it. */
const OPEN_FRAME_BYTES = 8;

/**
 * Maximum counts that may fail within bytes swallowed by a failed count; each byte is read again at most this often.
 */
const MAX_NESTED_FAILURES = 3;

function isLineEnd(byte: number): boolean {
  return byte === 0x0d || byte === LF;
}
