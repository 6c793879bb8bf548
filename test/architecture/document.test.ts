import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ROOT, sourceFiles } from './source-files';

describe('docs/architecture.md', () => {
  const document = readFileSync(join(ROOT, 'docs', 'architecture.md'), 'utf8');

  it('names every file of the house, under its folder', () => {
    const missing = sourceFiles('bin', 'nodes', 'src')
      .map(({ path }) => path)
      .filter((path) => !section(dirname(path)).includes(`\`${basename(path)}\``));
    assert.deepEqual(missing, []);
  });

  it('names no test that is not there', () => {
    const named = [...document.matchAll(/`(test\/[\w/.-]+\.test\.ts)`/g)].map(([, path]) => path ?? '');
    const there = new Set(sourceFiles('test').map(({ path }) => path));
    assert.deepEqual(
      named.filter((path) => !there.has(path)),
      [],
    );
    assert.notDeepEqual(named, []);
  });

  it('has a row for each of the fifteen rules, with tests that name it', () => {
    const rows = [...document.matchAll(/^\|\s*(\d+)\s*\|.*$/gm)].map(([row, number = '']) => ({
      row,
      number,
    }));
    assert.deepEqual(
      rows.map(({ number }) => Number(number)),
      Array.from({ length: 15 }, (_, index) => index + 1),
    );
    for (const { row, number } of rows) {
      const tests = [...row.matchAll(/`(test\/[\w/.-]+\.test\.ts)`/g)].map(([, path]) => path ?? '');
      assert.notDeepEqual(tests, [], `rule ${number}`);
      for (const test of tests) {
        const text = readFileSync(join(ROOT, test), 'utf8');
        assert.match(text, new RegExp(`rule ${number}\\b`, 'i'), `${test} names rule ${number}`);
      }
    }
  });

  /** The text from the heading of a folder to the next heading; empty when there is none. */
  function section(folder: string): string {
    const [, ...rest] = document.split(`\n### \`${folder}/\``);
    return rest.join('').split('\n#')[0] ?? '';
  }
});
