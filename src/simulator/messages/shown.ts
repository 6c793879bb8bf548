import { septetsOf, textOfSeptets } from './gsm-alphabet';
import type { CharacterSet } from './message-settings';
import { codingOf, hasHeader, textOf, ucs2Bytes, ucs2Text, type Coding, type Tpdu } from './tpdu';

const ADDRESS_TYPE = { plus: 145, other: 129 } as const;
const UCS2_DIGITS = /^([\da-f]{4})+$/i;
const OCTETS = /^([\da-f]{2})*$/i;

/** A text on the line, latin1, in the host's character set. */
export function shownText(text: string, set: CharacterSet): string {
  switch (set) {
    case 'UCS2':
      return ucs2Bytes(text).toString('hex').toUpperCase();
    case 'IRA':
      return text.replace(/[^\n\r -~]/gu, '?');
    case 'GSM':
      return Buffer.from(septetsOf(text) ?? septetsOf('?') ?? []).toString('latin1');
  }
}

/** A text that the host has written, the other way round. */
export function readText(line: string, set: CharacterSet): string {
  if (set === 'UCS2') return UCS2_DIGITS.test(line) ? ucs2Text(Buffer.from(line, 'hex')) : line;
  return set === 'GSM' ? textOfSeptets([...Buffer.from(line, 'latin1')].map((byte) => byte & 0x7f)) : line;
}

/** The number or name of a message; in UCS2 it is hexadecimal as the rest. */
export function shownAddress(address: string, set: CharacterSet): string {
  return set === 'UCS2' ? shownText(address, set) : address;
}

/** An address as the host gives it. */
export function readAddress(line: string, set: CharacterSet): string {
  return set === 'UCS2' ? readText(line, set) : line;
}

/** What stands under a message's line: text, or two digits an octet where it isn't text in the GSM alphabet (3GPP 27.005 §3.1). */
export function shownContent(message: Tpdu, set: CharacterSet): string {
  if (codingOf(message.coding) === 'gsm' && !hasHeader(message)) return shownText(textOf(message), set);
  return message.userData.toString('hex').toUpperCase();
}

/** The data of a message that is sent in text mode, by its coding; undefined: it can't be that, or is too long. */
export function contentFrom(
  line: string,
  set: CharacterSet,
  coding: Coding,
): { readonly septets: readonly number[] } | { readonly octets: Buffer } | undefined {
  if (coding !== 'gsm') {
    const octets = OCTETS.test(line) ? Buffer.from(line, 'hex') : undefined;
    return octets === undefined || octets.length > 140 ? undefined : { octets };
  }
  const text = readText(line, set);
  const septets = septetsOf(text) ?? septetsOf(text.replace(/[^\n\r -~]/gu, '?')) ?? [];
  return septets.length > 160 ? undefined : { septets };
}

/** The type of an address in AT+CMGR and its like. */
export function addressType(address: string): number {
  return address.startsWith('+') ? ADDRESS_TYPE.plus : ADDRESS_TYPE.other;
}
