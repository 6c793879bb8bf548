import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');

describe('docs/api.md and docs/api/', () => {
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    exports: Record<string, string | { default: string; types: string }>;
  };
  const targets = Object.entries(exports).flatMap(([path, target]) =>
    typeof target === 'object' ? [{ entry: path.slice('./'.length), ...target }] : [],
  );

  before('are compared with the declarations, which are rolled up', function () {
    this.timeout(120_000);
    const script = join(ROOT, 'scripts', 'api.mjs');
    const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  });

  for (const { entry, default: code, types } of targets) {
    it(`have each value of …/${entry}, in the report and the declarations too, and no other`, () => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- which file it is stands in package.json
      const names = Object.keys(require(join(ROOT, code)) as object).sort();
      assert.ok(names.length >= 7);
      const document = readFileSync(join(ROOT, 'docs', 'api.md'), 'utf8');
      const [, index = ''] = document.split(`/${entry}\`\n`);
      const [, listed = ''] = /^- Values: (.*)$/m.exec(index) ?? [];
      assert.deepEqual([...listed.matchAll(/\[(\w+)\]/g)].map(([, name]) => name).sort(), names);
      const report = readFileSync(join(ROOT, 'docs', 'api', `${entry}.api.md`), 'utf8');
      const declared = readFileSync(join(ROOT, types), 'utf8').replaceAll('export declare ', 'export ');
      for (const text of [report, declared]) {
        const values = text.matchAll(/^export (?:abstract )?(?:class|const|function) (\w+)/gm);
        assert.deepEqual([...new Set([...values].map(([, name]) => name))].sort(), names);
      }
    });

    it(`give …/${entry} no more than 70 names, and none of Node-RED's or the catalogue's own`, () => {
      const declared = readFileSync(join(ROOT, types), 'utf8');
      const names = [...declared.matchAll(/^export declare \w+ (\w+)/gm)].map(([, name]) => name);
      assert.ok(names.length <= 70, `${names.length} names`);
      assert.doesNotMatch(declared, /ERROR_CATALOGUE|from ['"](?!node:)/);
    });
  }
});
