import assert from 'node:assert/strict';
import ts from 'typescript';
import { place, sourceFiles, walk } from './source-files';

/** Everything that a realm has of its own. */
const BUILT_IN: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(globalThis));

/** The simulator reads bytes of a line, never a flow's values. */
const files = sourceFiles('nodes', 'src').filter(({ path }) => !path.startsWith('src/simulator/'));

describe('What comes from a flow', () => {
  it('is never asked whether it is an instance of a built-in: a function node has built-ins of its own', () => {
    const wrong: string[] = [];
    for (const file of files) {
      walk(file.syntax, (node) => {
        if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.InstanceOfKeyword)
          return;
        if (BUILT_IN.has(node.right.getText())) wrong.push(`${place(file, node)} ${node.getText()}`);
      });
    }
    assert.deepEqual(
      wrong,
      [],
      'src/base/bytes.ts, node:util/types and thrownText() recognise them in every realm',
    );
  });
});
