// The suites of scripts/test.mjs: the compiled tests of each, their requirements, and files that need special treatment.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const TESTS = fileURLToPath(new URL('../dist/test', import.meta.url));

/** Files at once: many tests wait for a real Node-RED, a port or a process, which leaves their core to another. */
const LANES = availableParallelism() + 1;
/** Of the browser's files: each has a Chromium and a Node-RED of its own, and the editor is waited for in real time. */
const BROWSER_LANES = availableParallelism();

/** Each suite besides the main one: its files, and why `npm test` may have to skip it; `lanes`: how many files at once. */
export const SUITES = {
  disk: {
    files: /^(kill\/|flows\/disk-|session\/(disk-|full-disk)|history\/disk-)/,
    what: 'the queue on disk, and kill -9 of a Node-RED that uses it',
    needs: 'Node.js 22.13 or newer',
    // Where it can run, `npm test` includes it.
    isPartOfMain: hasSqlite(),
    isAvailable: hasSqlite,
  },
  broker: {
    files: /^broker\//,
    what: 'flows against a real MQTT broker, the simulator in its own process',
    needs: 'mosquitto (apt-get install mosquitto)',
    isAvailable: () => isInstalled('mosquitto'),
  },
  browser: {
    files: /^browser\//,
    what: "Node-RED's editor, with the packed package installed",
    needs: 'chromium (apt-get install chromium)',
    lanes: BROWSER_LANES,
    isAvailable: () => isInstalled('chromium'),
  },
  'browser-5': {
    files:
      /^browser\/(beginner|check-verdict|console|console-layout|dialog|dialog-theme|examples|first-set|mistakes|newcomer|overview|simulator-panel|sub-devices|theme)\./,
    what: 'the dialogs and the console in the editor of Node-RED 5.0 on Node.js 24',
    needs: 'chromium (apt-get install chromium) and a quarter of a gigabyte from the package registry',
    lanes: BROWSER_LANES,
    isAvailable: () => isInstalled('chromium'),
    prepare: useNodeRed5,
  },
  matrix: {
    files: /^matrix\//,
    what: "the packed package in Node-RED 4.1 and 5.0 on Node.js 20, 22 and 24, and the flow library's scorecard",
    needs: 'half a gigabyte from the package registry',
    isAvailable: () => true,
  },
};

/** Files that run alone, and why. */
const ALONE = [
  { files: /^hostile\/flood\./, why: 'measures how long the event loop is held, against an idle one' },
  { files: /^kill\//, why: 'aims each kill -9 at a moment of some milliseconds' },
  { files: /^matrix\//, why: 'npm installs, and Node-RED after Node-RED, take every core and much memory' },
];

/** The longest files, longest first: started early, so that the run does not end by waiting for one of them. */
const LONGEST = [
  'faults/pty',
  'doctor/program',
  'faults/matrix',
  'faults/walk',
  'session/fleet',
  'flows/secrets',
  'flows/errors/ports',
  'flows/examples',
  'flows/errors/catalogue',
  'simulator/program/program',
  'flows/modem',
  'flows/errors/cures',
  'browser/examples',
  'browser/editor',
  'browser/check-verdict',
  'browser/rulebook',
  'browser/mistakes',
  'browser/dialog',
  'browser/newcomer',
  'browser/beginner',
];

/** How many of a suite's files run at once. */
export function lanesOf(suite) {
  return SUITES[suite]?.lanes ?? LANES;
}

/** The compiled files of a suite as paths, those in {@link LONGEST} first; `isAlone` for those in {@link ALONE}. */
export function filesOf(suite) {
  const names = readdirSync(TESTS, { recursive: true }).map((file) => file.replaceAll('\\', '/'));
  const gone = LONGEST.filter((name) => !names.includes(`${name}.test.js`));
  if (gone.length > 0)
    throw new Error(`scripts/suites.mjs names files that are not there: ${gone.join(', ')}`);
  const rank = (name) => (LONGEST.indexOf(name) + LONGEST.length + 1) % (LONGEST.length + 1);
  return names
    .filter((file) => file.endsWith('.test.js') && isOfSuite(suite, file))
    .map((file) => ({
      name: file.slice(0, -'.test.js'.length),
      path: join(TESTS, file),
      isAlone: ALONE.some(({ files }) => files.test(file)),
    }))
    .sort((one, two) => rank(one.name) - rank(two.name) || (one.name < two.name ? -1 : 1));
}

function isOfSuite(suite, file) {
  if (suite !== 'main') return SUITES[suite].files.test(file);
  return !Object.values(SUITES).some(({ files, isPartOfMain }) => files.test(file) && isPartOfMain !== true);
}

/** The editor's tests then start this Node-RED (test/support/node-red.ts). */
async function useNodeRed5() {
  const { Downloads } = await import(pathToFileURL(join(TESTS, 'matrix', 'downloads.js')).href);
  const folder = mkdtempSync(join(tmpdir(), 'ec20-node-red-5-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const downloads = new Downloads(folder, [{ node: '24', nodeRed: '5.0' }]);
  process.env.EC20_NODE = downloads.node('24');
  process.env.EC20_RED_JS = downloads.redJs('5.0');
}

function hasSqlite() {
  return process.getBuiltinModule?.('node:sqlite') !== undefined;
}

function isInstalled(program) {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
}
