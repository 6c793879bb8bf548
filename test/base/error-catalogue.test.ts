import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sentence } from '../../src/base/coded-error';
import { ERROR_CATALOGUE, type ErrorCode, type ErrorText } from '../../src/base/error-catalogue';

const CODES = Object.keys(ERROR_CATALOGUE) as ErrorCode[];
const PARTS = ['what', 'why', 'cure'] as const;
const LANGUAGES = ['en', 'zh'] as const;

/** `what` and `cure` are shown in the editor and in `msg.error`; longer ones don't fit there. */
const LONGEST_ENGLISH = 240;

function paramsOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[0]))].sort();
}

function shown(text: ErrorText): string {
  return `${text.what} ${text.cure}`;
}

/** Every code for which `broken` holds, so that one run reports all of them. */
function codesWhere(broken: (code: ErrorCode) => boolean): ErrorCode[] {
  return CODES.filter(broken);
}

describe('error catalogue', () => {
  it('says what, why and cure of every code in both languages', () => {
    assert.deepEqual(
      codesWhere((code) =>
        LANGUAGES.some((language) => PARTS.some((part) => !/\S/.test(ERROR_CATALOGUE[code][language][part]))),
      ),
      [],
    );
  });

  it('names the same values in both languages', () => {
    const differing = codesWhere(
      (code) =>
        paramsOf(shown(ERROR_CATALOGUE[code].en)).join() !== paramsOf(shown(ERROR_CATALOGUE[code].zh)).join(),
    );
    assert.deepEqual(differing, []);
  });

  it('keeps values out of why, which the docs show without any', () => {
    const withValues = codesWhere((code) =>
      LANGUAGES.some((language) => paramsOf(ERROR_CATALOGUE[code][language].why).length > 0),
    );
    assert.deepEqual(withValues, []);
  });

  it('ends every sentence with a full stop', () => {
    const open = codesWhere((code) =>
      PARTS.some(
        (part) =>
          !ERROR_CATALOGUE[code].en[part].endsWith('.') || !ERROR_CATALOGUE[code].zh[part].endsWith('。'),
      ),
    );
    assert.deepEqual(open, []);
  });

  it(`shows at most ${LONGEST_ENGLISH} characters in English`, () => {
    const long = codesWhere(
      (code) => shown(ERROR_CATALOGUE[code].en).replace(/\{\w+\}/g, '').length > LONGEST_ENGLISH,
    );
    assert.deepEqual(long, []);
  });

  it('speaks Chinese in Chinese, with full-width punctuation', () => {
    const foreign = codesWhere((code) =>
      PARTS.some((part) => {
        const text: string = ERROR_CATALOGUE[code].zh[part];
        return (
          !/\p{Script=Han}/u.test(text) || /[\p{Script=Han}”）][,;:!?.()]|[,;:!?(]\p{Script=Han}/u.test(text)
        );
      }),
    );
    assert.deepEqual(foreign, []);
  });

  it('never says the same for two codes', () => {
    const firstUse = new Map<string, string>();
    const repeated: string[] = [];
    for (const code of CODES) {
      for (const language of LANGUAGES) {
        for (const part of PARTS) {
          const text = ERROR_CATALOGUE[code][language][part];
          const place = `${code}.${language}.${part}`;
          const earlier = firstUse.get(text);
          if (earlier === undefined) firstUse.set(text, place);
          else repeated.push(`${earlier} = ${place}`);
        }
      }
    }
    assert.deepEqual(repeated, []);
  });

  it('fills the values into what and cure', () => {
    assert.match(
      sentence('EC20_PORT_BUSY', { port: '/dev/ttyUSB2' }, 'en'),
      /port \/dev\/ttyUSB2\..*fuser -v \/dev\/ttyUSB2 /,
    );
    assert.match(sentence('EC20_TOPIC_LONG', { bytes: 130, limit: 128 }, 'zh'), /130 字节.*128 字节/);
  });

  it('leaves no placeholder when all values are given', () => {
    const unfilled = codesWhere((code) =>
      LANGUAGES.some((language) => {
        const names = paramsOf(shown(ERROR_CATALOGUE[code][language])).map((name) => name.slice(1, -1));
        return /\{\w+\}/.test(sentence(code, Object.fromEntries(names.map((name) => [name, 'x'])), language));
      }),
    );
    assert.deepEqual(unfilled, []);
  });

  it('tells the length of a device secret and never the secret', () => {
    assert.deepEqual(paramsOf(shown(ERROR_CATALOGUE.EC20_DEVICE_SECRET.en)), ['{length}']);
  });

  for (const code of ['EC20_OPEN_DNS', 'EC20_OPEN_NETWORK', 'EC20_OPEN_TIMEOUT'] as const) {
    it(`${code} names what a Chinese IoT card does when nothing is reachable`, () => {
      for (const language of LANGUAGES) {
        const reason = sentence(code, { host: 'example.com', port: 1883 }, language);
        for (const word of ['CMIOT', 'CMNET', 'UNINET', 'CTNET', '定向流量', '机卡绑定', '欠费', '未实名']) {
          assert.ok(reason.includes(word), `${language} lacks ${word}: ${reason}`);
        }
      }
    });
  }

  it('has an up-to-date docs/errors.md', () => {
    const run = spawnSync(process.execPath, [join(projectFolder(), 'scripts/errors-doc.mjs'), '--check'], {
      encoding: 'utf8',
    });
    assert.equal(run.status, 0, run.stderr);
  });
});

/** The project's folder, whether this test runs from its source or from dist. */
function projectFolder(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}
