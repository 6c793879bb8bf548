import { characterName, firstOddCharacter, printable } from './character';
import { CodedError } from './coded-error';

/**
 * Settings as a flow file holds them: absent in an imported flow, text when they come from `${ENV}`. Each function here
 * makes one of them concrete or throws: `EC20_ENV_MISSING` for an unresolved `${NAME}`, `EC20_FULL_WIDTH` for a
 * character of a Chinese keyboard, `EC20_SETTING` for all else. `field` is the property's name in a flow.
 * None is shown with its value but numbers, booleans and choices; no secret belongs to these.
 */

/** A text, trimmed; `byDefault` when absent. Throws `EC20_ENV_MISSING`, `EC20_FULL_WIDTH`, `EC20_SETTING`. */
export function textSetting(field: string, value: unknown, byDefault = ''): string {
  const text = asText(value);
  if (text === undefined) {
    if (isAbsent(value)) return byDefault;
    throw new CodedError('EC20_SETTING', { params: { field, value: typeof value, allowed: 'abc' } });
  }
  const trimmed = trim(text);
  envSetting(field, trimmed);
  refuseOddCharacters(field, trimmed);
  return trimmed;
}

export interface NumberRange {
  readonly default: number;
  /** Both ends are included. */
  readonly min: number;
  readonly max: number;
  /** Lets a decimal point pass; whole numbers only without it. */
  readonly decimal?: boolean;
}

/** A number, also from text such as `"5"`; the default when absent or empty. Throws `EC20_ENV_MISSING`, `EC20_SETTING`. */
export function numberSetting(field: string, value: unknown, range: NumberRange): number {
  if (isAbsent(value)) return range.default;
  const text = trim(asText(value) ?? '');
  envSetting(field, text);
  const number = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  const fits = number >= range.min && number <= range.max;
  if (!fits || (range.decimal !== true && !Number.isInteger(number))) {
    throw refused(field, value, `${range.min}–${range.max}`);
  }
  return number;
}

/** A boolean, also from `"true"` and `"false"`; the default when absent or empty. Throws `EC20_ENV_MISSING`, `EC20_SETTING`. */
export function booleanSetting(field: string, value: unknown, byDefault: boolean): boolean {
  if (isAbsent(value)) return byDefault;
  if (typeof value === 'boolean') return value;
  const text = trim(asText(value) ?? '');
  envSetting(field, text);
  if (text === 'true') return true;
  if (text === 'false') return false;
  throw refused(field, value, 'true, false');
}

/** One of `allowed`; `byDefault` when absent or empty. Throws `EC20_ENV_MISSING`, `EC20_SETTING`. */
export function choiceSetting<Choice extends string>(
  field: string,
  value: unknown,
  allowed: readonly Choice[],
  byDefault: Choice,
): Choice {
  if (isAbsent(value)) return byDefault;
  const text = trim(asText(value) ?? '');
  envSetting(field, text);
  const choice = allowed.find((candidate) => candidate === text);
  if (choice === undefined) throw refused(field, value, allowed.map((each) => each || '""').join(', '));
  return choice;
}

/** Throws `EC20_ENV_MISSING` when `value` still is `${NAME}`: Node-RED leaves it so when there is no such variable. */
export function envSetting(field: string, value: unknown): void {
  if (typeof value !== 'string') return;
  const name = /^\$\{([^\s{}]+)\}$/.exec(value.trim())?.[1];
  if (name !== undefined) throw new CodedError('EC20_ENV_MISSING', { params: { name, field } });
}

/** Throws `EC20_FULL_WIDTH`, naming the character, when `text` holds a full-width or zero-width one. */
export function refuseOddCharacters(field: string, text: string): void {
  const character = firstOddCharacter(text);
  if (character === undefined) return;
  throw new CodedError('EC20_FULL_WIDTH', { params: { field, character: characterName(character) } });
}

const LONGEST_SHOWN = 40;

function refused(field: string, value: unknown, allowed: string): CodedError {
  const shown = printable(asText(value) ?? typeof value).slice(0, LONGEST_SHOWN);
  return new CodedError('EC20_SETTING', { params: { field, value: shown, allowed } });
}

/** The editor stores an emptied number field as "". */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && trim(value) === '');
}

function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Takes off plain blanks only: `String.trim` would also hide a byte order mark or a full-width blank. */
function trim(text: string): string {
  return text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
}
