// Compiles everything to dist/, bundles the editor's part into resources/editor.js and uPlot into resources/plots.js, and puts html, locales and icons where Node-RED
// looks for them: beside the nodes' .js.
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleEditor, bundlePlots, dialogPages } from './editor-pages.mjs';
import { compact } from './compaction.mjs';

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
/** Of these, the folders that are packed. */
const PACKED = ['bin', 'nodes', 'src'];

/**
 * What is compiled apart, and what the compiler remembers of its last run: that goes with what it describes, without dist/ there is
 * none. The editor's modules know the browser, all others don't; what both use is compiled, and checked, with both.
 */
const PROJECTS = [
  { project: 'tsconfig.json', memory: '.tsbuildinfo' },
  { project: 'tsconfig.editor.json', memory: '.tsbuildinfo-editor' },
];

const compiled = new Set();
for (const folder of COMPILED) {
  for (const file of filesUnder(folder).filter((name) => /(?<!\.d)\.ts$/.test(name))) {
    const stem = `${folder}/${file.slice(0, -'.ts'.length)}`;
    for (const ending of ['.js', '.js.map']) compiled.add(stem + ending);
  }
}
// The compiler would write only what has changed, not what has been deleted.
if ([...compiled].some((file) => !existsSync(join(dist, file)))) {
  for (const { memory } of PROJECTS) rmSync(join(dist, memory), { force: true });
}
const statuses = await Promise.all(PROJECTS.map(compile));

const wanted = new Set([...compiled, ...PROJECTS.map(({ memory }) => memory)]);
for (const { from, only, to } of COPIES) {
  for (const file of filesUnder(from).filter((name) => only.test(name))) {
    for (const target of new Set(to(file))) {
      wanted.add(target);
      mkdirSync(dirname(join(dist, target)), { recursive: true });
      copyFileSync(join(root, from, file), join(dist, target));
    }
  }
}
// A wrong type keeps nothing from being written, here as with the compiler.
await Promise.all([bundleEditor(root), bundlePlots(root)]);
for (const { file, text } of dialogPages(root)) writeFileSync(join(dist, file), text);
removeStale(dist);
await Promise.all(PACKED.map((folder) => compact(join(dist, folder))));
process.exitCode = statuses.find((status) => status !== 0) ?? 0;

/** Gives the compiler's exit code. */
function compile({ project, memory }) {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const remembering = ['--incremental', '--tsBuildInfoFile', join(dist, memory)];
  const child = spawn(process.execPath, [compiler, '-p', project, ...remembering], {
    cwd: root,
    stdio: 'inherit',
  });
  return new Promise((resolve) => child.once('exit', (status) => resolve(status ?? 1)));
}

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
