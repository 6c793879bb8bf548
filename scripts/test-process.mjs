// A child process of scripts/test.mjs: runs the given files in one mocha and reports the result to the runner.
import Mocha from 'mocha';

/** Timeout of a hung test; far more than any needs, because it must not fail on a busy machine. */
const TEST_MS = 30_000;
/** A process that still has something open this long after its last test has leaked a handle. */
const LEFT_OPEN_MS = 10_000;

// If the runner dies, its tests end too, though the channel to it keeps none of them alive.
process.on('disconnect', () => process.exit(1));
process.channel.unref();

const { files, grep, color } = JSON.parse(process.argv[2]);
const mocha = new Mocha({
  timeout: TEST_MS,
  forbidOnly: true,
  forbidPending: true,
  color,
  ...(grep === undefined ? {} : { grep }),
});
for (const file of files) mocha.addFile(file);
await mocha.loadFilesAsync();
slowDown(mocha.suite, Number(process.env.EC20_SLOW ?? 1));
/** Each failed or pending test by its full title, with the first line of its error and its place in the test. */
const failed = [];
const runner = mocha.run(() => {
  const { passes, failures, pending } = runner.stats;
  process.send({ passed: passes, failed: failures + pending, failures: failed });
  const watchdog = setTimeout(() => {
    console.error(`After the last test these are still open: ${process.getActiveResourcesInfo().join(', ')}`);
    process.exit(1);
  }, LEFT_OPEN_MS);
  watchdog.unref();
});
runner.on('fail', (test, error) =>
  failed.push(`${test.fullTitle()}: ${String(error?.message ?? error).split('\n')[0]}${place(error)}`),
);
runner.on('pending', (test) => failed.push(`${test.fullTitle()}: pending`));

/** Pages that are made slower (test/browser/editor-page.ts) need that much more time. */
function slowDown(suite, factor) {
  if (!(factor > 1)) return;
  const { _beforeAll, _beforeEach, _afterEach, _afterAll } = suite;
  for (const each of [...suite.tests, ..._beforeAll, ..._beforeEach, ..._afterEach, ..._afterAll]) {
    each.timeout(each.timeout() * factor);
  }
  for (const each of suite.suites) slowDown(each, factor);
}

/** Returns the innermost line of a test in the error's stack: of a wait that has run out, its message alone tells nothing. */
function place(error) {
  const frame = /\btest\/([\w/.-]+:\d+):\d+\)?$/m.exec(String(error?.stack));
  return frame === null ? '' : ` (at ${frame[1]})`;
}
