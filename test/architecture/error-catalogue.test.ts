import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ERROR_CATALOGUE } from '../../src/base/error-catalogue';
import { filesUnder, place, ROOT, sourceFiles, walk } from './source-files';

const CATALOGUE_FILE = 'src/base/error-catalogue.ts';
const A_CODE = /^EC20_[A-Z0-9_]+$/;

describe('The error catalogue', () => {
  it('knows every code that the program or a dialog names', () => {
    const unknown: string[] = [];
    for (const file of sourceFiles('bin', 'nodes', 'src')) {
      walk(file.syntax, (node) => {
        if (ts.isStringLiteralLike(node) && A_CODE.test(node.text) && !(node.text in ERROR_CATALOGUE)) {
          unknown.push(`${place(file, node)} ${node.text}`);
        }
      });
    }
    for (const path of [...filesUnder('nodes', '.html'), ...filesUnder('nodes', '.json')]) {
      for (const [code] of readFileSync(join(ROOT, path), 'utf8').matchAll(/\bEC20_[A-Z0-9_]+/g)) {
        if (!(code in ERROR_CATALOGUE)) unknown.push(`${path} ${code}`);
      }
    }
    assert.deepEqual(unknown, []);
  });

  it('holds no code that nothing can raise', () => {
    const raised = new Set<string>();
    for (const file of sourceFiles('bin', 'nodes', 'src').filter(({ path }) => path !== CATALOGUE_FILE)) {
      walk(file.syntax, (node) => {
        if (ts.isStringLiteralLike(node)) raised.add(node.text);
      });
    }
    assert.deepEqual(
      Object.keys(ERROR_CATALOGUE).filter((code) => !raised.has(code)),
      [],
    );
  });
});
