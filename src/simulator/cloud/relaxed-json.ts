/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
/** A JSON object. */
export interface JsonObject {
  readonly [name: string]: Json;
}

/** Records how numbers were written: `10.0` and `10` are one number and two types (§A3.1). */
export class NumberLiterals {
  readonly #decimals = new Map<object, Set<string | number>>();

  /** Whether the number at `key` of `holder` was written with a decimal point or an exponent. */
  isDecimal(holder: object, key: string | number): boolean {
    return this.#decimals.get(holder)?.has(key) ?? false;
  }

  /** Records the members of an object or list that were. */
  note(holder: object, keys: readonly (string | number)[]): void {
    if (keys.length > 0) this.#decimals.set(holder, new Set(keys));
  }
}

/** Maximum nesting, so that a hostile payload can't exhaust the stack. */
const DEEPEST = 64;

/**
 * Reads JSON as the platform's parser does: unlike the standard, it accepts unquoted names and single-quoted strings, which modules
 * use whose AT line can't carry double quotes. `literals` records how numbers were written. Throws `SyntaxError`. Source: §A5.
 */
export function parseRelaxedJson(text: string, literals = new NumberLiterals()): Json {
  const reader = new Reader(text, literals);
  const value = reader.value(0);
  reader.end();
  return value;
}

/** Whether `value` is an object with named members, not an array or null. */
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
  /** Whether the value just read is a number with a decimal point or an exponent. */
  #isDecimal = false;

  constructor(
    private readonly text: string,
    private readonly literals: NumberLiterals,
  ) {}

  value(depth: number): Json {
    if (depth > DEEPEST) this.#fail('too deep');
    this.#space();
    this.#isDecimal = false;
    const first = this.text[this.#at];
    if (first === '{') return this.#object(depth);
    if (first === '[') return this.#array(depth);
    if (first === '"' || first === "'") return this.#string(first);
    const number = this.#token(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
    if (number !== undefined) {
      this.#isDecimal = /[.eE]/.test(number);
      return Number(number);
    }
    const literal = LITERALS.get(this.#token(/[a-z]+/y) ?? '');
    return literal === undefined ? this.#fail('no value') : literal;
  }

  end(): void {
    this.#space();
    if (this.#at < this.text.length) this.#fail('text after the value');
  }

  #object(depth: number): JsonObject {
    const entries: [string, Json][] = [];
    const decimals: string[] = [];
    this.#at += 1;
    if (this.#taken('}')) return {};
    do {
      const name = this.#name();
      if (!this.#taken(':')) this.#fail('no colon');
      entries.push([name, this.value(depth + 1)]);
      if (this.#isDecimal) decimals.push(name);
    } while (this.#taken(','));
    if (!this.#taken('}')) this.#fail('object without an end');
    const object = Object.fromEntries(entries);
    this.#isDecimal = false;
    this.literals.note(object, decimals);
    return object;
  }

  #array(depth: number): readonly Json[] {
    const items: Json[] = [];
    const decimals: number[] = [];
    this.#at += 1;
    if (this.#taken(']')) return items;
    do {
      items.push(this.value(depth + 1));
      if (this.#isDecimal) decimals.push(items.length - 1);
    } while (this.#taken(','));
    if (!this.#taken(']')) this.#fail('array without an end');
    this.#isDecimal = false;
    this.literals.note(items, decimals);
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
