import type { Family } from './families';
import type { Parameters } from './command-text';

type OptionValue = number | string;

interface NumberField {
  readonly low: number;
  readonly high: number;
}
/** A string field: its limit in bytes. */
interface TextField {
  readonly maxBytes: number;
}

/** One option of AT+QMTCFG. */
interface Option {
  readonly name: string;
  readonly fields: readonly (NumberField | TextField)[];
  /** The least number of values in a set; in `will` 1 for flag 0. */
  readonly least: number;
  readonly initial: readonly OptionValue[];
  /** What `AT+QMTCFG=?` shows after the client index. */
  readonly test: string;
}

const number = (low: number, high: number): NumberField => ({ low, high });
const bytes = (maxBytes: number): TextField => ({ maxBytes });

/** The EC20's nine (MQTT note V1.1 §2.3.1; ranges and defaults as in reference/ec20-at.md §1.1). */
const NINE: readonly Option[] = [
  { name: 'version', fields: [number(3, 4)], least: 1, initial: [3], test: '(3,4)' },
  { name: 'pdpcid', fields: [number(1, 16)], least: 1, initial: [1], test: '(1-16)' },
  { name: 'ssl', fields: [number(0, 1), number(0, 5)], least: 1, initial: [0], test: '(0,1),(0-5)' },
  { name: 'keepalive', fields: [number(0, 3600)], least: 1, initial: [120], test: '(0-3600)' },
  { name: 'session', fields: [number(0, 1)], least: 1, initial: [1], test: '(0,1)' },
  {
    name: 'timeout',
    fields: [number(1, 60), number(0, 10), number(0, 1)],
    least: 3,
    initial: [5, 3, 0],
    test: '(1-60),(0-10),(0,1)',
  },
  {
    name: 'will',
    fields: [number(0, 1), number(0, 2), number(0, 1), bytes(255), bytes(255)],
    least: 1,
    initial: [0],
    test: '(0,1),(0-2),(0,1),"willtopic","willmessage"',
  },
  { name: 'recv/mode', fields: [number(0, 1), number(0, 1)], least: 1, initial: [0, 0], test: '(0,1),(0,1)' },
  {
    name: 'aliauth',
    fields: [bytes(64), bytes(64), bytes(64)],
    least: 3,
    initial: ['', '', ''],
    test: '"product key","device name","device secret"',
  },
];

const later = (name: string, fields: Option['fields'], test: string): Option => ({
  name,
  fields,
  least: 1,
  initial: fields.map((field) => ('low' in field ? field.low : '')),
  test,
});

const [VERSION, PDPCID, SSL, KEEPALIVE, SESSION, TIMEOUT, WILL, RECV, ALIAUTH] = NINE;

/** The list of an EC600S, in its order (capture T4). Of the later options only `edit/timeout` has an effect here. */
const EXTENDED: readonly Option[] = [
  VERSION,
  PDPCID && { ...PDPCID, fields: [number(1, 15)], test: '(1-15)' },
  SSL,
  KEEPALIVE,
  SESSION,
  TIMEOUT && {
    ...TIMEOUT,
    fields: [number(1, 1200), number(1, 10), number(0, 1)],
    test: '(1-1200),(1-10),(0,1)',
  },
  WILL,
  later(
    'willex',
    [number(0, 1), number(0, 2), number(0, 1), bytes(255), number(0, 256)],
    '(0,1),(0-2),(0,1),"willtopic",(0-256)',
  ),
  RECV,
  later('send/mode', [number(0, 1)], '(0,1)'),
  later('onenet', [bytes(64), bytes(64)], '"product id","access key"'),
  ALIAUTH,
  later('hwauth', [bytes(64), bytes(64)], '"device id","device secret"'),
  later('hwprodid', [bytes(64), bytes(64), bytes(64)], '"product id","product secret","nodeid"'),
  later('qmtping', [number(5, 60)], '(5-60)'),
  later('dataformat', [number(0, 1), number(0, 1)], '(0,1),(0,1)'),
  later('view/mode', [number(0, 1)], '(0,1)'),
  later('CTWing', [bytes(64), bytes(64)], '"client_id","feature_string"'),
  later('edit/timeout', [number(0, 1), number(1, 180)], '(0,1),(1-180)'),
].filter((option) => option !== undefined);

/** The option rows of a family. */
export function optionRows(family: Family): readonly Option[] {
  return family.options === 'nine' ? NINE : EXTENDED;
}

/** The lines of `AT+QMTCFG=?`. */
export function optionTests(family: Family): readonly string[] {
  return optionRows(family).map((option) => `+QMTCFG: "${option.name}",(0-5),${option.test}`);
}

/** The QMTCFG values of one client; a reset loses them. */
export class MqttOptions {
  readonly #values = new Map<string, readonly OptionValue[]>();

  /** The number at `place` of an option; the option's start value where it was never set. */
  number(name: string, place = 0): number {
    const value = this.#read(name)[place];
    return typeof value === 'number' ? value : 0;
  }

  /** The string at `place`, in latin1. */
  text(name: string, place = 0): string {
    const value = this.#read(name)[place];
    return typeof value === 'string' ? value : '';
  }

  /** The values as a query tells them; `ssl` and `will` tell only their 0 while they are off. */
  describe(option: Option): string {
    const values = this.#read(option.name);
    return values.map((value) => (typeof value === 'number' ? String(value) : `"${value}"`)).join(',');
  }

  /**
   * Sets an option from the parameters that start at `first`. Throws BadParameter on a wrong count or range;
   * nothing is changed then.
   */
  set(option: Option, parameters: Parameters, first: number): void {
    parameters.expect(first + option.least, first + option.fields.length);
    const values = option.fields
      .slice(0, parameters.count - first)
      .map((field, place) =>
        'low' in field
          ? parameters.integer(first + place, field.low, field.high)
          : parameters.text(first + place, field.maxBytes),
      );
    if (option.name === 'will' && values[0] === 1) parameters.expect(first + 5, first + 5);
    const off = (option.name === 'will' || option.name === 'ssl') && values[0] === 0;
    const kept = this.#read(option.name).slice(values.length);
    this.#values.set(option.name, off ? [0] : [...values, ...kept]);
  }

  /** Puts values in without a check, as an earlier program may have left them. */
  restore(name: string, values: readonly OptionValue[]): void {
    this.#values.set(name, values);
  }

  #read(name: string): readonly OptionValue[] {
    return this.#values.get(name) ?? EXTENDED.find((option) => option.name === name)?.initial ?? [];
  }
}
