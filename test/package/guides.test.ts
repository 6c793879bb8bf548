import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ERRORS } from '../../src/errors/catalogue';

const ROOT = join(__dirname, '..', '..', '..');

const GUIDES = [
  'quick-start',
  'hardware',
  'troubleshooting',
  'doctor',
  'how-it-works',
  'practice',
  'gateway',
  'aliyun',
  'core',
] as const;
const LANGUAGES = [
  { code: 'en-US', ending: '.md' },
  { code: 'zh-CN', ending: '.zh-CN.md' },
] as const;

/** The pictures that `npm run screenshots` makes, in each language. */
const PICTURES = ['config-dialog', 'check', 'console', 'flow', 'overview', 'gateway', 'table'];

/**
 * The thirty problems that people are known to meet, by what only their row shows, in either language, and the codes that the
 * node tells; none where the node never lets it come so far.
 */
const PROBLEMS: readonly (readonly [what: string, shown: string, codes: readonly string[]])[] = [
  ['events to another port', '`urcport`', ['EC20_OPEN_TIMEOUT', 'EC20_LINK_SILENT']],
  ['port busy', '`ttyUSB2`', ['EC20_PORT_BUSY']],
  ['wrong tty', '`ttyUSB1`', ['EC20_MODULE_SILENT']],
  ['login too late', '`AT+QMTCONN`', ['EC20_LINK_PEER_CLOSED']],
  ['client occupied', '`+QMTOPEN: 0,2`', ['EC20_OPEN_OCCUPIED']],
  ['TLS fails', '`+QMTOPEN: 0,-1`', ['EC20_OPEN_FAILED', 'EC20_TLS_HANDSHAKE']],
  ['no PDP context', '`+QMTOPEN: 0,3`', ['EC20_OPEN_PDP']],
  ['context already active', '`AT+QIACT=1`', ['EC20_PDP_FAILED']],
  ['context drifted', '`AT+CGACT?`', ['EC20_OPEN_NETWORK', 'EC20_OPEN_DNS']],
  ['inline JSON', '`\\22`', []],
  ['length in characters', '`6207`', ['EC20_CLOUD_REFUSED']],
  ['too few bytes', 'RTS/CTS', ['EC20_DATA_STUCK']],
  ['bytes too many', '`ctrlZ`', ['EC20_MODULE_ERROR']],
  ['echo', '`ATE0`', []],
  ['QMTPUB refused', '`AT+QMTPUB`', ['EC20_RESERVED']],
  ['disconnect wiped', '`AT+QMTCONN?`', ['EC20_LINK_SILENT']],
  ['line buffer too short', '`+QMTRECV`', []],
  ['split at commas', '`recv/mode`', []],
  ['slots reversed', '`AT+QMTRECV`', []],
  ['late notice of the own close', '`+QMTSTAT`', []],
  ['no QMT commands', '`ATI`', ['EC20_MODULE_ERROR']],
  ['settings gone', '`RDY`', ['EC20_MODULE_RESTARTED']],
  ['CONNECT refused', '1200', ['EC20_KEEPALIVE', 'EC20_TLS_REQUIRED', 'EC20_CONNECT_CREDENTIALS']],
  ['two clients', 'SD', ['EC20_LINK_PEER_CLOSED', 'EC20_CONNECT_LIMIT']],
  ['TLS date', '`AT+CCLK?`', ['EC20_TLS_DATE', 'EC20_CLOCK_UNSET']],
  ['SNI', '`sni`', ['EC20_TLS_SNI']],
  ['stack worn out', '`AT+QIOPEN`', ['EC20_OPEN_FAILED']],
  ['unstable on a Pi', 'R08', ['EC20_PORT_LOST', 'EC20_MODULE_RESTARTED']],
  ['success by substring', '`",0"`', []],
  ['opened and closed at once', 'EG800AK', ['EC20_LINK_PEER_CLOSED']],
];

interface Section {
  readonly level: number;
  readonly text: string;
}

describe('The guides', () => {
  for (const guide of GUIDES) {
    const [english, chinese] = LANGUAGES.map(({ ending }) => read(`docs/${guide}${ending}`)) as [
      string,
      string,
    ];

    it(`${guide}: both languages have the same sections, with the same rows and pictures`, () => {
      const shape = (guideText: string) =>
        sections(guideText).map(({ level, text }) => ({
          level,
          rows: rows(text).length,
          steps: text.match(/^(\d+\.|-) /gm)?.length ?? 0,
          pictures: [...text.matchAll(/images\/([\w-]+)\.\w\w-\w\w\.png/g)].map(([, name]) => name),
        }));
      assert.ok(sections(english).length >= 7);
      assert.deepEqual(shape(chinese), shape(english));
    });

    it(`${guide}: commands, files, codes and names are the same in both, section by section`, () => {
      assert.deepEqual(blocks(chinese), blocks(english));
      const names = (guideText: string) =>
        sections(guideText).map(({ text }) => [...new Set(spans(text))].sort());
      assert.deepEqual(names(chinese), names(english));
    });

    for (const { code, ending } of LANGUAGES) {
      const path = `docs/${guide}${ending}`;

      it(`${path}: every link leads somewhere, and pictures are those of the language`, () => {
        assert.deepEqual(brokenLinks(path), []);
        const pictures = [...read(path).matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(
          ([, target]) => target ?? '',
        );
        const made = PICTURES.map((name) => `images/${name}.${code}.png`);
        assert.deepEqual(
          pictures.filter((picture) => !made.includes(picture)),
          [],
        );
      });
    }

    it(`${guide}: its Chinese is Chinese, and its English English`, () => {
      const prose = (guideText: string) =>
        sections(guideText).map(({ text }) => text.replace(/`[^`\n]*`/g, ''));
      for (const text of prose(chinese)) assert.match(text, /[\u4e00-\u9fff]/);
      for (const text of prose(english)) assert.match(text, /[a-z]{3}/);
      assert.doesNotMatch(prose(chinese).join('\n'), /[\u4e00-\u9fff][,;:?!][\u4e00-\u9fff]/);
    });
  }

  for (const { code, ending } of LANGUAGES) {
    it(`name only error codes of the catalogue (${code})`, () => {
      const named = GUIDES.flatMap((guide) => read(`docs/${guide}${ending}`).match(/EC20_[A-Z0-9_]+/g) ?? []);
      assert.ok(named.length > 30);
      assert.deepEqual(
        named.filter((name) => !(name in ERRORS)),
        [],
      );
    });
  }

  it('are named in README, each in its language', () => {
    for (const [readme, ending] of [
      ['README.md', '.md'],
      ['README.zh-CN.md', '.zh-CN.md'],
    ] as const) {
      for (const guide of GUIDES)
        assert.ok(read(readme).includes(`(docs/${guide}${ending})`), `${readme}: ${guide}`);
      assert.deepEqual(brokenLinks(readme), []);
    }
  });

  it('and every other document lead only to what is there', () => {
    const written = readdirSync(join(ROOT, 'docs')).filter(
      (file) => file.endsWith('.md') && file !== 'api.md',
    );
    const paths = [
      ...written.map((file) => `docs/${file}`),
      'CONTRIBUTING.md',
      'SECURITY.md',
      'CHANGELOG.md',
      'CHANGELOG.zh-CN.md',
    ];
    assert.deepEqual(
      paths.flatMap((path) => brokenLinks(path).map((target) => `${path}: ${target}`)),
      [],
    );
  });

  it('leave the README short: what it is, a picture, two commands, and one flow for both languages', () => {
    const [english = '', chinese = ''] = ['README.md', 'README.zh-CN.md'].map(read);
    for (const readme of [english, chinese]) {
      assert.ok(readme.split('\n').length <= 121, 'at most 120 lines');
      const screen = readme.split('\n').slice(0, 32).join('\n');
      for (const part of [
        '/main/docs/images/',
        '\nnpm start ',
        '\nnpm test ',
        '\n```json\n',
        '"ec20-publish"',
      ])
        assert.ok(screen.includes(part), part);
    }
    assert.deepEqual(jsonBlocks(chinese), jsonBlocks(english));
  });
});

describe('docs/troubleshooting', () => {
  const [english = [], chinese = []] = LANGUAGES.map(({ ending }) =>
    rows(read(`docs/troubleshooting${ending}`)).filter(([number]) => /^\d+$/.test(number ?? '')),
  );

  it('numbers its rows alike in both languages, so that one can be cited', () => {
    const counted = english.map((_, index) => String(index + 1));
    for (const table of [english, chinese])
      assert.deepEqual(
        table.map(([number]) => number),
        counted,
      );
    assert.deepEqual(
      chinese.map((row) => [...new Set(spans(row.join(' ')))].sort()),
      english.map((row) => [...new Set(spans(row.join(' ')))].sort()),
    );
  });

  it('lists each symptom with a code or a dash, its cause and its cure', () => {
    for (const row of [...english, ...chinese]) {
      const [, symptom = '', code = '', meaning = '', cure = ''] = row;
      assert.equal(row.length, 5, row.join(' | '));
      assert.match(code, /^(–|`EC20_[A-Z_]+`((, |、)`EC20_[A-Z_]+`)*)$/);
      for (const text of [symptom, meaning, cure]) assert.ok(text.length >= 2, row.join(' | '));
    }
  });

  for (const [what, shown, codes] of PROBLEMS) {
    it(`has one row for: ${what}`, () => {
      for (const table of [english, chinese]) {
        const [row = [], ...others] = table.filter((cells) => isRowOf(cells, shown, codes));
        assert.notDeepEqual(row, []);
        assert.deepEqual(others, []);
      }
    });
  }

  it('has a row of its own for each of the thirty', () => {
    const places = PROBLEMS.map(([, shown, codes]) => english.findIndex((row) => isRowOf(row, shown, codes)));
    assert.equal(new Set(places).size, 30);
  });

  /** Without codes the row must have the dash. */
  function isRowOf(row: readonly string[], shown: string, codes: readonly string[]): boolean {
    if (codes.length === 0 && row[2] !== '–') return false;
    return row.join(' | ').includes(shown) && codes.every((code) => row[2]?.includes(`\`${code}\``));
  }
});

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** The text under each heading, the title's first; code blocks left out, since a comment in them is no heading. */
function sections(guide: string): Section[] {
  return withoutBlocks(guide)
    .split(/^(?=#+ )/m)
    .map((text) => ({ level: /^#*/.exec(text)?.[0].length ?? 0, text }));
}

function withoutBlocks(guide: string): string {
  return guide.replace(/^ *```[^]*?^ *```$/gm, '');
}

function blocks(guide: string): string[] {
  return [...guide.matchAll(/^ *```[^]*?^ *```$/gm)].map(([block]) => block);
}

function jsonBlocks(guide: string): string[] {
  return blocks(guide).filter((block) => block.startsWith('```json'));
}

/** The cells of each row of each table, without heads. */
function rows(text: string): string[][] {
  return text
    .split('\n')
    .filter(
      (line, index, lines) =>
        line.startsWith('| ') && !line.startsWith('| -') && !(lines[index + 1] ?? '').startsWith('| -'),
    )
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );
}

/** The content of code spans. */
function spans(text: string): string[] {
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, span]) => span ?? '');
}

/** Links to files and headings that aren't there; pictures and other sites are left alone. */
function brokenLinks(path: string): string[] {
  return [...read(path).matchAll(/(?<!!)\[[^\]]+\]\(([^)]+)\)/g)]
    .map(([, target]) => target ?? '')
    .filter((target) => !/^https?:/.test(target))
    .filter((target) => {
      const [file = '', heading] = target.split('#');
      const linked = file === '' ? path : join(dirname(path), file);
      if (!existsSync(join(ROOT, linked))) return true;
      return heading !== undefined && !anchors(read(linked)).has(heading);
    });
}

/** The anchors that GitHub makes of headings: lower case, without punctuation, blanks as hyphens. */
function anchors(text: string): Set<string> {
  const headings = [...withoutBlocks(text).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading ?? '');
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-'),
    ),
  );
}
