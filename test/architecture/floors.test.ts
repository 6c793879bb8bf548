import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importedPath, ROOT, sourceFiles, type SourceFile } from './source-files';

/** Floors of docs/architecture.md: what each may import besides itself. Who is not in a row's list is forbidden there. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  nodes: [
    'src/core',
    'src/history',
    'src/session',
    'src/doctor',
    'src/cloud',
    'src/settings',
    'src/ec20',
    'src/at',
    'src/transport',
    'src/base',
    'src/errors',
    'src/simulator',
  ],
  bin: [
    'src/core',
    'src/history',
    'src/session',
    'src/doctor',
    'src/cloud',
    'src/settings',
    'src/ec20',
    'src/at',
    'src/transport',
    'src/base',
    'src/errors',
    'src/simulator',
  ],
  'src/core': [
    'src/history',
    'src/session',
    'src/cloud',
    'src/settings',
    'src/ec20',
    'src/at',
    'src/transport',
    'src/base',
    'src/errors',
  ],
  'src/history': ['src/session', 'src/settings', 'src/ec20', 'src/at', 'src/base', 'src/errors'],
  'src/session': [
    'src/cloud',
    'src/settings',
    'src/ec20',
    'src/at',
    'src/transport',
    'src/base',
    'src/errors',
  ],
  'src/doctor': ['src/ec20', 'src/at', 'src/transport', 'src/base', 'src/errors'],
  'src/cloud': ['src/settings', 'src/base', 'src/errors'],
  'src/settings': ['src/base', 'src/errors'],
  'src/ec20': ['src/at', 'src/transport', 'src/base', 'src/errors'],
  'src/at': ['src/transport', 'src/base', 'src/errors'],
  'src/transport': ['src/base', 'src/errors'],
  'src/base': ['src/errors'],
  'src/errors': [],
  'src/simulator': ['src/transport', 'src/base'],
};

/** Packages that what we publish loads or takes types from, and the only floors that may. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  serialport: ['src/transport'],
  'mqtt-packet': ['src/simulator'],
  'node-red': ['nodes'],
  uplot: ['nodes'],
};

/** Not installed with the package: the runtime brings it, or the build bundles it. */
const NOT_INSTALLED = ['node-red', 'uplot'];

const EMPTY_NAMES = /^(utils?|helpers?|common|manager|misc)$/;

const files = sourceFiles('bin', 'nodes', 'src');

describe('The house', () => {
  it('has only folders that are floors of docs/architecture.md', () => {
    assert.deepEqual(
      files.map((file) => file.path).filter((path) => floorOf(path) === undefined),
      [],
    );
  });

  it('lets a floor import only from floors below it, types included', () => {
    const wrong = eachImport((file, target) => {
      const from = floorOf(file.path);
      const to = floorOf(target);
      return from !== to && (from === undefined || to === undefined || !MAY_IMPORT[from]?.includes(to));
    });
    assert.deepEqual(wrong, []);
  });

  it('lets the session know no cloud in particular', () => {
    const wrong = eachImport(
      (file, target) =>
        floorOf(file.path) === 'src/session' && /^src\/cloud\/(aliyun\/|mqtt\.ts$)/.test(target),
    );
    assert.deepEqual(wrong, []);
  });

  it('keeps the texts of errors out of what throws them', () => {
    const loads = files.flatMap((file) =>
      file.imports
        .filter(({ typeOnly }) => !typeOnly)
        .map((imported) => importedPath(file, imported))
        .filter((target) => target !== undefined && floorOf(target) === 'src/errors')
        .map((target) => [file.path, target] as const),
    );
    const inBundles = loads.filter(([path]) => /^src\/(base|settings)\//.test(path)).map(([path]) => path);
    assert.deepEqual([...new Set(inBundles)], ['src/base/error-text.ts']);
    const among = loads.filter(
      ([path, target]) => path.startsWith('src/errors/') && target !== 'src/errors/row.ts',
    );
    assert.deepEqual([...new Set(among.map(([path]) => path))], ['src/errors/catalogue.ts']);
  });

  it('keeps each package on its own floor, and Node-RED out of src', () => {
    const wrong: string[] = [];
    for (const file of files) {
      for (const { specifier } of file.imports) {
        if (specifier.startsWith('.') || specifier.startsWith('node:')) continue;
        const name = specifier
          .split('/')
          .slice(0, specifier.startsWith('@') ? 2 : 1)
          .join('/');
        const floor = floorOf(file.path) ?? '';
        if (!PACKAGES[name]?.includes(floor)) wrong.push(`${file.path} imports ${specifier}`);
      }
    }
    assert.deepEqual(wrong, []);
  });

  it('loads Node-RED and uPlot only as types: the runtime brings its own, and the build a bundle', () => {
    const loaded = files.flatMap((file) =>
      file.imports
        .filter(({ specifier, typeOnly }) => /^(node-red|uplot)(\/|$)/.test(specifier) && !typeOnly)
        .map(({ specifier }) => `${file.path} loads ${specifier}`),
    );
    assert.deepEqual(loaded, []);
  });

  it('has every package that it imports in package.json, and none that it does not', () => {
    const declared = Object.keys(packageJson().dependencies).sort();
    const needed = Object.keys(PACKAGES).filter((name) => !NOT_INSTALLED.includes(name));
    assert.deepEqual(declared, needed.sort());
    const imported = new Set(files.flatMap((file) => file.imports.map(({ specifier }) => specifier)));
    assert.deepEqual(
      needed.filter((name) => !imported.has(name)),
      [],
    );
  });

  it('has no file that nothing leads to', () => {
    const entries = files
      .map(({ path }) => path)
      .filter((path) => /^((bin|nodes\/\w+)\/ec20-[^/]+|nodes\/\w+\/editor)\.ts$/.test(path));
    assert.notDeepEqual(entries, []);
    const reached = reachedFrom([...entries, ...exportedEntries()]);
    assert.deepEqual(
      files.map(({ path }) => path).filter((path) => !reached.has(path)),
      [],
    );
  });

  it('has no file or folder with a name that says nothing', () => {
    const wrong = sourceFiles('bin', 'nodes', 'src', 'test')
      .map((file) => file.path)
      .filter((path) => path.split(/[/.]/).some((part) => EMPTY_NAMES.test(part)));
    assert.deepEqual(wrong, []);
  });
});

/** Every file that the given ones lead to, they included. */
function reachedFrom(entries: readonly string[]): ReadonlySet<string> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const reached = new Set<string>();
  const waiting = [...entries];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const file = byPath.get(path);
    if (file === undefined || reached.has(path)) continue;
    reached.add(path);
    for (const imported of file.imports) {
      const target = importedPath(file, imported);
      if (target !== undefined) waiting.push(target);
    }
  }
  return reached;
}

/** The sources of what the package exports. */
function exportedEntries(): string[] {
  const targets = Object.values(packageJson().exports).filter((target) => typeof target === 'object');
  assert.ok(targets.length >= 2);
  return targets.map((target) => target.default.replace(/^\.\/dist\//, '').replace(/\.js$/, '.ts'));
}

/** `src/at`, `nodes`, …; undefined for what belongs to none. */
function floorOf(path: string): string | undefined {
  return Object.keys(MAY_IMPORT).find((floor) => path.startsWith(`${floor}/`));
}

function eachImport(isWrong: (file: SourceFile, target: string) => boolean): string[] {
  return files.flatMap((file) =>
    file.imports
      .map((imported) => importedPath(file, imported))
      .filter((target) => target !== undefined)
      .filter((target) => isWrong(file, target))
      .map((target) => `${file.path} imports ${target}`),
  );
}

function packageJson(): {
  exports: Record<string, string | { default: string }>;
  dependencies: Record<string, string>;
} {
  return JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as ReturnType<typeof packageJson>;
}
