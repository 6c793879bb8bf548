import assert from 'node:assert/strict';
import { importedPath, place, sourceFiles, walk, type SourceFile } from '../architecture/source-files';
import ts from 'typescript';

const ENTRY = 'src/settings/settings.ts';
/** Names that only Node.js has, and what has no place in a rule. */
const NOT_IN_A_BROWSER = new Set(['Buffer', 'process', 'require', '__dirname', 'global', 'setImmediate']);

const byPath = new Map(sourceFiles('src/settings', 'src/base').map((file) => [file.path, file]));

/** Every file that a browser would load with the rules. */
function loaded(): SourceFile[] {
  const found = new Map<string, SourceFile>();
  const waiting = [ENTRY];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue;
    const file = byPath.get(path);
    assert(file !== undefined, `${path} is neither of src/settings nor of src/base`);
    found.set(path, file);
    for (const imported of file.imports.filter(({ typeOnly }) => !typeOnly)) {
      const target = importedPath(file, imported);
      assert(target !== undefined, `${path} loads ${imported.specifier}`);
      waiting.push(target);
    }
  }
  return [...found.values()];
}

describe('The rules of the settings, as the editor loads them', () => {
  const files = loaded();

  it('are themselves alone: no package, nothing of Node.js, no catalogue of sentences', () => {
    const paths = files.map(({ path }) => path);
    assert(paths.includes('src/settings/cloud.ts') && paths.includes('src/settings/thing-model.ts'));
    for (const path of [
      'src/base/error-catalogue.ts',
      'src/base/coded-error.ts',
      'src/settings/refusal.ts',
    ]) {
      assert(!paths.includes(path), path);
    }
  });

  it('use no name that only Node.js has', () => {
    const wrong = files.flatMap((file) => {
      const found: string[] = [];
      walk(file.syntax, (node) => {
        if (ts.isIdentifier(node) && NOT_IN_A_BROWSER.has(node.text))
          found.push(`${place(file, node)} ${node.text}`);
      });
      return found;
    });
    assert.deepEqual(wrong, []);
  });
});
