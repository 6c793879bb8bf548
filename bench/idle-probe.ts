import { join } from 'node:path';
import type { Child } from './child';
import { startSession } from './online-probe';
import { monotonicMs } from './precise-clock';
import type { ProbeFindings } from './probe';
import type { CpuReport } from './protocol';
import { type RigPlaces, startModule } from './rig';

/** Compilation and garbage collection after the start are not counted as idle load. */
const IDLE_SETTLE_MS = 10_000;

/** A session that is online and idle, with its history on disk, in a process of its own, from its start to {@link finish}. */
export class IdleProbe {
  private constructor(
    private readonly module: Child,
    private readonly peer: Child,
    private readonly begin: CpuReport,
  ) {}

  static async start(places: RigPlaces): Promise<IdleProbe> {
    const path = join(places.folder, 'idle-tty');
    const module = await startModule(path);
    const history = { folder: join(places.folder, 'idle-history'), node: places.newerNode() };
    const peer = await startSession(path, history);
    await new Promise((resolve) => setTimeout(resolve, IDLE_SETTLE_MS));
    return new IdleProbe(module, peer, await peer.ask<CpuReport>({ kind: 'cpu' }));
  }

  /** Waits until `forMs` of idle time have passed and returns the cost. */
  async finish(forMs: number, note: (what: string) => void): Promise<ProbeFindings> {
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
