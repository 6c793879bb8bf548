/**
 * Preloaded into a Node-RED with a queue on disk, by NODE_OPTIONS, which reaches its worker threads too. Counts SQLite commits,
 * each of which is one fsync of the write-ahead log (synchronous = FULL), and checkpoints; with BENCH_FSYNC_MS each commit takes
 * that much longer, as on a slow SD card.
 */
import { BroadcastChannel, isMainThread } from 'node:worker_threads';

/** Channel on which the count is requested and reported. */
export const COMMITS = 'ec20-bench-commits';

interface Patchable {
  DatabaseSync: { prototype: { exec(sql: string): void } };
}

const sqlite = isMainThread ? undefined : loadSqlite();
if (sqlite !== undefined) watch(sqlite);

function watch({ DatabaseSync: { prototype } }: Patchable): void {
  const fsyncMs = Number(process.env['BENCH_FSYNC_MS'] ?? 0);
  const never = new Int32Array(new SharedArrayBuffer(4));
  let commits = 0;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own `this` below
  const { exec } = prototype;
  prototype.exec = function (sql) {
    exec.call(this, sql);
    if (!sql.startsWith('COMMIT')) return;
    commits++;
    if (fsyncMs > 0) Atomics.wait(never, 0, 0, fsyncMs);
  };
  const channel = new BroadcastChannel(COMMITS);
  channel.onmessage = () => channel.postMessage(commits);
  (channel as unknown as { unref(): void }).unref();
}

function loadSqlite(): Patchable | undefined {
  const load = (process as { getBuiltinModule?: (name: string) => unknown }).getBuiltinModule;
  return load?.('node:sqlite') as Patchable | undefined;
}
