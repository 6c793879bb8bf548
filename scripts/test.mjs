// Runs one of the test suites on the compiled tests: `node scripts/test.mjs [main|disk|broker|browser|browser-5|matrix] [--grep TEXT]`.
// With TEST_TALLY set, one line `suite passed failed` is appended to that file.
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import Mocha from 'mocha';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Each suite besides the main one: its files, and why `npm test` may have to leave it out. */
const SUITES = {
  disk: {
    files: /^(kill\/|flows\/disk-|session\/(disk-|full-disk))/,
    what: 'the queue on disk, and kill -9 of a Node-RED that uses it',
    needs: 'Node.js 22.13 or newer',
    // Where it can run, `npm test` runs it too.
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
    isAvailable: () => isInstalled('chromium'),
  },
  'browser-5': {
    files: /^browser\/(dialog|console|newcomer)\./,
    what: 'the dialogs and the console in the editor of Node-RED 5.0 on Node.js 24',
    needs: 'chromium (apt-get install chromium) and a quarter of a gigabyte from the package registry',
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
/** A suite that still holds something open this long after its last test has left a handle behind. */
const LEFT_OPEN_MS = 10_000;

// Debian puts mosquitto where only root's path looks.
process.env.PATH += `${delimiter}/usr/sbin`;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { grep: { type: 'string' } } });
const suite = positionals[0] ?? 'main';
if (suite !== 'main' && !(suite in SUITES)) {
  console.error(`There is no suite "${suite}": main, ${Object.keys(SUITES).join(', ')}.`);
  process.exit(2);
}

if (suite !== 'main' && !SUITES[suite].isAvailable()) {
  console.error(`The suite "${suite}" needs ${SUITES[suite].needs}.`);
  finish(0, 1);
} else {
  await SUITES[suite]?.prepare?.();
  const mocha = new Mocha({
    timeout: 10_000,
    forbidOnly: true,
    forbidPending: true,
    ...(values.grep === undefined ? {} : { grep: values.grep }),
  });
  for (const file of testFiles()) mocha.addFile(file);
  await mocha.loadFilesAsync();
  const runner = mocha.run(() => finish(runner.stats.passes, runner.stats.failures + runner.stats.pending));
}

function finish(passed, failed) {
  let left = failed;
  if (suite === 'main') {
    console.log(`Not run here, on Node.js ${process.version}:`);
    for (const [name, { what, needs, isPartOfMain }] of Object.entries(SUITES)) {
      if (isPartOfMain !== true) console.log(`  npm run test:${name.padEnd(10)}${what}; needs ${needs}`);
    }
  }
  if (passed + failed === 0) {
    console.error(`The suite "${suite}" has no test that matches.`);
    left = 1;
  }
  process.exitCode = left === 0 ? 0 : 1;
  const watchdog = setTimeout(() => {
    console.error(`After the last test these are still open: ${process.getActiveResourcesInfo().join(', ')}`);
    left += 1;
    process.exit(1);
  }, LEFT_OPEN_MS);
  watchdog.unref();
  process.once('exit', () => {
    if (process.env.TEST_TALLY) appendFileSync(process.env.TEST_TALLY, `${suite} ${passed} ${left}\n`);
  });
}

function testFiles() {
  const tests = join(root, 'dist', 'test');
  return readdirSync(tests, { recursive: true })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.test.js') && isOfSuite(file))
    .sort()
    .map((file) => join(tests, file));
}

function isOfSuite(file) {
  if (suite !== 'main') return SUITES[suite].files.test(file);
  return !Object.values(SUITES).some(({ files, isPartOfMain }) => files.test(file) && isPartOfMain !== true);
}

/** The editor's tests then start this Node-RED (test/support/node-red.ts). */
async function useNodeRed5() {
  const { Downloads } = await import(
    pathToFileURL(join(root, 'dist', 'test', 'matrix', 'downloads.js')).href
  );
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
