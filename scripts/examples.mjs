// Writes the flows of the import menu, examples/{中文,English}/*.json, from scripts/examples/: `npm run examples`.
//   --check  writes nothing, and fails when a file is not what would be written
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BASICS } from './examples/basics.mjs';
import { CLOUD } from './examples/cloud.mjs';
import { GATEWAY } from './examples/gateway.mjs';
import { HISTORY } from './examples/history.mjs';
import { place, readRows } from './examples/layout.mjs';
import { modem, realDevice } from './examples/modem.mjs';
import { errors } from './examples/nodes.mjs';
import { THINGS } from './examples/things.mjs';

const EXAMPLES = fileURLToPath(new URL('../examples', import.meta.url));
/** Folders of the import menu, and which of `say(english, chinese)` is written there. */
const LANGUAGES = { 中文: (_english, chinese) => chinese, English: (english) => english };
const WITH_MODEM = ['ec20-publish', 'ec20-subscribe', 'ec20-status', 'ec20-command', 'ec20-device'];

const { values: options } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

/** Every file, by its path below examples/. */
function files() {
  const flows = Object.entries(LANGUAGES).flatMap(([folder, say]) =>
    [...BASICS, ...THINGS, ...CLOUD, ...HISTORY, ...GATEWAY].map((example) => {
      const described = example(say);
      return [join(folder, `${described.file}.json`), written(flowOf(described, say))];
    }),
  );
  return new Map(flows);
}

/**
 * The nodes of an example: tab, modem node, comment, and the flow in the order of its rows. `modem` is the one that all share,
 * unless the example has its own; `real`: how it is moved to a real device.
 */
function flowOf(example, say) {
  const { file, title, purpose, press, see, more, rows, nodes, config = {} } = example;
  const { modem: itsModem = modem(say), real = realDevice(say) } = example;
  const id = (key) => `ec20ex${Number(file.slice(0, 2))}${key}`;
  const columns = Math.max(...[...readRows(rows).places.values()].map(({ column }) => column + 1));
  const caught = errors(say);
  const all = { ...nodes, ...caught.nodes };
  const { places, wires } = readRows([...rows, ...caught.rows(columns)]);
  const unplaced = Object.keys(all).filter((key) => !places.has(key));
  const unknown = [...places.keys()].filter((key) => all[key] === undefined);
  if (unplaced.length + unknown.length > 0) throw new Error(`${file}: ${[...unplaced, ...unknown].join()}`);
  const flow = [...places.keys()].map((key) => wired({ id, modem: itsModem.id, wires }, key, all[key]));
  const steps = `- ${say('Press:', '操作：')}${say(' ', '')}${press}\n- ${say('See:', '结果：')}${say(' ', '')}${see}`;
  const comment = {
    id: id('about'),
    type: 'comment',
    z: id('tab'),
    name: purpose,
    info: `${steps}\n\n${more}\n\n${real}`,
  };
  place(Object.fromEntries([...places.keys()].map((key, at) => [key, flow[at]])), places, comment);
  const tab = { id: id('tab'), type: 'tab', label: title, disabled: false, info: steps };
  const others = Object.entries(config).map(([key, node]) => ({
    id: id(key),
    ...referring(id, node),
    ...ofModem(itsModem.id, node),
  }));
  return [tab, itsModem, ...others, { ...comment, wires: [] }, ...flow];
}

/** A node whose properties may name other nodes of the example, as `@key`. */
function referring(id, node) {
  return Object.fromEntries(
    Object.entries(node).map(([name, value]) => [
      name,
      typeof value === 'string' && value.startsWith('@') ? id(value.slice(1)) : value,
    ]),
  );
}

/** The modem node of those that have one. */
function ofModem(modemId, { type }) {
  return WITH_MODEM.includes(type) ? { modem: modemId } : {};
}

/** A node with its id, tab, modem node and wires. */
function wired({ id, modem: modemId, wires }, key, node) {
  const own = wires.filter(({ from }) => from === key);
  const outputs = Math.max(node.outputs ?? 0, ...own.map(({ output }) => output));
  return {
    id: id(key),
    z: id('tab'),
    ...referring(id, node),
    ...ofModem(modemId, node),
    x: 0,
    y: 0,
    wires: Array.from({ length: outputs }, (_none, at) =>
      own.filter(({ output }) => output === at + 1).map(({ to }) => id(to)),
    ),
  };
}

/** One node a line: small, and a change shows as one. */
function written(flow) {
  return `[\n${flow.map((node) => JSON.stringify(node)).join(',\n')}\n]\n`;
}

const wanted = files();
const present = readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.json'),
);
const superfluous = present.filter((path) => !wanted.has(path));
const outdated = [...wanted].filter(
  ([path, text]) => !present.includes(path) || readFileSync(join(EXAMPLES, path), 'utf8') !== text,
);
if (options.check) {
  const wrong = [...superfluous, ...outdated.map(([path]) => path)];
  if (wrong.length > 0) throw new Error(`not as npm run examples writes it: ${wrong.join(', ')}`);
} else {
  for (const folder of Object.keys(LANGUAGES)) mkdirSync(join(EXAMPLES, folder), { recursive: true });
  for (const path of superfluous) rmSync(join(EXAMPLES, path));
  for (const [path, text] of outdated) writeFileSync(join(EXAMPLES, path), text);
}
