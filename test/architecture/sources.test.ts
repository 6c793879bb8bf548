import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { DIALOGUES } from '../simulator/module/drivers';
import { TRANSCRIPTS } from '../simulator/module/transcripts';
import { filesUnder, ROOT } from './source-files';

/** Where comments cite rules and sources. */
const FOLDERS = ['bench', 'bin', 'nodes', 'resources', 'scripts', 'src', 'test'];
const ENDINGS = ['.ts', '.js', '.mjs'];

/** What a reference may lead to: sections by document, rows by id, rules by number. */
interface Targets {
  readonly sections: ReadonlyMap<string, ReadonlySet<string>>;
  readonly ids: ReadonlySet<string>;
  readonly rules: ReadonlySet<string>;
}

const sources = readFileSync(join(ROOT, 'docs', 'sources.md'), 'utf8');
const TARGETS = targets(sources, readFileSync(join(ROOT, 'docs', 'rules.md'), 'utf8'));

describe('docs/rules.md and docs/sources.md', () => {
  it('have what each comment, and each title of a test, refers to', () => {
    const found = cited();
    assert.ok(found.length > 300, `${found.length} comments with a reference`);
    assert.deepEqual(
      found.flatMap(({ place, text }) => unresolved(text, TARGETS).map((what) => `${place}: ${what}`)),
      [],
    );
  });

  it('lead to documents of this repository only', () => {
    const missing = everyText().flatMap(({ place, text }) =>
      [...text.matchAll(/[\w./-]+\.md\b/g)]
        .map(([name]) => name)
        .filter((name) => !existsSync(join(ROOT, name)) && !existsSync(join(ROOT, 'docs', name)))
        .map((name) => `${place}: ${name}`),
    );
    assert.deepEqual(missing, []);
  });

  it('list the captures and the programs that the virtual module is tested with', () => {
    assert.deepEqual(
      TRANSCRIPTS.map(({ id }) => id).filter((id) => !TARGETS.ids.has(id)),
      [],
    );
    const prose = sources.replace(/\s+/g, ' ');
    assert.deepEqual(
      DIALOGUES.map(({ driver }) => driver).filter((driver) => !prose.includes(driver)),
      [],
    );
  });

  it('have fifteen rules, and no id twice', () => {
    assert.deepEqual(
      [...TARGETS.rules],
      Array.from({ length: 15 }, (_, index) => String(index + 1)),
    );
    const ids = [...sources.matchAll(/^\| §([A-Z][\d.]*) /gm)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length);
  });
});

describe('A reference in a comment', () => {
  for (const [text, ...wrong] of [
    ['AT+CFUN takes 15 s (EC2x AT manual §2.22).'],
    ['The words (EC2x AT manual §5.3; 3GPP 27.007 §8.3), and those of §M2.'],
    ['Registers (EC2x AT manual §2.18–2.20, §7.8–7.13), §A3.1, §T4 and §S10; rules 4 and 9, rule 13'],
    ['AT+CFUN takes 15 s (EC2x AT manual §2.99).', 'EC2x AT manual §2.99'],
    ['A range that ends nowhere (EC2x AT manual §2.18–2.99).', 'EC2x AT manual §2.99'],
    ['A manual that nobody knows (EC99 manual §2.22).', '§2.22 of no known document'],
    ['One that follows no other (EC2x AT manual §2.22; see §1.4).', '§1.4 of no known document'],
    ['Facts that are not there: §A9.1, §T99, §S999, §X1.', '§A9.1', '§T99', '§S999', '§X1'],
    ['As rule 16 demands, and rules 3 and 99.', 'rule 16', 'rule 99'],
  ] as const) {
    it(`${wrong.length === 0 ? 'resolves' : 'is found to lead nowhere'}: ${text}`, () => {
      assert.deepEqual(unresolved(text, TARGETS), wrong);
    });
  }
});

function targets(sourcesText: string, rulesText: string): Targets {
  const sections = new Map<string, Set<string>>();
  const ids = new Set<string>();
  let document = '';
  for (const line of sourcesText.split('\n')) {
    document = /^#+ (.*)$/.exec(line)?.[1] ?? document;
    const [, id] = /^\| §(\S+) /.exec(line) ?? [];
    if (id === undefined) continue;
    if (/^[A-Z]/.test(id)) ids.add(id);
    else sections.set(document, (sections.get(document) ?? new Set()).add(id));
  }
  const rules = new Set([...rulesText.matchAll(/^## Rule (\d+): \S/gm)].map(([, number = '']) => number));
  return { sections, ids, rules };
}

/**
 * The references of `text` that lead nowhere. A section stands right behind its document's name, or behind another section of
 * the same: `EC2x AT manual §2.18–2.20, §15.4`.
 */
function unresolved(text: string, { sections, ids, rules }: Targets): string[] {
  const names = [...sections.keys()].map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const reference = new RegExp(
    `(?:\\b(?<name>${names}) )?§(?<id>[A-Z]?\\d+(?:\\.\\d+)*)(?:[–-]§?(?<to>\\d+(?:\\.\\d+)*))?`,
    'g',
  );
  const wrong: string[] = [];
  let last = { name: '', end: 0 };
  for (const match of text.matchAll(reference)) {
    const { name: named, id = '', to } = match.groups ?? {};
    const follows = /^(?:, | and | or )$/.test(text.slice(last.end, match.index));
    const name = named ?? (follows ? last.name : '');
    last = { name: /^\d/.test(id) ? name : '', end: match.index + match[0].length };
    if (/^[A-Z]/.test(id)) {
      if (!ids.has(id)) wrong.push(`§${id}`);
      continue;
    }
    if (name === '') wrong.push(`§${id} of no known document`);
    else {
      for (const section of to === undefined ? [id] : [id, to])
        if (sections.get(name)?.has(section) !== true) wrong.push(`${name} §${section}`);
    }
  }
  for (const [, numbers = ''] of text.matchAll(/\brules? (\d+(?:(?:, | and |–)\d+)*)/gi))
    for (const [number] of numbers.matchAll(/\d+/g)) if (!rules.has(number)) wrong.push(`rule ${number}`);
  return wrong;
}

interface Cited {
  readonly place: string;
  readonly text: string;
}

function cited(): Cited[] {
  return everyText().filter(({ text }) => /§|\brules? \d/i.test(text));
}

/** Every comment of the sources, lines joined, and every title of a test. */
function everyText(): Cited[] {
  return FOLDERS.flatMap((folder) => ENDINGS.flatMap((ending) => filesUnder(folder, ending))).flatMap(
    textsOf,
  );
}

function textsOf(path: string): Cited[] {
  const text = readFileSync(join(ROOT, path), 'utf8');
  if (!/§|\.md\b|\brules? \d/i.test(text)) return [];
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const at = (position: number) => `${path}:${file.getLineAndCharacterOfPosition(position).line + 1}`;
  const found = new Map<number, Cited>();
  const visit = (node: ts.Node): void => {
    const comments = [
      ...(ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []),
      ...(ts.getTrailingCommentRanges(text, node.getEnd()) ?? []),
    ];
    for (const { pos, end } of comments)
      found.set(pos, { place: at(pos), text: prose(text.slice(pos, end)) });
    if (ts.isCallExpression(node) && /^(describe|it)$/.test(node.expression.getText(file))) {
      const [title] = node.arguments;
      if (title !== undefined && (ts.isStringLiteralLike(title) || ts.isTemplateExpression(title)))
        found.set(title.pos, { place: at(title.getStart(file)), text: title.getText(file) });
    }
    for (const child of node.getChildren(file)) visit(child);
  };
  visit(file);
  return joined([...found].sort(([a], [b]) => a - b).map(([, value]) => value));
}

/** A comment in lines of `//` is one text. */
function joined(texts: readonly Cited[]): Cited[] {
  const result: Cited[] = [];
  for (const one of texts) {
    const before = result.at(-1);
    if (before !== undefined && isNextLine(before, one)) {
      result[result.length - 1] = { place: one.place, text: `${before.text} ${one.text}` };
    } else result.push(one);
  }
  return result;
}

function isNextLine(before: Cited, one: Cited): boolean {
  const line = (place: string) => Number(place.slice(place.lastIndexOf(':') + 1));
  return line(one.place) === line(before.place) + 1;
}

function prose(comment: string): string {
  return comment
    .replace(/^\/\*+|\*+\/$|^\/\/+/g, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, '').trim())
    .join(' ')
    .trim();
}
