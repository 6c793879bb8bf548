import type { ModuleProfile } from './profile';
import { FAMILIES, OTHER_DIALECTS, profileOf } from './profiles/families';

/** Which family a module belongs to, by its own name. */
export type Identification =
  | { readonly kind: 'known'; readonly profile: ModuleProfile }
  /** Known not to work: it uses another dialect. */
  | { readonly kind: 'unsupported'; readonly model: string }
  | { readonly kind: 'unknown' };

const UNKNOWN: Identification = { kind: 'unknown' };

const ENTRIES: readonly (readonly [string, Identification])[] = [
  ...FAMILIES.flatMap((family) =>
    family.names.map((name) => [name, { kind: 'known', profile: profileOf(family) }] as const),
  ),
  ...OTHER_DIALECTS.map((model) => [model, { kind: 'unsupported', model }] as const),
];

/**
 * The family of a module by its own words, most reliable first: AT+CGMM's, AT+CGMR's, then the lines of ATI. The first
 * word that begins with a known name decides, by the longest such name. `EC20F`, `EC200U-CN`, `Quectel_EG25-G`,
 * `Revision: EC800MCNLER…`.
 */
export function identify(words: readonly string[]): Identification {
  for (const word of words) {
    const found = ofWord(plainName(word));
    if (found.kind !== 'unknown') return found;
  }
  return UNKNOWN;
}

/** Upper case without hyphens, and without a prefix before the name. */
function plainName(word: string): string {
  return word
    .toUpperCase()
    .replace(/^\s*REVISION:/, '')
    .replace(/[^A-Z0-9]/g, '')
    .replace(/^QUECTEL/, '');
}

function ofWord(word: string): Identification {
  const fitting = ENTRIES.filter(([name]) => beginsWith(word, name));
  const [longest] = fitting.sort(([one], [two]) => two.length - one.length);
  return longest?.[1] ?? UNKNOWN;
}

/** `EC20F` begins with EC20, but `EC200Z` does not: its number continues. */
function beginsWith(word: string, name: string): boolean {
  return word.startsWith(name) && !(/\d$/.test(name) && /^\d/.test(word.slice(name.length)));
}
