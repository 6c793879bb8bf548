import { asciiOf } from '../../../src/base/character';

/** Marks of a Chinese keyboard, typographic quotes, escapes of programs and web pages: all are converted to plain text. */
export function plainText(text: string): string {
  // The end of a sentence ends a value, and quotes of every kind enclose one.
  const separated = text
    .replace(/。/g, ',')
    .replace(/[‟«»『』]/g, '"')
    .replace(/[‚‛]/g, "'");
  return Array.from(separated, asciiOf)
    .join('')
    .replace(/&quot;|&#34;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .replace(/(\\r)?\\n|\\r/g, '\n')
    .replace(/\\"/g, '"')
    .replace(/\r\n?/g, '\n');
}

/** A text of which parts are read, one after the other; what is left at the end was understood by no reader. */
export class PastedText {
  readonly #isRead: boolean[];

  constructor(readonly text: string) {
    this.#isRead = Array.from({ length: text.length }, () => false);
  }

  read(start: number, end: number): void {
    this.#isRead.fill(true, start, end);
  }

  /** The text with blanks in place of what has been read: positions stay. */
  get rest(): string {
    return Array.from({ length: this.text.length }, (_each, index) => {
      const unit = this.text.charAt(index);
      return this.#isRead[index] === true && unit !== '\n' ? ' ' : unit;
    }).join('');
  }
}
