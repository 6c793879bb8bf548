import { asciiOf, characterName, isOdd, isVisible } from '../../../src/base/character';

/** A character of a typed command, and its replacement. */
export interface Replacement {
  readonly from: string;
  readonly to: string;
}

/** A typed command, normalised for sending. */
export interface ConvertedCommand {
  readonly text: string;
  /** Each odd character once, in the order of the command. One without a plain form is its own replacement. */
  readonly replaced: readonly Replacement[];
}

/** Replaces characters from a Chinese keyboard or a copied page by their plain forms. */
export function convert(typed: string): ConvertedCommand {
  const characters = Array.from(typed);
  const odd = new Set(characters.filter((each) => asciiOf(each) !== each || isOdd(each)));
  return {
    text: characters.map(asciiOf).join(''),
    replaced: [...odd].map((from) => ({ from, to: asciiOf(from) })),
  };
}

/** Replacements as text: `＋→+, U+3000→U+0020, U+200B→∅, 《`. */
export function describeReplacements(replaced: readonly Replacement[]): string {
  return replaced
    .map(({ from, to }) => (from === to ? visible(from) : `${visible(from)}→${visible(to)}`))
    .join(', ');
}

/** A visible form of a character; an invisible one by its code point. */
function visible(character: string): string {
  if (character === '') return '∅';
  if (character === ' ') return 'U+0020';
  return isVisible(character) ? character : characterName(character);
}
