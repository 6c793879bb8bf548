import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { argumentsFault, programLanguage } from '../../src/base/program-arguments';

const OPTIONS = {
  level: { type: 'string' },
  lang: { type: 'string' },
  yes: { type: 'boolean', short: 'y' },
} as const;
const ROOT = join(__dirname, '..', '..', '..');

type ScriptLanguage = (words: readonly string[], environment: Readonly<Record<string, string>>) => string;

describe('The language of a program', () => {
  const cases: [words: string[], environment: Readonly<Record<string, string>>, expected: string][] = [
    [[], {}, 'en'],
    [[], { LANG: 'zh_CN.UTF-8' }, 'zh'],
    [[], { LC_ALL: 'en_US.UTF-8', LANG: 'zh_CN.UTF-8' }, 'en'],
    [[], { LC_ALL: '', LC_MESSAGES: 'zh_TW', LANG: 'C' }, 'zh'],
    [['--lang', 'zh'], { LANG: 'en_GB.UTF-8' }, 'zh'],
    [['--lang', 'zh-CN'], {}, 'zh'],
    [['--lang=en'], { LANG: 'zh_CN.UTF-8' }, 'en'],
    [['--lang', 'en', '--lang', 'zh'], {}, 'zh'],
    [['--lang', 'fr'], { LANG: 'zh_CN.UTF-8' }, 'zh'],
    [['--lvel', 'x', '--lang', 'zh'], {}, 'zh'],
  ];
  for (const [words, environment, expected] of cases) {
    it(`is ${expected} for ${JSON.stringify([words, environment])}, of our scripts too`, async () => {
      assert.equal(programLanguage(words, OPTIONS, environment), expected);
      const { scriptLanguage } = (await import(pathToFileURL(join(ROOT, 'scripts', 'locale.mjs')).href)) as {
        scriptLanguage: ScriptLanguage;
      };
      assert.equal(scriptLanguage(words, environment), expected);
    });
  }
});

describe('The arguments of a program', () => {
  const faults: [words: string[], en: string, zh: string][] = [
    [['--lvel', 'x'], 'There is no option --lvel.', '没有 --lvel 这个选项。'],
    [['--lvel=x'], 'There is no option --lvel.', '没有 --lvel 这个选项。'],
    [['-x'], 'There is no option -x.', '没有 -x 这个选项。'],
    [['--level'], '--level needs a value.', '--level 后面缺少值。'],
    [['--level', '--yes'], '--level needs a value.', '--level 后面缺少值。'],
    [['--yes=1'], '--yes takes no value.', '--yes 后面不能带值。'],
    [['--lang', 'fr'], '--lang fr: expected is zh or en.', '--lang fr：应为 zh 或 en。'],
    [['port'], '“port” is one argument too many.', '多了一个参数“port”。'],
    [['--constructor'], 'There is no option --constructor.', '没有 --constructor 这个选项。'],
  ];
  for (const [words, en, zh] of faults) {
    it(`${words.join(' ')}: ${en}`, () => {
      assert.deepEqual(argumentsFault(words, { options: OPTIONS, allowPositionals: false }), { en, zh });
    });
  }

  it('are right otherwise', () => {
    const words = ['port', '-y', '--level', 'read', '--lang=zh', '--', '--lvel'];
    assert.equal(argumentsFault(words, { options: OPTIONS, allowPositionals: true }), undefined);
  });
});
