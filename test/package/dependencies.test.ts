import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { readElf } from './elf';

const ROOT = join(__dirname, '..', '..', '..');
const fromRoot = createRequire(join(ROOT, 'package.json'));

/** One package of package-lock.json. */
interface LockedPackage {
  readonly version: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly inBundle?: boolean;
  readonly deprecated?: string;
  readonly engines?: Readonly<Record<string, string>>;
}

/**
 * Packages that their authors gave up, with the last major of which that holds; a registry's mirror may leave the word
 * `deprecated` out, and npm then writes none into the lock.
 */
const GIVEN_UP: Readonly<Record<string, number>> = {
  'abab': 99, 'are-we-there-yet': 99, 'domexception': 99, 'fstream': 99, 'gauge': 99, 'glob': 8, 'har-validator': 99, 'inflight': 99,
  'lodash.get': 99, 'lodash.isequal': 99, 'node-domexception': 99, 'npmlog': 99, 'osenv': 99, 'q': 99, 'querystring': 99, 'request': 99,
  'resolve-url': 99, 'rimraf': 3, 'source-map-resolve': 99, 'sourcemap-codec': 99, 'superagent': 8, 'urix': 99, 'uuid': 3, 'w3c-hr-time': 99,
}; // prettier-ignore

/** Given up, and here all the same: by whom, and why that does no harm. */
const BORNE: Readonly<Record<string, string>> = {
  'lodash.get': 'sinon 11 of node-red-node-test-helper, Node-RED’s own tool; tests alone load it',
};

/** Where the package is meant to run, as node-gyp-build asks for it: the environment variables by which it can be told. */
const COMPUTERS = [
  { what: 'x64, glibc', npm_config_arch: 'x64', LIBC: 'glibc' },
  { what: 'x64, musl (Alpine)', npm_config_arch: 'x64', LIBC: 'musl' },
  { what: 'arm64, glibc (Raspberry Pi OS 64-bit)', npm_config_arch: 'arm64', LIBC: 'glibc' },
  { what: 'arm64, musl', npm_config_arch: 'arm64', LIBC: 'musl' },
  { what: 'armv7, glibc (Raspberry Pi OS 32-bit)', npm_config_arch: 'arm', ARM_VERSION: '7', LIBC: 'glibc' },
  { what: 'armv7, musl', npm_config_arch: 'arm', ARM_VERSION: '7', LIBC: 'musl' },
] as const;

describe('What is installed with the package', () => {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  const shipped = Object.entries(lock.packages).filter(([path, { dev }]) => path !== '' && dev !== true);
  const names = (having: (locked: LockedPackage) => boolean) =>
    shipped.filter(([, locked]) => having(locked)).map(([path]) => path.replace(/^.*node_modules\//, ''));

  it('runs no install script but that of the serial binding, which compiles only where it has no binary', () => {
    assert.deepEqual(
      names(({ hasInstallScript }) => hasInstallScript === true),
      ['@serialport/bindings-cpp'],
    );
  });

  it('runs on Node.js 20, all of it', () => {
    const newer = shipped.flatMap(([path, { engines }]) => {
      const [, major] = /(\d+)/.exec(engines?.['node'] ?? '0') ?? [];
      return Number(major) > 20 ? [`${path} asks for ${engines?.['node'] ?? ''}`] : [];
    });
    assert.deepEqual(newer, []);
  });

  it('is nothing that its author gave up, tools included, but what is borne for a reason', () => {
    const givenUp = Object.entries(lock.packages).flatMap(([path, { version, deprecated, inBundle }]) => {
      const name = path.replace(/^.*node_modules\//, '');
      const isKnown = Number.parseInt(version, 10) <= (GIVEN_UP[name] ?? -1);
      // What another package carries inside itself is that one's affair.
      return path !== '' && inBundle !== true && (deprecated !== undefined || isKnown) ? [name] : [];
    });
    assert.deepEqual([...new Set(givenUp)].sort(), Object.keys(BORNE).sort());
  });

  it('is under licences that ask for no more than to be named, and docs/licences.md lists them', () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(ROOT, 'scripts', 'licences.mjs'), '--check'],
      { encoding: 'utf8' },
    );
    assert.equal(status, 0, stderr);
  });

  it('is locked: each package by its checksum, from any registry', () => {
    const locked = Object.entries(lock.packages).filter(
      ([path, { inBundle }]) => path !== '' && inBundle !== true,
    );
    assert.ok(locked.length > 100);
    const named = (isWrong: (each: LockedPackage) => boolean) =>
      locked.filter(([, each]) => isWrong(each)).map(([path]) => path);
    assert.deepEqual(
      named(({ integrity }) => integrity?.startsWith('sha512-') !== true),
      [],
    );
    assert.deepEqual(
      named(({ resolved }) => resolved !== undefined),
      [],
    );
  });

  it('is locked as package.json asks: the same version, dependencies and programs', () => {
    const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<string, unknown>;
    const own = lock.packages[''] as unknown as Record<string, unknown>;
    for (const part of [
      'name',
      'version',
      'dependencies',
      'devDependencies',
      'optionalDependencies',
      'engines',
      'bin',
    ]) {
      assert.deepEqual(own[part], manifest[part], part);
    }
  });

  for (const { what, ...environment } of COMPUTERS) {
    it(`brings a serial binding for Linux on ${what}`, () => {
      const bindings = dirname(fromRoot.resolve('@serialport/bindings-cpp/package.json'));
      const found = spawnSync(
        process.execPath,
        ['-p', 'require("node-gyp-build").path(process.argv[1])', bindings],
        {
          cwd: ROOT,
          encoding: 'utf8',
          env: { ...process.env, npm_config_platform: 'linux', PREBUILDS_ONLY: '1', ...environment },
        },
      );
      assert.equal(found.status, 0, found.stderr);
      const file = found.stdout.trim();
      const { npm_config_arch: arch, LIBC: libc } = environment;
      const variant = { x64: '', arm64: '.armv8', arm: '.armv7' }[arch];
      assert.equal(basename(file), `@serialport+bindings-cpp${variant}.${libc}.node`);
      // The name is a promise; the binary's own words are the proof.
      const binary = readElf(readFileSync(file));
      assert.equal(binary.machine, arch);
      assert.equal(binary.bits, arch === 'arm' ? 32 : 64);
      assert.equal(binary.hardFloat, arch === 'arm');
      assert.equal(binary.libc, libc);
      // Debian 10 has 2.28, and so has every Raspberry Pi OS that Node.js 20 runs on.
      const [, minor = 0] = binary.glibc.split('.').map(Number);
      assert.ok(minor <= 28, `it needs glibc ${binary.glibc}`);
      const needs = libc === 'glibc' ? `glibc ${binary.glibc}` : 'musl';
      console.log(
        `      proved: ${basename(dirname(file))}/${basename(file)}: ${binary.bits} bits, ${binary.machine}, ${needs}`,
      );
    });
  }
});
