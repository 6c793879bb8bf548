// Runs one of the test suites on the compiled tests: `node scripts/test.mjs [main|disk|broker|browser|browser-5|matrix] [--grep TEXT]`.
// Each file runs in a process of its own, several at once; with --grep all of them in one, which loads faster.
// With TEST_TALLY set, one line `suite passed failed` is appended to that file; with TEST_FAILURES a line for each failure to that one.
import { fork } from 'node:child_process';
import { appendFileSync, closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { filesOf, lanesOf, SUITES } from './suites.mjs';

/** What the nodes write into a user directory; beside the sources it is a test's that has none of its own. */
const STRAY = fileURLToPath(new URL('../ec20', import.meta.url));
const PROCESS = fileURLToPath(new URL('test-process.mjs', import.meta.url));
/** Number of rows in the table of the slowest files. */
const SLOWEST = 12;

/** The running processes: where each writes its output. */
const running = new Map();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, stopped);

// Debian puts mosquitto in a folder that is only in root's path.
process.env.PATH += `${delimiter}/usr/sbin`;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { grep: { type: 'string' } } });
const suite = positionals[0] ?? 'main';
if (suite !== 'main' && !(suite in SUITES)) {
  console.error(`There is no suite "${suite}": main, ${Object.keys(SUITES).join(', ')}.`);
  process.exit(2);
}

if (suite !== 'main' && !SUITES[suite].isAvailable()) {
  console.error(`The suite "${suite}" needs ${SUITES[suite].needs}.`);
  finish([{ name: suite, passed: 0, failed: 1 }]);
} else {
  await SUITES[suite]?.prepare?.();
  const folder = mkdtempSync(join(tmpdir(), 'ec20-tests-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  // The first test that needs the packed package makes it there, for all (test/support/packed-package.ts).
  process.env.EC20_PACKED = folder;
  const wasStray = existsSync(STRAY);
  const outcomes = await runAll(jobs(), folder);
  finish(!wasStray && existsSync(STRAY) ? [...outcomes, leftBehind()] : outcomes);
}

/** The files of each process. */
function jobs() {
  const files = filesOf(suite);
  if (values.grep !== undefined)
    return [{ name: 'all files', paths: files.map(({ path }) => path), isAlone: true }];
  return files.map(({ name, path, isAlone }) => ({ name, paths: [path], isAlone }));
}

/** Returns the outcome of each job, in the order in which they ended. */
async function runAll(all, folder) {
  const startMs = performance.now();
  const outcomes = [];
  const lane = async (waiting) => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
      const outcome = await run(job, join(folder, `${outcomes.length}-${job.name.replaceAll('/', '-')}.txt`));
      outcomes.push(outcome);
      if (outcome.failed === 0) process.stdout.write(outcome.printed);
      else console.log(`\n  ${job.name}: ${outcome.failed} failed, shown at the end`);
    }
  };
  const shared = all.filter(({ isAlone }) => !isAlone);
  await Promise.all(Array.from({ length: lanesOf(suite) }, () => lane(shared)));
  await lane(all.filter(({ isAlone }) => isAlone));
  report(outcomes, (performance.now() - startMs) / 1000);
  return outcomes;
}

/** Runs a job in a process that writes to a file, so that its output is neither mixed with another's nor lost in a crash. */
function run({ name, paths }, file) {
  const startMs = performance.now();
  const output = openSync(file, 'w');
  const order = JSON.stringify({ files: paths, grep: values.grep, color: process.stdout.isTTY === true });
  const child = fork(PROCESS, [order], { stdio: ['ignore', output, output, 'ipc'] });
  closeSync(output);
  running.set(name, file);
  let result;
  child.once('message', (message) => (result = message));
  return new Promise((resolve) => {
    let ended = 0;
    const end = () => {
      // Messages may arrive after its exit, but not after its channel has closed.
      if (++ended < 2) return;
      running.delete(name);
      const seconds = (performance.now() - startMs) / 1000;
      resolve({ name, seconds, ...judged(result, child, name), printed: readFileSync(file, 'utf8') });
    };
    child.once('exit', end).once('disconnect', end);
  });
}

/** When the run is stopped, manually or by a timeout, prints the unfinished output; the processes end with their channel. */
function stopped() {
  for (const [name, file] of running) console.log(`\n===== ${name}: not over\n${readFileSync(file, 'utf8')}`);
  process.exit(1);
}

/** The counts of a process, plus one failure unless it ended by running out of work. */
function judged(result, { exitCode, signalCode }, name) {
  const { passed, failed, failures } = result ?? { passed: 0, failed: 0, failures: [] };
  if (result !== undefined && exitCode === 0) return { passed, failed, failures };
  const when = result === undefined ? 'before its last test' : 'behind its last test';
  const note = `${name} ended ${when}, by ${signalCode ?? `exit code ${exitCode}`}`;
  return { passed, failed: failed + 1, failures: [...failures, note], note };
}

/** The failure of a test that took the working directory for its user directory. */
function leftBehind() {
  const failures = [`a test left ${STRAY}: give it a user directory of its own`];
  return { name: 'working directory', passed: 0, failed: 1, failures };
}

function report(outcomes, seconds) {
  for (const { name, printed, failed, note } of outcomes.filter((outcome) => outcome.failed > 0)) {
    console.log(`\n===== ${name}: ${failed} failed\n${printed}${note === undefined ? '' : `\n  ${note}\n`}`);
  }
  console.log(
    `\n  The slowest files, in seconds (${lanesOf(suite)} at once; the whole run took ${seconds.toFixed(0)} s):`,
  );
  const slowest = outcomes.toSorted((one, two) => two.seconds - one.seconds).slice(0, SLOWEST);
  for (const outcome of slowest) console.log(`  ${outcome.seconds.toFixed(1).padStart(7)}  ${outcome.name}`);
}

function finish(outcomes) {
  const sum = (what) => outcomes.reduce((total, outcome) => total + outcome[what], 0);
  const passed = sum('passed');
  let failed = sum('failed');
  if (suite === 'main') {
    console.log(`Not run here, on Node.js ${process.version}:`);
    for (const [name, { what, needs, isPartOfMain }] of Object.entries(SUITES)) {
      if (isPartOfMain !== true) console.log(`  npm run test:${name.padEnd(10)}${what}; needs ${needs}`);
    }
  }
  if (passed + failed === 0) {
    console.error(`The suite "${suite}" has no test that matches.`);
    failed = 1;
  }
  const failures = outcomes.flatMap(({ name, failures = [] }) => failures.map((text) => `${name}: ${text}`));
  console.log(`\n  ${passed} passing, ${failed} failing`);
  for (const failure of failures) console.log(`    ${failure}`);
  process.exitCode = failed === 0 ? 0 : 1;
  if (process.env.TEST_TALLY) appendFileSync(process.env.TEST_TALLY, `${suite} ${passed} ${failed}\n`);
  if (process.env.TEST_FAILURES)
    appendFileSync(process.env.TEST_FAILURES, failures.map((text) => `${text}\n`).join(''));
}
