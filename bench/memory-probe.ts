import { join } from 'node:path';
import { Child } from './child';
import type { ProbeFindings, ProbeWorld } from './probe';

const MB = 1024 * 1024;
/** A tenth of a million publishes, on a slow day. */
const SAMPLE_MS = 120_000;

interface MemorySample {
  readonly published: number;
  readonly perSecond: number;
  readonly usedBytes: number;
}

/** Memory with a long backlog on disk, compared with that of an idle session. */
export async function backlogOnDisk({ places, quick, note }: ProbeWorld): Promise<ProbeFindings> {
  const count = quick ? 10_000 : 100_000;
  note(`backlog: ${count} messages on disk`);
  const args = ['backlog', String(count), join(places.folder, 'backlog.sqlite')];
  const [idle, full] = await memorySamples(args, 2, places.newerNode());
  const addedMb = ((full?.usedBytes ?? NaN) - (idle?.usedBytes ?? NaN)) / MB;
  return {
    figures: { backlogMb: addedMb },
    lines: [
      `backlog: ${((idle?.usedBytes ?? NaN) / MB).toFixed(2)} MB idle, ${((full?.usedBytes ?? NaN) / MB).toFixed(2)} MB with ${count} on disk (heap and external after collection)`,
    ],
  };
}

/** Memory over a million publishes. */
export async function million({ quick, note }: ProbeWorld): Promise<ProbeFindings> {
  const count = quick ? 50_000 : 1_000_000;
  note(`million: ${count} publishes`);
  const samples = await memorySamples(['million', String(count)], 10, process.execPath);
  const used = samples.map(({ usedBytes }) => usedBytes / MB);
  const growthMb = (used.at(-1) ?? NaN) - (used[0] ?? NaN);
  return {
    figures: { millionGrowthMb: growthMb },
    lines: [
      `million: MB after each tenth of ${count} publishes: ${used.map((mb) => mb.toFixed(2)).join(' ')}; ${(samples.at(-1)?.perSecond ?? NaN).toFixed(0)} a second through memory`,
    ],
  };
}

async function memorySamples(args: readonly string[], many: number, node: string): Promise<MemorySample[]> {
  const quiet = '--disable-warning=ExperimentalWarning';
  const flags = node === process.execPath ? ['--expose-gc'] : ['--expose-gc', quiet];
  const child = await Child.start({
    name: 'memory',
    node,
    args: [...flags, join(__dirname, 'memory-process.js'), ...args],
    startsSlowly: true,
  });
  const samples = [child.readyMessage as MemorySample];
  while (samples.length < many) samples.push(await child.next<MemorySample>(SAMPLE_MS));
  await child.stop();
  return samples;
}
