/** `npm run bench -- [--cell NAME]… [--peer NAME]… [--all] [--quick] [--json FILE]`; docs/performance.md tells what it measures. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CELLS, type Cell, furtherCells } from './cells';
import { nodeWithSqlite } from './downloads';
import { outcomeOfLoad, outcomeOfReception, type Outcome, type Reception } from './outcome';
import type { Load } from './protocol';
import { type Measurement, type PeerName, Rig, type RigPlaces, startNodeRed } from './rig';
import { outcomeTable, verdictLines } from './table';
import { Findings, judge } from './targets';

/** So many messages wait or are on their way at each moment: the window is always full. */
const BACKLOG = 10;
const WARM_MS = 1500;

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
  const cells = chosenCells();
  const places: RigPlaces = { folder, newerNode: nodeWithSqlite };
  const idleRssBytes = await idleNodeRed();
  const rigs = new Map<PeerName, Rig>();
  const outcomes: Outcome[] = [];
  try {
    for (const [place, cell] of cells.entries()) {
      for (const name of cell.peers) {
        if (rigs.has(name)) continue;
        note(`starting "${name}"`);
        rigs.set(name, await Rig.start(name, places));
      }
      note(`${place + 1}/${cells.length} ${cell.name}`);
      outcomes.push(...(await runCell(cell, rigs)));
      const needed = new Set(cells.slice(place + 1).flatMap(({ peers }) => peers));
      for (const [name, rig] of rigs) {
        if (needed.has(name)) continue;
        await rig.stop();
        rigs.delete(name);
      }
    }
  } finally {
    await Promise.all([...rigs.values()].map((rig) => rig.stop()));
  }
  const findings = new Findings(outcomes, {});
  const verdicts = judge(findings);
  console.log(outcomeTable(outcomes, idleRssBytes));
  console.log();
  console.log(verdictLines(verdicts));
  for (const { cell, peer, errors } of outcomes) {
    for (const error of errors) console.log(`error in ${cell}, ${peer}: ${error}`);
  }
  if (options.json !== undefined) {
    const report = { at: new Date().toISOString(), node: process.version, idleRssBytes, outcomes, verdicts };
    writeFileSync(options.json, `${JSON.stringify(report, undefined, 2)}\n`);
  }
}

/** The cells that are asked for, with the peers that are asked for. */
function chosenCells(): Cell[] {
  const { peer: peers } = options;
  if (peers === undefined) return namedCells();
  return namedCells()
    .map((cell) => ({ ...cell, peers: cell.peers.filter((name) => peers.includes(name)) }))
    .filter((cell) => cell.peers.length > 0);
}

function namedCells(): Cell[] {
  const known = [...CELLS, ...furtherCells()];
  const { cell: names } = options;
  if (names === undefined) return options.all ? known : [...CELLS];
  return names.map((name) => {
    const found = known.find((cell) => cell.name === name);
    if (found === undefined)
      throw new Error(`There is no cell "${name}": ${known.map((cell) => cell.name).join(', ')}`);
    return found;
  });
}

/** All peers of a cell, in turns, so that what this machine does besides falls on all of them. */
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
        const reception = await rig.receive(bytes, forMs);
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

/** What a Node-RED without these nodes has resident, bytes. */
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
