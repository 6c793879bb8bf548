import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');
const fromRoot = createRequire(join(ROOT, 'package.json'));

/** One package of package-lock.json. */
interface LockedPackage {
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
}

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
      const file = basename(found.stdout.trim());
      const { npm_config_arch: arch, LIBC: libc } = environment;
      const variant = { x64: '', arm64: '.armv8', arm: '.armv7' }[arch];
      assert.equal(file, `@serialport+bindings-cpp${variant}.${libc}.node`);
    });
  }
});
