import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');
const SCRIPT = join(ROOT, 'scripts', 'release.mjs');
const HAS_GIT = spawnSync('git', ['--version'], { stdio: 'ignore' }).error === undefined;

const CHANGELOG = `# Changelog

## [Unreleased]

### Added

- Something new.

## [1.2.3] - 2026-01-01

### Added

- The beginning.
`;

/** What a release meets, as it differs from a repository that is fit for one. */
interface Circumstances {
  readonly changelog?: string;
  readonly isUntagged?: boolean;
  readonly gate?: string;
}

if (HAS_GIT) describe('npm run release', testRelease);
else console.log('Not run here, for want of git: npm run release, on a repository of its own');

function testRelease(this: Mocha.Suite): void {
  this.timeout(60_000);
  let folder: string;
  let repository: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ec20-release-'));
    repository = join(folder, 'repository');
    mkdirSync(join(repository, '.ci'), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('runs the gate, sets the version, dates the changelog, commits and tags', () => {
    make();
    const { status, printed } = release('minor');
    assert.equal(status, 0, printed);
    const today = new Date().toISOString().slice(0, 10);
    assert.ok(read('CHANGELOG.md').includes(`## [1.3.0] - ${today}\n\n### Added\n\n- Something new.`));
    assert.ok(!read('CHANGELOG.md').includes('Unreleased'));
    assert.deepEqual(versions(), ['1.3.0', '1.3.0', '1.3.0', '7.0.0']);
    assert.equal(git('log', '-1', '--format=%s'), 'Release 1.3.0');
    assert.equal(git('describe', '--exact-match'), 'v1.3.0');
    assert.equal(git('status', '--porcelain'), '');
    assert.match(printed, /the gate ran/);
  });

  it('leaves everything as it was when the gate fails', () => {
    make({ gate: 'exit 1' });
    assert.match(refused('minor'), /No release: the gate .* has not passed/);
    assert.equal(git('status', '--porcelain'), '');
    assert.equal(git('tag', '--list'), 'v1.2.3');
    assert.deepEqual(versions(), ['1.2.3', '1.2.3', '1.2.3', '7.0.0']);
  });

  it('releases a version that stands in package.json and was never tagged', () => {
    const changelog = CHANGELOG.replace(/\[Unreleased\]([^]*?)## \[1\.2\.3\][^]*/, '[1.2.3] - unreleased$1');
    make({ isUntagged: true, changelog });
    assert.match(refused('minor'), /1\.2\.3 itself has not been released yet: npm run release -- 1\.2\.3/);
    const { status, printed } = release('1.2.3');
    assert.equal(status, 0, printed);
    assert.equal(git('describe', '--exact-match'), 'v1.2.3');
    assert.match(read('CHANGELOG.md'), /^## \[1\.2\.3\] - \d{4}-\d\d-\d\d$/m);
  });

  it('publishes what is tagged, and nothing else', () => {
    make();
    assert.equal(release('minor').status, 0);
    assert.equal(npm('run', 'prepublishOnly').status, 0);
    write('new.txt', '');
    assert.match(npm('run', 'prepublishOnly').printed, /No release: the work tree is not clean:\n.*new\.txt/);
    git('add', '-A');
    git('commit', '-q', '-m', 'More');
    assert.match(npm('run', 'prepublishOnly').printed, /No release: this commit is not tagged v1\.3\.0/);
  });

  const REFUSALS: readonly (readonly [
    what: string,
    version: string,
    circumstances: Circumstances,
    spoil: () => unknown,
    sentence: RegExp,
  ])[] = [
    ['a word that is no version', 'huge', {}, () => undefined, /npm version \[<newversion>|Invalid version/],
    ['a version with a suffix', '1.3.0-beta', {}, () => undefined, /No release: 1\.3\.0-beta is not x\.y\.z/],
    ['an older version', '1.2.2', {}, () => undefined, /No release: 1\.2\.2 is older than 1\.2\.3/],
    ['a tagged version', '1.2.3', {}, () => undefined, /No release: the tag v1\.2\.3 is there already/],
    [
      'another branch',
      'patch',
      {},
      () => git('checkout', '-q', '-b', 'topic'),
      /No release: releases are made on main, this is topic/,
    ],
    ['a detached head', 'patch', {}, () => git('checkout', '-q', '--detach'), /No release: .* no branch/],
    ['changed files', 'patch', {}, () => write('CHANGELOG.md', ''), /Git working directory not clean/],
    [
      'a changelog without a new section',
      'patch',
      { changelog: CHANGELOG.replace(/## \[Unreleased\][^]*?(?=## \[1)/, '') },
      () => undefined,
      /No release: .* begins with ## \[1\.2\.3\] - 2026-01-01: write what is new/,
    ],
    [
      'a new section without a change',
      'patch',
      { changelog: CHANGELOG.replace('- Something new.\n', '') },
      () => undefined,
      /No release: CHANGELOG\.md lists no change under ## \[Unreleased\]/,
    ],
  ];
  for (const [what, version, circumstances, spoil, sentence] of REFUSALS) {
    it(`refuses ${what}, and says so in a sentence`, () => {
      make(circumstances);
      spoil();
      const before = [git('rev-parse', 'HEAD'), git('status', '--porcelain'), git('tag', '--list')];
      const printed = refused(version);
      assert.match(printed, sentence);
      assert.doesNotMatch(printed, /\n\s+at |the gate ran/);
      const after = [git('rev-parse', 'HEAD'), git('status', '--porcelain'), git('tag', '--list')];
      assert.deepEqual(after, before);
    });
  }

  /** A repository with the scripts of ours that a release runs. */
  function make({
    changelog = CHANGELOG,
    isUntagged = false,
    gate = 'echo the gate ran',
  }: Circumstances = {}): void {
    const { scripts: ours } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const scripts = Object.fromEntries(
      ['release', 'preversion', 'version', 'prepublishOnly'].map((name) => [
        name,
        ours[name]?.replace('scripts/release.mjs', JSON.stringify(SCRIPT)),
      ]),
    );
    const dependencies = { some: '^7.0.0' };
    const own = { name: '@some/thing', version: '1.2.3' };
    write('package.json', pretty({ ...own, scripts, dependencies }));
    const packages = { '': { ...own, dependencies }, 'node_modules/some': { version: '7.0.0' } };
    write('package-lock.json', pretty({ ...own, lockfileVersion: 3, packages }));
    write('CHANGELOG.md', changelog);
    write('.ci/run', gate);
    git('init', '-q', '-b', 'main');
    git('add', '-A');
    git('commit', '-q', '-m', 'Begin');
    if (!isUntagged) git('tag', 'v1.2.3');
  }

  function refused(version: string): string {
    const { status, printed } = release(version);
    assert.equal(status, 1, printed);
    return printed;
  }

  function release(version: string): { status: number | null; printed: string } {
    return npm('run', 'release', '--', version);
  }

  function npm(...args: string[]): { status: number | null; printed: string } {
    const { status, stdout, stderr } = spawnSync('npm', args, {
      cwd: repository,
      encoding: 'utf8',
      env: environment(),
      shell: process.platform === 'win32',
    });
    return { status, printed: stdout + stderr };
  }

  function git(...args: string[]): string {
    return execFileSync('git', args, { cwd: repository, encoding: 'utf8', env: environment() }).trim();
  }

  /** Somebody's own settings, hooks and signing keys are none of the test's. */
  function environment(): NodeJS.ProcessEnv {
    return {
      PATH: process.env['PATH'],
      HOME: folder,
      npm_config_update_notifier: 'false',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'Somebody',
      GIT_AUTHOR_EMAIL: 'somebody@example.org',
      GIT_COMMITTER_NAME: 'Somebody',
      GIT_COMMITTER_EMAIL: 'somebody@example.org',
    };
  }

  function versions(): readonly unknown[] {
    const lock = JSON.parse(read('package-lock.json')) as {
      version: string;
      packages: Record<string, { version: string }>;
    };
    const { version } = JSON.parse(read('package.json')) as { version: string };
    return [version, lock.version, lock.packages['']?.version, lock.packages['node_modules/some']?.version];
  }

  function write(file: string, text: string): void {
    writeFileSync(join(repository, file), text);
  }

  function read(file: string): string {
    return readFileSync(join(repository, file), 'utf8');
  }
}

function pretty(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
