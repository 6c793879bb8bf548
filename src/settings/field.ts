import { characterName, firstOddCharacter, printable } from '../base/character';
import { missingVariable } from './environment';
import { type Problem, type Range, type Reading, wrongSetting } from './fault';
import type { Server } from './servers';

export type { Range } from './fault';

/**
 * The kinds of setting. A flow file may lack any of them (an imported flow), or hold text where a number or a boolean
 * is meant (the dialog, `${ENV}`): each kind makes such a value concrete, or returns what is wrong with it. A problem
 * never contains a secret.
 */

/** A rule's view of the other settings of the same node. */
export interface Context {
  /** The chosen server's row; undefined where an environment variable decides, or no modem node is chosen. */
  readonly server: Server | undefined;
  /** Another setting's concrete value; undefined while unknown. Throws for an unknown name. */
  readonly get: (name: string) => unknown;
  /** Whether another setting has a value; true when unknown. */
  readonly isSet: (name: string) => boolean;
  /** The value of a topic's placeholder; empty: none; undefined: unknown. */
  readonly nameOf: (name: 'productKey' | 'deviceName') => string | undefined;
}

export type Unit = 's' | 'Bd' | 'messages' | 'messages/s' | 'days';

/** One setting: a row of a node's table. */
export interface Field<Value> {
  readonly kind: 'text' | 'content' | 'topic' | 'number' | 'choice' | 'flag' | 'qos' | 'note' | 'config-node';
  /** The default where a flow has no value. */
  readonly default: Value;
  /** The value that a new node's dialog stores; `''`: the default applies. The default itself where absent. */
  readonly initial?: string | number | boolean;
  /** Stored among the credentials, and masked in the dialog if `password`. */
  readonly credential?: 'text' | 'password';
  /**
   * What `${NAME}` within a longer text is, apart from a secret, where it is a part of the text: `optional`: a variable if
   * there is one; `literal`: a part of the text; `names`: a variable even in a secret, which is a table. Else a variable that has to
   * exist.
   */
  readonly inText?: 'optional' | 'literal' | 'names';
  readonly required?: boolean;
  /** Of a config node. */
  readonly type?: string;
  readonly unit?: Unit;
  readonly decimal?: boolean;
  /** The value in ms is this setting's name with `Ms`. */
  readonly inMs?: boolean;
  readonly choices?: readonly (string | number)[];
  /** Values to offer; others are allowed. */
  readonly suggestions?: readonly string[];
  /** The range given the other settings; the module's own where the server is unknown. */
  range?(context: Context): Range;
  /**
   * Whether the setting is used given the others; an unused one is neither read nor checked, and its default applies.
   */
  applies?(context: Context): boolean;
  /**
   * What a dialog puts into the field when another kind is chosen, because the value for the one before would mean
   * something else. Absent: the value stays.
   */
  usual?(context: Context): string;
  /** The default beside the other settings, where it follows from them. */
  whenAbsent?(context: Context): Value;
  /** Makes a present value concrete. */
  read(name: string, value: unknown, context: Context): Reading<Value>;
  /** What is wrong with a concrete value, given the other settings. */
  check?(value: Value, context: Context, name: string): Problem | undefined;
}

interface Common<Value> {
  readonly inText?: 'optional' | 'literal' | 'names';
  readonly credential?: 'text' | 'password';
  readonly initial?: string | number | boolean;
  applies?(context: Context): boolean;
  usual?(context: Context): string;
  check?(value: Value, context: Context, name: string): Problem | undefined;
}

/** All other settings are unknown. */
const NO_CONTEXT: Context = {
  server: undefined,
  get: () => undefined,
  isSet: () => false,
  nameOf: () => '',
};

/** Reads a value that may be absent, or hold an environment variable that doesn't exist. */
export function readField<Value>(
  name: string,
  field: Field<Value>,
  value: unknown,
  context: Context = NO_CONTEXT,
): Reading<Value> {
  // A password may consist of blanks.
  const isMissing = field.kind === 'content' ? value === undefined || value === null : isAbsent(value);
  if (isMissing) return { value: field.whenAbsent?.(context) ?? field.default };
  const variable = missingVariable(field, value);
  if (variable !== undefined) {
    return { problem: { code: 'EC20_ENV_MISSING', params: { name: variable, field: name } } };
  }
  return field.read(name, value, context);
}

/** A text, trimmed, without the characters that a Chinese keyboard or a copied web page slips in. */
export function text(
  options: Common<string> & { readonly default?: string; readonly suggestions?: readonly string[] } = {},
): Field<string> {
  return { kind: 'text', default: '', ...options, read: readText };
}

/** A topic or a filter: a text for the dialog's topic field. */
export function topicText(options: Common<string> = {}): Field<string> {
  return { kind: 'topic', default: '', ...options, read: readText };
}

/** A text taken literally: a password, a payload. */
export function content(options: Common<string> & { readonly trimmed?: true } = {}): Field<string> {
  const { trimmed, ...rules } = options;
  return {
    kind: 'content',
    default: '',
    ...rules,
    read(_name, value) {
      const whole = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
      return { value: trimmed === true ? whole.trim() : whole };
    },
  };
}

interface NumberOptions extends Common<number> {
  readonly default: number;
  readonly min: number;
  readonly max: number;
  /** Accepts a decimal point. */
  readonly decimal?: true;
  readonly unit?: Unit;
  readonly credential?: never;
  /** The range at a given server. */
  readonly narrowed?: (server: Server) => Range;
  readonly whenAbsent?: (context: Context) => number;
  /** What a stored number means beside the other settings. */
  readonly meant?: (value: number, context: Context) => number;
}

/** A number, also from text such as `"5"`. */
export function number(options: NumberOptions): Field<number> {
  const { min, max, narrowed, meant, ...rules } = options;
  const range = ({ server }: Context): Range =>
    server !== undefined && narrowed !== undefined ? narrowed(server) : { min, max };
  return {
    kind: 'number',
    ...rules,
    range,
    read(name, value, context) {
      const plain = trim(asText(value) ?? '');
      const { min: least, max: most } = range(context);
      const found = /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : NaN;
      if (Number.isNaN(found) || (options.decimal !== true && !Number.isInteger(found))) {
        return { problem: wrongSetting(name, shown(value), `${least}–${most}`) };
      }
      const problem = outsideRange(name, found, range(context));
      return problem === undefined ? { value: meant?.(found, context) ?? found } : { problem };
    },
    check(value, context, name) {
      const isWhole = options.decimal === true || Number.isInteger(value);
      const problem = outsideRange(name, value, range(context), isWhole);
      return problem ?? options.check?.(value, context, name);
    },
  };
}

/** A number of seconds, read as ms: that of `queueTtl` is `queueTtlMs`. */
export function duration(options: NumberOptions): Field<number> & { readonly inMs: true } {
  return { ...number(options), unit: 's', inMs: true };
}

/** One of some words or numbers. */
export function choice<const Choice extends string | number, Default extends Choice | undefined = Choice>(
  options: Common<NoInfer<Choice>> & { readonly default: Default; readonly choices: readonly Choice[] },
): Field<Choice | Default> {
  const { choices } = options;
  return {
    kind: 'choice',
    ...(options as Common<Choice | Default>),
    choices,
    default: options.default,
    read(name, value) {
      const word = trim(asText(value) ?? '');
      const found = choices.find((each) => String(each) === word);
      if (found !== undefined) return { value: found };
      return {
        problem: wrongSetting(name, shown(value), choices.map((each) => String(each) || '""').join(', ')),
      };
    },
  };
}

/** A boolean, also from `"true"` and `"false"`. */
export function flag<Default extends boolean | undefined>(
  options: Common<boolean> & { readonly default: Default },
): Field<boolean | Default> {
  return {
    kind: 'flag',
    ...(options as Common<boolean | Default>),
    default: options.default,
    read(name, value) {
      const word = trim(asText(value) ?? '');
      if (word === 'true') return { value: true };
      if (word === 'false') return { value: false };
      return { problem: wrongSetting(name, shown(value), 'true, false') };
    },
  };
}

export type Qos = 0 | 1 | 2;

/** A QoS; undefined where the message or the kind decides. */
export function qos(options: Common<Qos | undefined> = {}): Field<Qos | undefined> {
  return {
    kind: 'qos',
    default: undefined,
    choices: LEVELS,
    ...options,
    read: (_name, value) => readQos(value),
  };
}

const LEVELS = [0, 1, 2] as const;

/** `EC20_QOS` for anything but 0, 1 and 2, also as text. */
function readQos(value: unknown): Reading<Qos> {
  const plain =
    typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : typeof value;
  const found = LEVELS.find((level) => String(level) === plain);
  if (found !== undefined) return { value: found };
  const asShown = typeof value === 'string' || typeof value === 'number' ? String(value) : typeof value;
  return { problem: { code: 'EC20_QOS', params: { value: asShown.slice(0, LONGEST_SHOWN) } } };
}

/** A property that only the editor reads. */
export function note(initial: string | number): Field<undefined> {
  return { kind: 'note', default: undefined, initial, read: () => ({ value: undefined }) };
}

/** The config node that a node uses. */
export function configNode(
  type: string,
  options: Pick<Common<string>, 'applies'> & { readonly optional?: true } = {},
): Field<string> {
  const { optional, applies } = options;
  return {
    kind: 'config-node',
    default: '',
    required: optional !== true,
    type,
    ...(applies === undefined ? {} : { applies }),
    read: (_name, value) => ({ value: asText(value) ?? '' }),
  };
}

function readText(name: string, value: unknown): Reading<string> {
  const whole = asText(value);
  if (whole === undefined) return { problem: wrongSetting(name, typeof value, 'abc') };
  const plain = trim(whole);
  const problem = oddCharacter(name, plain);
  return problem === undefined ? { value: plain } : { problem };
}

/** `EC20_FULL_WIDTH`, naming the character, where a text holds a full-width or an invisible one. */
export function oddCharacter(field: string, value: string): Problem | undefined {
  const character = firstOddCharacter(value);
  if (character === undefined) return undefined;
  return { code: 'EC20_FULL_WIDTH', params: { field, character: characterName(character) } };
}

function outsideRange(
  field: string,
  value: number,
  { min, max, code }: Range,
  isWhole = true,
): Problem | undefined {
  if (isWhole && value >= min && value <= max) return undefined;
  if (code !== undefined) return { code, params: { value } };
  return wrongSetting(field, value, `${min}–${max}`);
}

const LONGEST_SHOWN = 40;

function shown(value: unknown): string {
  return printable(asText(value) ?? typeof value).slice(0, LONGEST_SHOWN);
}

/** The editor stores an emptied number field as "". */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && trim(value) === '');
}

function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Removes plain blanks only: `String.trim` would also remove a byte order mark or a full-width blank. */
function trim(value: string): string {
  return value.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
}
