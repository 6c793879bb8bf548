import { inspect } from 'node:util';
import { CodedError } from '../base/coded-error';

/** Maximum characters of a refused value in a message. */
const SHOWN_LENGTH = 60;

/** One member of a report, with its path. Each reader throws `EC20_REPORT` for a value of another type. */
export class ReportMember {
  constructor(
    private readonly path: string,
    private readonly value: unknown,
  ) {}

  /** A member of this object; undefined: absent. */
  member(name: string): ReportMember | undefined {
    const found = this.#object()[name];
    return found === undefined ? undefined : new ReportMember(`${this.path}.${name}`, found);
  }

  /** A required member. */
  need(name: string): ReportMember {
    return this.member(name) ?? new ReportMember(`${this.path}.${name}`, undefined);
  }

  /** All members of this object. */
  members(): readonly (readonly [string, ReportMember])[] {
    const names = Object.keys(this.#object());
    return names.map((name) => [name, this.need(name)]);
  }

  list(): readonly ReportMember[] {
    if (!Array.isArray(this.value)) return this.refuse('[…]');
    return this.value.map((item, place) => new ReportMember(`${this.path}[${place}]`, item));
  }

  text(pattern = /^/, shown = '"…"'): string {
    return typeof this.value === 'string' && pattern.test(this.value) ? this.value : this.refuse(shown);
  }

  flag(): boolean {
    return typeof this.value === 'boolean' ? this.value : this.refuse('true|false');
  }

  number(low: number, high: number): number {
    const { value } = this;
    const isGood = typeof value === 'number' && value >= low && value <= high;
    return isGood ? value : this.refuse(`${low}–${high === Infinity ? '…' : high}`);
  }

  integer(low: number, high: number): number {
    const value = this.number(low, high);
    return Number.isInteger(value) ? value : this.refuse(`${low}–${high}`);
  }

  /** The value for this word in a table. */
  among<const V>(table: Readonly<Record<string, V>>): V {
    const entry = Object.entries(table).find(([word]) => word === this.value);
    return entry === undefined
      ? this.refuse(
          Object.keys(table)
            .map((word) => `"${word}"`)
            .join('|'),
        )
      : entry[1];
  }

  /** Throws an error that says what is allowed. */
  refuse(allowed: string): never {
    const value = shownValue(this.value);
    throw new CodedError('EC20_REPORT', { params: { field: this.path, value, allowed } });
  }

  #object(): Readonly<Record<string, unknown>> {
    const { value } = this;
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : this.refuse('{…}');
  }
}

function shownValue(value: unknown): string {
  if (value === undefined) return '—';
  if (Array.isArray(value)) return '[…]';
  if (typeof value === 'object' && value !== null) return '{…}';
  const text = typeof value === 'string' ? JSON.stringify(value) : inspect(value);
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}
