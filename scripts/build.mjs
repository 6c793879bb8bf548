// Compiles everything to dist/ and puts html, locales and icons where Node-RED looks for them: beside the nodes' .js.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

/** Copied unchanged: the folder, which of its files, and their place in dist/. */
const COPIES = [
  // Dialogs, labels and help. Node-RED looks a language up by the browser's own tag, so a browser that says "zh" needs a folder of that name.
  {
    from: 'nodes',
    only: /\.(json|html)$/,
    to: (file) => [file, file.replace('/locales/zh-CN/', '/locales/zh/')].map((name) => `nodes/${name}`),
  },
  // A top-level icons/ is ignored: the runtime reads only the folder beside a node's .js.
  { from: 'icons', only: /\.svg$/, to: (file) => [`nodes/${roomOf(file)}/icons/${file}`] },
  { from: 'test', only: /\.json$/, to: (file) => [`test/${file}`] },
];
const COMPILED = ['bench', 'bin', 'nodes', 'src', 'test'];

/** The compiler's incremental state. It is deleted together with dist/, which it describes. */
const MEMORY = '.tsbuildinfo';

const compiled = new Set();
for (const folder of COMPILED) {
  for (const file of filesUnder(folder).filter((name) => name.endsWith('.ts'))) {
    const stem = `${folder}/${file.slice(0, -'.ts'.length)}`;
    for (const ending of ['.js', '.js.map', '.d.ts']) compiled.add(stem + ending);
  }
}
// The compiler would write only what has changed, not what has been deleted.
if ([...compiled].some((file) => !existsSync(join(dist, file)))) rmSync(join(dist, MEMORY), { force: true });
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const remembering = ['--incremental', '--tsBuildInfoFile', join(dist, MEMORY)];
const { status } = spawnSync(process.execPath, [compiler, '-p', root, ...remembering], {
  cwd: root,
  stdio: 'inherit',
});

const wanted = new Set([...compiled, MEMORY]);
for (const { from, only, to } of COPIES) {
  for (const file of filesUnder(from).filter((name) => only.test(name))) {
    for (const target of new Set(to(file))) {
      wanted.add(target);
      mkdirSync(dirname(join(dist, target)), { recursive: true });
      copyFileSync(join(root, from, file), join(dist, target));
    }
  }
}
removeStale(dist);
process.exitCode = status ?? 1;

/** Files in a folder of the repository at any depth, relative to it, with forward slashes; none when it is missing. */
function filesUnder(folder) {
  try {
    return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(join(root, folder), join(entry.parentPath, entry.name)).split(sep).join('/'));
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

/** The folder of the node that an icon is for. */
function roomOf(icon) {
  return icon.slice('ec20-'.length, -'.svg'.length);
}

/** Removes files without a source: a test whose source is gone must not run. */
function removeStale(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) removeStale(path);
    else if (!wanted.has(relative(dist, path).split(sep).join('/'))) rmSync(path);
  }
  if (folder !== dist && readdirSync(folder).length === 0) rmdirSync(folder);
}
