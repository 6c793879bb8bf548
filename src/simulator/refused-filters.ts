import { unescaped } from './test-forms';

/** How a SUBSCRIBE with a refused filter is answered. */
export type FilterFate = '128' | '2' | 'error' | 'silent' | 'retry' | 'hangup';

const FATES: readonly FilterFate[] = ['hangup', 'error', 'silent', '2', 'retry', '128'];

interface Wanted {
  readonly filter: string;
}

/** What the setting `badFilters` says of a filter; undefined: the broker decides. */
export function fateOf(filter: string, setting: string): FilterFate | undefined {
  for (const entry of setting.split('|')) {
    const [, name, word] = /^(.*)=([^=]*)$/.exec(entry) ?? [];
    if (name !== undefined && unescaped(name) === filter) return FATES.find((fate) => fate === word);
  }
  return undefined;
}

/** The answer to the whole command: that of its worst filter. */
export function worstFate(filters: readonly Wanted[], setting: string): FilterFate | undefined {
  const fates = filters.map(({ filter }) => fateOf(filter, setting));
  return FATES.find((fate) => fates.includes(fate));
}
