import { printable } from '../base/character';
import type { Phrase } from '../base/coded-error';
import type { Problem } from './fault';
import { isIdentifier, isReserved } from './identifier';

const LONGEST_SHOWN = 120;

const PROBLEMS = {
  object: { en: 'an object is wanted', zh: '应为对象' },
  list: { en: 'a list is wanted', zh: '应为数组' },
  text: { en: 'a text is wanted', zh: '应为字符串' },
  number: { en: 'a number is wanted', zh: '应为数字' },
  identifier: {
    en: 'an identifier of at most 50 letters, digits and _ is wanted',
    zh: '标识符只能由字母、数字和 _ 组成，最多 50 个字符',
  },
  reserved: {
    en: 'set, get, post, time and value are reserved words, no identifiers',
    zh: 'set、get、post、time、value 是保留字，不能用作标识符',
  },
} as const satisfies Readonly<Record<string, Phrase>>;

/** Ends the reading of a thing model; caught by its reader. */
export class ModelFault extends Error {
  constructor(readonly problem: Problem) {
    super(problem.code);
  }
}

/**
 * A value somewhere in a thing model, and its place: each method reads it as its expected type, or throws a
 * {@link ModelFault}.
 */
export class Place {
  constructor(
    private readonly path: string,
    readonly value: unknown,
  ) {}

  /** A member of an object; undefined when missing. */
  member(name: string): Place {
    const path = this.path === '' ? name : `${this.path}.${name}`;
    const object = this.asObject();
    return new Place(path, Object.hasOwn(object, name) ? object[name] : undefined);
  }

  asObject(): Readonly<Record<string, unknown>> {
    if (typeof this.value === 'object' && this.value !== null && !Array.isArray(this.value)) {
      return this.value as Readonly<Record<string, unknown>>;
    }
    throw this.fault(PROBLEMS.object);
  }

  /** The items of a list; empty when missing. */
  items(): readonly Place[] {
    if (this.isAbsent()) return [];
    if (!Array.isArray(this.value)) throw this.fault(PROBLEMS.list);
    return this.value.map((item: unknown, index) => new Place(`${this.path}[${index}]`, item));
  }

  textOr(byDefault: string): string {
    if (this.isAbsent()) return byDefault;
    if (typeof this.value !== 'string') throw this.fault(PROBLEMS.text);
    return this.value;
  }

  /** Exported models hold numbers as texts. Undefined when missing. */
  number(): number | undefined {
    if (this.isAbsent() || this.value === '') return undefined;
    const text = typeof this.value === 'string' ? this.value.trim() : this.value;
    const number = typeof text === 'string' && /^[+-]?[\d.]+(e[+-]?\d+)?$/i.test(text) ? Number(text) : text;
    if (typeof number !== 'number' || !Number.isFinite(number)) throw this.fault(PROBLEMS.number);
    return number;
  }

  /** `besides`: reserved words that are allowed here. */
  identifier(besides?: ReadonlySet<string>): string {
    const { value } = this;
    if (typeof value === 'string' && (besides?.has(value) === true || isIdentifier(value))) return value;
    const isWord = typeof value === 'string' && isReserved(value);
    throw this.fault(isWord ? PROBLEMS.reserved : PROBLEMS.identifier);
  }

  fault(problem: Phrase): ModelFault {
    const place = printable(this.path === '' ? 'TSL' : this.path).slice(0, LONGEST_SHOWN);
    return new ModelFault({ code: 'EC20_TSL', params: { place }, phrases: { problem } });
  }

  private isAbsent(): boolean {
    return this.value === undefined || this.value === null;
  }
}
