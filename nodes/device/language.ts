import type { Language } from '../../src/base/coded-error';

/** The environment's names for the locale, in the order in which Node-RED's runtime asks them. */
const LOCALE_VARIABLES = ['LC_ALL', 'LC_MESSAGES', 'LANG'];

/**
 * The language that this Node-RED speaks in statuses and errors: `settings.lang`, else the system's locale;
 * Chinese of any region is `zh`, everything else `en`.
 */
export function languageOf(
  settings: object,
  environment: Readonly<Record<string, string | undefined>>,
): Language {
  const chosen = 'lang' in settings && typeof settings.lang === 'string' ? settings.lang : '';
  const locale = chosen || LOCALE_VARIABLES.map((name) => environment[name]).find((value) => value);
  return locale?.toLowerCase().startsWith('zh') === true ? 'zh' : 'en';
}
