import { type Language, type Phrase, sentence } from '../../../src/base/coded-error';
import type { Problem } from '../../../src/settings/settings';

/** The editor's language, as far as our sentences have it. */
export function language(): Language {
  return /^zh/i.test(RED.i18n.lang()) ? 'zh' : 'en';
}

/** Words of the rulebook in the editor's language. */
export function inLanguage(phrase: Phrase): string {
  return phrase[language()];
}

/** What is wrong with a value and what to do about it, as the runtime says it. */
export function problemSentence({ code, params, phrases = {} }: Problem): string {
  const words = Object.entries(phrases).map(([name, phrase]) => [name, inLanguage(phrase)] as const);
  return sentence(code, { ...params, ...Object.fromEntries(words) }, language());
}
