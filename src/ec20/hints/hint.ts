import type { Language, Phrase } from '../../base/coded-error';
import type { TraceDirection } from '../../at/trace';
import { readParameters } from '../../at/parameter';
import { GENERAL_ROWS } from './general-hints';
import { MQTT_ROWS } from './mqtt-hints';
import { NETWORK_ROWS } from './network-hints';
import { PROGRAM_ROWS } from './program-hints';
import { phrase, type Field, type Row, type Rows } from './row';
import { TLS_ROWS } from './tls-hints';

const ROWS: Rows = { ...PROGRAM_ROWS, ...GENERAL_ROWS, ...NETWORK_ROWS, ...MQTT_ROWS, ...TLS_ROWS };

/** The names of all commands and codes that have an explanation, without those of single options. */
export const HINTED_NAMES: readonly string[] = Object.keys(ROWS).filter((name) => /^[+\w][\w ]*$/.test(name));

/** Longer values are truncated. */
const LONGEST_VALUE = 40;
/** Between two commands of one line; within quotes it is an ordinary character. */
const SEPARATOR = /;(?=(?:[^"]*"[^"]*")*[^"]*$)/;

const FORMS = {
  test: phrase('question: which values are possible', '查询取值范围'),
  read: phrase('question', '查询'),
  range: phrase('possible values', '可用的取值'),
} as const;
const PAYLOAD = phrase('The bytes of a message or a file, as they are', '消息或文件的内容，原样发送');

/** Lines without a name, in the order in which they are tried. */
const BARE_LINES: readonly { readonly looks: RegExp; readonly says: Phrase }[] = [
  {
    looks: /^\*{3}$/,
    says: phrase('A number of module or SIM card, hidden here', '模块或 SIM 卡的号码，这里不显示'),
  },
  { looks: /^Quectel/, says: phrase('The module’s maker', '模块厂家') },
  { looks: /^(Revision: .+|EC2\w{3,}R\d\w*)$/, says: phrase('The module’s firmware', '模块的固件版本') },
  { looks: /^EC2\w+$/, says: phrase('The module’s model', '模块型号') },
];

/**
 * What one line of a trace means: a sentence, then a line for each field with the meaning of its value. Pure; undefined
 * for unknown lines. `text` is printable, as a trace shows it: secrets masked, `<CR>` at its end.
 */
export function hintOf(direction: TraceDirection, text: string): Phrase | undefined {
  const line = text.replace(/(<CR>|<LF>)+$/, '').trim();
  if (direction === 'note' || line === '') return undefined;
  const parts = /^AT/i.test(line) ? commandHints(line) : [lineHint(direction, line)];
  const known = parts.filter((part) => part !== undefined);
  if (known.length === 0) return undefined;
  return { en: known.map(({ en }) => en).join('\n'), zh: known.map(({ zh }) => zh).join('\n') };
}

/** `AT+CSQ;+COPS?` is two commands; a basic one (`ATE0`) is alone. */
function commandHints(line: string): readonly (Phrase | undefined)[] {
  const [, basic] = /^(AT(?:&?[A-Z]|))\d*$/i.exec(line) ?? [];
  if (basic !== undefined) {
    const row = ROWS[basic.toUpperCase()];
    return [row === undefined ? undefined : titled(line.toUpperCase(), row.what, undefined, [])];
  }
  return line
    .slice(2)
    .split(SEPARATOR)
    .map((command) => commandHint(command.trim()));
}

function commandHint(command: string): Phrase | undefined {
  const [, name = '', form = '', rest = ''] = /^([+^$*%][A-Za-z0-9]+)(=\?|\?|=|$)(.*)$/.exec(command) ?? [];
  const values = readParameters(rest).map(({ text }) => text);
  const found = rowOf(name, values);
  if (found === undefined) return undefined;
  const { row, rest: fields } = found;
  if (form === '=?') return titled(name, row.what, FORMS.test, []);
  if (form !== '=') return titled(name, row.what, FORMS.read, []);
  return titled(name, row.what, undefined, explained(row.set ?? [], fields));
}

function lineHint(direction: TraceDirection, line: string): Phrase | undefined {
  const plain = ROWS[line];
  if (plain !== undefined && !line.startsWith('+')) return titled(line, plain.what, undefined, []);
  const [, name = '', rest = ''] = /^(\+[A-Z][A-Z0-9 ]*): ?(.*)$/.exec(line) ?? [];
  if (name === '' && direction === 'out') return PAYLOAD;
  if (name === '') return BARE_LINES.find(({ looks }) => looks.test(line))?.says;
  const found = rowOf(
    name,
    readParameters(rest).map(({ text }) => text),
  );
  if (found === undefined) return undefined;
  const { row, rest: values } = found;
  // The answer to a test form: ranges and lists in brackets, whose commas are no fields' borders.
  if (rest.startsWith('(')) return titled(name, row.what, FORMS.range, []);
  const behind = values.length < readParameters(rest).length ? rest.replace(/^[^,]*,?\s*/, '') : rest;
  const shape = row.lines?.find(({ fits }) => fits?.test(behind) !== false);
  return titled(name, shape?.what ?? row.what, undefined, explained(shape?.fields ?? [], values));
}

/** The row of a name; if its first value is an option, the option's row, without that value. */
function rowOf(name: string, values: readonly string[]): { row: Row; rest: readonly string[] } | undefined {
  const upper = name.toUpperCase();
  const [option = '', ...others] = values;
  const ofOption = ROWS[`${upper} "${option.toLowerCase()}"`];
  if (ofOption !== undefined) return { row: ofOption, rest: others };
  const row = ROWS[upper];
  return row === undefined ? undefined : { row, rest: values };
}

function titled(name: string, what: Phrase, form: Phrase | undefined, fields: readonly Phrase[]): Phrase {
  const text = (language: Language) => {
    const [open, close] = language === 'zh' ? ['（', '）'] : [' (', ')'];
    const title = `${name}${language === 'zh' ? '：' : ': '}${what[language]}`;
    const suffix = form === undefined ? '' : `${open}${form[language]}${close}`;
    return [title + suffix, ...fields.map((each) => each[language])].join('\n');
  };
  return { en: text('en'), zh: text('zh') };
}

function explained(fields: readonly Field[], values: readonly string[]): readonly Phrase[] {
  return fields.flatMap((field, index) => {
    const value = values[index];
    return value === undefined || value === '' ? [] : [explain(field, value)];
  });
}

/** `  14 signal: -85 dBm, good`. */
function explain(field: Field, value: string): Phrase {
  const meaning = field.values?.[value] ?? field.says?.(value);
  const shown = value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value;
  const text = (language: Language) => {
    const colon = language === 'zh' ? '：' : ': ';
    const means = meaning?.[language];
    return `  ${field.name[language]}${colon}${shown}${means === undefined || means === shown ? '' : ` → ${means}`}`;
  };
  return { en: text('en'), zh: text('zh') };
}
