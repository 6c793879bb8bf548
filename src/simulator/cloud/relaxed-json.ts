/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

/** Nested deeper than this is refused, so that a hostile payload can't exhaust the stack. */
const DEEPEST = 64;

/**
 * Reads JSON as the platform's parser does: besides the standard it takes names without quotes and strings in single
 * quotes, which modules use whose AT line can't carry double quotes. Throws `SyntaxError`. Source: aliyun.md §5.
 */
export function parseRelaxedJson(text: string): Json {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

/** Whether `value` is an object of named values, not an array and not null. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const LITERALS: ReadonlyMap<string, Json> = new Map<string, Json>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  "'": "'",
  '\\': '\\',
  '/': '/',
};

class Reader {
  #at = 0;

  constructor(private readonly text: string) {}

  value(depth: number): Json {
    if (depth > DEEPEST) this.#fail('too deep');
    this.#space();
    const first = this.text[this.#at];
    if (first === '{') return this.#object(depth);
    if (first === '[') return this.#array(depth);
    if (first === '"' || first === "'") return this.#string(first);
    const number = this.#token(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
    if (number !== undefined) return Number(number);
    const literal = LITERALS.get(this.#token(/[a-z]+/y) ?? '');
    return literal === undefined ? this.#fail('no value') : literal;
  }

  end(): void {
    this.#space();
    if (this.#at < this.text.length) this.#fail('text after the value');
  }

  #object(depth: number): JsonObject {
    const entries: [string, Json][] = [];
    this.#at += 1;
    if (this.#taken('}')) return {};
    do {
      const name = this.#name();
      if (!this.#taken(':')) this.#fail('no colon');
      entries.push([name, this.value(depth + 1)]);
    } while (this.#taken(','));
    if (!this.#taken('}')) this.#fail('object without an end');
    return Object.fromEntries(entries);
  }

  #array(depth: number): readonly Json[] {
    const items: Json[] = [];
    this.#at += 1;
    if (this.#taken(']')) return items;
    do items.push(this.value(depth + 1));
    while (this.#taken(','));
    if (!this.#taken(']')) this.#fail('array without an end');
    return items;
  }

  #name(): string {
    this.#space();
    const first = this.text[this.#at];
    if (first === '"' || first === "'") return this.#string(first);
    return this.#token(/[A-Za-z_$][\w$]*/y) ?? this.#fail('no name');
  }

  #string(quote: string): string {
    let value = '';
    for (let at = this.#at + 1; at < this.text.length; at += 1) {
      const character = this.text.charAt(at);
      if (character === quote) {
        this.#at = at + 1;
        return value;
      }
      if (character < ' ') this.#fail('control character in a string');
      if (character !== '\\') {
        value += character;
        continue;
      }
      at += 1;
      const code = /^u([\da-fA-F]{4})/.exec(this.text.slice(at, at + 5))?.[1];
      value +=
        code === undefined
          ? (ESCAPES[this.text.charAt(at)] ?? this.#fail('unknown escape'))
          : String.fromCharCode(Number.parseInt(code, 16));
      if (code !== undefined) at += 4;
    }
    return this.#fail('string without an end');
  }

  #taken(character: string): boolean {
    this.#space();
    if (this.text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #token(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const token = pattern.exec(this.text)?.[0];
    this.#at += token?.length ?? 0;
    return token;
  }

  #space(): void {
    while (' \t\r\n'.includes(this.text[this.#at] ?? 'none')) this.#at += 1;
  }

  #fail(what: string): never {
    throw new SyntaxError(`${what} at character ${this.#at}`);
  }
}
