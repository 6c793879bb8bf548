/** Shows `text` on one line and in full: invisible characters as their code point, such as `<U+000A>`. */
export function printable(text: string): string {
  return Array.from(text, (character) =>
    isVisible(character) ? character : `<${codePoint(character)}>`,
  ).join('');
}

/**
 * Shows text of a module, a broker or a file inside a sentence: controls and whatever reorders or hides text as their code
 * point, such as `<U+001B>`; at most `most` characters, then `…`.
 */
export function shown(text: string, most: number): string {
  if (text.length <= most && /^[\x20-\x7e]*$/.test(text)) return text;
  let visible = '';
  for (const character of text) {
    const next = isWithin(character, DISTURBING_RANGES) ? `<${codePoint(character)}>` : character;
    if (visible.length + next.length > most) return `${visible}…`;
    visible += next;
  }
  return visible;
}

/** Whether a character ends a line, moves a cursor, or reorders or hides the text around it. */
export function isDisturbing(character: string): boolean {
  return isWithin(character, DISTURBING_RANGES);
}

/** Names one character for messages: `，(U+FF0C)`, or `U+200B` if it is invisible. */
export function characterName(character: string): string {
  return isVisible(character) ? `${character}(${codePoint(character)})` : codePoint(character);
}

/**
 * The first character of `text` that was probably slipped in by a Chinese keyboard or a copied web page; undefined when there is
 * none.
 */
export function firstOddCharacter(text: string): string | undefined {
  for (const character of text) {
    if (isOdd(character)) return character;
  }
  return undefined;
}

/** Whether a character is one that a Chinese keyboard or a copied web page slips in. */
export function isOdd(character: string): boolean {
  return isWithin(character, ODD_RANGES);
}

/**
 * What a character stands for where text is ASCII: `，` for a comma, a blank of another width for a blank, one without width for
 * nothing. A character that stands for itself is returned as it is.
 */
export function asciiOf(character: string): string {
  const sign = SIGNS.get(character);
  if (sign !== undefined) return sign;
  if (/^[\uff01-\uff5e]$/.test(character)) {
    return String.fromCharCode(character.charCodeAt(0) - FULL_WIDTH_OFFSET);
  }
  if (isWithin(character, FORM_RANGES)) {
    const plain = character.normalize('NFKC');
    return /^[\x21-\x7e]$/.test(plain) ? plain : character;
  }
  if (!isWithin(character, BLANK_RANGES)) return character;
  return /^\p{Separator}$/u.test(character) ? ' ' : '';
}

/**
 * The first character of `text` that is not allowed between the quotes of an AT command (rule 10): a double quote, CR,
 * LF, NUL, another control character, or half of a surrogate pair, which UTF-8 can't encode.
 */
export function firstUnsafeCharacter(text: string): string | undefined {
  for (const character of text) {
    if (character === '"' || isWithin(character, CONTROL_RANGES)) return character;
  }
  return undefined;
}

/** Whether there is something to see of a character; of a plain blank there is. */
export function isVisible(character: string): boolean {
  return !isWithin(character, INVISIBLE_RANGES);
}

type Range = readonly [first: number, last: number];

/**
 * Characters without ink, without width, or wider or narrower than a plain blank (Unicode 15: general categories Cf, Zs, and
 * fillers).
 */
const BLANK_RANGES: readonly Range[] = [
  [0x00a0, 0x00a0], // no-break space
  [0x00ad, 0x00ad], // soft hyphen
  [0x034f, 0x034f], // combining grapheme joiner
  [0x061c, 0x061c], // Arabic letter mark
  [0x115f, 0x1160], // Hangul fillers
  [0x17b4, 0x17b5], // invisible Khmer vowels
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
  [0x2032, 0x2033], // ′ ″
  [0x2212, 0x2212], // −
  [0x2236, 0x2236], // ∶
  [0x3001, 0x3003], // 、 。 〃
  [0x3008, 0x3011], // 〈〉《》「」『』【】
  [0x3014, 0x301b], // 〔〕〖〗
  [0x301d, 0x301f], // 〝 〞 〟
  [0xff01, 0xff60], // ！ to ｠: full-width ASCII
  [0xffe0, 0xffe6], // ￠ to ￦
];

/** Vertical, small and raised forms, of which some are ASCII: `﹢`, `︰`, `⁺`. */
const FORM_RANGES: readonly Range[] = [
  [0x207a, 0x207e],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
];

/** C0, DEL and C1 controls; halves of surrogate pairs. */
const CONTROL_RANGES: readonly Range[] = [
  [0x0000, 0x001f],
  [0x007f, 0x009f],
  [0xd800, 0xdfff],
];

/** {@link CONTROL_RANGES}, and characters that act on the text around them. */
const DISTURBING_RANGES: readonly Range[] = [
  ...CONTROL_RANGES,
  [0x061c, 0x061c], // Arabic letter mark
  [0x200b, 0x200f], // zero-width characters, direction marks
  [0x2028, 0x202e], // line and paragraph separators, direction overrides
  [0x2060, 0x206f], // invisible operators, direction isolates
  [0xfeff, 0xfeff], // byte order mark
  [0xfff9, 0xfffb], // annotations
  [0xe0000, 0xe007f], // invisible tags
];

/** U+FF01 to U+FF5E are ASCII, moved by this much. */
const FULL_WIDTH_OFFSET = 0xfee0;

/** Signs of a Chinese keyboard outside that block, and of word processors (`„`, `–`), with what they stand for in a command. */
const SIGNS: ReadonlyMap<string, string> = new Map([
  ['“', '"'], ['”', '"'], ['„', '"'], ['「', '"'], ['」', '"'], ['‘', "'"], ['’', "'"],
  ['〝', '"'], ['〞', '"'], ['〟', '"'], ['″', '"'], ['′', "'"],
  ['。', '.'], ['、', ','], ['—', '-'], ['–', '-'], ['−', '-'], ['‐', '-'], ['‑', '-'], ['∶', ':'], ['￥', '$'],
]); // prettier-ignore

const ODD_RANGES: readonly Range[] = [...BLANK_RANGES, ...FULL_WIDTH_RANGES, ...FORM_RANGES];

const INVISIBLE_RANGES: readonly Range[] = [...BLANK_RANGES, ...DISTURBING_RANGES];

function isWithin(character: string, ranges: readonly Range[]): boolean {
  const code = character.codePointAt(0) ?? 0;
  return ranges.some(([first, last]) => code >= first && code <= last);
}

/** `U+4FE1`. */
export function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
