import assert from 'node:assert/strict';
import { place, sourceFiles, walk } from './source-files';
import ts from 'typescript';

/** The one place that starts a runtime in the test's own process, and its settings. */
const RIG = 'test/flows/rig.ts';
const HELPER = 'node-red-node-test-helper';

/** A runtime without a user directory makes the working directory its own: the nodes write `ec20/` there. */
describe('Node-RED’s user directory in tests', () => {
  const others = sourceFiles('test').filter(({ path }) => path !== RIG);

  it(`has one owner, ${RIG}: no other test loads ${HELPER}`, () => {
    const wrong = others.filter(({ imports }) => imports.some(({ specifier }) => specifier === HELPER));
    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    );
  });

  it('is never lost with other settings: useSettings() keeps it', () => {
    const wrong: string[] = [];
    for (const file of others)
      walk(file.syntax, (node) => {
        if (ts.isCallExpression(node) && node.expression.getText() === 'helper.settings')
          wrong.push(place(file, node));
      });
    assert.deepEqual(wrong, []);
  });
});
