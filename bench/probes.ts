import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Child } from './child';
import { ROOT } from './flows';
import { median } from './percentiles';
import type { CpuReport, DialogueReport, IdleWord, ModuleRequest } from './protocol';
import { monotonicMs } from './precise-clock';
import { type RigPlaces, startModule, startNodeRed } from './rig';

/** What a probe has to work with. */
export interface ProbeWorld {
  readonly places: RigPlaces;
  /** Short runs, for work on the bench itself. */
  readonly quick: boolean;
  readonly note: (what: string) => void;
}

/** Figures by name, for the targets, and lines for people. */
export interface Findings {
  readonly figures: Readonly<Record<string, number>>;
  readonly lines: readonly string[];
}

/** A measurement that is no publishing under load. */
export interface Probe {
  readonly name: string;
  run(world: ProbeWorld): Promise<Findings>;
}

const MB = 1024 * 1024;
const PACKAGE = '@ec20/node-red-ec20-aliyun';
const BAUD = 115_200;

/** In the order of running. */
export const PROBES: readonly Probe[] = [
  { name: 'start', run: nodeRedStart },
  { name: 'online', run: timeToOnline },
  { name: 'backlog', run: backlogOnDisk },
  { name: 'million', run: million },
];

/** What the nodes add to Node-RED's start: with and without the package, in turns. */
async function nodeRedStart({ places, quick, note }: ProbeWorld): Promise<Findings> {
  const withMs: number[] = [];
  const withoutMs: number[] = [];
  const loadedEarly = new Set<string>();
  const rounds = quick ? 2 : 7;
  for (let round = 0; round < rounds; round++) {
    note(`start: round ${round + 1} of ${rounds}`);
    for (const isInstalled of [true, false]) {
      const folder = join(places.folder, `start-${round}-${isInstalled ? 'with' : 'without'}`);
      mkdirSync(folder);
      if (isInstalled) install(folder);
      const startMs = monotonicMs();
      const name = 'a Node-RED that starts';
      const child = await startNodeRed({ name, folder, flow: [], nodesDirs: [], idle: true });
      const word = child.readyWord as IdleWord;
      await child.stop();
      if (word.hasNodes !== isInstalled) throw new Error('the nodes are not where they should be');
      (isInstalled ? withMs : withoutMs).push(word.startedMs - startMs);
      if (isInstalled) for (const module of word.loadedEarly) loadedEarly.add(module);
    }
  }
  const addedMs = median(withMs) - median(withoutMs);
  const early = loadedEarly.size === 0 ? 'neither serialport nor SQLite' : [...loadedEarly].join(', ');
  return {
    figures: { startAddedMs: addedMs, startLoadedEarly: loadedEarly.size },
    lines: [
      `start: Node-RED ${median(withoutMs).toFixed(0)} ms, with the nodes ${median(withMs).toFixed(0)} ms; loaded then: ${early}`,
    ],
  };
}

/** As npm would, but by a link to this clone. */
function install(folder: string): void {
  const scope = join(folder, 'node_modules', '@ec20');
  mkdirSync(scope, { recursive: true });
  symlinkSync(ROOT, join(folder, 'node_modules', PACKAGE), 'dir');
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ dependencies: { [PACKAGE]: '*' } }));
}

/** From the first byte to online, and what of it is the driver's own. */
async function timeToOnline({ places, quick, note }: ProbeWorld): Promise<Findings> {
  const reports: DialogueReport[] = [];
  const rounds = quick ? 1 : 5;
  for (let round = 0; round < rounds; round++) {
    note(`online: round ${round + 1} of ${rounds}`);
    const path = join(places.folder, `online-${round}`);
    const module = await startModule(path);
    await module.ask({ kind: 'setting', baud: BAUD, brokerMs: 0 } satisfies ModuleRequest);
    await module.ask({ kind: 'begin' } satisfies ModuleRequest);
    const peer = await startSession(path);
    reports.push(await module.ask<DialogueReport>({ kind: 'dialogue' } satisfies ModuleRequest));
    await peer.stop();
    await module.stop();
  }
  const ownMs = median(reports.map(({ hostMs }) => hostMs));
  const totalMs = median(reports.map((report) => report.totalMs));
  const commands = reports[0]?.commands ?? [];
  return {
    figures: { onlineOwnMs: ownMs, onlineTotalMs: totalMs, onlineRoundTrips: commands.length },
    lines: [
      `online: ${commands.length} round trips at ${BAUD} baud, ${totalMs.toFixed(0)} ms with a module that answers at once; the driver's own share ${ownMs.toFixed(1)} ms, at most ${median(reports.map(({ longestMs }) => longestMs)).toFixed(1)} ms at a time`,
      ...commands.map((command, place) => `  ${String(place + 1).padStart(2)} ${command}`),
    ],
  };
}

function startSession(path: string): Promise<Child> {
  const args = [join(__dirname, 'session-peer.js'), path, '5'];
  return Child.start({ name: 'a session', args });
}

interface MemoryLook {
  readonly published: number;
  readonly perSecond: number;
  readonly usedBytes: number;
}

/** Memory with a long backlog on disk, over that of a session that has nothing to do. */
async function backlogOnDisk({ places, quick, note }: ProbeWorld): Promise<Findings> {
  const count = quick ? 10_000 : 100_000;
  note(`backlog: ${count} messages on disk`);
  const args = ['backlog', String(count), join(places.folder, 'backlog.sqlite')];
  const [idle, full] = await memoryLooks(args, 2, places.newerNode());
  const addedMb = ((full?.usedBytes ?? NaN) - (idle?.usedBytes ?? NaN)) / MB;
  return {
    figures: { backlogMb: addedMb },
    lines: [
      `backlog: ${((idle?.usedBytes ?? NaN) / MB).toFixed(2)} MB idle, ${((full?.usedBytes ?? NaN) / MB).toFixed(2)} MB with ${count} on disk (heap and external after collection)`,
    ],
  };
}

/** Memory over a million publishes. */
async function million({ quick, note }: ProbeWorld): Promise<Findings> {
  const count = quick ? 50_000 : 1_000_000;
  note(`million: ${count} publishes`);
  const looks = await memoryLooks(['million', String(count)], 10, process.execPath);
  const used = looks.map(({ usedBytes }) => usedBytes / MB);
  const growthMb = (used.at(-1) ?? NaN) - (used[0] ?? NaN);
  return {
    figures: { millionGrowthMb: growthMb },
    lines: [
      `million: MB after each tenth of ${count} publishes: ${used.map((mb) => mb.toFixed(2)).join(' ')}; ${(looks.at(-1)?.perSecond ?? NaN).toFixed(0)} a second through memory`,
    ],
  };
}

async function memoryLooks(args: readonly string[], many: number, node: string): Promise<MemoryLook[]> {
  const quiet = '--disable-warning=ExperimentalWarning';
  const flags = node === process.execPath ? ['--expose-gc'] : ['--expose-gc', quiet];
  const child = await Child.start({
    name: 'memory',
    node,
    args: [...flags, join(__dirname, 'memory-process.js'), ...args],
    patient: true,
  });
  const looks = [child.readyWord as MemoryLook];
  while (looks.length < many) looks.push(await child.hear<MemoryLook>(LOOK_MS));
  await child.stop();
  return looks;
}

/** A tenth of a million publishes, on a slow day. */
const LOOK_MS = 120_000;

/** A session online and idle in a process of its own, from its start to {@link finish}. */
export class IdleProbe {
  private constructor(
    private readonly module: Child,
    private readonly peer: Child,
    private readonly begin: CpuReport,
  ) {}

  static async start(places: RigPlaces): Promise<IdleProbe> {
    const path = join(places.folder, 'idle-tty');
    const module = await startModule(path);
    const peer = await startSession(path);
    await new Promise((resolve) => setTimeout(resolve, IDLE_SETTLE_MS));
    return new IdleProbe(module, peer, await peer.ask<CpuReport>({ kind: 'cpu' }));
  }

  /** Waits until `forMs` have been idle and tells what they cost. */
  async finish(forMs: number, note: (what: string) => void): Promise<Findings> {
    const leftMs = this.begin.atMs + forMs - monotonicMs();
    if (leftMs > 0) {
      note(`idle: ${Math.ceil(leftMs / 1000)} s to go`);
      await new Promise((resolve) => setTimeout(resolve, leftMs));
    }
    const end = await this.peer.ask<CpuReport>({ kind: 'cpu' });
    await this.stop();
    const seconds = (end.atMs - this.begin.atMs) / 1000;
    const share = (100 * (end.cpuSeconds - this.begin.cpuSeconds)) / seconds;
    return {
      figures: { idlePercent: share },
      lines: [`idle: ${share.toFixed(4)} % of a core over ${(seconds / 60).toFixed(1)} minutes online`],
    };
  }

  async stop(): Promise<void> {
    await this.peer.stop();
    await this.module.stop();
  }
}

/** What starting up leaves to be compiled and collected is not idling. */
const IDLE_SETTLE_MS = 10_000;
