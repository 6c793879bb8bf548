import type { ByteBuffer } from './byte-buffer';

/** Lines with a given prefix may carry a payload with its length. */
export interface CountedPrefix {
  /** Without the colon: `+QMTRECV`. */
  readonly prefix: string;
  /**
   * Index of the length's field, counted from 0: 3 in `+QMTRECV: idx,msgid,"topic",LENGTH,payload`. It counts as a
   * length only after a quoted field, since `+QMTRECV: 0,1,0,0,1,0` (the slots of AT+QMTRECV?) has numbers there too.
   */
  readonly lengthField: number;
  /** Maximum plausible payload, in bytes. */
  readonly maxBytes: number;
}

/** What the beginning of a line announces, once that is certain. */
export type Announcement =
  | { readonly kind: 'more' }
  | { readonly kind: 'ordinary' }
  /** A length and its comma: `bytes` payload bytes follow. */
  | { readonly kind: 'counted'; readonly bytes: number }
  /** The opening quote of a payload without a length. */
  | { readonly kind: 'quoted' };

const MORE: Announcement = { kind: 'more' };
const ORDINARY: Announcement = { kind: 'ordinary' };

const QUOTE = 0x22;
const COMMA = 0x2c;
const SPACE = 0x20;

/** Longer numbers are not lengths. */
const MAX_DIGITS = 9;

/** Reads the fields after a counted prefix byte by byte, up to the length or the opening quote of the payload. */
export class CountedHead {
  #field = 0;
  #place: 'start' | 'bare' | 'quoted' | 'quote-seen' = 'start';
  #previousQuoted = false;
  #digits = '';

  constructor(readonly prefix: CountedPrefix) {}

  /**
   * The length, when the line ends right after it: some firmware puts the payload on the next line without a comma
   * before it (EC200U). Undefined when there is no length in this place.
   */
  get lengthAtLineEnd(): number | undefined {
    const isLength = this.#field === this.prefix.lengthField && this.#previousQuoted && this.#digits !== '';
    return isLength ? Number(this.#digits) : undefined;
  }

  /**
   * True when the line ends where a payload without a length would follow on the next line: after the topic, or after
   * the comma that follows it (EC200U).
   */
  get opensAtLineEnd(): boolean {
    const { lengthField } = this.prefix;
    const isBehindTopic = this.#field === lengthField - 1 && this.#place === 'quote-seen';
    return isBehindTopic || (this.#field === lengthField && this.#previousQuoted && this.#digits === '');
  }

  /** Takes the next byte after the colon. Must not be called again after a result other than `more`. */
  feed(byte: number): Announcement {
    if (this.#field === this.prefix.lengthField) return this.#lengthByte(byte);
    switch (this.#place) {
      case 'start':
        if (byte === SPACE) return MORE;
        if (byte === COMMA) return this.#nextField(false);
        this.#place = byte === QUOTE ? 'quoted' : 'bare';
        return MORE;
      case 'bare':
        return byte === COMMA ? this.#nextField(false) : MORE;
      case 'quoted':
        if (byte === QUOTE) this.#place = 'quote-seen';
        return MORE;
      case 'quote-seen':
        if (byte === COMMA) return this.#nextField(true);
        if (byte !== QUOTE) this.#place = 'quoted';
        return MORE;
    }
  }

  #nextField(quoted: boolean): Announcement {
    this.#field++;
    this.#place = 'start';
    this.#previousQuoted = quoted;
    return MORE;
  }

  #lengthByte(byte: number): Announcement {
    if (!this.#previousQuoted) return ORDINARY;
    if (this.#digits === '') {
      if (byte === SPACE) return MORE;
      if (byte === QUOTE) return { kind: 'quoted' };
    }
    if (byte >= 0x30 && byte <= 0x39 && this.#digits.length < MAX_DIGITS) {
      this.#digits += String.fromCharCode(byte);
      return MORE;
    }
    return byte === COMMA && this.#digits !== ''
      ? { kind: 'counted', bytes: Number(this.#digits) }
      : ORDINARY;
  }
}

interface Layout {
  readonly before: string;
  readonly after: string;
}

const ON_THE_NEXT_LINE: readonly Layout[] = [
  { before: '\r\n', after: '\r\n' },
  { before: '\r\n"', after: '"\r\n' },
];

/** How firmware writes a payload of known length after the comma (EC2x, EC800M, EC200U; §M4). */
const BEHIND_THE_COMMA: readonly Layout[] = [
  { before: '', after: '\r\n' },
  { before: '"', after: '"\r\n' },
  ...ON_THE_NEXT_LINE,
];

/** Where the payload is: after the length's comma (or below it), or below a line that ends with the length. */
export type PayloadPlace = 'behind-comma' | 'next-line';

/** Whether the bytes after an announcement form a payload, and where it is. */
export type CountedPayload =
  | { readonly kind: 'more' }
  | { readonly kind: 'misfit' }
  | { readonly kind: 'complete'; readonly start: number; readonly end: number };

/**
 * Checks the bytes after an announced length, its line end included when that came first; call after each byte. No two
 * layouts can be complete at the same byte: `"` CR LF and CR LF differ where they would have to agree. The first
 * complete one is the right one.
 */
export function findPayload(bytes: ByteBuffer, announced: number, place: PayloadPlace): CountedPayload {
  if (bytes.length < announced) return { kind: 'more' };
  let anyLeft = false;
  for (const { before, after } of place === 'behind-comma' ? BEHIND_THE_COMMA : ON_THE_NEXT_LINE) {
    const start = before.length;
    const end = start + announced;
    if (!matches(bytes, 0, before) || !matches(bytes, end, after)) continue;
    if (bytes.length === end + after.length) return { kind: 'complete', start, end };
    anyLeft = true;
  }
  return { kind: anyLeft ? 'more' : 'misfit' };
}

/** True when no byte received at `place` contradicts `expected`. */
function matches(bytes: ByteBuffer, place: number, expected: string): boolean {
  for (let index = 0; index < expected.length; index++) {
    const byte = bytes.at(place + index);
    if (byte === undefined) return true;
    if (byte !== expected.charCodeAt(index)) return false;
  }
  return true;
}
