import { characterName, firstUnsafeCharacter } from '../base/character';
import { CodedError } from '../base/coded-error';

/** One field of an information line. `text` is the field as written, without the quotes of a string. */
export type Parameter =
  | { readonly kind: 'number'; readonly value: number; readonly text: string }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'empty'; readonly text: '' };

/**
 * Parses the text after `+NAME: `. Never throws: the module's lines are untrusted. A string ends at the quote before a
 * comma or the end, so inner quotes, which no module escapes, are kept.
 */
export function readParameters(text: string): Parameter[] {
  const params: Parameter[] = [];
  if (text.trim() === '') return params;
  let start = 0;
  for (;;) {
    const field = readField(text, start);
    params.push(field.param);
    if (field.end >= text.length) return params;
    start = field.end + 1;
  }
}

/** The number in field `index`, counted from 0; undefined when it is not one. */
export function numberAt(params: readonly Parameter[], index: number): number | undefined {
  const param = params[index];
  return param?.kind === 'number' ? param.value : undefined;
}

/** The string or bare word in field `index`, latin1 as received; undefined for a number or an empty field. */
export function textAt(params: readonly Parameter[], index: number): string | undefined {
  const param = params[index];
  return param?.kind === 'string' || param?.kind === 'word' ? param.text : undefined;
}

/** Field `index` as written, without quotes: for values that firmware quotes or not, such as an operator's number. */
export function rawAt(params: readonly Parameter[], index: number): string | undefined {
  const param = params[index];
  return param === undefined || param.kind === 'empty' ? undefined : param.text;
}

/** Decodes a latin1 string that carries UTF-8 bytes; damaged UTF-8 yields U+FFFD. */
export function utf8(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8');
}

/** A text for between quotes in a command. Made by {@link quoted}. */
export interface Quoted {
  readonly kind: 'quoted';
  readonly text: string;
}

/** As {@link Quoted}, and masked wherever it would appear. Made by {@link secret}. */
export interface Secret {
  readonly kind: 'secret';
  readonly text: string;
}

/** A text without quotes. Made by {@link word}. */
export interface Word {
  readonly kind: 'word';
  readonly text: string;
}

/** The parts of a command line. Numbers are whole. */
export type Argument = number | Quoted | Secret | Word;

/** One command, ready to be written; latin1, without the CR. */
export interface CommandLine {
  readonly text: string;
  /** `text` with `***` in place of each secret: for traces and errors. */
  readonly masked: string;
  /** The secrets as they appear in `text`. */
  readonly secrets: readonly string[];
}

/** The EC20's own limit isn't documented; QMTCONN and QMTCFG with every field full stay below this. */
const LONGEST_COMMAND_BYTES = 1024;

const MASK = '***';

/**
 * A text for a command (rule 10). Throws `EC20_AT_TEXT` when it holds a quote or a control character, which would
 * end the text early, and `EC20_AT_LONG` when it takes more than `maxBytes` bytes as UTF-8.
 */
export function quoted(field: string, value: string, maxBytes = LONGEST_COMMAND_BYTES): Quoted {
  return { kind: 'quoted', text: carried(field, value, maxBytes) };
}

/** As {@link quoted}, for secrets: the text is marked, and masked by that mark. */
export function secret(field: string, value: string, maxBytes = LONGEST_COMMAND_BYTES): Secret {
  return { kind: 'secret', text: carried(field, value, maxBytes) };
}

/** A text without quotes in a command. Throws `EC20_AT_TEXT` on quotes, control characters and `;`. */
export function word(text: string): Word {
  checkCharacter('word', firstUnsafeCharacter(text) ?? (text.includes(';') ? ';' : undefined));
  return { kind: 'word', text: carried('word', text, LONGEST_COMMAND_BYTES) };
}

/**
 * Builds a command: `commandLine('AT+QMTOPEN=', 0, quoted('host', host), 1883)`. Throws `EC20_AT_TEXT` and
 * `EC20_AT_LONG`; a `RangeError` for a number that isn't whole.
 */
export function commandLine(head: string, ...args: Argument[]): CommandLine {
  const { text } = plain(head);
  const secrets = args.flatMap((each) =>
    typeof each === 'object' && each.kind === 'secret' ? [each.text] : [],
  );
  const line = {
    text: text + args.map((each) => written(each, false)).join(','),
    masked: text + args.map((each) => written(each, true)).join(','),
    secrets: secrets.filter((each) => each !== ''),
  };
  checkLength(commandHead(line), line.text.length, LONGEST_COMMAND_BYTES);
  return line;
}

/** A literal command. Throws `EC20_AT_TEXT` when it holds a control character, and `EC20_AT_LONG`. */
export function plain(text: string): CommandLine {
  checkCharacter('command', firstUnsafeCharacter(text.replaceAll('"', '')));
  const latin1 = Buffer.from(text, 'utf8').toString('latin1');
  checkLength('command', latin1.length, LONGEST_COMMAND_BYTES);
  return { text: latin1, masked: latin1, secrets: [] };
}

/** The command's name, for errors: `AT+QMTPUBEX` of `AT+QMTPUBEX=0,…`. */
export function commandHead(line: CommandLine): string {
  return line.masked.split(/[=?]/, 1)[0] ?? '';
}

function readField(text: string, start: number): { param: Parameter; end: number } {
  const first = skipSpaces(text, start);
  if (text[first] === '"') {
    const close = closingQuote(text, first + 1);
    if (close !== undefined) {
      return { param: { kind: 'string', text: text.slice(first + 1, close.quote) }, end: close.end };
    }
  }
  const comma = text.indexOf(',', start);
  const end = comma === -1 ? text.length : comma;
  return { param: bareParameter(text.slice(start, end).trim()), end };
}

function closingQuote(text: string, from: number): { quote: number; end: number } | undefined {
  for (let quote = text.indexOf('"', from); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    const end = skipSpaces(text, quote + 1);
    if (end === text.length || text[end] === ',') return { quote, end };
  }
  return undefined;
}

function skipSpaces(text: string, from: number): number {
  let index = from;
  while (text[index] === ' ') index++;
  return index;
}

function bareParameter(text: string): Parameter {
  if (text === '') return { kind: 'empty', text };
  const value = /^[+-]?\d{1,15}$/.test(text) ? Number(text) : undefined;
  return value === undefined ? { kind: 'word', text } : { kind: 'number', value, text };
}

function carried(field: string, value: string, maxBytes: number): string {
  checkCharacter(field, firstUnsafeCharacter(value));
  const latin1 = Buffer.from(value, 'utf8').toString('latin1');
  checkLength(field, latin1.length, maxBytes);
  return latin1;
}

function written(argument: Argument, isMasked: boolean): string {
  if (typeof argument === 'number') {
    if (!Number.isSafeInteger(argument)) throw new RangeError('a number in an AT command must be whole');
    return String(argument);
  }
  switch (argument.kind) {
    case 'word':
      return argument.text;
    case 'quoted':
      return `"${argument.text}"`;
    case 'secret':
      return `"${isMasked ? MASK : argument.text}"`;
  }
}

function checkCharacter(field: string, character: string | undefined): void {
  if (character === undefined) return;
  throw new CodedError('EC20_AT_TEXT', { params: { field, character: characterName(character) } });
}

function checkLength(field: string, bytes: number, limit: number): void {
  if (bytes > limit) throw new CodedError('EC20_AT_LONG', { params: { field, bytes, limit } });
}
