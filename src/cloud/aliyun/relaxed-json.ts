import { Decimal, type Json } from '../quotes';

/** Maximum nesting; protects our stack and the flow's. */
const DEEPEST = 64;

export type JsonObject = Readonly<Record<string, Json>>;

/**
 * Reads JSON, and of what the platform's parser takes besides it: strings and names in single quotes, names in none (§A5).
 * Undefined for anything else; never throws. A member `__proto__` is left out. `decimals` keeps whole numbers that were written with a decimal
 * digit.
 */
export function readRelaxedJson(bytes: Buffer, decimals = false): Json | undefined {
  const reader = new Reader(bytes.toString('utf8'), decimals);
  try {
    const value = reader.value(0);
    return reader.isAtEnd() ? value : undefined;
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

/** Whether `value` has named members. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Decimal);
}

/** Unlike `Array.isArray` it narrows a read-only list. */
export function isJsonList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
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

/** The text is not JSON, relaxed or not. */
class Malformed extends Error {}

class Reader {
  #at = 0;

  constructor(
    private readonly text: string,
    private readonly decimals: boolean,
  ) {}

  value(depth: number): Json {
    if (depth > DEEPEST) throw new Malformed('too deep');
    this.#taken(/[ \t\r\n]*/y);
    const first = this.text[this.#at];
    if (first === '{') return this.#object(depth);
    if (first === '[') return this.#list(depth);
    if (first === '"' || first === "'") return this.#quoted(first);
    const number = this.#taken(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
    if (number !== '') return this.#number(number);
    const literal = LITERALS.get(this.#taken(/[a-z]+/y));
    if (literal === undefined) throw new Malformed('no value');
    return literal;
  }

  isAtEnd(): boolean {
    this.#taken(/[ \t\r\n]*/y);
    return this.#at === this.text.length;
  }

  #number(text: string): Json {
    const number = Number(text);
    return this.decimals && text.includes('.') && Number.isInteger(number) ? new Decimal(number) : number;
  }

  #object(depth: number): Json {
    const members: [string, Json][] = [];
    this.#at += 1;
    if (this.#sign('}')) return {};
    do {
      this.#taken(/[ \t\r\n]*/y);
      const first = this.text[this.#at];
      const name = first === '"' || first === "'" ? this.#quoted(first) : this.#name();
      this.#expect(':');
      members.push([name, this.value(depth + 1)]);
    } while (this.#sign(','));
    this.#expect('}');
    return Object.fromEntries(members.filter(([name]) => name !== '__proto__'));
  }

  #list(depth: number): Json {
    const items: Json[] = [];
    this.#at += 1;
    if (this.#sign(']')) return items;
    do items.push(this.value(depth + 1));
    while (this.#sign(','));
    this.#expect(']');
    return items;
  }

  #quoted(quote: '"' | "'"): string {
    this.#at += 1;
    const plain = quote === '"' ? /[^"\\\p{Cc}]*/uy : /[^'\\\p{Cc}]*/uy;
    let text = this.#taken(plain);
    while (!this.#is(quote)) {
      text += this.#escape() + this.#taken(plain);
    }
    this.#at += 1;
    return text;
  }

  #escape(): string {
    const code = this.#taken(/\\u[\da-fA-F]{4}/y);
    if (code !== '') return String.fromCharCode(parseInt(code.slice(2), 16));
    // DEL and the C1 controls, which JSON does not escape.
    const control = this.#taken(/[\u007f-\u009f]/y);
    if (control !== '') return control;
    const known = ESCAPES[this.#taken(/\\["'\\/bfnrt]/y).slice(1)];
    if (known === undefined) throw new Malformed('no string');
    return known;
  }

  #name(): string {
    const name = this.#taken(/[A-Za-z_]\w*/y);
    if (name === '' || name === 'null') throw new Malformed('no name');
    return name;
  }

  #sign(sign: string): boolean {
    this.#taken(/[ \t\r\n]*/y);
    if (!this.#is(sign)) return false;
    this.#at += 1;
    return true;
  }

  #expect(sign: string): void {
    if (!this.#sign(sign)) throw new Malformed(`no ${sign}`);
  }

  #is(sign: string): boolean {
    return this.text[this.#at] === sign;
  }

  #taken(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [text = ''] = pattern.exec(this.text) ?? [];
    this.#at += text.length;
    return text;
  }
}
