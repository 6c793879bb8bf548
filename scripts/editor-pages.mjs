// What of the nodes runs in the browser: nodes/<room>/editor.ts with all it imports becomes one script, and the page of each dialog
// registers its type of node in a form that the flow library's tools can read without running it.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { withSettingRows } from './dialog-rows.mjs';

/** Where Node-RED serves resources/ of this package, from the editor's own address. */
const SERVED = 'resources/@ec20/node-red-ec20-aliyun/editor.js';

/** What Node-RED's editor itself is made for: the browsers of the last years. */
const TARGET = 'es2022';

/**
 * Bundles every nodes/<room>/editor.ts into resources/editor.js, as `RED.ec20.<room>`. Every page asks for it, so that each can be
 * loaded without the others; it runs once.
 */
export async function bundleEditor(root) {
  await build({
    absWorkingDir: root,
    stdin: {
      contents: rooms(root)
        .map((room) => `export * as ${room} from './nodes/${room}/editor';`)
        .join('\n'),
      resolveDir: root,
    },
    outfile: join('resources', 'editor.js'),
    bundle: true,
    format: 'iife',
    globalName: 'RED.ec20',
    banner: { js: 'if (!RED.ec20) {' },
    footer: { js: '}' },
    target: TARGET,
    charset: 'utf8',
    minify: true,
    logLevel: 'warning',
  });
}

/**
 * Bundles uPlot and its style sheet into resources/plots.js, as `ec20Plots`: the overview loads it when it is opened first. Its licence
 * goes with it.
 */
export async function bundlePlots(root) {
  const { resolve } = createRequire(join(root, 'package.json'));
  const licence = readFileSync(join(dirname(resolve('uplot/package.json')), 'LICENSE'), 'utf8');
  await build({
    absWorkingDir: root,
    stdin: {
      contents:
        "export { default as uPlot } from 'uplot';\nexport { default as css } from 'uplot/dist/uPlot.min.css';",
      resolveDir: root,
    },
    outfile: join('resources', 'plots.js'),
    bundle: true,
    format: 'iife',
    globalName: 'ec20Plots',
    loader: { '.css': 'text' },
    banner: { js: `/*! uPlot\n${licence.trim()}\n*/` },
    target: TARGET,
    charset: 'utf8',
    minify: true,
    logLevel: 'warning',
  });
}

/** The pages of all rooms with an editor.ts, complete: `{ file, text }`, the file below dist/. */
export function dialogPages(root) {
  const require = createRequire(join(root, 'package.json'));
  const { NODES: settings } = require(join(root, 'dist', 'src', 'settings', 'settings.js'));
  return rooms(root).map((room) => {
    const file = `nodes/${room}/ec20-${room}.html`;
    const source = readFileSync(join(root, file), 'utf8');
    const editor = require(join(root, 'dist', 'nodes', room, 'editor.js'));
    const rows = settings[`ec20-${room}`];
    const page = rows === undefined ? source : withSettingRows(source, `ec20-${room}`, rows);
    const parts = [`<script src="${SERVED}"></script>`, page.trim()];
    if (editor.definition !== undefined) parts.push(registration(room, editor));
    return { file, text: `${parts.join('\n\n')}\n` };
  });
}

/** The folders of nodes/ whose node or plugin has a part in the editor. */
function rooms(root) {
  return readdirSync(join(root, 'nodes')).filter((room) =>
    readdirSync(join(root, 'nodes', room)).includes('editor.ts'),
  );
}

/**
 * The block that registers a type: every value as it is, every function by its place in the bundle. `properties`, `credentials`,
 * `validate` and `definition` are what an editor.ts exports.
 */
function registration(room, { definition, properties, credentials, validate = {} }) {
  const place = `RED.ec20.${room}`;
  const lines = (table, indent) => Object.entries(table).map(([name, text]) => `${indent}${name}: ${text},`);
  const defaults = map(properties, (row, name) =>
    name in validate ? `{ ${members(row)}, validate: ${place}.validate.${name} }` : `{ ${members(row)} }`,
  );
  const block = (table) => `{\n${lines(table, '      ').join('\n')}\n    }`;
  const { category, ...rest } = map(definition, (value, name) =>
    typeof value === 'function' ? `${place}.definition.${name}` : literal(value),
  );
  const entries = {
    category,
    defaults: block(defaults),
    ...(credentials === undefined
      ? {}
      : { credentials: block(map(credentials, (row) => `{ ${members(row)} }`)) }),
    ...rest,
  };
  return [
    '<script type="text/javascript">',
    `  // Written by the build from nodes/${room}/editor.ts.`,
    `  RED.nodes.registerType('ec20-${room}', {`,
    ...lines(entries, '    '),
    '  });',
    '</script>',
  ].join('\n');
}

function members(row) {
  return Object.entries(row)
    .map(([name, value]) => `${name}: ${literal(value)}`)
    .join(', ');
}

function map(table, change) {
  return Object.fromEntries(Object.entries(table).map(([name, value]) => [name, change(value, name)]));
}

/** As prettier would write it. A `<` could end the page's script. */
function literal(value) {
  const text = JSON.stringify(value).replaceAll('<', '\\u003c');
  if (typeof value !== 'string') return text;
  return `'${text.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
