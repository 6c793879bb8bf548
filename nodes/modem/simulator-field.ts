import { CodedError, type Phrase } from '../../src/base/coded-error';

/** A value that an action takes, as text from the panel. */
export type ActionField =
  /** An identifier of the thing model: of a property that the cloud may set, or of a service. */
  | { readonly kind: 'property' | 'service'; readonly initial: string }
  /** A property's value: JSON, otherwise the text itself. */
  | { readonly kind: 'value'; readonly initial: string }
  /** A JSON object. */
  | { readonly kind: 'object'; readonly initial: string }
  | { readonly kind: 'text'; readonly initial: string; readonly form: RegExp; readonly expected: string }
  | { readonly kind: 'choice'; readonly initial: string; readonly choices: readonly string[] }
  /** A whole number, both ends included. */
  | { readonly kind: 'number'; readonly initial: string; readonly min: number; readonly max: number };

export type ActionFields = Readonly<Record<string, ActionField>>;

/** Maximum characters of any value: the platform takes no larger broadcast. */
const MOST_CHARACTERS = 65_536;
const IDENTIFIER = /^[\w:]{1,100}$/;

/**
 * The values of all `fields` in a request; an absent one has its initial value. Throws `EC20_SETTING` with the field, what was given and
 * what is expected.
 */
export function readFields<F extends ActionFields>(
  fields: F,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<keyof F, string>> {
  const rows = Object.entries(fields).map(([name, field]) => [name, readField(name, field, given[name])]);
  return Object.fromEntries(rows) as Record<keyof F, string>;
}

function readField(name: string, field: ActionField, given: unknown): string {
  const value = textOf(given) ?? field.initial;
  const expected = value.length > MOST_CHARACTERS ? `≤ ${MOST_CHARACTERS}` : expectedOf(field, value);
  if (expected === undefined) return value;
  const words = FIELD_NAMES[name];
  throw new CodedError('EC20_SETTING', {
    params: { field: name, value, allowed: expected },
    ...(words === undefined ? {} : { phrases: { field: words } }),
  });
}

/** The fields as the panel labels them. */
const FIELD_NAMES: Readonly<Record<string, Phrase>> = {
  identifier: { en: 'identifier', zh: '标识符' },
  value: { en: 'value', zh: '值' },
  input: { en: 'input (JSON)', zh: '输入参数（JSON）' },
  way: { en: 'way of the call', zh: '调用方式' },
  topic: { en: 'topic', zh: 'Topic' },
  payload: { en: 'payload', zh: '消息内容' },
  version: { en: 'version', zh: '版本号' },
  module: { en: 'OTA module', zh: 'OTA 模块名' },
  text: { en: 'configuration (JSON)', zh: '配置内容（JSON）' },
  bytes: { en: 'bytes (hexadecimal)', zh: '字节（十六进制）' },
  qos: { en: 'QoS', zh: 'QoS' },
  seconds: { en: 'seconds', zh: '秒数' },
};

/** Undefined: not given. */
function textOf(given: unknown): string | undefined {
  if (given === undefined || given === null) return undefined;
  return typeof given === 'string' ? given : JSON.stringify(given);
}

/** What is expected where `value` isn't it. */
function expectedOf(field: ActionField, value: string): string | undefined {
  switch (field.kind) {
    case 'property':
    case 'service':
      return IDENTIFIER.test(value) ? undefined : 'A-Z a-z 0-9 _';
    case 'value':
      return undefined;
    case 'object':
      return isObject(value) ? undefined : '{"…": …} (JSON)';
    case 'text':
      return field.form.test(value) ? undefined : field.expected;
    case 'choice':
      return field.choices.includes(value) ? undefined : field.choices.join('|');
    case 'number': {
      const isWithin = /^\d{1,9}$/.test(value) && Number(value) >= field.min && Number(value) <= field.max;
      return isWithin ? undefined : `${field.min}-${field.max}`;
    }
  }
}

function isObject(text: string): boolean {
  const value = jsonIn(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Undefined: not JSON. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a text that is to be taken as it is, or refused by the caller
  }
}
