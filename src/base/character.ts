/** Shows `text` on one line and in full: what can't be seen stands as its code point, such as `<U+000A>`. */
export function printable(text: string): string {
  return Array.from(text, (character) =>
    isVisible(character) ? character : `<${codePoint(character)}>`,
  ).join('');
}

/** Names one character for people: `，(U+FF0C)`, or `U+200B` where there is nothing to see. */
export function characterName(character: string): string {
  return isVisible(character) ? `${character}(${codePoint(character)})` : codePoint(character);
}

/** The first character of `text` that a Chinese keyboard or a copied web page slips in; undefined when there is none. */
export function firstOddCharacter(text: string): string | undefined {
  for (const character of text) {
    if (isWithin(character, ODD_RANGES)) return character;
  }
  return undefined;
}

/**
 * The first character of `text` that must not stand between the quotes of an AT command (DESIGN.md rule 10): a double
 * quote, CR, LF, NUL, another control character, or half of a surrogate pair, which UTF-8 can't carry.
 */
export function firstUnsafeCharacter(text: string): string | undefined {
  for (const character of text) {
    if (character === '"' || isWithin(character, CONTROL_RANGES)) return character;
  }
  return undefined;
}

/**
 * `text` as an English keyboard would have typed it: full-width letters and marks, typographic quotes and odd blanks become ASCII,
 * and what has no width goes.
 */
export function halfWidth(text: string): string {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code >= FULL_WIDTH_ASCII.first && code <= FULL_WIDTH_ASCII.last) {
      return String.fromCharCode(code - FULL_WIDTH_ASCII.offset);
    }
    const mark = ASCII_MARKS.find(([marks]) => marks.includes(character))?.[1];
    if (mark !== undefined || !isWithin(character, BLANK_RANGES)) return mark ?? character;
    return /\p{Zs}/u.test(character) ? ' ' : '';
  }).join('');
}

/** ！ to ～ are ! to ~ in the same order. */
const FULL_WIDTH_ASCII = { first: 0xff01, last: 0xff5e, offset: 0xfee0 } as const;

/** Marks of a Chinese keyboard, and the one of an English keyboard that means the same. */
const ASCII_MARKS: readonly (readonly [marks: string, ascii: string])[] = [
  ['“”„‟«»「」『』', '"'],
  ['‘’‚‛', "'"],
  ['、。', ','],
  ['\u2028\u2029', '\n'],
];

type Range = readonly [first: number, last: number];

/** Characters without ink, width or a plain blank's width (Unicode 15: general categories Cf, Zs, and fillers). */
const BLANK_RANGES: readonly Range[] = [
  [0x00a0, 0x00a0], // no-break space
  [0x00ad, 0x00ad], // soft hyphen
  [0x034f, 0x034f], // combining grapheme joiner
  [0x061c, 0x061c], // Arabic letter mark
  [0x115f, 0x1160], // Hangul fillers
  [0x17b4, 0x17b5], // Khmer vowels without a shape
  [0x180b, 0x180f], // Mongolian selectors
  [0x2000, 0x200f], // spaces of other widths, zero-width characters, direction marks
  [0x2028, 0x202f], // line and paragraph separators, direction overrides
  [0x205f, 0x206f], // word joiner and other invisible operators
  [0x3000, 0x3000], // ideographic space
  [0x3164, 0x3164], // Hangul filler
  [0xfe00, 0xfe0f], // variation selectors
  [0xfeff, 0xfeff], // byte order mark
  [0xffa0, 0xffa0], // half-width Hangul filler
];

/** Full-width forms and the punctuation of a Chinese keyboard. */
const FULL_WIDTH_RANGES: readonly Range[] = [
  [0x2014, 0x2014], // ——
  [0x2018, 0x2019], // ‘ ’
  [0x201c, 0x201d], // “ ”
  [0x2026, 0x2026], // ……
  [0x3001, 0x3003], // 、 。 〃
  [0x3008, 0x3011], // 〈〉《》「」『』【】
  [0x3014, 0x301b], // 〔〕〖〗
  [0xff01, 0xff60], // ！ to ｠: full-width ASCII
  [0xffe0, 0xffe6], // ￠ to ￦
];

/** C0, DEL and C1 controls; halves of surrogate pairs. */
const CONTROL_RANGES: readonly Range[] = [
  [0x0000, 0x001f],
  [0x007f, 0x009f],
  [0xd800, 0xdfff],
];

const ODD_RANGES: readonly Range[] = [...BLANK_RANGES, ...FULL_WIDTH_RANGES];

const INVISIBLE_RANGES: readonly Range[] = [...BLANK_RANGES, ...CONTROL_RANGES];

function isVisible(character: string): boolean {
  return !isWithin(character, INVISIBLE_RANGES);
}

function isWithin(character: string, ranges: readonly Range[]): boolean {
  const code = character.codePointAt(0) ?? 0;
  return ranges.some(([first, last]) => code >= first && code <= last);
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
