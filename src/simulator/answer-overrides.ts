import type { CommandText } from './command-text';
import { ERROR, SILENT, ok, type Reply } from './reply';
import { unescaped } from './test-forms';

const FINAL = /^(ERROR|\+CM[ES] ERROR:.*|NO CARRIER|BUSY|NO ANSWER|NO DIALTONE)$/;

/** The answer that the setting `answers` gives to a command; undefined: the module answers itself. */
export function overriddenAnswer({ text }: CommandText, setting: string): Reply | undefined {
  const lines = setting.split('|').flatMap((entry) => {
    const [, start, line] = /^(.+?)=>(.*)$/.exec(entry) ?? [];
    return start !== undefined && line !== undefined && startsWith(text, unescaped(start))
      ? [unescaped(line)]
      : [];
  });
  if (setting === '' || lines.length === 0) return undefined;
  const last = lines.at(-1) ?? '';
  if (last === 'SILENT') return SILENT;
  if (last === 'ERROR') return ERROR;
  return FINAL.test(last) ? { kind: 'word', word: last } : ok(...lines.filter((line) => line !== ''));
}

function startsWith(text: string, start: string): boolean {
  // In a URL's query the plus of a command's name becomes a blank.
  return text.toUpperCase().startsWith(start.replace(/^ /, '+').toUpperCase());
}
