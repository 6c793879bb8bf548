import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { sentence } from '../../src/base/error-text';
import { cureAt } from '../../src/base/sentence';
import { ERRORS, type ErrorCode } from '../../src/errors/catalogue';
import type { Language, Phrase, Place } from '../../src/errors/row';
import { sourceFiles } from '../architecture/source-files';

const CODES = Object.keys(ERRORS) as ErrorCode[];
const LANGUAGES: readonly Language[] = ['en', 'zh'];
const PLACES: readonly Place[] = ['node', 'console', 'terminal', 'library'];

/** Fact and cure are what the editor and `msg.error` show; longer ones don't fit there. */
const LONGEST_ENGLISH = 240;
/** A status has room for so much beside `disconnected, ` and ` (sim)`. */
const LONGEST_SHORT: Readonly<Record<Language, number>> = { en: 17, zh: 14 };
const PACKAGE = '@ec20/node-red-ec20-aliyun';
/** What only a reader at a node or in the sidebar has. */
const OF_NODE_RED =
  /Node-RED|\bnodes?\b(?!\.js|:)|\bec20-(?:status|reply|subscribe|publish|modem|console|command)\b|\bdeploy|\bmsg\.|\bflows?\b(?! control)|节点|部署|流程/i;
/** What a reader in the modem console has not: messages of a flow, options of a command, a dialog to be deployed. */
const NOT_IN_THE_CONSOLE = /\bmsg\b|\bforce\b|\bdeploy|部署/i;
/** The console of a cloud is another one: codes that know no cloud may not mean any. */
const A_CONSOLE = /\bconsole\b|控制台/i;

/** Errors of a command that never show in a status. */
const ANSWERS_TO_COMMANDS: readonly ErrorCode[] = [
  'EC20_AT_WAITING',
  'EC20_REQUEST_TYPE',
  'EC20_REQUEST_FOREIGN',
];

function paramsOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[0]))].sort();
}

function shown(code: ErrorCode, place: Place, language: Language): string {
  return `${ERRORS[code].fact[language]} ${cureAt(ERRORS[code], place)[language]}`;
}

/** Every sentence of a code once, with where it stands. */
function textsOf(code: ErrorCode): readonly (readonly [name: string, text: Phrase])[] {
  const { fact, why } = ERRORS[code];
  const cures = new Map(PLACES.map((place) => [cureAt(ERRORS[code], place), `cure for ${place}`]));
  return [['fact', fact], ['why', why], ...[...cures].map(([text, name]) => [name, text] as const)];
}

/** Every code for which `broken` holds, so that one run tells all of them. */
function codesWhere(broken: (code: ErrorCode) => boolean): ErrorCode[] {
  return CODES.filter(broken);
}

/** Every sentence for which `broken` holds. */
function textsWhere(broken: (text: string, language: Language, code: ErrorCode) => boolean): string[] {
  return CODES.flatMap((code) =>
    textsOf(code).flatMap(([name, text]) =>
      LANGUAGES.filter((language) => broken(text[language], language, code)).map(
        (language) => `${code} ${name} ${language}: ${text[language]}`,
      ),
    ),
  );
}

describe('the rows of errors', () => {
  it('stand in one file each: none replaces another', () => {
    const count = filesOfRows().reduce((sum, rows) => sum + Object.keys(rows).length, 0);
    assert.equal(count, CODES.length);
  });

  it('have every sentence in both languages', () => {
    assert.deepEqual(
      textsWhere((text) => !/\S/.test(text)),
      [],
    );
  });

  it('name the same values in both languages', () => {
    const differing = codesWhere((code) =>
      PLACES.some(
        (place) => paramsOf(shown(code, place, 'en')).join() !== paramsOf(shown(code, place, 'zh')).join(),
      ),
    );
    assert.deepEqual(differing, []);
  });

  it('keep values out of why, which the docs show without any', () => {
    const withValues = codesWhere((code) =>
      LANGUAGES.some((language) => paramsOf(ERRORS[code].why[language]).length > 0),
    );
    assert.deepEqual(withValues, []);
  });

  it('end every sentence with a full stop', () => {
    assert.deepEqual(
      textsWhere((text, language) => !text.endsWith(language === 'zh' ? '。' : '.')),
      [],
    );
  });

  it(`show at most ${LONGEST_ENGLISH} characters in English`, () => {
    const long = codesWhere((code) =>
      PLACES.some((place) => shown(code, place, 'en').replace(/\{\w+\}/g, '').length > LONGEST_ENGLISH),
    );
    assert.deepEqual(long, []);
  });

  it('speak Chinese in Chinese, with full-width punctuation', () => {
    const foreign = textsWhere(
      (text, language) =>
        language === 'zh' &&
        (!/\p{Script=Han}/u.test(text) || /[\p{Script=Han}”）][,;:!?.()]|[,;:!?(]\p{Script=Han}/u.test(text)),
    );
    assert.deepEqual(foreign, []);
  });

  it('never say the same for two codes', () => {
    const firstUse = new Map<string, ErrorCode>();
    const repeated = textsWhere((text, _language, code) => {
      const earlier = firstUse.get(text) ?? code;
      firstUse.set(text, earlier);
      return earlier !== code;
    });
    assert.deepEqual(repeated, []);
  });

  it('give each place its own cure in the end, where one place takes that of another', () => {
    for (const code of CODES) {
      const { cures } = ERRORS[code];
      if ('everywhere' in cures) continue;
      for (const place of PLACES) {
        const named = cures[place];
        assert.ok(typeof named !== 'string' || typeof cures[named] !== 'string', `${code}: ${place}`);
      }
    }
  });

  it('speak of Node-RED only in the cures for those who use it', () => {
    const wrong = CODES.flatMap((code) => {
      const { fact, why } = ERRORS[code];
      const elsewhere = [fact, why, cureAt(ERRORS[code], 'terminal'), cureAt(ERRORS[code], 'library')];
      return elsewhere.flatMap((text) => LANGUAGES.map((language) => `${code}: ${text[language]}`));
    }).filter((text) => OF_NODE_RED.test(text.replaceAll(PACKAGE, '')));
    assert.deepEqual(wrong, []);
  });

  it('speak at the modem console of nothing that only a flow has', () => {
    // The state of a device shows there, and so does the answer to a command.
    const shownThere = CODES.filter((code) => {
      const { short, refused } = ERRORS[code];
      return !('never' in short) || refused === 'request' || ANSWERS_TO_COMMANDS.includes(code);
    });
    const wrong = shownThere.filter((code) =>
      LANGUAGES.some((language) => NOT_IN_THE_CONSOLE.test(shown(code, 'console', language))),
    );
    assert.deepEqual(wrong, []);
  });

  it('speak of no console where the lowest floors raise them', () => {
    const wrong = raisedBy('src/base', 'src/at', 'src/transport').flatMap((code) => {
      const { fact, why } = ERRORS[code];
      const texts = [
        fact,
        why,
        ...PLACES.filter((place) => place !== 'console' && place !== 'node').map((place) =>
          cureAt(ERRORS[code], place),
        ),
      ];
      return texts
        .flatMap((text) => LANGUAGES.map((language) => `${code}: ${text[language]}`))
        .filter((text) => A_CONSOLE.test(text));
    });
    assert.deepEqual(wrong, []);
  });

  it('have short words for a status, or say why they never show there', () => {
    const wrong = CODES.filter((code) => {
      const { short } = ERRORS[code];
      if ('never' in short) return short.never === '';
      return (
        LANGUAGES.some(
          (language) => short[language] === '' || short[language].length > LONGEST_SHORT[language],
        ) || !/\p{Script=Han}/u.test(short.zh)
      );
    });
    assert.deepEqual(wrong, []);
  });

  it('fill the values into fact and cure', () => {
    assert.match(
      sentence('EC20_PORT_BUSY', { port: '/dev/ttyUSB2' }, 'node', 'en'),
      /port \/dev\/ttyUSB2\..*fuser -v \/dev\/ttyUSB2 /,
    );
    assert.match(sentence('EC20_TOPIC_LONG', { bytes: 130, limit: 128 }, 'node', 'zh'), /130 字节.*128 字节/);
  });

  it('leave no placeholder when all values are given', () => {
    const unfilled = codesWhere((code) =>
      LANGUAGES.some((language) => {
        const names = paramsOf(shown(code, 'node', language)).map((name) => name.slice(1, -1));
        return /\{\w+\}/.test(
          sentence(code, Object.fromEntries(names.map((name) => [name, 'x'])), 'node', language),
        );
      }),
    );
    assert.deepEqual(unfilled, []);
  });

  it('name the length of a device secret and never the secret', () => {
    assert.deepEqual(paramsOf(shown('EC20_DEVICE_SECRET', 'node', 'en')), ['{length}']);
  });

  for (const code of ['EC20_OPEN_DNS', 'EC20_OPEN_NETWORK', 'EC20_OPEN_TIMEOUT'] as const) {
    it(`${code} names what a Chinese IoT card does when nothing is reachable`, () => {
      for (const language of LANGUAGES) {
        const reason = sentence(code, { host: 'example.com', port: 1883 }, 'node', language);
        for (const word of ['CMIOT', 'CMNET', 'UNINET', 'CTNET', '定向流量', '机卡绑定', '欠费', '未实名']) {
          assert.ok(reason.includes(word), `${language} lacks ${word}: ${reason}`);
        }
      }
    });
  }

  it('are what docs/errors.md shows', () => {
    const run = spawnSync(process.execPath, [join(projectFolder(), 'scripts/errors-doc.mjs'), '--check'], {
      encoding: 'utf8',
    });
    assert.equal(run.status, 0, run.stderr);
  });
});

/** The rows by file, as compiled. */
function filesOfRows(): object[] {
  const folder = join(projectFolder(), 'dist/src/errors');
  const files = readdirSync(folder).filter((name) => /^(?!catalogue|row)[\w-]+\.js$/.test(name));
  return files.flatMap(
    (name) => Object.values(createRequire(__filename)(join(folder, name)) as object) as object[],
  );
}

/** Codes that a file of these folders names. */
function raisedBy(...folders: readonly string[]): ErrorCode[] {
  const named = new Set(
    sourceFiles('src')
      .filter(({ path }) => folders.some((folder) => path.startsWith(`${folder}/`)))
      .flatMap(
        ({ path }) => readFileSync(join(projectFolder(), path), 'utf8').match(/'EC20_[A-Z0-9_]+'/g) ?? [],
      ),
  );
  return CODES.filter((code) => named.has(`'${code}'`));
}

/** The project's folder, whether this test runs from its source or from dist. */
function projectFolder(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}
