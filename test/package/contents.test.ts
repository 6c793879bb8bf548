import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { allExamples } from '../support/examples';
import { folderOf, NODE_FILES } from '../support/node-files';
import { rollUpTypes } from '../support/packed-package';

const ROOT = join(__dirname, '..', '..', '..');

/** What Node-RED and the flow library read of package.json (reference: Node-RED "Packaging your node"). */
interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly keywords: readonly string[];
  readonly engines: Readonly<Record<string, string>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly typesVersions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  readonly files: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
  readonly repository: { readonly url: string };
  readonly 'node-red': {
    readonly version: string;
    readonly nodes: Readonly<Record<string, string>>;
    readonly plugins: Readonly<Record<string, string>>;
  };
}

interface PackedFile {
  readonly path: string;
  readonly size: number;
}

describe('The package', () => {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as PackageJson;
  let packed: readonly PackedFile[];
  const paths = () => packed.map(({ path }) => path);

  before(function () {
    this.timeout(120_000);
    rollUpTypes();
    // The build has just been made; npm must not make it again under the running tests.
    const answer = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: ROOT,
      encoding: 'utf8',
      shell: process.platform === 'win32',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    packed = (JSON.parse(answer) as { files: PackedFile[] }[])[0]?.files ?? [];
  });

  it('brings for each node its code, dialog, labels and help in English and Chinese', () => {
    const types = Object.keys(manifest['node-red'].nodes);
    assert.ok(types.length >= 4);
    const needed = types.flatMap((type) => [
      `dist/${folderOf(type)}/${type}.js`,
      `dist/${folderOf(type)}/${type}.html`,
      ...['en-US', 'zh-CN', 'zh'].flatMap((language) => [
        `dist/${folderOf(type)}/locales/${language}/${type}.json`,
        `dist/${folderOf(type)}/locales/${language}/${type}.html`,
      ]),
    ]);
    assert.deepEqual(missing(needed), []);
  });

  it('brings for each plugin its code, page and labels', () => {
    const needed = Object.keys(manifest['node-red'].plugins).flatMap((type) => [
      `dist/${folderOf(type)}/${type}.js`,
      `dist/${folderOf(type)}/${type}.html`,
      ...['en-US', 'zh-CN', 'zh'].map(
        (language) => `dist/${folderOf(type)}/locales/${language}/${type}.json`,
      ),
    ]);
    assert.notDeepEqual(needed, []);
    assert.deepEqual(missing(needed), []);
  });

  it('lists every node and plugin that has a page, under the name of its file', () => {
    assert.deepEqual(
      { ...manifest['node-red'].nodes, ...manifest['node-red'].plugins },
      Object.fromEntries(NODE_FILES.map(({ type, folder }) => [type, `dist/${folder}/${type}.js`])),
    );
  });

  it('brings the icons beside the nodes, the examples, the programs, the roots and the documents', () => {
    const icons = readdirSync(join(ROOT, 'icons')).map(
      (file) => `dist/${folderOf(basename(file, '.svg'))}/icons/${file}`,
    );
    const examples = allExamples().map(({ path }) => `examples/${path}`);
    assert.notDeepEqual(icons, []);
    assert.notDeepEqual(examples, []);
    const roots = readdirSync(join(ROOT, 'certificates')).map((file) => `certificates/${file}`);
    const written = [
      'README.md',
      'README.zh-CN.md',
      'CHANGELOG.md',
      'LICENSE',
      'SECURITY.md',
      'CONTRIBUTING.md',
    ];
    const documents = [...roots, ...written, 'docs/licences.md'];
    assert.deepEqual(missing([...icons, ...examples, ...Object.values(manifest.bin), ...documents]), []);
  });

  it('brings its two programs, with the line that starts them', () => {
    assert.deepEqual(manifest.bin, {
      'ec20-doctor': 'dist/bin/ec20-doctor.js',
      'ec20-simulator': 'dist/bin/ec20-simulator.js',
    });
    for (const program of Object.values(manifest.bin)) {
      assert.match(readFileSync(join(ROOT, program), 'utf8'), /^#!\/usr\/bin\/env node\n/);
    }
  });

  it('lets tests require its nodes by name or by path', () => {
    assert.equal(manifest.exports['./nodes/*'], './dist/nodes/*');
    assert.equal(manifest.exports['./dist/nodes/*'], './dist/nodes/*');
  });

  it('brings what it exports, code and types, and says the same to old resolvers', () => {
    const targets = Object.entries(manifest.exports).flatMap(([path, target]) =>
      typeof target === 'object' ? [{ name: path.slice('./'.length), ...target }] : [],
    );
    assert.deepEqual(
      targets.map(({ name }) => name),
      ['core', 'simulator'],
    );
    assert.deepEqual(missing(targets.flatMap((target) => [target.types, target.default].map(plainPath))), []);
    assert.deepEqual(
      manifest.typesVersions['*'],
      Object.fromEntries(targets.map(({ name, types }) => [name, [types]])),
    );
    assert.equal(manifest.exports['./package.json'], './package.json');
  });

  it('brings no types but the two files that its exports name, and no code without its source', () => {
    assert.deepEqual(
      paths().filter((path) => path.endsWith('.d.ts')),
      ['types/core.d.ts', 'types/simulator.d.ts'],
    );
    const code = paths().filter((path) => /^dist\/src\/.*\.js$/.test(path));
    assert.ok(code.length > 150);
    const sources = new Set(readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }));
    assert.deepEqual(
      code.filter((path) => !sources.has(path.replace(/^dist\/src\//, '').replace(/\.js$/, '.ts'))),
      [],
    );
  });

  it('brings the first steps in both languages and the licences; the other guides are read at the repository', () => {
    const packedDocuments = paths().filter((path) => path.startsWith('docs/'));
    assert.deepEqual(packedDocuments.sort(), [
      'docs/licences.md',
      'docs/quick-start.md',
      'docs/quick-start.zh-CN.md',
    ]);
  });

  it('is small: at most 2.7 MB on disk, without pictures, comments and white space', () => {
    const bytes = packed.reduce((sum, { size }) => sum + size, 0);
    assert.ok(bytes <= 2_700_000, `${bytes} bytes`);
    assert.deepEqual(
      paths().filter((path) => /\.(png|jpe?g|gif)$/.test(path)),
      [],
    );
  });

  it('shows in its README the pictures of the repository, which it does not bring', () => {
    const [, repository = ''] = /^git\+https:\/\/github\.com\/(.*)\.git$/.exec(manifest.repository.url) ?? [];
    const base = `https://raw.githubusercontent.com/${repository}/main/`;
    for (const readme of ['README.md', 'README.zh-CN.md']) {
      const text = readFileSync(join(ROOT, readme), 'utf8');
      const pictures = [...text.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, target = '']) => target);
      assert.notDeepEqual(pictures, []);
      for (const picture of pictures) {
        assert.ok(picture.startsWith(base), picture);
        assert.ok(existsSync(join(ROOT, picture.slice(base.length))), picture);
      }
    }
  });

  it('names in "files" only what is there', () => {
    const absent = manifest.files
      .filter((file) => !file.startsWith('!'))
      .filter((file) => !paths().some((path) => path === file || path.startsWith(`${file}/`)));
    assert.deepEqual(absent, []);
  });

  it('leaves out tests, sources, tools and the content of a user directory', () => {
    const expected =
      /^(dist\/(bin|nodes|src)\/|types\/|certificates\/[\w-]+\.pem$|docs\/|examples\/|resources\/|(package\.json|LICENSE|[A-Z][\w.-]*\.md)$)/;
    const source = /(?<!\.d)\.ts$|\.map$|\.test\.|flows_cred/;
    assert.deepEqual(
      paths().filter((path) => !expected.test(path) || source.test(path)),
      [],
    );
  });

  it('says what it runs on and how it is found', () => {
    assert.match(manifest.name, /^@[a-z0-9-]{2,}\/node-red-/);
    assert.equal(manifest['node-red'].version, '>=4.1.0');
    assert.equal(manifest.engines['node'], '>=20');
    assert.equal(manifest.license, 'MIT');
    for (const keyword of ['node-red', 'ec20', 'quectel', 'mqtt', 'aliyun', 'raspberry-pi']) {
      assert.ok(manifest.keywords.includes(keyword), keyword);
    }
  });

  it('asks for at most six packages at run time', () => {
    assert.ok(Object.keys(manifest.dependencies).length <= 6);
  });

  it('is of the latest version in CHANGELOG.md', () => {
    const changelog = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8');
    assert.equal(/^## \[(\d[^\]]*)\]/m.exec(changelog)?.[1], manifest.version);
  });

  function plainPath(path: string): string {
    return path.replace(/^\.\//, '');
  }

  function missing(needed: readonly string[]): string[] {
    const there = new Set(paths());
    return needed.filter((path) => !there.has(path));
  }
});
