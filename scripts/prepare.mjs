// Installs the dependencies when they are missing or older than the lock file, so that `npm start` and `npm test` work in a fresh
// clone.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { scriptLanguage } from './locale.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

const isChinese = scriptLanguage(process.argv.slice(2), process.env) === 'zh';
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 20) {
  console.error(
    isChinese
      ? `需要 Node.js 20 或更新的版本，当前是 ${process.version}。`
      : `Node.js 20 or newer is needed, this is ${process.version}.`,
  );
  process.exit(1);
}

// npm writes this file last, so a partial install is repeated.
const installed = changedMs('node_modules/.package-lock.json');
if (installed === undefined || installed < changedMs('package-lock.json')) {
  console.log(isChinese ? '正在安装依赖（npm ci）……' : 'Installing dependencies (npm ci) …');
  // npm passes its own path to the scripts that it runs; a shell is needed only to find npm.cmd on Windows.
  const npm = process.env.npm_execpath;
  const { status } = npm
    ? spawnSync(process.execPath, [npm, 'ci'], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm ci', { cwd: root, stdio: 'inherit', shell: true });
  process.exitCode = status ?? 1;
}

function changedMs(file) {
  return statSync(new URL(`../${file}`, import.meta.url), { throwIfNoEntry: false })?.mtimeMs;
}
