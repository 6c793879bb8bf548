import { packSeptets, septetsOf } from './gsm-alphabet';
import { ucs2Bytes, type Tpdu } from './tpdu';

/** An incoming text message, as sent. */
export interface IncomingMessage {
  /** A number with or without `+`, or a name of at most 11 characters. */
  readonly from: string;
  /** Any length: beyond 160 characters, or 70 with any outside the GSM alphabet, it arrives in parts. */
  readonly text: string;
}

const FIRST_OF_DELIVER = 0x04;
const HEADER_BIT = 0x40;
const SEPTETS = { whole: 160, part: 153 } as const;
const UCS2_BYTES = { whole: 140, part: 134 } as const;
const UCS2_CODING = 8;
const ESCAPE = 0x1b;
/** The header of a part: its length, the element's number and length, reference, parts, index (3GPP 23.040 §9.2.3.24.1). */
const HEADER_BYTES = 6;
const HEADER_SEPTETS = 7;

/**
 * The messages that the service centre delivers for one text, all with the same timestamp and, if there are several, the same
 * reference.
 */
export function deliveries(
  { from, text }: IncomingMessage,
  stamp: string,
  reference: number,
): readonly Tpdu[] {
  const envelope = { kind: 'deliver', ...sender(from), protocol: 0, stamp, validity: undefined } as const;
  const septets = septetsOf(text);
  const parts =
    septets === undefined
      ? slices([...ucs2Bytes(text)], UCS2_BYTES, isHighSurrogate)
      : slices(septets, SEPTETS, (all, end) => all[end - 1] === ESCAPE);
  return parts.map((part, place) => {
    const header =
      parts.length === 1 ? [] : [HEADER_BYTES - 1, 0, 3, reference & 0xff, parts.length, place + 1];
    const first = header.length === 0 ? FIRST_OF_DELIVER : FIRST_OF_DELIVER | HEADER_BIT;
    if (septets === undefined) {
      const userData = Buffer.from([...header, ...part]);
      return { ...envelope, first, coding: UCS2_CODING, length: userData.length, userData };
    }
    const skipped = header.length === 0 ? 0 : HEADER_SEPTETS;
    const userData = packSeptets(part, skipped * 7);
    Buffer.from(header).copy(userData);
    return { ...envelope, first, coding: 0, length: skipped + part.length, userData };
  });
}

function sender(from: string): { readonly address: string; readonly addressType: number } {
  if (!/^\+?\d+$/.test(from)) return { address: from.slice(0, 11), addressType: 0xd0 };
  return { address: from, addressType: from.startsWith('+') ? 0x91 : 0x81 };
}

/** Parts of equal size, none of which ends inside a character. */
function slices(
  all: readonly number[],
  most: { readonly whole: number; readonly part: number },
  splits: (all: readonly number[], end: number) => boolean,
): readonly (readonly number[])[] {
  if (all.length <= most.whole) return [all];
  const parts: (readonly number[])[] = [];
  let start = 0;
  while (start < all.length) {
    let end = Math.min(all.length, start + most.part);
    while (end < all.length && splits(all, end)) end -= 1;
    parts.push(all.slice(start, end));
    start = end;
  }
  return parts;
}

/** Whether ending at `end` would split a character: inside a UTF-16 unit or after a high surrogate. */
function isHighSurrogate(bytes: readonly number[], end: number): boolean {
  if (end % 2 === 1) return true;
  const high = bytes[end - 2] ?? 0;
  return high >= 0xd8 && high <= 0xdb;
}
