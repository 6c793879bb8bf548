import assert from 'node:assert/strict';
import { importedPath, sourceFiles } from './source-files';

describe('Imports', () => {
  it('lead nowhere back to where they started, types included', () => {
    assert.deepEqual(circlesOf(importsByFile()), []);
  });

  it('would be found in a circle of any length, each circle once', () => {
    const graph = new Map([
      ['a', ['b', 'x']],
      ['b', ['c']],
      ['c', ['a', 'x']],
      ['d', ['e', 'a']],
      ['e', ['d']],
      ['f', ['f']],
      ['x', []],
    ]);
    assert.deepEqual(circlesOf(graph), [
      ['a', 'b', 'c'],
      ['d', 'e'],
      ['f', 'f'],
    ]);
  });
});

function importsByFile(): ReadonlyMap<string, readonly string[]> {
  return new Map(
    sourceFiles('bin', 'nodes', 'src').map((file) => [
      file.path,
      file.imports.map((imported) => importedPath(file, imported)).filter((path) => path !== undefined),
    ]),
  );
}

/** One circle of each knot of files that lead to each other, as the way around it; a file that imports itself stands twice. */
function circlesOf(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const circles: string[][] = [];
  const done = new Set<string>();
  for (const start of imports.keys()) {
    if (done.has(start)) continue;
    const way = wayBack(imports, start);
    if (way === undefined) continue;
    circles.push(way.length === 1 ? [start, start] : way);
    for (const file of way) done.add(file);
  }
  return circles;
}

/** The shortest way from a file through its imports back to it, without the last step; undefined when there is none. */
function wayBack(imports: ReadonlyMap<string, readonly string[]>, start: string): string[] | undefined {
  const seen = new Set<string>();
  let ways = [[start]];
  while (ways.length > 0) {
    const longer: string[][] = [];
    for (const way of ways) {
      for (const next of imports.get(way.at(-1) ?? '') ?? []) {
        if (next === start) return way;
        if (seen.has(next)) continue;
        seen.add(next);
        longer.push([...way, next]);
      }
    }
    ways = longer;
  }
  return undefined;
}
