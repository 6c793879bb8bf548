import { characterName, isVisible } from '../../../src/base/character';
import type { Reading, TypedText } from '../../../src/ec20/typed-command';
import type { Words } from '../../shared/editor/words';

/** A character of a typed command, and its replacement. */
export interface Replacement {
  readonly from: string;
  readonly to: string;
}

/** Maximum lines without a command that are quoted. */
const MOST_QUOTED = 3;
/** Maximum characters of each. */
const LONGEST_QUOTED = 30;

/** What was understood of a typed text, where it differs from what will be sent; "" where nothing does. */
export function describeTyped(_: Words, { commands, leftOut, proposal }: TypedText): string {
  if (commands.length === 0) {
    const command = proposal ?? '';
    return command === '' ? '' : _('ec20-console.hint.proposal', { command });
  }
  const readings = commands.flatMap((each) => each.readings);
  const [first] = commands;
  const isOne = commands.length === 1 && first !== undefined;
  const pairs = describeReplacements(replacementsIn(readings));
  const parts = readings.flatMap((each) => (each.kind === 'character' ? [] : [quoted(each.text)]));
  const sentences = [
    pairs === '' || !isOne ? '' : _('ec20-console.hint.fullWidth', { pairs, command: first.command }),
    pairs !== '' || !isOne || parts.length === 0
      ? ''
      : _('ec20-console.hint.readAs', { command: first.command }),
    isOne
      ? ''
      : _('ec20-console.hint.several', {
          count: commands.length,
          commands: commands.map(({ command }) => command).join(' | '),
        }),
    parts.length === 0 ? '' : _('ec20-console.hint.without', { parts: parts.join(' ') }),
    leftOut.length === 0 ? '' : _('ec20-console.hint.noCommands', { lines: quotedLines(leftOut) }),
  ];
  return sentences.filter((sentence) => sentence !== '').join('\n');
}

/** Replacements as text: `＋→+, U+3000→U+0020, U+200B→∅, 《`. */
export function describeReplacements(replaced: readonly Replacement[]): string {
  return replaced
    .map(({ from, to }) => (from === to ? visible(from) : `${visible(from)}→${visible(to)}`))
    .join(', ');
}

/** Each replaced character once, in the order of the text. */
function replacementsIn(readings: readonly Reading[]): readonly Replacement[] {
  const replaced = new Map<string, Replacement>();
  for (const reading of readings) {
    if (reading.kind === 'character') replaced.set(reading.from, reading);
  }
  return [...replaced.values()];
}

function quotedLines(lines: readonly string[]): string {
  const shown = lines.slice(0, MOST_QUOTED).map(quoted).join(' ');
  return lines.length > MOST_QUOTED ? `${shown} …` : shown;
}

function quoted(text: string): string {
  return `“${text.length > LONGEST_QUOTED ? `${text.slice(0, LONGEST_QUOTED)}…` : text}”`;
}

/** A visible form of a character; an invisible one by its code point. */
function visible(character: string): string {
  if (character === '') return '∅';
  if (character === ' ') return 'U+0020';
  return isVisible(character) ? character : characterName(character);
}
