import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './flows';

/** Next to the sources, not tracked: what the bench needs from the package registry, fetched once. */
const CACHE = join(ROOT, '.bench');
/** The oldest Node.js line with node:sqlite. */
const NEWER_NODE = '22';

/** The package folder of the hand-made flow, fetched if missing. Throws when that fails. */
export function handMadeModules(): string {
  const folder = join(CACHE, 'hand-made');
  const modules = join(folder, 'node_modules');
  if (existsSync(join(modules, 'node-red-node-serialport'))) return modules;
  mkdirSync(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) {
    copyFileSync(join(ROOT, 'bench', 'hand-made', file), join(folder, file));
  }
  npm(['ci', '--ignore-scripts', '--no-fund', '--no-audit'], folder);
  return modules;
}

/** A Node.js that has node:sqlite: this one, or one from the package registry. Throws when it can't be fetched. */
export function nodeWithSqlite(): string {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 13)) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  const folder = join(CACHE, 'node');
  const binary = join(folder, 'node_modules', name, 'bin', 'node');
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  npm(
    ['install', '--prefix', folder, '--ignore-scripts', '--no-fund', '--no-audit', `${name}@${NEWER_NODE}`],
    folder,
  );
  return binary;
}

function npm(args: readonly string[], cwd: string): void {
  const { status, stderr } = spawnSync('npm', args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm ${args[0] ?? ''} failed:\n${stderr}`);
}
