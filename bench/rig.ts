import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Child } from './child';
import { type FlowNode, handMadeFlow, ourFlow, ROOT } from './flows';
import { handMadeModules } from './downloads';
import type {
  DeliverReport,
  ListenReport,
  Load,
  LoadReport,
  ModuleReport,
  ModuleRequest,
  PeerRequest,
} from './protocol';

/** The measured programs. */
export type PeerName =
  | 'ours'
  | 'ours, one at a time'
  | 'ours, disk'
  | 'ours, slow disk'
  | 'ours on that Node.js'
  | 'core'
  | 'bare serialport'
  | 'by hand, characters'
  | 'by hand, pauses';

/** How a peer is made. */
interface PeerKind {
  readonly what: 'node-red' | 'session' | 'bare' | 'hand-made';
  readonly window: number;
  readonly queue: 'memory' | 'disk';
  /** Requires node:sqlite, or is compared with one that does. */
  readonly newerNode?: true;
  /** Commits are counted, and each takes this much longer, ms. */
  readonly fsyncMs?: number;
  readonly reading?: 'characters' | 'pauses';
}

/** ec20-modem's default. */
export const WINDOW = 5;
const SLOW_FSYNC_MS = 30;

const PEERS: Readonly<Record<PeerName, PeerKind>> = {
  ours: { what: 'node-red', window: WINDOW, queue: 'memory' },
  'ours, one at a time': { what: 'node-red', window: 1, queue: 'memory' },
  'ours, disk': { what: 'node-red', window: WINDOW, queue: 'disk', newerNode: true, fsyncMs: 0 },
  'ours, slow disk': {
    what: 'node-red',
    window: WINDOW,
    queue: 'disk',
    newerNode: true,
    fsyncMs: SLOW_FSYNC_MS,
  },
  'ours on that Node.js': { what: 'node-red', window: WINDOW, queue: 'memory', newerNode: true },
  core: { what: 'session', window: WINDOW, queue: 'memory' },
  'bare serialport': { what: 'bare', window: WINDOW, queue: 'memory' },
  'by hand, characters': { what: 'hand-made', window: 1, queue: 'memory', reading: 'characters' },
  'by hand, pauses': { what: 'hand-made', window: 1, queue: 'memory', reading: 'pauses' },
};

/** How many of a peer's publishes may await the broker. */
export function windowOf(name: PeerName): number {
  return PEERS[name].window;
}

/** Where a run stores its files, and the programs that it needs besides this Node.js. */
export interface RigPlaces {
  readonly folder: string;
  newerNode(): string;
}

/** One load, measured at both ends of the line. */
export interface Measurement {
  readonly load: LoadReport;
  readonly module: ModuleReport;
  readonly peakRssBytes: number;
  /** Commits to the queue's file, and bytes that the process wrote to disk; undefined where not counted. */
  readonly disk: { readonly commits: number; readonly bytes: number } | undefined;
}

/** A peer with a module of its own. Idle while others are measured. */
export class Rig {
  private constructor(
    readonly name: PeerName,
    readonly module: Child,
    readonly peer: Child,
    /** Resident memory when it was ready, bytes. */
    readonly idleRssBytes: number,
  ) {}

  static async start(name: PeerName, places: RigPlaces): Promise<Rig> {
    const folder = join(places.folder, name.replace(/\W+/g, '-'));
    mkdirSync(folder);
    const path = join(folder, 'tty');
    const module = await startModule(path);
    try {
      const peer = await startPeer(name, path, folder, places);
      return new Rig(name, module, peer, peer.takePeakRss());
    } catch (error) {
      await module.stop();
      throw error;
    }
  }

  async set(baud: number, brokerMs: number): Promise<void> {
    await this.#askModule({ kind: 'setting', baud, brokerMs });
  }

  /** Loads the peer; the module's part of the report includes the warm-up, except its first moments. */
  async load(load: Load): Promise<Measurement> {
    await this.#askModule({ kind: 'begin' });
    this.peer.takePeakRss();
    const before = await this.#diskUse();
    const report = await this.#askPeer<LoadReport>({ kind: 'load', load }, load.warmMs + load.forMs);
    const module = await this.module.ask<ModuleReport>({ kind: 'report' } satisfies ModuleRequest);
    const after = await this.#diskUse();
    const disk =
      before === undefined || after === undefined
        ? undefined
        : { commits: after.commits - before.commits, bytes: after.bytes - before.bytes };
    return { load: report, module, peakRssBytes: this.peer.takePeakRss(), disk };
  }

  async #diskUse(): Promise<Measurement['disk']> {
    if (PEERS[this.name].fsyncMs === undefined) return undefined;
    const { commits } = await this.#askPeer<{ commits: number }>({ kind: 'commits' }, 0);
    return { commits, bytes: this.peer.writtenBytes() };
  }

  /** Sends messages down for that long; resolves with the fate of each. */
  async receive(
    bytes: number,
    rate: number,
    forMs: number,
  ): Promise<{ listened: ListenReport; sent: DeliverReport }> {
    const listened = this.#askPeer<ListenReport>({ kind: 'listen', forMs: forMs + 500 }, forMs);
    const request: ModuleRequest = { kind: 'deliver', bytes, rate, forMs };
    const sent = await this.module.ask<DeliverReport>(request, forMs);
    return { listened: await listened, sent };
  }

  async stop(): Promise<void> {
    await this.peer.stop();
    await this.module.stop();
  }

  #askModule(request: ModuleRequest): Promise<unknown> {
    return this.module.ask(request);
  }

  #askPeer<T>(request: PeerRequest, workMs: number): Promise<T> {
    return this.peer.ask<T>(request, workMs);
  }
}

/** A virtual module whose line is a pseudo-terminal at `path`. */
export function startModule(path: string): Promise<Child> {
  return Child.start({ name: 'the module', args: [join(__dirname, 'module-process.js'), path] });
}

function startPeer(name: PeerName, path: string, folder: string, places: RigPlaces): Promise<Child> {
  const kind = PEERS[name];
  const node = kind.newerNode === true ? places.newerNode() : process.execPath;
  switch (kind.what) {
    case 'bare':
      return Child.start({ name, node, args: [join(__dirname, 'bare-peer.js'), path, String(kind.window)] });
    case 'session': {
      const args = [join(__dirname, 'session-peer.js'), path, String(kind.window)];
      return Child.start({ name, node, args });
    }
    case 'node-red':
      return startNodeRed({
        name,
        node,
        folder,
        flow: ourFlow(path, kind.window, kind.queue),
        nodesDirs: [ROOT],
        ...(kind.fsyncMs === undefined ? {} : { fsyncMs: kind.fsyncMs }),
      });
    case 'hand-made':
      return startNodeRed({
        name,
        node,
        folder,
        flow: handMadeFlow(path, kind.reading ?? 'characters'),
        nodesDirs: [join(handMadeModules(), 'node-red-node-serialport')],
      });
  }
}

export interface NodeRedStart {
  readonly name: string;
  readonly node?: string;
  /** Becomes its user directory. */
  readonly folder: string;
  readonly flow: readonly FlowNode[];
  /** Folders with node packages, besides the bench's own. */
  readonly nodesDirs: readonly string[];
  readonly fsyncMs?: number;
  /** It is ready when its flows have started; otherwise when a flow reports it. */
  readonly idle?: true;
}

/** A real Node-RED whose flow is loaded by the bench. */
export function startNodeRed(start: NodeRedStart): Promise<Child> {
  const { name, node, folder, flow, nodesDirs, fsyncMs, idle } = start;
  writeFileSync(join(folder, 'flows.json'), JSON.stringify(flow));
  writeFileSync(join(folder, 'settings.js'), settingsText(nodesDirs));
  const nodes = join(folder, 'nodes');
  mkdirSync(nodes, { recursive: true });
  writeFileSync(
    join(nodes, 'bench.js'),
    `module.exports = require(${JSON.stringify(join(__dirname, 'flow-nodes.js'))});\n`,
  );
  writeFileSync(join(nodes, 'bench.html'), '<script type="text/javascript"></script>\n');
  const redJs = join(ROOT, 'node_modules', 'node-red', 'red.js');
  const settings = join(folder, 'settings.js');
  return Child.start({
    name,
    ...(node === undefined ? {} : { node }),
    args: [redJs, '-u', folder, '-s', settings, ...(idle === true ? ['--bench-idle'] : [])],
    environment:
      fsyncMs === undefined
        ? {}
        : {
            NODE_OPTIONS: `--require ${join(__dirname, 'commit-watch.js')}`,
            BENCH_FSYNC_MS: String(fsyncMs),
          },
  });
}

/** Without the editor: the runtime is what is measured. */
function settingsText(nodesDir: readonly string[]): string {
  const settings = {
    uiHost: '127.0.0.1',
    uiPort: 0,
    flowFile: 'flows.json',
    nodesDir,
    credentialSecret: 'bench',
    telemetry: { enabled: false, updateNotification: false },
    externalModules: { palette: { allowInstall: false }, modules: { allowInstall: false } },
    editorTheme: { tours: false, projects: { enabled: false }, palette: { catalogues: [] } },
  };
  return `module.exports = ${JSON.stringify(settings, undefined, 2)};\n`;
}
