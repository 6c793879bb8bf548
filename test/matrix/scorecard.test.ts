import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installWithoutScripts } from '../support/npm';
import { PACKAGE, pack } from '../support/packed-package';
import { CATALOGUE_FILE } from './stubbed-catalogue';

/** The flow library's own checker (its last release, of 2023), and npm's. */
const TOOLS = ['node-red-dev@0.1.6', 'publint@0.3.25'];
const CHECKS = ['P01', 'P03', 'P04', 'P05', 'P06', 'P07', 'P08', 'N01', 'N02', 'D01', 'D02', 'D03'];
/** A warning of the checker; of its own old dependencies Node.js says `DeprecationWarning:`. */
const WARNING = /(?<!\w)Warning:|Unable to parse/;

/** What the flow library knows of other packages. */
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
    console.log(JSON.stringify(scorecard, undefined, 2));
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
      types.filter((type) => type !== 'ec20-modem').sort(),
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

  it('of npm is perfect too: publint finds nothing', () => {
    const publint = join(folder, 'node_modules', '.bin', 'publint');
    const { status, stdout, stderr } = spawnSync(publint, ['run', tarball, '--strict'], { encoding: 'utf8' });
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /All good!/);
  });

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
