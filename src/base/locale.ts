import type { Language } from '../errors/row';

/** The environment variables of the locale, the first that is set wins: as in Node-RED's runtime. */
const LOCALE_VARIABLES = ['LC_ALL', 'LC_MESSAGES', 'LANG'];

/** Chinese of any region or script is `zh`, everything else `en`. */
export function languageNamed(name: string): Language {
  return /^zh\b|^zh_/i.test(name) ? 'zh' : 'en';
}

/** The language of the system's locale. */
export function localeLanguage(environment: Readonly<Record<string, string | undefined>>): Language {
  return languageNamed(LOCALE_VARIABLES.map((name) => environment[name]).find((value) => value) ?? '');
}
