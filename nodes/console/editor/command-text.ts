import { asciiOf, characterName, isOdd, isVisible } from '../../../src/base/character';

/** A character of a typed command, and what is sent in its place. */
export interface Replacement {
  readonly from: string;
  readonly to: string;
}

/** A typed command made fit to be sent. */
export interface ConvertedCommand {
  readonly text: string;
  /** Each odd character once, in the order of the command. One without a plain form is its own replacement. */
  readonly replaced: readonly Replacement[];
}

/** Replaces what a Chinese keyboard or a copied page puts into a command by what a module understands. */
export function convert(typed: string): ConvertedCommand {
  const characters = Array.from(typed);
  const odd = new Set(characters.filter((each) => asciiOf(each) !== each || isOdd(each)));
  return {
    text: characters.map(asciiOf).join(''),
    replaced: [...odd].map((from) => ({ from, to: asciiOf(from) })),
  };
}

/** Replacements for people: `＋→+, U+3000→U+0020, U+200B→∅, 《`. */
export function describeReplacements(replaced: readonly Replacement[]): string {
  return replaced
    .map(({ from, to }) => (from === to ? visible(from) : `${visible(from)}→${visible(to)}`))
    .join(', ');
}

/** A character as it can be seen: one without ink by its number. */
function visible(character: string): string {
  if (character === '') return '∅';
  if (character === ' ') return 'U+0020';
  return isVisible(character) ? character : characterName(character);
}
