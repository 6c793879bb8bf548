import type { Language } from '../../src/base/coded-error';

/** The environment variables of the locale, in the order of Node-RED's runtime. */
const LOCALE_VARIABLES = ['LC_ALL', 'LC_MESSAGES', 'LANG'];

/**
 * The language of this Node-RED's statuses and errors: `settings.lang`, else the system's locale; Chinese of any region
 * is `zh`, everything else `en`.
 */
export function languageOf(
  settings: object,
  environment: Readonly<Record<string, string | undefined>>,
): Language {
  const chosen = 'lang' in settings && typeof settings.lang === 'string' ? settings.lang : '';
  const locale = chosen || LOCALE_VARIABLES.map((name) => environment[name]).find((value) => value);
  return locale?.toLowerCase().startsWith('zh') === true ? 'zh' : 'en';
}
