/** The GSM 7-bit default alphabet, in the order of its septets (3GPP 23.038 §6.2.1). */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';

/** Characters encoded with an escape. */
const EXTENSION: Readonly<Record<string, number>> = {
  '\f': 0x0a,
  '^': 0x14,
  '{': 0x28,
  '}': 0x29,
  '\\': 0x2f,
  '[': 0x3c,
  '~': 0x3d,
  ']': 0x3e,
  '|': 0x40,
  '€': 0x65,
};
const EXTENDED = new Map(Object.entries(EXTENSION).map(([character, septet]) => [septet, character]));
const ESCAPE = 0x1b;
const SEPTET_BITS = 7;

/** A text as septets; undefined when a character is not in the alphabet. */
export function septetsOf(text: string): readonly number[] | undefined {
  const septets: number[] = [];
  for (const character of text) {
    const extension = EXTENSION[character];
    const septet = BASIC.indexOf(character);
    if (extension !== undefined) septets.push(ESCAPE, extension);
    else if (septet >= 0 && septet !== ESCAPE) septets.push(septet);
    else return undefined;
  }
  return septets;
}

/** Septets as text. */
export function textOfSeptets(septets: readonly number[]): string {
  let text = '';
  for (let place = 0; place < septets.length; place += 1) {
    const septet = septets[place] ?? 0;
    if (septet !== ESCAPE) text += BASIC[septet] ?? '?';
    else {
      place += 1;
      text += EXTENDED.get(septets[place] ?? -1) ?? ' ';
    }
  }
  return text;
}

/** Packs septets, leaving the first `skipBits` bits free (3GPP 23.038 §6.1.2.1). */
export function packSeptets(septets: readonly number[], skipBits = 0): Buffer {
  const bytes = Buffer.alloc(Math.ceil((skipBits + septets.length * SEPTET_BITS) / 8));
  for (const [place, septet] of septets.entries()) {
    const bit = skipBits + place * SEPTET_BITS;
    const spread = septet << (bit % 8);
    const byte = Math.floor(bit / 8);
    bytes[byte] = (bytes[byte] ?? 0) | (spread & 0xff);
    if (spread > 0xff) bytes[byte + 1] = spread >> 8;
  }
  return bytes;
}

/** Unpacks `count` septets that follow the first `skipBits` bits. */
export function unpackSeptets(bytes: Buffer, count: number, skipBits = 0): readonly number[] {
  return Array.from({ length: Math.max(0, count) }, (_, place) => {
    const bit = skipBits + place * SEPTET_BITS;
    const byte = Math.floor(bit / 8);
    const pair = (bytes[byte] ?? 0) | ((bytes[byte + 1] ?? 0) << 8);
    return (pair >> (bit % 8)) & 0x7f;
  });
}
