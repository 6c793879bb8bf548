import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ERRORS } from '../../src/errors/catalogue';
import { filesUnder, place, ROOT, sourceFiles, walk } from './source-files';

const ROWS = 'src/errors/';
const A_CODE = /^EC20_[A-Z0-9_]+$/;

describe('The catalogue of errors', () => {
  it('contains every code that the program or a dialog names', () => {
    const unknown: string[] = [];
    for (const file of sourceFiles('bin', 'nodes', 'src')) {
      walk(file.syntax, (node) => {
        if (ts.isStringLiteralLike(node) && A_CODE.test(node.text) && !(node.text in ERRORS)) {
          unknown.push(`${place(file, node)} ${node.text}`);
        }
      });
    }
    for (const path of [...filesUnder('nodes', '.html'), ...filesUnder('nodes', '.json')]) {
      for (const [code] of readFileSync(join(ROOT, path), 'utf8').matchAll(/\bEC20_[A-Z0-9_]+/g)) {
        if (!(code in ERRORS)) unknown.push(`${path} ${code}`);
      }
    }
    assert.deepEqual(unknown, []);
  });

  it('is the only place that says of several codes what they mean', () => {
    const isCode = (node: ts.Node): boolean => ts.isStringLiteralLike(node) && A_CODE.test(node.text);
    const lists: string[] = [];
    for (const file of sourceFiles('bin', 'nodes', 'src').filter(({ path }) => !path.startsWith(ROWS))) {
      walk(file.syntax, (node) => {
        if (ts.isArrayLiteralExpression(node) && node.elements.filter(isCode).length > 1) {
          lists.push(`${place(file, node)} lists codes`);
        }
        if (ts.isObjectLiteralExpression(node) && node.properties.filter(hasCodeForName).length > 1) {
          lists.push(`${place(file, node)} is a table by code`);
        }
        if (isEither(node, isCode)) lists.push(`${place(file, node)} takes either of two codes`);
        if (ts.isStringLiteralLike(node) && /^EC20_(?:[A-Z0-9_]*_)?$/.test(node.text)) {
          lists.push(`${place(file, node)} takes codes by their beginning`);
        }
      });
    }
    assert.deepEqual(lists, []);
  });

  it('holds no code that nothing can raise', () => {
    const raised = new Set<string>();
    for (const file of sourceFiles('bin', 'nodes', 'src').filter(({ path }) => !path.startsWith(ROWS))) {
      walk(file.syntax, (node) => {
        if (ts.isStringLiteralLike(node)) raised.add(node.text);
      });
    }
    assert.deepEqual(
      Object.keys(ERRORS).filter((code) => !raised.has(code)),
      [],
    );
  });
});

function hasCodeForName(property: ts.ObjectLiteralElementLike): boolean {
  return property.name !== undefined && 'text' in property.name && A_CODE.test(property.name.text);
}

/** `a === 'EC20_X' || a === 'EC20_Y'`, or the same with `!==` and `&&`. */
function isEither(node: ts.Node, isCode: (node: ts.Node) => boolean): boolean {
  if (!ts.isBinaryExpression(node)) return false;
  const pairs: Readonly<Partial<Record<ts.SyntaxKind, ts.SyntaxKind>>> = {
    [ts.SyntaxKind.BarBarToken]: ts.SyntaxKind.EqualsEqualsEqualsToken,
    [ts.SyntaxKind.AmpersandAmpersandToken]: ts.SyntaxKind.ExclamationEqualsEqualsToken,
  };
  const compared = pairs[node.operatorToken.kind];
  const names = (side: ts.Expression): boolean =>
    ts.isBinaryExpression(side) && side.operatorToken.kind === compared && isCode(side.right);
  return compared !== undefined && names(node.left) && names(node.right);
}
