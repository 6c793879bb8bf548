import { septetsOf, textOfSeptets } from './gsm-alphabet';
import type { CharacterSet } from './message-settings';
import { codingOf, hasHeader, textOf, ucs2Bytes, ucs2Text, type Coding, type Tpdu } from './tpdu';

const ADDRESS_TYPE = { plus: 145, other: 129 } as const;
const UCS2_DIGITS = /^([\da-f]{4})+$/i;
const OCTETS = /^([\da-f]{2})*$/i;

/** Encodes a text for the line, latin1, in the host's character set. */
export function encodeText(text: string, set: CharacterSet): string {
  switch (set) {
    case 'UCS2':
      return ucs2Bytes(text).toString('hex').toUpperCase();
    case 'IRA':
      return text.replace(/[^\n\r -~]/gu, '?');
    case 'GSM':
      return Buffer.from(septetsOf(text) ?? septetsOf('?') ?? []).toString('latin1');
  }
}

/** Decodes a text from the line. */
function decodeText(line: string, set: CharacterSet): string {
  if (set === 'UCS2') return UCS2_DIGITS.test(line) ? ucs2Text(Buffer.from(line, 'hex')) : line;
  return set === 'GSM' ? textOfSeptets([...Buffer.from(line, 'latin1')].map((byte) => byte & 0x7f)) : line;
}

/** The number or name of a message; in UCS2 it is hexadecimal too. */
export function encodeAddress(address: string, set: CharacterSet): string {
  return set === 'UCS2' ? encodeText(address, set) : address;
}

/** Decodes an address given by the host. */
export function decodeAddress(line: string, set: CharacterSet): string {
  return set === 'UCS2' ? decodeText(line, set) : line;
}

/** A message's contents: text, or two digits per octet where it isn't text in the GSM alphabet (3GPP 27.005 §3.1). */
export function encodeContent(message: Tpdu, set: CharacterSet): string {
  if (codingOf(message.coding) === 'gsm' && !hasHeader(message)) return encodeText(textOf(message), set);
  return message.userData.toString('hex').toUpperCase();
}

/** The data of a message sent in text mode, in its coding; undefined: it can't be encoded, or is too long. */
export function submitContent(
  line: string,
  set: CharacterSet,
  coding: Coding,
): { readonly septets: readonly number[] } | { readonly octets: Buffer } | undefined {
  if (coding !== 'gsm') {
    const octets = OCTETS.test(line) ? Buffer.from(line, 'hex') : undefined;
    return octets === undefined || octets.length > 140 ? undefined : { octets };
  }
  const text = decodeText(line, set);
  const septets = septetsOf(text) ?? septetsOf(text.replace(/[^\n\r -~]/gu, '?')) ?? [];
  return septets.length > 160 ? undefined : { septets };
}

/** The address type in AT+CMGR and similar answers. */
export function addressType(address: string): number {
  return address.startsWith('+') ? ADDRESS_TYPE.plus : ADDRESS_TYPE.other;
}
