import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chineseTexts } from '../support/chinese-texts';

const ROOT = join(__dirname, '..', '..', '..');
const CONTEXT = 14;

/** What is never written, and what is written in its place: the table “不写 | 写” of CONTRIBUTING.md. */
const FORBIDDEN = glossaryRows().flatMap(([variants = '', term = '']) =>
  [...variants.matchAll(/`([^`]+)`/g)].map(([, variant = '']) => ({
    variant: variant.replaceAll('\\|', '|'),
    term,
  })),
);

/** Names in the console that are written without a space: 华东2（上海）. */
const CONSOLE_NAMES = /华[东北南]\d/g;
const UNSPACED = /\p{Script=Han}[A-Za-z0-9]|[A-Za-z0-9]\p{Script=Han}/u;
const DOUBLE_SPACED = /\p{Script=Han} {2,}[A-Za-z0-9]|[A-Za-z0-9] {2,}\p{Script=Han}/u;
const SPACE_AT_PUNCTUATION =
  /[，。；：！？、（）“”《》] +[\p{Script=Han}]|[\p{Script=Han}，。；：、] +[，。；：！？、（）“”《》]/u;

const PROGRAM_HELP = /^src\/(doctor\/console-output|simulator\/help)\.ts:/;

describe('The Chinese texts and the glossary in CONTRIBUTING.md', () => {
  const texts = chineseTexts();

  it('are read from every kind of place', () => {
    assert.ok(FORBIDDEN.length >= 20, `${FORBIDDEN.length} forbidden variants`);
    assert.ok(texts.length > 2000, `${texts.length} texts`);
    for (const place of ['src/errors/', 'src/ec20/hints/', 'src/doctor/', 'nodes/modem/locales/', 'docs/'])
      assert.ok(
        texts.some(({ file }) => file.startsWith(place)),
        place,
      );
  });

  for (const { variant, term } of FORBIDDEN) {
    it(`write “${term}”, never ${variant}`, () => {
      const found = new RegExp(`.{0,${CONTEXT}}(?:${variant}).{0,${CONTEXT}}`, 'u');
      assert.deepEqual(placesOf(found), []);
    });
  }

  it('have one space between Chinese and Latin letters or digits', () => {
    assert.deepEqual(placesOf(around(UNSPACED)), []);
    // A program's help is a table, and so aligned by spaces.
    const prose = placesOf(around(DOUBLE_SPACED)).filter((place) => !PROGRAM_HELP.test(place));
    assert.deepEqual(prose, []);
  });

  it('have no space beside Chinese punctuation', () => {
    assert.deepEqual(placesOf(around(SPACE_AT_PUNCTUATION)), []);
  });

  function placesOf(found: RegExp): string[] {
    return texts.flatMap(({ file, text }) => {
      const [place] = found.exec(text.replace(CONSOLE_NAMES, '地域')) ?? [];
      return place === undefined ? [] : [`${file}: ${place}`];
    });
  }
});

function around(pattern: RegExp): RegExp {
  return new RegExp(`.{0,${CONTEXT}}(?:${pattern.source}).{0,${CONTEXT}}`, 'u');
}

/** The cells of the table below the heading “不写”. */
function glossaryRows(): string[][] {
  const [, table = ''] = /^\| 不写[^\n]*\n\| -[^\n]*\n((?:\|[^\n]*\n)+)/m.exec(
    readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8'),
  ) ?? ['', ''];
  return table
    .trim()
    .split('\n')
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );
}
