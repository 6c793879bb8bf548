import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from '../../src/base/coded-error';
import type { CheckLine } from '../../src/session/check-line';

/** Folders of the editor's texts. */
const FOLDERS: Readonly<Record<Language, string>> = { en: 'en-US', zh: 'zh-CN' };

interface Catalogue {
  readonly 'ec20-modem': {
    readonly check: {
      readonly line: Readonly<Record<string, string>>;
      readonly state: Readonly<Record<string, string>>;
      readonly time: { readonly ms: string };
    };
  };
}

/** The lines of a check as the dialog shows them, one or two sentences below a fault. */
export function checkText(lines: readonly CheckLine[], language: Language): readonly string[] {
  const file = join(__dirname, '..', 'modem', 'locales', FOLDERS[language], 'ec20-modem.json');
  const words = (JSON.parse(readFileSync(file, 'utf8')) as Catalogue)['ec20-modem'].check;
  return lines.flatMap(({ id, state, ms, detail, code, text, cure, further = [] }) => {
    const found = Object.entries(detail).map(([name, value]) => `${name} ${value}`);
    const took = words.time.ms.replace('__value__', String(ms));
    const head = `[${words.state[state] ?? state}] ${words.line[id] ?? id} (${took}) ${found.join(', ')}`;
    const faults = [{ code, text, cure }, ...further].flatMap((fault) =>
      fault.text === undefined || fault.code === undefined
        ? []
        : [`    ${fault.code}: ${fault.text[language]} ${fault.cure?.[language] ?? ''}`.trimEnd()],
    );
    return [head.trimEnd(), ...faults];
  });
}
