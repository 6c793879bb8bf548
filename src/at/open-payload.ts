import { ByteBuffer } from './byte-buffer';

/**
 * A payload without an announced length, which may contain quotes and line ends of its own. It may end at a line end
 * (after a closing quote, where it began with one), and does where a known line begins, or when the line falls silent:
 * late rather than cut.
 */
export class OpenPayload {
  readonly #bytes = new ByteBuffer();
  #lineAt = 0;
  /** After the last line that was not empty. */
  #contentEnd = 0;
  /** Where the payload itself begins: below the announcing line after its line end. */
  #start: number | undefined;
  /** The last place where the payload may have ended, and where the line after it begins. */
  #end: { readonly payload: number; readonly rest: number } | undefined;
  /** Another line began before any byte of the payload. */
  #isAbsent = false;

  /**
   * `inline`: after its opening quote; `below`: on the next line, quoted or not. `isKnown` identifies a line of the
   * module that can't be the payload's.
   */
  constructor(
    private readonly place: 'inline' | 'below',
    private readonly isKnown: (line: string) => boolean,
  ) {
    this.#start = place === 'inline' ? 0 : undefined;
  }

  get length(): number {
    return this.#bytes.length;
  }

  /** True when it may be over, or none may come: silence is the proof. */
  get mayBeOver(): boolean {
    return this.#end !== undefined || this.#start === undefined;
  }

  /** Takes the next byte; returns true when it belongs to a line after the payload. */
  feed(byte: number): boolean {
    const at = this.#bytes.length;
    this.#bytes.append(byte);
    if (byte !== CR && byte !== LF) return false;
    const lineAt = this.#lineAt;
    this.#lineAt = at + 1;
    if (at > lineAt && this.#isForeign(lineAt, at)) {
      this.#isAbsent = this.#start === undefined;
      return true;
    }
    if (at > lineAt) {
      this.#start ??= lineAt;
      this.#contentEnd = at;
    }
    this.#noteEnd(byte, at, at > lineAt);
    return false;
  }

  /** The payload, unless none came, and the bytes after it. */
  close(): { readonly payload: Buffer | undefined; readonly rest: Buffer } {
    const end = this.#end;
    if (this.#isAbsent || this.#start === undefined || end === undefined)
      return { payload: undefined, rest: this.#bytes.copy() };
    const isQuoted = this.place === 'below' && this.#bytes.at(this.#start) === QUOTE;
    const start = isQuoted ? this.#start + 1 : this.#start;
    const payload = this.#bytes.copy(start, isQuoted ? end.payload - 1 : end.payload);
    return { payload, rest: this.#bytes.copy(end.rest) };
  }

  /** All bytes received. */
  bytes(): Buffer {
    return this.#bytes.copy();
  }

  #noteEnd(byte: number, at: number, hasContent: boolean): void {
    if (this.place === 'inline') {
      const isClosed = byte === LF && this.#bytes.at(at - 1) === CR && this.#bytes.at(at - 2) === QUOTE;
      if (isClosed && at >= QUOTED_END_BYTES - 1)
        this.#end = { payload: at - (QUOTED_END_BYTES - 1), rest: at + 1 };
      return;
    }
    if (!hasContent || this.#start === undefined) return;
    const isQuoted = this.#bytes.at(this.#start) === QUOTE;
    const isClosed = this.#bytes.at(at - 1) === QUOTE && at - 1 > this.#start;
    if (!isQuoted || isClosed) this.#end = { payload: at, rest: at + 1 };
  }

  /**
   * A line that the payload can't contain: known, or shaped like a code after an empty line, which is how the module
   * frames codes.
   */
  #isForeign(lineAt: number, at: number): boolean {
    if (this.place === 'inline' && this.#end === undefined) return false;
    if (this.place === 'below' && this.#start !== undefined && this.#end === undefined) return false;
    const line = this.#bytes.copy(lineAt, at).toString('latin1');
    return this.isKnown(line) || (lineAt - this.#contentEnd >= EMPTY_LINE_BYTES && CODE.test(line));
  }
}

const CR = 0x0d;
const LF = 0x0a;
const QUOTE = 0x22;

/** `"` CR LF. */
const QUOTED_END_BYTES = 3;

/** CR LF CR LF. */
const EMPTY_LINE_BYTES = 4;

const CODE = /^[+^][A-Z][A-Z0-9]*: /;
