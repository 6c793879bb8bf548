/**
 * A reader of JSON as fastjson 1.x has it with its default features, which is what the platform's parser does: written from its lexer
 * and parser, not from what this package writes. Throws `SyntaxError`.
 */
export function parsePlatformJson(text: string): unknown {
  const lexer = new Lexer(text);
  const value = lexer.value();
  lexer.end();
  return value;
}

/** `IOUtils.identifierFlags`: neither `$` nor anything beyond ASCII below 256. */
const NAME_START = /[A-Za-z_]/;
const NAME_PART = /[A-Za-z0-9_]/;

const CONTROLS: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  F: '\f',
  r: '\r',
  '"': '"',
  "'": "'",
  '/': '/',
  '\\': '\\',
};

class Lexer {
  #at = 0;

  constructor(private readonly text: string) {}

  value(): unknown {
    this.#space();
    const sign = this.text.charAt(this.#at);
    if (sign === '{') return this.#object();
    if (sign === '[') return this.#array();
    if (sign === '"' || sign === "'") return this.#string(sign);
    if (sign === '-' || /\d/.test(sign)) return this.#number();
    // Identifiers: those that are values. Any other ends in the parser's "syntax error".
    const word = this.#take(/[A-Za-z]+/y);
    if (word === 'true') return true;
    if (word === 'false') return false;
    if (word === 'null' || word === 'undefined') return null;
    throw new SyntaxError(`syntax error, pos ${this.#at}`);
  }

  end(): void {
    this.#space();
    if (this.#at < this.text.length) throw new SyntaxError(`not close json text, pos ${this.#at}`);
  }

  #object(): unknown {
    const members: [string, unknown][] = [];
    this.#at += 1;
    for (;;) {
      this.#space();
      // AllowArbitraryCommas is off: a comma stands between two members.
      if (this.#sign('}')) break;
      if (members.length > 0 && !this.#sign(',')) throw new SyntaxError(`expect ',' at ${this.#at}`);
      this.#space();
      const name = this.#name();
      this.#space();
      if (!this.#sign(':')) throw new SyntaxError(`expect ':' at ${this.#at}`);
      members.push([name, this.value()]);
    }
    return Object.fromEntries(members);
  }

  #array(): unknown[] {
    const items: unknown[] = [];
    this.#at += 1;
    for (;;) {
      this.#space();
      if (this.#sign(']')) return items;
      if (items.length > 0 && !this.#sign(',')) throw new SyntaxError(`expect ',' at ${this.#at}`);
      items.push(this.value());
    }
  }

  /** In either quotes, or a bare one (AllowSingleQuotes and AllowUnQuotedFieldNames are on). */
  #name(): string {
    const sign = this.text.charAt(this.#at);
    if (sign === '"' || sign === "'") return this.#string(sign);
    if (/[\d-]/.test(sign)) return String(this.#number());
    if (!NAME_START.test(sign)) throw new SyntaxError(`illegal identifier : ${sign}`);
    let name = '';
    while (NAME_PART.test(this.text.charAt(this.#at))) name += this.text.charAt(this.#at++);
    // scanSymbolUnQuoted returns a null reference for it.
    if (name === 'null') throw new SyntaxError('a name that is null');
    return name;
  }

  /** Raw characters, also line breaks, except the quote and the backslash. */
  #string(quote: string): string {
    let value = '';
    for (this.#at += 1; this.#at < this.text.length; this.#at += 1) {
      const character = this.text.charAt(this.#at);
      if (character === quote) {
        this.#at += 1;
        return value;
      }
      value += character === '\\' ? this.#escape() : character;
    }
    throw new SyntaxError('unclosed string');
  }

  /** Leaves the last character of the escape to the caller's step. */
  #escape(): string {
    const code = this.text.charAt(++this.#at);
    const known = CONTROLS[code];
    if (known !== undefined) return known;
    if (/[0-7]/.test(code)) return String.fromCharCode(Number(code));
    const digits = code === 'u' ? 4 : code === 'x' ? 2 : 0;
    const hex = this.text.slice(this.#at + 1, this.#at + 1 + digits);
    if (digits === 0 || hex.length !== digits || !/^[\da-f]+$/i.test(hex)) {
      throw new SyntaxError(`unclosed string : ${code}`);
    }
    this.#at += digits;
    return String.fromCharCode(parseInt(hex, 16));
  }

  #number(): number {
    const digits = this.#take(/-?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?/y);
    if (digits === '') throw new SyntaxError(`no number at ${this.#at}`);
    return Number(digits);
  }

  #sign(sign: string): boolean {
    if (this.text.charAt(this.#at) !== sign) return false;
    this.#at += 1;
    return true;
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [taken = ''] = pattern.exec(this.text) ?? [];
    this.#at += taken.length;
    return taken;
  }

  #space(): void {
    this.#take(/[ \t\r\n\f\b]*/y);
  }
}
