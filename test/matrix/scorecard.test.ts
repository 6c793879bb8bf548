import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installWithoutScripts, npm } from '../support/npm';
import { PACKAGE, pack } from '../support/packed-package';
import { type Installed, type Manifest, type Subject, ownScorecard } from './own-checks';
import { CATALOGUE_FILE } from './stubbed-catalogue';

const ROOT = join(__dirname, '..', '..', '..');

/** The flow library's own checker (its last release, of 2023), and those of npm and of TypeScript. */
const TOOLS = ['node-red-dev@0.1.6', 'publint@0.3.25', '@arethetypeswrong/cli@0.18.5'];
const CHECKS = ['P01', 'P03', 'P04', 'P05', 'P06', 'P07', 'P08', 'N01', 'N02', 'D01', 'D02', 'D03'];
/** Nobody places these in a flow. */
const CONFIG_NODES = ['ec20-modem', 'ec20-device'];
/** A warning of the checker; of its own old dependencies Node.js says `DeprecationWarning:`. */
const WARNING = /(?<!\w)Warning:|Unable to parse/;

/** The flow library's data on other packages. */
interface Catalogue {
  readonly modules: readonly { readonly id: string; readonly types: readonly string[] }[];
}

/** One line of the scorecard; the last two are there when the check has something to list. */
interface Check {
  readonly test: boolean;
  readonly nodes?: readonly string[];
  readonly versions?: readonly string[];
}

interface Verdict {
  readonly printed: string;
  readonly scorecard: Readonly<Record<string, Check>>;
}

describe("The packed package's scorecard", function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'ec20-scorecard-'));
  const userDir = join(folder, 'user-dir');
  const installed = join(userDir, 'node_modules', ...PACKAGE.split('/'));
  let tarball: string;
  let types: string[];
  let newest: Readonly<Record<string, string>> | undefined;

  before(function () {
    this.timeout(120_000);
    installWithoutScripts(TOOLS, folder);
    mkdirSync(userDir);
    tarball = pack(userDir);
    installWithoutScripts([tarball], userDir);
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
      'node-red': { nodes: Record<string, string> };
    };
    types = Object.keys(manifest['node-red'].nodes);
  });
  after(() => rmSync(folder, { recursive: true }));

  it('of the flow library is perfect, without a warning', () => {
    const { printed, scorecard } = validate({ modules: [{ id: PACKAGE, types }] });
    show("the flow library's scorecard", scorecard);
    assert.deepEqual(
      CHECKS.filter((check) => scorecard[check]?.test !== true),
      [],
      printed,
    );
    assert.doesNotMatch(printed, WARNING);
  });

  it('counts every node that can be placed as shown in an example', () => {
    const { scorecard } = validate({ modules: [] });
    assert.deepEqual(
      [...(scorecard['N02']?.nodes ?? [])].sort(),
      types.filter((type) => !CONFIG_NODES.includes(type)).sort(),
    );
  });

  it('sees every node: were its type taken by another package, it would say so', () => {
    const others = types.map((type) => ({ id: `@other/${type}`, types: [type] }));
    const { printed, scorecard } = validate({ modules: others });
    const unique = scorecard['N01'];
    assert.ok(unique !== undefined && !unique.test);
    assert.deepEqual([...(unique.nodes ?? [])].sort(), others.map(({ id }) => id).sort());
    assert.match(printed, WARNING);
  });

  it('names every type ec20-…, as no other package does', () => {
    assert.ok(types.length >= 5);
    for (const type of types) assert.match(type, /^ec20-[a-z]+$/);
  });

  it('is perfect where the checker always passes: our own checks', () => {
    const scorecard = ownScorecard(subject());
    show('our own scorecard', scorecard);
    assert.deepEqual(
      Object.entries(scorecard).filter(([, { test }]) => !test),
      [],
    );
  });

  it('would not be perfect with anything amiss: each own check can fail', () => {
    const healthy = subject();
    const { manifest } = healthy;
    const parts = manifest['node-red'];
    const old: Installed = { name: 'agent-base', version: '4.3.0' };
    const demanding: Installed = { name: 'new', version: '1.0.0', engines: { node: '>=22' } };
    const withManifest = (change: object): Subject => ({ ...healthy, manifest: { ...manifest, ...change } });
    const AMISS: Readonly<Record<string, Subject>> = {
      P01: withManifest({ license: 'SEE LICENSE IN LICENSE' }),
      P02: { ...healthy, repository: { ...manifest, name: 'other' } },
      P03: withManifest({ homepage: 'https://elsewhere.example' }),
      P05: withManifest({ keywords: ['mqtt'] }),
      P06: withManifest({ 'node-red': { ...parts, version: '>=3.0.0' } }),
      P07: { ...healthy, tree: [...healthy.tree, demanding] },
      N01: changed('dist/nodes/reply/ec20-reply.html', (html) => html.replace("'ec20-reply'", 'TYPE')),
      N02: changed('dist/nodes/../../examples', () => ''),
      D01: withManifest({ scripts: { postinstall: 'node build.js' } }),
      D02: { ...healthy, tree: [...healthy.tree, old] },
      D03: { ...healthy, newest: { ...healthy.newest, serialport: '99.0.0' } },
    };
    for (const [code, amiss] of Object.entries(AMISS)) {
      const failed = Object.entries(ownScorecard(amiss)).filter(([, { test }]) => !test);
      assert.deepEqual(
        failed.map(([name]) => name),
        [code],
      );
    }
    const unscoped = ownScorecard(withManifest({ name: '@t/node-red-x' }));
    assert.equal(unscoped['P04']?.test, false);
  });

  it('of npm is perfect too: publint finds nothing', () => {
    const { status, printed } = runTool('publint', ['run', tarball, '--strict']);
    show('publint', printed);
    assert.equal(status, 0, printed);
    assert.match(printed, /All good!/);
  });

  it('of TypeScript is perfect too: attw finds no problem, however the types are resolved', () => {
    const { status, printed } = runTool('attw', [tarball, '--no-emoji', '--no-color', '--format', 'ascii']);
    show('attw', printed);
    assert.equal(status, 0, printed);
    assert.match(printed, /No problems found/);
    for (const entry of ['core', 'simulator']) assert.ok(printed.includes(`${PACKAGE}/${entry}"`));
  });

  function runTool(name: string, args: readonly string[]): { status: number | null; printed: string } {
    const tool = join(folder, 'node_modules', '.bin', name);
    const { status, stdout, stderr } = spawnSync(tool, args, { encoding: 'utf8' });
    return { status, printed: stdout + stderr };
  }

  /** What our own checks look at; asks the registry for the newest version of each of our three dependencies. */
  function subject(): Subject {
    const manifest = manifestIn(installed);
    const names = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });
    newest ??= Object.fromEntries(
      names.map((name) => [name, npm(['view', '--prefer-online', name, 'dist-tags.latest'], folder).trim()]),
    );
    return { folder: installed, manifest, repository: manifestIn(ROOT), tree: treeBelow(userDir), newest };
  }

  /** The same with one file of the installed package changed; an empty folder where a folder is named. */
  function changed(path: string, change: (text: string) => string): Subject {
    const copy = mkdtempSync(join(folder, 'changed-'));
    cpSync(installed, copy, { recursive: true });
    const file = join(copy, path);
    if (file.endsWith('examples')) {
      rmSync(file, { recursive: true });
      mkdirSync(file);
    } else {
      writeFileSync(file, change(readFileSync(file, 'utf8')));
    }
    return { ...subject(), folder: copy };
  }

  /** Runs the checker on the installed package, with that catalogue instead of the one of today. */
  function validate(catalogue: Catalogue): Verdict {
    const files = { catalogue: join(folder, 'catalogue.json'), scorecard: join(folder, 'scorecard.json') };
    writeFileSync(files.catalogue, JSON.stringify(catalogue));
    rmSync(files.scorecard, { force: true });
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [
        '--require',
        join(__dirname, 'stubbed-catalogue.js'),
        join(folder, 'node_modules', 'node-red-dev', 'bin', 'run'),
        'validate',
        '--path',
        installed,
        '--output',
        files.scorecard,
      ],
      { cwd: folder, encoding: 'utf8', env: { ...process.env, [CATALOGUE_FILE]: files.catalogue } },
    );
    const printed = stdout + stderr;
    const scorecard = JSON.parse(readFileSync(files.scorecard, 'utf8')) as Record<string, Check>;
    return { printed, scorecard };
  }
});

/** Between two lines that can be found in CI's output. */
function show(what: string, content: unknown): void {
  const text = typeof content === 'string' ? content.trim() : JSON.stringify(content, undefined, 2);
  console.log(`----- ${what}\n${text}\n----- end of ${what}`);
}

function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** Every package that npm has put below a folder. */
function treeBelow(folder: string): Installed[] {
  const modules = join(folder, 'node_modules');
  return readdirSync(modules, { recursive: true, encoding: 'utf8' })
    .filter((file) => /(^|node_modules\/)(@[^/]+\/)?[^/@]+\/package\.json$/.test(file.replaceAll('\\', '/')))
    .map((file) => JSON.parse(readFileSync(join(modules, file), 'utf8')) as Installed);
}
