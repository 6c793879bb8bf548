import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const SCRIPT = join(__dirname, '..', '..', '..', 'scripts', 'release.mjs');
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
  readonly lockVersion?: string;
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
    mkdirSync(join(folder, 'bin'));
    // Publishes nothing: notes what it was asked, and packs by itself.
    const npm = [
      '#!/bin/sh',
      `echo "$@" >>"${join(folder, 'npm.txt')}"`,
      'if [ "$1" = pack ]; then echo \'[{"filename":"some-1.3.0.tgz","entryCount":2,"size":2048}]\'; fi',
    ];
    writeFileSync(join(folder, 'bin', 'npm'), npm.join('\n'));
    chmodSync(join(folder, 'bin', 'npm'), 0o755);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('dates the changelog, sets the version, runs the gate, commits, tags and packs; publishes nothing', () => {
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
    assert.match(printed, /the gate saw 1\.3\.0/);
    assert.match(printed, /some-1\.3\.0\.tgz: 2 files, 2 KiB/);
    assert.deepEqual(npmCalls(), ['pack --json', 'publish some-1.3.0.tgz --access public --dry-run']);
    assert.match(printed, /Nothing is published or pushed/);
  });

  it('publishes when it is told to', () => {
    make();
    const { status, printed } = release('patch', '--publish');
    assert.equal(status, 0, printed);
    assert.equal(npmCalls().at(-1), 'publish some-1.3.0.tgz --access public');
    assert.equal(git('describe', '--exact-match'), 'v1.2.4');
  });

  it('changes nothing and runs no gate in a dry run', () => {
    make({ gate: 'exit 1' });
    const { status, printed } = release('major', '--dry-run');
    assert.equal(status, 0, printed);
    assert.match(printed, /1\.2\.3 → 2\.0\.0[^]*- Something new\./);
    assert.equal(git('status', '--porcelain'), '');
    assert.equal(git('tag', '--list'), 'v1.2.3');
    assert.deepEqual(npmCalls(), []);
  });

  it('leaves everything as it was when the gate fails', () => {
    make({ gate: 'exit 1' });
    const { status, printed } = release('minor');
    assert.equal(status, 1);
    assert.match(printed, /No release: the gate .* has not passed/);
    assert.equal(git('status', '--porcelain'), '');
    assert.equal(git('tag', '--list'), 'v1.2.3');
    assert.deepEqual(versions(), ['1.2.3', '1.2.3', '1.2.3', '7.0.0']);
    assert.deepEqual(npmCalls(), []);
  });

  it('releases a version that stands in package.json and was never tagged', () => {
    const changelog =
      CHANGELOG.replace('[Unreleased]', '[1.2.3] - unreleased').split('## [1.2.3] - 2026')[0] ?? '';
    make({ isUntagged: true, changelog });
    assert.match(refused('minor'), /1\.2\.3 itself has not been released yet: npm run release -- 1\.2\.3/);
    const { status, printed } = release('1.2.3');
    assert.equal(status, 0, printed);
    assert.equal(git('describe', '--exact-match'), 'v1.2.3');
    assert.match(read('CHANGELOG.md'), /^## \[1\.2\.3\] - \d{4}-\d\d-\d\d$/m);
  });

  const REFUSALS: readonly (readonly [
    what: string,
    args: readonly string[],
    circumstances: Circumstances,
    spoil: () => unknown,
    sentence: RegExp,
  ])[] = [
    ['no version', [], {}, () => undefined, /which version\? npm run release -- patch\|minor/],
    ['a word that is none', ['huge'], {}, () => undefined, /"huge" is no version/],
    ['an option that is none', ['patch', '--force'], {}, () => undefined, /--force/],
    ['an older version', ['1.2.2'], {}, () => undefined, /1\.2\.2 is older than 1\.2\.3/],
    ['a version that is tagged', ['1.2.3'], {}, () => undefined, /the tag v1\.2\.3 is there already/],
    [
      'another branch',
      ['patch'],
      {},
      () => git('checkout', '-q', '-b', 'topic'),
      /made on main, this is topic/,
    ],
    ['a detached head', ['patch'], {}, () => git('checkout', '-q', '--detach'), /this is no branch/],
    ['changed files', ['patch'], {}, () => write('new.txt', ''), /not clean:\n.*new\.txt/],
    [
      'a changelog without a new section',
      ['patch'],
      { changelog: CHANGELOG.replace(/## \[Unreleased\][^]*?(?=## \[1)/, '') },
      () => undefined,
      /begins with ## \[1\.2\.3\] - 2026-01-01: write what is new/,
    ],
    [
      'a new section without a change',
      ['patch'],
      { changelog: CHANGELOG.replace('- Something new.\n', '') },
      () => undefined,
      /tells of no change/,
    ],
    [
      'a lock of another version',
      ['patch'],
      { lockVersion: '1.0.0' },
      () => undefined,
      /does not fit package\.json \(version\)/,
    ],
  ];
  for (const [what, args, circumstances, spoil, sentence] of REFUSALS) {
    it(`refuses ${what}, and says so in a sentence`, () => {
      make(circumstances);
      spoil();
      const before = git('rev-parse', 'HEAD');
      const printed = refused(...args);
      assert.match(printed, sentence);
      assert.match(printed, /^No release: /m);
      assert.doesNotMatch(printed, /\n\s+at /);
      assert.equal(git('rev-parse', 'HEAD'), before);
      assert.deepEqual(npmCalls(), []);
    });
  }

  function make({
    changelog = CHANGELOG,
    lockVersion = '1.2.3',
    isUntagged = false,
    gate,
  }: Circumstances = {}): void {
    const dependencies = { some: '^7.0.0' };
    write('package.json', pretty({ name: '@some/thing', version: '1.2.3', dependencies }));
    const own = { name: '@some/thing', version: lockVersion, dependencies };
    const packages = { '': own, 'node_modules/some': { version: '7.0.0' } };
    write(
      'package-lock.json',
      pretty({ name: '@some/thing', version: lockVersion, lockfileVersion: 3, packages }),
    );
    write('CHANGELOG.md', changelog);
    write('.ci/run', gate ?? `echo "the gate saw $(node -p 'require("./package.json").version')"`);
    git('init', '-q', '-b', 'main');
    git('add', '-A');
    git('commit', '-q', '-m', 'Begin');
    if (!isUntagged) git('tag', 'v1.2.3');
  }

  function refused(...args: string[]): string {
    const { status, printed } = release(...args);
    assert.equal(status, 1, printed);
    return printed;
  }

  function release(...args: string[]): { status: number | null; printed: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, ...args], {
      cwd: repository,
      encoding: 'utf8',
      env: environment(),
    });
    return { status, printed: stdout + stderr };
  }

  function git(...args: string[]): string {
    return execFileSync('git', args, { cwd: repository, encoding: 'utf8', env: environment() }).trim();
  }

  /** Somebody's own settings, hooks and signing keys are none of the test's. */
  function environment(): NodeJS.ProcessEnv {
    const who = { NAME: 'Somebody', EMAIL: 'somebody@example.org' };
    return {
      PATH: [join(folder, 'bin'), process.env['PATH']].join(delimiter),
      HOME: folder,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: who.NAME,
      GIT_AUTHOR_EMAIL: who.EMAIL,
      GIT_COMMITTER_NAME: who.NAME,
      GIT_COMMITTER_EMAIL: who.EMAIL,
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

  function npmCalls(): readonly string[] {
    if (!existsSync(join(folder, 'npm.txt'))) return [];
    return readFileSync(join(folder, 'npm.txt'), 'utf8').trim().split('\n');
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
