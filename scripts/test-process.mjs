// One process of scripts/test.mjs: runs the files that it is given, in one mocha, and tells the runner how that went.
import Mocha from 'mocha';

/** A test that hangs is ended; far more than any needs, for it must not fail because the machine is busy. */
const TEST_MS = 30_000;
/** A process that still holds something open this long after its last test has left a handle behind. */
const LEFT_OPEN_MS = 10_000;

// A runner that dies takes its tests along, though the channel to it keeps none of them alive.
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
/** Each failed or pending test by its full title, with the first line of its error. */
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
  failed.push(`${test.fullTitle()}: ${String(error?.message ?? error).split('\n')[0]}`),
);
runner.on('pending', (test) => failed.push(`${test.fullTitle()}: pending`));
