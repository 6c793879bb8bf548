import type { ErrorRow, Language, Phrase, Place } from '../errors/row';
import { SERVER_WORDS, type ServerKey, wordsAt } from './server-words';
import type { ErrorParams } from './coded-error';

/** What a row says at that server: its own words, or those for servers of this kind. Undefined: no server is known. */
export function rowAt(row: ErrorRow, server: ServerKey | undefined): ErrorRow {
  const { elsewhere } = row;
  if (server === undefined || elsewhere === undefined || 'aliyunAlone' in elsewhere) return row;
  const { login } = SERVER_WORDS[server];
  if (login === 'triplet') return row;
  const { computed, ...words } = elsewhere;
  return { ...row, ...words, ...(login === 'computed' ? computed : {}) };
}

/** What a sentence shows for a setting that may be left empty, and is. */
const LEFT_EMPTY: Readonly<Record<string, Phrase>> = {
  apn: { en: 'none set, the network chooses', zh: '留空，由网络决定' },
};

/** The values of a sentence with the server's words, and with words for settings that were left empty. */
export function valuesAt(
  values: ErrorParams,
  server: ServerKey | undefined,
  language: Language,
): ErrorParams {
  const empty = Object.entries(LEFT_EMPTY).filter(([name]) => values[name] === '');
  return {
    ...(server === undefined ? {} : wordsAt(server, language)),
    ...values,
    ...Object.fromEntries(empty.map(([name, words]) => [name, words[language]])),
  };
}

/** What happened, with its values. */
export function factOf(row: ErrorRow, language: Language, values: ErrorParams): string {
  return filledIn(row.fact[language], values);
}

/** What to do about it at `place`, with its values. */
export function cureOf(row: ErrorRow, place: Place, language: Language, values: ErrorParams): string {
  return filledIn(cureAt(row, place)[language], values);
}

/** What happened and what to do about it at `place`: as a person reads it. */
export function sentenceOf(row: ErrorRow, place: Place, language: Language, values: ErrorParams): string {
  const joint = language === 'zh' ? '' : ' ';
  return factOf(row, language, values) + joint + cureOf(row, place, language, values);
}

/** The cure of that place, or of the one whose sentence it shares. */
export function cureAt({ cures }: ErrorRow, place: Place): Phrase {
  if ('everywhere' in cures) return cures.everywhere;
  let cure: Phrase | Place = place;
  while (typeof cure === 'string') cure = cures[cure];
  return cure;
}

/** A sentence with its values; one that is not given stays as it is. */
export function filledIn(text: string, values: ErrorParams): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : String(value);
  });
}
