import { unescaped } from './test-forms';

/** How a SUBSCRIBE with a refused filter is answered. */
export type FilterRefusal = '128' | '2' | 'error' | 'silent' | 'retry' | 'hangup';

const REFUSALS: readonly FilterRefusal[] = ['hangup', 'error', 'silent', '2', 'retry', '128'];

interface Wanted {
  readonly filter: string;
}

/** What the setting `badFilters` says of a filter; undefined: the broker decides. */
export function refusalOf(filter: string, setting: string): FilterRefusal | undefined {
  for (const entry of setting.split('|')) {
    const [, name, word] = /^(.*)=([^=]*)$/.exec(entry) ?? [];
    if (name !== undefined && unescaped(name) === filter) return REFUSALS.find((refusal) => refusal === word);
  }
  return undefined;
}

/** The answer to the whole command: that of its worst filter. */
export function worstRefusal(filters: readonly Wanted[], setting: string): FilterRefusal | undefined {
  const refusals = filters.map(({ filter }) => refusalOf(filter, setting));
  return REFUSALS.find((refusal) => refusals.includes(refusal));
}
