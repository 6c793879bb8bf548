/**
 * `npm run bench -- [--cell NAME]… [--peer NAME]… [--all] [--quick] [--json FILE]`; docs/performance.md describes what it measures.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CELLS, type Cell, furtherCells } from './cells';
import { nodeWithSqlite } from './downloads';
import { outcomeOfLoad, outcomeOfReception, type Outcome, type Reception } from './outcome';
import type { Load } from './protocol';
import { type Measurement, type PeerName, Rig, type RigPlaces, startNodeRed } from './rig';
import { IdleProbe } from './idle-probe';
import type { ProbeFindings } from './probe';
import { type Probe, PROBES } from './probes';
import { outcomeTable, verdictLines } from './table';
import { Findings, judge } from './targets';

/** Number of messages queued or in flight at any moment: the window is always full. */
const BACKLOG = 10;
const WARM_MS = 1500;
/** The name of the probe that runs alongside all others. */
const IDLE = 'idle';
const IDLE_MS = 600_000;

const { values: options } = parseArgs({
  options: {
    cell: { type: 'string', multiple: true },
    peer: { type: 'string', multiple: true },
    all: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});

process.setMaxListeners(0);
const folder = mkdtempSync(join(tmpdir(), 'ec20-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));

main().catch((error: unknown) => {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exit(1);
});

async function main(): Promise<void> {
  const { cells, probes, isIdleWanted } = chosen();
  const places: RigPlaces = { folder, newerNode: nodeWithSqlite };
  const found: ProbeFindings[] = [];
  const world = { places, quick: options.quick, note };
  const idle = isIdleWanted ? await IdleProbe.start(places) : undefined;
  const idleRssBytes = cells.length === 0 ? NaN : await idleNodeRed();
  const outcomes = await runCells(cells, places);
  for (const probe of probes) found.push(await probe.run(world));
  if (idle !== undefined) found.push(await idle.finish(options.quick ? 20_000 : IDLE_MS, note));

  const figures = Object.assign({}, ...found.map((each) => each.figures)) as Record<string, number>;
  const verdicts = judge(new Findings(outcomes, figures));
  if (outcomes.length > 0) console.log(`${outcomeTable(outcomes, idleRssBytes)}\n`);
  for (const line of found.flatMap(({ lines }) => lines)) console.log(line);
  for (const { cell, peer, errors } of outcomes) {
    for (const error of errors) console.log(`error in ${cell}, ${peer}: ${error}`);
  }
  console.log(`\n${verdictLines(verdicts)}`);
  if (options.json !== undefined) {
    const at = new Date().toISOString();
    const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length };
    const report = { at, ...machine, quick: options.quick, idleRssBytes, outcomes, figures, verdicts };
    writeFileSync(options.json, `${JSON.stringify(report, undefined, 2)}\n`);
  }
}

/** Runs cell after cell; a peer is started when first needed and stopped when no later cell needs it. */
async function runCells(cells: readonly Cell[], places: RigPlaces): Promise<Outcome[]> {
  const rigs = new Map<PeerName, Rig>();
  const outcomes: Outcome[] = [];
  try {
    for (const [place, cell] of cells.entries()) {
      for (const name of cell.peers.filter((peer) => !rigs.has(peer))) {
        note(`starting "${name}"`);
        rigs.set(name, await Rig.start(name, places));
      }
      note(`${place + 1}/${cells.length} ${cell.name}`);
      outcomes.push(...(await runCell(cell, rigs)));
      const needed = new Set(cells.slice(place + 1).flatMap(({ peers }) => peers));
      for (const [name, rig] of [...rigs].filter(([peer]) => !needed.has(peer))) {
        await rig.stop();
        rigs.delete(name);
      }
    }
  } finally {
    await Promise.all([...rigs.values()].map((rig) => rig.stop()));
  }
  return outcomes;
}

interface Chosen {
  readonly cells: readonly Cell[];
  readonly probes: readonly Probe[];
  readonly isIdleWanted: boolean;
}

/** The selection: cells and peers, and probes, all by name. */
function chosen(): Chosen {
  const { cell: names, peer: peers } = options;
  const known = [...CELLS, ...furtherCells()];
  if (names === undefined) {
    return { cells: withPeers(options.all ? known : CELLS), probes: PROBES, isIdleWanted: true };
  }
  const all = [...known.map(({ name }) => name), ...PROBES.map(({ name }) => name), IDLE];
  const unknown = names.find((name) => !all.includes(name));
  if (unknown !== undefined) throw new Error(`There is no cell "${unknown}": ${all.join(', ')}`);
  return {
    cells: withPeers(known.filter(({ name }) => names.includes(name))),
    probes: PROBES.filter(({ name }) => names.includes(name)),
    isIdleWanted: names.includes(IDLE),
  };

  function withPeers(cells: readonly Cell[]): Cell[] {
    return cells
      .map((cell) => ({ ...cell, peers: cell.peers.filter((name) => peers?.includes(name) ?? true) }))
      .filter((cell) => cell.peers.length > 0);
  }
}

/** Runs all peers of a cell in turns, so that other load on this machine affects all of them. */
async function runCell(cell: Cell, rigs: ReadonlyMap<PeerName, Rig>): Promise<Outcome[]> {
  const loads = new Map<PeerName, Measurement[]>();
  const receptions = new Map<PeerName, Reception[]>();
  const rounds = options.quick ? 1 : cell.rounds;
  const forMs = options.quick ? Math.min(2000, cell.forMs) : cell.forMs;
  const { qos, bytes, rate } = cell;
  const load: Load = { qos, bytes, rate, backlog: BACKLOG, warmMs: WARM_MS, forMs };
  for (let round = 0; round < rounds; round++) {
    for (const name of cell.peers) {
      const rig = rigs.get(name);
      if (rig === undefined) continue;
      note(`  round ${round + 1}, ${name}`);
      await rig.set(cell.baud, cell.brokerMs);
      if (cell.direction === 'up') {
        loads.set(name, [...(loads.get(name) ?? []), await rig.load(load)]);
      } else {
        rig.peer.takePeakRss();
        const reception = await rig.receive(bytes, rate, forMs);
        const whole = { ...reception, peakRssBytes: rig.peer.takePeakRss() };
        receptions.set(name, [...(receptions.get(name) ?? []), whole]);
      }
    }
  }
  return [
    ...[...loads].map(([name, measured]) => outcomeOfLoad(cell, name, measured)),
    ...[...receptions].map(([name, measured]) => outcomeOfReception(cell, name, measured)),
  ];
}

/** Resident memory of a Node-RED without these nodes, bytes. */
async function idleNodeRed(): Promise<number> {
  note('an idle Node-RED');
  const own = join(folder, 'idle');
  mkdirSync(own);
  const idle = await startNodeRed({
    name: 'an idle Node-RED',
    folder: own,
    flow: [],
    nodesDirs: [],
    idle: true,
  });
  const bytes = idle.takePeakRss();
  await idle.stop();
  return bytes;
}

function note(what: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${what}\n`);
}
