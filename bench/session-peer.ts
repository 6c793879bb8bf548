/**
 * The driver without Node-RED: `node session-peer.js PTY_PATH WINDOW memory|FILE [HISTORY_FOLDER]`, controlled over IPC. With a folder it
 * records its history and counts its data, as ec20-modem does by default.
 */
import { SystemClock } from '../src/base/clock';
import { DiskQueue } from '../src/session/disk-queue/disk-queue';
import { MemoryQueue } from '../src/session/memory-queue';
import { BenchSession } from './bench-session';
import { runLoad } from './loader';
import { monotonicMs } from './precise-clock';
import type { CpuReport, PeerRequest } from './protocol';

const [, , path = '', windowText = '5', queue = 'memory', historyFolder] = process.argv;
const clock = new SystemClock();
const session = new BenchSession({
  clock,
  path,
  window: Number(windowText),
  queue: queue === 'memory' ? new MemoryQueue(clock) : new DiskQueue(clock, queue),
  ...(historyFolder !== undefined && { historyFolder }),
});
void session.online().then(() => process.send?.({ ready: true }));

process.on('message', (request: PeerRequest) => {
  if (request.kind === 'cpu') {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuSeconds: (user + system) / 1e6, atMs: monotonicMs() } satisfies CpuReport);
  }
  if (request.kind !== 'load') return;
  void runLoad(session.publish, request.load).then((report) => process.send?.(report));
});
process.on('disconnect', () => void session.close().then(() => process.exit(0)));
process.on('SIGINT', () => undefined);
