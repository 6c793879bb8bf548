import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');

describe('docs/api.md', () => {
  it('is made from the docstrings as they are: every exported name has one, and names only what is exported', function () {
    this.timeout(60_000);
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(ROOT, 'scripts', 'api-doc.mjs'), '--check'],
      { encoding: 'utf8' },
    );
    assert.equal(status, 0, stderr);
  });

  it('has a section for each value that can be loaded', () => {
    const text = readFileSync(join(ROOT, 'docs', 'api.md'), 'utf8');
    const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      exports: Record<string, string | { default: string }>;
    };
    const targets = Object.values(exports).filter((target) => typeof target === 'object');
    for (const target of targets) {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- which file it is stands in package.json
      const names = Object.keys(require(join(ROOT, target.default)) as object);
      assert.ok(names.length >= 8);
      assert.deepEqual(
        names.filter((name) => !text.includes(`\n#### ${name}\n`)),
        [],
      );
    }
  });
});
