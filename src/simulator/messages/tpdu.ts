import { packSeptets, septetsOf, textOfSeptets, unpackSeptets } from './gsm-alphabet';

/** The coding of a message's user data (3GPP 23.038 §4). */
export type Coding = 'gsm' | 'octets' | 'ucs2';

/** A message between module and service centre (3GPP 23.040 §9.2.2): SMS-DELIVER or SMS-SUBMIT. */
export interface Tpdu {
  readonly kind: 'deliver' | 'submit';
  /** The first octet: type, validity format, header flag. */
  readonly first: number;
  /** The sender or recipient; a name, or a number with its `+`. */
  readonly address: string;
  readonly addressType: number;
  readonly protocol: number;
  readonly coding: number;
  /** When the service centre received it, `yy/MM/dd,hh:mm:ss+zz`; deliver only. */
  readonly stamp: string;
  /** How long delivery is attempted, 0-255; undefined: unspecified, or as a date. */
  readonly validity: number | undefined;
  /** In septets or octets, depending on the coding; header included. */
  readonly length: number;
  readonly userData: Buffer;
}

const KIND = { deliver: 0, submit: 1 } as const;
const KIND_BITS = 0x03;
const VALIDITY_BITS = 0x18;
const RELATIVE_VALIDITY = 0x10;
const HEADER_BIT = 0x40;
const ALPHANUMERIC = 0x50;
const STAMP_BYTES = 7;
const TYPE_BITS = 0x70;
const INTERNATIONAL = 0x10;

/** The coding selected by a data coding scheme. */
export function codingOf(scheme: number): Coding {
  if ((scheme & 0xc0) === 0) return (['gsm', 'octets', 'ucs2'] as const)[(scheme >> 2) & 3] ?? 'gsm';
  if ((scheme & 0xf0) === 0xf0) return (scheme & 4) === 0 ? 'gsm' : 'octets';
  return (scheme & 0xf0) === 0xe0 ? 'ucs2' : 'gsm';
}

/** Whether the user data begins with a header, as in the parts of a long message. */
export function hasHeader({ first }: Tpdu): boolean {
  return (first & HEADER_BIT) !== 0;
}

/** The text of a message, without a header; octets as two digits each. */
export function textOf(message: Tpdu): string {
  const { userData, length } = message;
  const headerBytes = hasHeader(message) ? (userData[0] ?? 0) + 1 : 0;
  const body = userData.subarray(headerBytes);
  switch (codingOf(message.coding)) {
    case 'gsm': {
      const skipped = Math.ceil((headerBytes * 8) / 7);
      return textOfSeptets(unpackSeptets(userData, length - skipped, skipped * 7));
    }
    case 'ucs2':
      return ucs2Text(body);
    case 'octets':
      return body.toString('hex').toUpperCase();
  }
}

/** Decodes big-endian UTF-16. */
export function ucs2Text(bytes: Buffer): string {
  return Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2)))
    .swap16()
    .toString('utf16le');
}

/** Encodes big-endian UTF-16. */
export function ucs2Bytes(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

/** Reads a message; undefined when it is of another kind, truncated or too long. */
export function readTpdu(bytes: Buffer, kind: Tpdu['kind']): Tpdu | undefined {
  const first = bytes[0];
  if (first === undefined || (first & KIND_BITS) !== KIND[kind]) return undefined;
  let place = kind === 'submit' ? 2 : 1;
  const digits = bytes[place] ?? 0;
  const addressType = bytes[place + 1] ?? 0;
  const addressEnd = place + 2 + Math.ceil(digits / 2);
  const address = addressText(bytes.subarray(place + 2, addressEnd), digits, addressType);
  place = addressEnd;
  const [protocol = 0, coding = 0] = bytes.subarray(place, place + 2);
  place += 2;
  const timeBytes = kind === 'deliver' ? STAMP_BYTES : validityBytes(first);
  const time = bytes.subarray(place, place + timeBytes);
  place += timeBytes;
  const length = bytes[place];
  const userData = Buffer.from(bytes.subarray(place + 1));
  const expected =
    length === undefined ? -1 : codingOf(coding) === 'gsm' ? Math.ceil((length * 7) / 8) : length;
  if (length === undefined || userData.length !== expected) return undefined;
  return {
    kind,
    first,
    address,
    addressType,
    protocol,
    coding,
    stamp: kind === 'deliver' ? stampText(time) : '',
    validity: kind === 'submit' && time.length === 1 ? time[0] : undefined,
    length,
    userData,
  };
}

/** The bytes of a message; `reference` is the number of a submitted one. */
export function writeTpdu(message: Tpdu, reference = 0): Buffer {
  const { kind, first, protocol, coding, stamp, validity, length, userData } = message;
  const time =
    kind === 'deliver'
      ? stampBytes(stamp)
      : Buffer.alloc(
          validityBytes(first),
          (first & VALIDITY_BITS) === RELATIVE_VALIDITY ? (validity ?? 0) : 0,
        );
  return Buffer.concat([
    Buffer.from(kind === 'submit' ? [first, reference] : [first]),
    addressBytes(message.address, message.addressType),
    Buffer.from([protocol, coding]),
    time,
    Buffer.from([length]),
    userData,
  ]);
}

/** A service centre's address before a message: length, type, digits; empty: as set by AT+CSCA. */
export function centreBytes(centre: string): Buffer {
  if (centre === '') return Buffer.from([0]);
  const type = centre.startsWith('+') ? 0x91 : 0x81;
  const digits = semiOctets(centre.replace('+', ''));
  return Buffer.concat([Buffer.from([digits.length + 1, type]), digits]);
}

function validityBytes(first: number): number {
  const form = first & VALIDITY_BITS;
  return form === 0 ? 0 : form === RELATIVE_VALIDITY ? 1 : STAMP_BYTES;
}

function addressText(bytes: Buffer, digits: number, type: number): string {
  if ((type & TYPE_BITS) === ALPHANUMERIC) {
    return textOfSeptets(unpackSeptets(bytes, Math.floor((digits * 4) / 7)));
  }
  const number = [...bytes]
    .map((byte) => `${byte & 15}${byte >> 4}`)
    .join('')
    .slice(0, digits);
  return (type & TYPE_BITS) === INTERNATIONAL ? `+${number}` : number;
}

function addressBytes(address: string, type: number): Buffer {
  if ((type & TYPE_BITS) === ALPHANUMERIC) {
    const name = packSeptets(septetsOf(address) ?? []);
    const halves = Math.ceil(((septetsOf(address) ?? []).length * 7) / 4);
    return Buffer.concat([Buffer.from([halves, type]), name]);
  }
  const digits = address.replace('+', '');
  return Buffer.concat([Buffer.from([digits.length, type]), semiOctets(digits)]);
}

/** Two digits per byte, the first one low; an odd last one is padded with 15. */
function semiOctets(digits: string): Buffer {
  const bytes = digits.match(/..?/g) ?? [];
  return Buffer.from(
    bytes.map((pair) => Number(pair[0]) | ((pair[1] === undefined ? 15 : Number(pair[1])) << 4)),
  );
}

function stampText(bytes: Buffer): string {
  const [year, month, day, hour, minute, second] = [...bytes].map((byte) => `${byte & 15}${byte >> 4}`);
  const zone = bytes[STAMP_BYTES - 1] ?? 0;
  const quarters = (zone & 7) * 10 + (zone >> 4);
  const sign = (zone & 8) === 0 ? '+' : '-';
  return `${year}/${month}/${day},${hour}:${minute}:${second}${sign}${String(quarters).padStart(2, '0')}`;
}

function stampBytes(stamp: string): Buffer {
  const digits = stamp.replace(/[^\d]/g, '').padEnd(2 * STAMP_BYTES, '0');
  const bytes = semiOctets(digits);
  if (stamp.includes('-')) bytes[STAMP_BYTES - 1] = (bytes[STAMP_BYTES - 1] ?? 0) | 8;
  return bytes;
}
