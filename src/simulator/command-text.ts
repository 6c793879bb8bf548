/** The form of a command (EC2x AT manual §1.4). */
export type Form = 'test' | 'read' | 'write' | 'execute';

/** One command of a line. Names are upper case: `+CREG`, `&F`, `E`, `S3`. */
export interface CommandText {
  readonly name: string;
  readonly form: Form;
  readonly parameters: Parameters;
  /** As sent, without AT and without blanks outside quotes. */
  readonly text: string;
}

/** A parameter is missing, of the wrong type or out of range; the module answers with an error. */
export class BadParameter extends Error {
  override readonly name = 'BadParameter';
}

interface Parameter {
  readonly text: string;
  readonly quoted: boolean;
}

/** The values after `=`. An empty value counts as absent. */
export class Parameters {
  constructor(private readonly values: readonly (Parameter | undefined)[]) {}

  get count(): number {
    return this.values.length;
  }

  has(index: number): boolean {
    return this.values[index] !== undefined;
  }

  /** Whether a value was in double quotes. */
  quoted(index: number): boolean {
    return this.values[index]?.quoted === true;
  }

  /** An integer from `low` to `high`; quoted digits are accepted too. Throws {@link BadParameter}. */
  integer(index: number, low: number, high: number, fallback?: number): number {
    const value = this.values[index];
    if (value === undefined && fallback !== undefined) return fallback;
    if (value === undefined || !/^-?\d+$/.test(value.text)) throw new BadParameter();
    const number = Number(value.text);
    if (number < low || number > high) throw new BadParameter();
    return number;
  }

  /** A string of at most `maxBytes` (each character is one byte, latin1), quoted or not. Throws {@link BadParameter}. */
  text(index: number, maxBytes: number, fallback?: string): string {
    const value = this.values[index];
    if (value === undefined && fallback !== undefined) return fallback;
    if (value === undefined || value.text.length > maxBytes) throw new BadParameter();
    return value.text;
  }

  /** Throws {@link BadParameter} unless there are `least` to `most` values. */
  expect(least: number, most: number): void {
    if (this.count < least || this.count > most) throw new BadParameter();
  }
}

const NONE = new Parameters([]);

/**
 * Parses what follows AT: basic commands back to back, extended ones up to `;`. Undefined on a syntax error: the module answers
 * ERROR.
 */
export function readCommands(body: string): readonly CommandText[] | undefined {
  const commands: CommandText[] = [];
  let rest = withoutSpaces(body);
  while (rest !== '') {
    if (rest.startsWith(';')) {
      rest = rest.slice(1);
      continue;
    }
    const taken = rest.startsWith('+') ? readExtended(rest) : readBasic(rest);
    if (taken === undefined) return undefined;
    commands.push(taken.command);
    rest = rest.slice(taken.length);
  }
  return commands;
}

interface Taken {
  readonly command: CommandText;
  readonly length: number;
}

function readBasic(rest: string): Taken | undefined {
  // A dial string extends to the end of the line (V.25ter): digits, modifiers and a semicolon.
  const dialled = /^D(.*)$/i.exec(rest);
  if (dialled !== null) {
    const parameters = new Parameters([{ text: dialled[1] ?? '', quoted: false }]);
    return { command: { name: 'D', form: 'execute', parameters, text: rest }, length: rest.length };
  }
  const match = /^(S\d+)(?:=(\d*)|(\?))?|^(&?[A-Z])(\d*)/i.exec(rest);
  if (match === null) return undefined;
  const [whole, register, value, read, letter, digits] = match;
  const name = (register ?? letter ?? '').toUpperCase();
  const given = register === undefined ? digits : value;
  const parameters =
    given === undefined || given === '' ? NONE : new Parameters([{ text: given, quoted: false }]);
  const form: Form = read !== undefined ? 'read' : value === undefined ? 'execute' : 'write';
  return { command: { name, form, parameters, text: whole }, length: whole.length };
}

function readExtended(rest: string): Taken | undefined {
  const length = endOfExtended(rest);
  const text = rest.slice(0, length);
  const match = /^(\+[A-Z0-9]+)(=\?|\?|=)?/i.exec(text);
  if (match === null) return undefined;
  const name = (match[1] ?? '').toUpperCase();
  const after = text.slice(match[0].length);
  if (match[2] === '=') {
    const parameters = readParameters(after);
    return parameters === undefined
      ? undefined
      : { command: { name, form: 'write', parameters, text }, length };
  }
  if (after !== '') return undefined;
  const form: Form = match[2] === '=?' ? 'test' : match[2] === '?' ? 'read' : 'execute';
  return { command: { name, form, parameters: NONE, text }, length };
}

function endOfExtended(text: string): number {
  let quoted = false;
  for (const [index, character] of Array.from(text).entries()) {
    if (character === '"') quoted = !quoted;
    else if (character === ';' && !quoted) return index;
  }
  return text.length;
}

/** A quote inside a quoted string ends it and must be followed by a comma: inline JSON is an error. */
function readParameters(text: string): Parameters | undefined {
  const values: (Parameter | undefined)[] = [];
  let rest = text;
  for (;;) {
    const match = /^"([^"]*)"(?=,|$)|^([^",]*)(?=,|$)/.exec(rest);
    if (match === null) return undefined;
    const [whole, inside, bare] = match;
    if (inside !== undefined) values.push({ text: inside, quoted: true });
    else values.push(bare === undefined || bare === '' ? undefined : { text: bare, quoted: false });
    if (whole.length === rest.length) return new Parameters(values);
    rest = rest.slice(whole.length + 1);
  }
}

function withoutSpaces(text: string): string {
  let quoted = false;
  let kept = '';
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    if (quoted || character !== ' ') kept += character;
  }
  return kept;
}
