import type { Language, Phrase } from '../../../src/base/coded-error';
import type { CheckLine, CheckLineId } from '../../../src/session/check-line';
import type { Words } from '../../device/editor/words';
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
};

/** Lines whose values are the two parts of one address. */
const ADDRESSES: readonly CheckLineId[] = ['settings', 'server'];

/** Values that are shown with their names. */
const NAMED: readonly string[] = ['imei', 'profile', 'iccid', 'dbm', 'apn', 'utc', 'clientId', 'tripMs'];

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

/** How long a line took; "" for one that was not checked. */
export function timeText({ state, ms }: CheckLine): string {
  if (state === 'waiting' || state === 'running' || state === 'skipped') return '';
  return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** The notes at the fields of failed lines, by property. */
export function fieldNotes(lines: readonly CheckLine[], words: CheckWords): ReadonlyMap<string, string> {
  const failed = lines.filter(({ state }) => state === 'failed');
  return new Map(
    failed.flatMap((line) => (line.fields ?? []).map((name) => [name, noteOf(line, words)] as const)),
  );
}

function noteOf({ code, text }: CheckLine, words: CheckWords): string {
  if (code === 'EC20_CHECK_SECRET_AGAIN') return words.say('typeAgain');
  return text === undefined ? '' : phraseIn(words, text);
}

/** The checklist as text, to be shared. */
export function reportText(lines: readonly CheckLine[], words: CheckWords): string {
  return lines.map((line) => lineText(line, words)).join('\n');
}

function lineText(line: CheckLine, words: CheckWords): string {
  const found = [barsText(line, words), detailText(line, words)].filter((part) => part !== '').join(', ');
  const time = timeText(line);
  const head =
    `[${words.say('state.' + line.state)}] ${words.say('line.' + line.id)}` +
    (found === '' ? '' : `: ${found}`) +
    (time === '' ? '' : ` (${time})`);
  const below = sentencesOf(line, words).map(({ text }) => text);
  if (line.code !== undefined) below.push(line.code);
  return [head, ...below.map((text) => `    ${text}`)].join('\n');
}

/** The result of a finished run; "" when nothing was checked. */
export function verdictText({ lines, gone }: CheckAnswer, words: CheckWords): string {
  if (gone === true) return words.say('gone');
  const has = (...states: readonly CheckLine['state'][]): boolean =>
    lines.some(({ state }) => states.includes(state));
  if (has('failed')) return words.say('verdict.failed');
  if (!has('ok', 'warn')) return '';
  if (lines.at(-1)?.code === 'EC20_CHECK_CANCELLED') return words.say('verdict.cancelled');
  return has('warn') ? words.say('verdict.warn') : words.say('verdict.ok');
}
