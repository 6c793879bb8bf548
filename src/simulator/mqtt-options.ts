import type { Parameters } from './command-text';
import { OPTION_KINDS, type OptionLine } from './option-lists';

type OptionValue = number | string;

/** Values that were set, by option name. */
export type OptionValues = ReadonlyMap<string, readonly OptionValue[]>;

interface NumberField {
  readonly low: number;
  readonly high: number;
}
/** A string field: its limit in bytes. */
interface TextField {
  readonly maxBytes: number;
}

/** One option of AT+QMTCFG, as a module supports it. */
export interface Option {
  readonly name: string;
  readonly fields: readonly (NumberField | TextField)[];
  /** Minimum number of values in a write command. */
  readonly least: number;
  readonly initial: readonly OptionValue[];
  /** What `AT+QMTCFG=?` shows after the client index. */
  readonly test: string;
}

const MAX_BYTES = 64;
const FIELD = /\([^)]*\)|"[^"]*"|[^,]+/g;

/** An option, from its line of `AT+QMTCFG=?`: `(1-60)` and `(0,1)` are numeric ranges, everything else is text. */
export function optionFrom([name, test, initial]: OptionLine): Option {
  const kind = OPTION_KINDS[name.toLowerCase()] ?? {};
  const fields = (test.match(FIELD) ?? []).map((shown): NumberField | TextField => {
    const numbers = shown.startsWith('(') ? (shown.match(/\d+/g) ?? []).map(Number) : [];
    return numbers.length === 0
      ? { maxBytes: kind.maxBytes ?? MAX_BYTES }
      : { low: Math.min(...numbers), high: Math.max(...numbers) };
  });
  const lowest = () => fields.map((field) => ('low' in field ? field.low : ''));
  return { name, test, fields, least: kind.least ?? 1, initial: initial ?? kind.initial ?? lowest() };
}

/** The lines of `AT+QMTCFG=?`. */
export function optionTests(options: readonly Option[]): readonly string[] {
  return options.map(({ name, test }) => `+QMTCFG: "${name}",(0-5),${test}`);
}

/** The QMTCFG values of one client, lost on a reset. */
export class MqttOptions {
  readonly #values = new Map<string, readonly OptionValue[]>();

  /** `known`: the options that the module currently supports. */
  constructor(private readonly known: () => readonly Option[]) {}

  /** Whether the module has this option. Names are lower case here and below. */
  has(name: string): boolean {
    return this.#option(name) !== undefined;
  }

  /** Whether the option has been set. */
  isSet(name: string): boolean {
    return this.#values.has(name);
  }

  /** The number at `place` of an option; its initial value if it was never set. */
  number(name: string, place = 0): number {
    const value = this.#read(name)[place];
    return typeof value === 'number' ? value : 0;
  }

  /** The string at `place`, latin1. */
  text(name: string, place = 0): string {
    const value = this.#read(name)[place];
    return typeof value === 'string' ? value : '';
  }

  /** The values as read back; `ssl` and `will` show only their 0 while they are off. */
  describe(option: Option): string {
    const values = this.#read(option.name.toLowerCase());
    return values.map((value) => (typeof value === 'number' ? String(value) : `"${value}"`)).join(',');
  }

  /**
   * Sets an option from the parameters from `first` on. Throws BadParameter for a wrong count or range, and then changes nothing.
   */
  set(option: Option, parameters: Parameters, first: number): void {
    const name = option.name.toLowerCase();
    parameters.expect(first + option.least, first + option.fields.length);
    const values = option.fields
      .slice(0, parameters.count - first)
      .map((field, place) =>
        'low' in field
          ? parameters.integer(first + place, field.low, field.high)
          : parameters.text(first + place, field.maxBytes),
      );
    if (name === 'will' && values[0] === 1) parameters.expect(first + 5, first + 5);
    const off = (name === 'will' || name === 'ssl') && values[0] === 0;
    const kept = this.#read(name).slice(values.length);
    this.#values.set(name, off ? [0] : [...values, ...kept]);
  }

  /** Sets values without a check, as an earlier program may have left them. */
  restore(name: string, values: readonly OptionValue[]): void {
    this.#values.set(name, values);
  }

  /** All values that were set, for saving. */
  snapshot(): OptionValues {
    return new Map(this.#values);
  }

  /** Restores what {@link snapshot} returned. */
  resume(values: OptionValues): void {
    for (const [name, value] of values) this.#values.set(name, value);
  }

  #option(name: string): Option | undefined {
    return this.known().find((option) => option.name.toLowerCase() === name);
  }

  #read(name: string): readonly OptionValue[] {
    return this.#values.get(name) ?? this.#option(name)?.initial ?? OPTION_KINDS[name]?.initial ?? [];
  }
}
