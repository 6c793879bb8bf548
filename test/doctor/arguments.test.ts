import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const PROGRAM = join(__dirname, '..', '..', 'bin', 'ec20-doctor.js');

describe('Wrong arguments of ec20-doctor', () => {
  const cases: [words: string[], en: RegExp, zh: RegExp][] = [
    [
      ['--lvel', 'read'],
      /^ec20-doctor: There is no option --lvel\. See/,
      /^ec20-doctor: 没有 --lvel 这个选项。用法见/,
    ],
    [['--level'], /--level needs a value\./, /--level 后面缺少值。/],
    [['--level', 'all'], /--level all: expected is one of read/, /--level all：应为 read、.* 之一。用法见/],
    [['--baud', 'fast'], /--baud fast: expected is a speed/, /--baud fast：应为波特率/],
    [['--yes=1'], /--yes takes no value\./, /--yes 后面不能带值。/],
    [['--replay', '/nowhere.jsonl'], /\/nowhere\.jsonl: /, /\/nowhere\.jsonl：[^a-z]*用法见/],
    [['--lang', 'fr'], /--lang fr: expected is zh or en\./, /--lang fr：应为 zh 或 en。/],
  ];
  for (const [words, en, zh] of cases) {
    it(`${words.join(' ')}: refused wholly in the language`, () => {
      for (const [locale, sentence] of [
        ['en_GB.UTF-8', en],
        ['zh_CN.UTF-8', zh],
      ] as const) {
        const { status, stderr } = spawnSync(process.execPath, [PROGRAM, ...words], {
          encoding: 'utf8',
          env: { ...process.env, LC_ALL: locale },
        });
        assert.equal(status, 2);
        assert.match(stderr, sentence);
      }
    });
  }
});
