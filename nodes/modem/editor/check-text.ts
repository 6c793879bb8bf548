import type { Language, Phrase } from '../../../src/base/coded-error';
import type { CheckFault, CheckLine, CheckLineId } from '../../../src/session/check-line';
import type { Words } from '../../shared/editor/words';
import type { CheckAnswer } from '../check-report';

/** The dialog's own words, below `ec20-modem.check.`, and the language of the runtime's sentences. */
export interface CheckWords {
  readonly say: Words;
  readonly language: Language;
}

/** A sentence below a line: why it failed, or the cure. */
export interface CheckSentence {
  readonly text: string;
  readonly isReason: boolean;
}

/** Values of a line in the order in which they are shown; the others are not. */
const SHOWN: Readonly<Record<CheckLineId, readonly string[]>> = {
  settings: ['host', 'port'],
  port: ['port'],
  answer: [],
  module: ['model', 'revision', 'imei', 'profile'],
  sim: ['sim', 'iccid'],
  signal: ['dbm'],
  registration: ['operator', 'technology', 'band', 'registration'],
  attached: [],
  address: ['address', 'apn'],
  server: ['host', 'port'],
  tls: ['utc'],
  login: ['clientId'],
  message: ['topic', 'tripMs'],
  devices: ['devices', 'of'],
};

/** Lines whose values are the two parts of one address. */
const ADDRESSES: readonly CheckLineId[] = ['settings', 'server'];

/** Values that are shown with their names. */
const NAMED: readonly string[] = [
  'imei',
  'profile',
  'iccid',
  'dbm',
  'apn',
  'utc',
  'clientId',
  'tripMs',
  'devices',
  'of',
];

/** The dialog's language, as one of those the runtime's sentences have. */
export function sentenceLanguage(tag: string): Language {
  return /^zh/i.test(tag) ? 'zh' : 'en';
}

/** One language of a sentence that the runtime has made. */
function phraseIn({ language }: CheckWords, phrase: Phrase): string {
  return phrase[language];
}

/** The findings of a line. */
export function detailText({ id, detail }: CheckLine, words: CheckWords): string {
  const found = SHOWN[id].flatMap((name) => {
    const value = detail[name];
    return value === undefined || value === '' ? [] : [{ name, value }];
  });
  if (ADDRESSES.includes(id))
    return found[0]?.name === 'host' ? found.map(({ value }) => value).join(':') : '';
  return found.map(({ name, value }) => valueText(name, value, words)).join(', ');
}

function valueText(name: string, value: string | number, words: CheckWords): string {
  if (name === 'registration') return words.say(`registration.${value}`);
  return NAMED.includes(name) ? words.say('detail.' + name, { value }) : String(value);
}

/** The signal bars of a line in words; "" for a line without any. */
export function barsText({ detail: { bars } }: CheckLine, words: CheckWords): string {
  return bars === undefined ? '' : words.say('bars', { bars });
}

/** The text after a line: the reason and the cure. */
export function sentencesOf(line: CheckLine, words: CheckWords): readonly CheckSentence[] {
  const { text, cure, state, because } = line;
  const found: CheckSentence[] = [];
  if (text !== undefined) found.push({ text: phraseIn(words, text), isReason: true });
  if (cure !== undefined && state !== 'skipped') found.push({ text: phraseIn(words, cure), isReason: false });
  if (because !== undefined) {
    const reason = words.say('because', { line: words.say('line.' + because) });
    found.push({ text: reason, isReason: false });
  }
  return found;
}

/** The other faults of a line, each with its fields. */
export function furtherOf(
  { further = [] }: CheckLine,
  words: CheckWords,
): readonly { readonly text: string; readonly fields: readonly string[] }[] {
  return further.map(({ text, fields = [] }) => ({ text: phraseIn(words, text), fields }));
}

/** The sub-devices of a line: online, or what is wrong and what to do. */
export function devicesOf(
  { devices = [] }: CheckLine,
  words: CheckWords,
): readonly { readonly text: string; readonly code?: string }[] {
  return devices.map(({ deviceName, fault }) =>
    fault === undefined
      ? { text: words.say('deviceOnline', { device: deviceName }) }
      : { text: `${phraseIn(words, fault.text)} ${phraseIn(words, fault.cure)}`, code: fault.code },
  );
}

/** Lines that are shown as one: those not checked for the same reason. */
export interface CheckFold {
  readonly because: CheckLineId;
  readonly lines: readonly CheckLine[];
}

/** The lines in order, with more than one that depends on the same fault folded, in the place of their first. */
export function folded(lines: readonly CheckLine[]): readonly (CheckLine | CheckFold)[] {
  const isSkipped = (line: CheckLine) => line.state === 'skipped' && line.because !== undefined;
  const sharing = (because: CheckLineId | undefined) =>
    lines.filter((line) => isSkipped(line) && line.because === because);
  return lines.flatMap((line): readonly (CheckLine | CheckFold)[] => {
    const { because } = line;
    if (because === undefined || !isSkipped(line)) return [line];
    const same = sharing(because);
    if (same.length === 1) return [line];
    return same[0] === line ? [{ because, lines: same }] : [];
  });
}

/** The sentence of a fold. */
export function foldText({ because, lines }: CheckFold, words: CheckWords): string {
  return words.say('folded', { count: lines.length, line: words.say('line.' + because) });
}

/** How long a line took; "" for one that was not checked. */
export function timeText({ state, ms }: CheckLine, { say }: Pick<CheckWords, 'say'>): string {
  if (state === 'waiting' || state === 'running' || state === 'skipped') return '';
  return ms < 1000 ? say('time.ms', { value: ms }) : say('time.s', { value: (ms / 1000).toFixed(1) });
}

/** The notes at the fields of failed lines, by property. */
export function fieldNotes(lines: readonly CheckLine[], words: CheckWords): ReadonlyMap<string, string> {
  const failed = lines.filter(({ state }) => state === 'failed');
  const faults = failed.flatMap((line): readonly Partial<CheckFault>[] => [line, ...(line.further ?? [])]);
  const notes = new Map<string, string>();
  for (const fault of faults) {
    for (const name of fault.fields ?? []) if (!notes.has(name)) notes.set(name, noteOf(fault, words));
  }
  return notes;
}

function noteOf({ code, text }: Partial<CheckFault>, words: CheckWords): string {
  if (code === 'EC20_CHECK_SECRET_AGAIN') return words.say('typeAgain');
  return text === undefined ? '' : phraseIn(words, text);
}

/** The name of a property in the dialog. */
export type FieldLabel = (name: string) => string;

/** A sentence of the runtime, which knows properties by their names, with the dialog's labels in place of these `fields`. */
export function labelled(text: string, fields: readonly string[], label: FieldLabel): string {
  return fields.reduce((sentence, name) => {
    const shown = label(name) || name;
    return sentence
      .replaceAll(`“${name}”`, `“${shown}”`)
      .replace(new RegExp(`(\\b(?:setting|for|see|and) |\\()${name}(?![\\w])`, 'g'), `$1${shown}`);
  }, text);
}

/** What a shared check is about, besides its report. */
export interface CheckSharing {
  /** The modem node's label. */
  readonly node: string;
  /** The fields changed since the check. */
  readonly changed: readonly string[];
  readonly label: FieldLabel;
}

/** A check to be shared: when, where and what was checked, its verdict, and its lines. */
export function sharedText(report: CheckAnswer, words: CheckWords, sharing: CheckSharing): string {
  const { node, changed, label } = sharing;
  const { origin, lines, untried = [] } = report;
  const found = (id: CheckLineId, names: readonly string[]): string =>
    names
      .map((name) => String(lines.find((line) => line.id === id)?.detail[name] ?? ''))
      .filter((value) => value !== '')
      .join(', ');
  const { versions } = origin ?? {};
  const head: readonly (readonly [key: string, value: string])[] = [
    ['time', origin === undefined ? '' : dateText(origin.startedAt)],
    [
      'versions',
      versions === undefined
        ? ''
        : `@ec20/node-red-ec20-aliyun ${versions.package}, Node-RED ${versions.nodeRed}, Node.js ${versions.nodeJs}`,
    ],
    ['node', node],
    ['port', found('answer', ['port']) || found('port', ['port'])],
    ['module', found('module', ['model', 'revision'])],
    ['verdict', verdictText(report, words, label)],
    ['untried', fieldList(untried, words, label)],
    ['changed', fieldList(changed, words, label)],
  ];
  return [
    words.say('start'),
    ...head.filter(([, value]) => value !== '').map(([key, value]) => `${words.say('share.' + key)}${value}`),
    '',
    reportText(lines, words),
  ].join('\n');
}

/** A moment in local time, with its distance from UTC: `2026-03-01 08:15:00 +08:00`. */
export function dateText(ms: number): string {
  const date = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, '0');
  const ahead = -date.getTimezoneOffset();
  const zone = `${ahead < 0 ? '-' : '+'}${two(Math.floor(Math.abs(ahead) / 60))}:${two(Math.abs(ahead) % 60)}`;
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(two).join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')} ${zone}`;
}

/** Properties by their labels, as a list in the reader's language. */
export function fieldList(names: readonly string[], { language }: CheckWords, label: FieldLabel): string {
  return names.map((name) => label(name) || name).join(language === 'zh' ? '、' : ', ');
}

/** The checklist as text. */
export function reportText(lines: readonly CheckLine[], words: CheckWords): string {
  return folded(lines)
    .map((item) =>
      'lines' in item ? `[${words.say('state.skipped')}] ${foldText(item, words)}` : lineText(item, words),
    )
    .join('\n');
}

function lineText(line: CheckLine, words: CheckWords): string {
  const found = [barsText(line, words), detailText(line, words)].filter((part) => part !== '').join(', ');
  const time = timeText(line, words);
  const head =
    `[${words.say('state.' + line.state)}] ${words.say('line.' + line.id)}` +
    (found === '' ? '' : `: ${found}`) +
    (time === '' ? '' : ` (${time})`);
  const below = sentencesOf(line, words).map(({ text }) => text);
  if (line.code !== undefined) below.push(line.code);
  for (const { text, code } of line.further ?? []) below.push(phraseIn(words, text), code);
  for (const { text, code } of devicesOf(line, words))
    below.push(code === undefined ? text : `${text} ${code}`);
  return [head, ...below.map((text) => `    ${text}`)].join('\n');
}

/** The result of a finished run, and what it is not about; "" when nothing was checked. */
export function verdictText(
  report: CheckAnswer,
  words: CheckWords,
  label: FieldLabel = (name) => name,
): string {
  const { gone, untried = [], paused } = report;
  if (gone === true) return words.say('gone');
  const result = resultText(report, words);
  const parts = [result];
  if (result !== '' && untried.length > 0) {
    parts.push(words.say('verdict.untried', { fields: fieldList(untried, words, label) }));
  }
  if (paused === true) parts.push(words.say('verdict.resumed'));
  return parts.filter((part) => part !== '').join(words.language === 'zh' ? '' : ' ');
}

/** How a finished run is to be shown: with settings that were not tried it is never in order. */
export function resultState({ lines, untried = [] }: CheckAnswer): 'ok' | 'warn' | 'failed' {
  if (lines.some(({ state }) => state === 'failed')) return 'failed';
  return untried.length > 0 || lines.some(({ state }) => state === 'warn') ? 'warn' : 'ok';
}

function resultText({ lines, untried = [] }: CheckAnswer, words: CheckWords): string {
  const has = (...states: readonly CheckLine['state'][]): boolean =>
    lines.some(({ state }) => states.includes(state));
  if (has('failed')) return words.say('verdict.failed');
  if (!has('ok', 'warn')) return '';
  if (lines.at(-1)?.code === 'EC20_CHECK_CANCELLED') return words.say('verdict.cancelled');
  const result = has('warn') ? 'warn' : 'ok';
  return words.say(untried.length === 0 ? `verdict.${result}` : `verdict.deployed.${result}`);
}
