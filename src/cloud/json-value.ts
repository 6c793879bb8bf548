import {
  isDate,
  isMap,
  isNativeError,
  isPromise,
  isRegExp,
  isSet,
  isWeakMap,
  isWeakSet,
} from 'node:util/types';
import { isBytes } from '../base/bytes';
import { printable } from '../base/character';
import { CodedError, type Phrase } from '../base/coded-error';
import { unboxed } from '../base/foreign-value';
import { thrownText } from '../base/thrown-text';

/** What JSON can hold, and a number with its notation. */
export type Json =
  string | number | boolean | null | Decimal | readonly Json[] | { readonly [key: string]: Json };

/** A number that is written with at least one decimal digit, as 10.0, which JSON.stringify can't write. */
export class Decimal {
  constructor(readonly value: number) {}

  toString(): string {
    const text = JSON.stringify(this.value);
    if (!Number.isFinite(this.value) || text.includes('.')) return text;
    return text.includes('e') ? text.replace('e', '.0e') : `${text}.0`;
  }
}

/** Where a cloud has its own form for what JSON writes otherwise, or not at all. */
export interface OwnForms {
  /** What a valid Date becomes instead of the text of its `toJSON`. */
  readonly date?: (date: Date) => string;
  /** Whether NaN and Infinity are null at a place such as `payload.a[0]`; elsewhere they are refused. */
  readonly isNullable?: (path: string) => boolean;
}

/** Maximum nesting: more than any payload has, and less than a stack takes. */
const DEEPEST = 1000;
/** No payload has room for more, and a list of a made-up length must not hold up a flow. */
const MOST_VALUES = 1_000_000;
const LONGEST_PATH = 120;
const LONGEST_REASON = 80;

/** Kinds of objects that JSON would write as `{}` or as a part of themselves, unless they have a `toJSON`. */
const WITHOUT_FORM: readonly (readonly [name: string, isOne: (value: object) => boolean])[] = [
  ['Map', isMap],
  ['Set', isSet],
  ['WeakMap', isWeakMap],
  ['WeakSet', isWeakSet],
  ['Promise', isPromise],
  ['RegExp', isRegExp],
  ['Error', isNativeError],
];

/** What is wrong at a place, as the end of a sentence. */
const BYTES = is('bytes, which only a whole payload can be', '字节数据，只有整个消息内容才可以是字节');
const WITHIN_ITSELF: Phrase = { en: 'is an object within itself', zh: '引用了包含它自己的对象' };
const TOO_DEEP: Phrase = { en: `is deeper than ${DEEPEST} levels`, zh: `嵌套超过 ${DEEPEST} 层` };
const TOO_MANY: Phrase = { en: `has more than ${MOST_VALUES} values`, zh: `超过 ${MOST_VALUES} 个值` };

/**
 * A flow's value as JSON has it: a copy in which nothing can be read twice or change later. As with JSON.stringify a
 * `toJSON` is called and a member without a value is left out, but nothing is lost: throws `EC20_PAYLOAD_JSON`, naming
 * the place as `payload.a[0]`, for what JSON has no form for (a Map, a Set, an Error, a RegExp, a Promise, bytes within
 * an object, a function, a symbol, a BigInt, NaN, an object within itself) and for what can't be read.
 */
export function jsonValue(value: unknown, forms: OwnForms = {}): Json {
  const found = new Reader(forms).read(value, '', 'payload');
  if (found === undefined) throw refused('payload', { en: 'is undefined', zh: '是 undefined' });
  return found;
}

class Reader {
  readonly #within = new Set<object>();
  #count = 0;

  constructor(private readonly forms: OwnForms) {}

  /** Undefined: there is nothing to write. */
  read(given: unknown, key: string, path: string): Json | undefined {
    if (++this.#count > MOST_VALUES) throw refused('payload', TOO_MANY);
    if (this.#within.size > DEEPEST) throw refused('payload', TOO_DEEP);
    const value = unboxed(this.#own(given, key, path));
    switch (typeof value) {
      case 'string':
      case 'boolean':
      case 'undefined':
        return value;
      case 'number':
        if (Number.isFinite(value)) return value;
        if (this.forms.isNullable?.(path) === true) return null;
        throw refused(path, is(String(value), String(value)));
      case 'bigint':
        throw refused(path, is('a BigInt', 'BigInt'));
      case 'function':
        throw refused(path, is('a function', '函数'));
      case 'symbol':
        throw refused(path, is('a symbol', 'Symbol'));
      case 'object':
        return value === null ? null : this.#object(value, path);
    }
  }

  /** The value itself, or what its `toJSON` makes of it. */
  #own(value: unknown, key: string, path: string): unknown {
    if ((typeof value !== 'object' && typeof value !== 'bigint') || value === null) return value;
    return attempted(path, () => {
      const { date } = this.forms;
      if (date !== undefined && isDate(value) && !Number.isNaN(Number(value))) return date(value);
      const { toJSON } = Object(value) as { toJSON?: unknown };
      return typeof toJSON === 'function' ? (toJSON.call(value, key) as unknown) : value;
    });
  }

  #object(value: object, path: string): Json {
    if (this.#within.has(value)) throw refused(path, WITHIN_ITSELF);
    const kind = WITHOUT_FORM.find(([, isOne]) => isOne(value))?.[0];
    if (kind !== undefined) throw refused(path, is(kind === 'Error' ? 'an Error' : `a ${kind}`, kind));
    if (isBytes(value)) throw refused(path, BYTES);
    this.#within.add(value);
    const read = Array.isArray(value) ? this.#list(value, path) : this.#members(value, path);
    this.#within.delete(value);
    return read;
  }

  #list(list: readonly unknown[], path: string): Json {
    const items: Json[] = [];
    const length = attempted(path, () => list.length);
    for (let index = 0; index < length; index++) {
      const place = `${path}[${index}]`;
      items.push(
        this.read(
          attempted(place, () => list[index]),
          String(index),
          place,
        ) ?? null,
      );
    }
    return items;
  }

  #members(value: object, path: string): Json {
    const names = attempted(path, () => Object.keys(value));
    if (names.length === 0 && !isPlain(value, path)) throw refused(path, ofClass(value));
    return Object.fromEntries(
      names.flatMap((name) => {
        const place = `${path}${member(name)}`;
        const given = attempted(place, () => (value as Readonly<Record<string, unknown>>)[name]);
        const read = this.read(given, name, place);
        return read === undefined ? [] : [[name, read] as const];
      }),
    );
  }
}

/** Whether JSON has a form for objects like this, even an empty one. The prototype is that of any realm. */
function isPlain(value: object, path: string): boolean {
  return attempted(path, () => {
    const prototype = Object.getPrototypeOf(value) as object | null;
    return prototype === null || Object.getPrototypeOf(prototype) === null;
  });
}

/** `.name`, or `["another name"]`. */
function member(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

function is(en: string, zh: string): Phrase {
  return { en: `is ${en}`, zh: `是 ${zh}` };
}

function ofClass(value: object): Phrase {
  const name = className(value);
  return {
    en: `is an object of the class ${name}, of which JSON keeps nothing`,
    zh: `是 ${name} 类的对象，转成 JSON 后什么也不剩`,
  };
}

function className(value: object): string {
  try {
    const { name } = value.constructor;
    return typeof name === 'string' && name !== '' ? shortened(printable(name)) : '?';
  } catch {
    return '?';
  }
}

/** What `read` returns. The flow's own code may run in it, and throw. */
function attempted<Value>(path: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    const reason = shortened(printable(thrownText(error)));
    throw refused(path, { en: `cannot be read (${reason})`, zh: `读取时出错（${reason}）` }, error);
  }
}

function shortened(text: string): string {
  return text.length > LONGEST_REASON ? `${text.slice(0, LONGEST_REASON)}…` : text;
}

function refused(path: string, what: Phrase, cause?: unknown): CodedError {
  const whole = printable(path);
  const place = whole.length > LONGEST_PATH ? `…${whole.slice(-LONGEST_PATH)}` : whole;
  const detail: Phrase = { en: `${place} ${what.en}`, zh: `${place} ${what.zh}` };
  return new CodedError('EC20_PAYLOAD_JSON', {
    params: { detail: detail.en, path: place },
    phrases: { detail },
    cause,
  });
}
