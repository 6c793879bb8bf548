import assert from 'node:assert/strict';
import ts from 'typescript';
import { place, sourceFiles, walk, type SourceFile } from './source-files';

/** Where the system's clock and chance enter the house (rule 11). */
const SOURCES_OF_TIME_AND_CHANCE = ['src/base/clock.ts', 'src/base/random.ts'];

const TIMERS = /^(setTimeout|setInterval|setImmediate|clearTimeout|clearInterval)$/;
const CLOCK_AND_CHANCE =
  /^(Date\.now|performance\.now|process\.hrtime|Math\.random|randomBytes|randomInt|randomUUID)$/;
const COLLECTIONS = /^(Map|Set|WeakMap|WeakSet|Array)$/;

/** A worker's file is a separate program: a clock can't be passed in, and its state ends with its thread. */
const PROGRAMS = ['src/session/disk-queue/worker.ts', 'src/history/disk/worker.ts'];

/** nodes/ and bin/ are where the system's clock is made and handed in. */
const core = sourceFiles('src').filter(({ path }) => !PROGRAMS.includes(path));
const files = [...core, ...sourceFiles('nodes')];

describe('Rule 11: time, randomness and the line are passed in', () => {
  it('takes the time, timers and random numbers from src/base alone', () => {
    const wrong = find((node) => {
      if (ts.isNewExpression(node)) {
        return node.expression.getText() === 'Date' && (node.arguments ?? []).length === 0;
      }
      if (!ts.isCallExpression(node)) return false;
      const callee = node.expression.getText();
      return TIMERS.test(callee) || CLOCK_AND_CHANCE.test(callee);
    }, SOURCES_OF_TIME_AND_CHANCE);
    assert.deepEqual(wrong, []);
  });

  it('keeps no state at module level: no variable, no collection that fills up later', () => {
    const wrong = files.flatMap((file) =>
      file.syntax.statements.filter(ts.isVariableStatement).flatMap((statement) => {
        const { declarations, flags } = statement.declarationList;
        const changeable = (flags & ts.NodeFlags.Const) === 0;
        return declarations
          .filter(({ initializer }) => changeable || startsEmpty(initializer))
          .map((declaration) => `${place(file, declaration)} ${declaration.name.getText()}`);
      }),
    );
    assert.deepEqual(wrong, []);
  });
});

function startsEmpty(initializer: ts.Expression | undefined): boolean {
  if (initializer === undefined) return false;
  if (ts.isArrayLiteralExpression(initializer)) return initializer.elements.length === 0;
  return (
    ts.isNewExpression(initializer) &&
    COLLECTIONS.test(initializer.expression.getText()) &&
    (initializer.arguments ?? []).length === 0
  );
}

function find(isWrong: (node: ts.Node) => boolean, except: readonly string[]): string[] {
  const places: string[] = [];
  const look = (file: SourceFile) => {
    walk(file.syntax, (node) => {
      if (isWrong(node)) places.push(`${place(file, node)} ${node.getText().slice(0, 60)}`);
    });
  };
  core.filter((file) => !except.includes(file.path)).forEach(look);
  return places;
}
