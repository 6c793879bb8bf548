/** Lines by the command whose test form they answer, `+QMTOPEN`; none: a plain OK. `ERROR` alone: refused. */
export type TestForms = ReadonlyMap<string, readonly string[]>;

/** Parses the setting `testForms`; malformed entries are ignored. */
export function readTestForms(setting: string): TestForms {
  const forms = new Map<string, string[]>();
  for (const entry of setting.split('|')) {
    const [, name, line = ''] = /^(\+[A-Za-z0-9]+)=(.*)$/.exec(entry) ?? [];
    if (name === undefined) continue;
    const lines = forms.get(name.toUpperCase()) ?? [];
    forms.set(name.toUpperCase(), line === '' ? lines : [...lines, unescaped(line)]);
  }
  return forms;
}

/** Formats the setting `testForms`. */
export function writeTestForms(forms: TestForms): string {
  return [...forms]
    .flatMap(([name, lines]) => (lines.length === 0 ? [''] : lines).map((line) => `${name}=${escaped(line)}`))
    .join('|');
}

/** The bar separates entries, so bar and percent sign are encoded as in a URL. */
function escaped(line: string): string {
  return line.replace(/[%|]/g, (character) => (character === '|' ? '%7C' : '%25'));
}

/** Undoes {@link escaped}: %7C is a bar, %25 a percent sign. */
export function unescaped(line: string): string {
  return line.replace(/%(7C|25)/gi, (_whole, code: string) => (code === '25' ? '%' : '|'));
}
