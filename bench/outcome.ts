import type { Cell } from './cells';
import { type PublishCycle, limitOneAtATime, limitWindowed } from './formula';
import { type Spread, median, spreadOf } from './percentiles';
import type { ListenReport, DeliverReport } from './protocol';
import { type Measurement, type PeerName, windowOf } from './rig';
import type { TappedPublish } from './tap';

/** What one peer reached in one cell, over all its rounds. */
export interface Outcome {
  readonly cell: string;
  readonly peer: PeerName;
  readonly direction: 'up' | 'down';
  /** Messages a second, the median round. */
  readonly perSecond: number;
  /** The formula's for this window, and for a window of 1, with the module's latencies as tapped; NaN for downlink. */
  readonly limitPerSecond: number;
  readonly limitOneAtATimePerSecond: number;
  /** Input to output; for downlink the last byte on the wire to the flow's message. ms. */
  readonly latencyMs: Spread;
  /** Processor seconds for 1,000 messages, the median round. */
  readonly cpuPer1000: number;
  readonly peakRssBytes: number;
  readonly loopP99Ms: number;
  /** The prompt's last byte to the payload's first, ms. */
  readonly reactionMs: Spread;
  /** The last byte of OK to the next command's first, where the window was open, ms. */
  readonly turnMs: Spread;
  readonly tapped: PublishCycle | undefined;
  /** Share of the time that the module's process was busy. */
  readonly moduleShare: number;
  /** Commits (each an fsync) and bytes given to the disk for each message; NaN where nobody counted. */
  readonly commitsEach: number;
  readonly diskBytesEach: number;
  readonly lost: number;
  readonly errors: readonly string[];
}

/** The rounds of one peer with a publishing load, as one outcome. */
export function outcomeOfLoad(cell: Cell, peer: PeerName, rounds: readonly Measurement[]): Outcome {
  const publishes = rounds.flatMap(({ module }) => module.publishes);
  const tapped = meanCycle(publishes);
  const loads = rounds.map(({ load }) => load);
  return {
    cell: cell.name,
    peer,
    direction: 'up',
    perSecond: median(loads.map((load) => (1000 * load.publishes) / load.elapsedMs)),
    limitPerSecond: tapped === undefined ? NaN : limitWindowed(tapped, cell.baud, windowOf(peer)),
    limitOneAtATimePerSecond: tapped === undefined ? NaN : limitOneAtATime(tapped, cell.baud),
    latencyMs: spreadOf(loads.flatMap((load) => load.latenciesMs)),
    cpuPer1000: median(loads.map((load) => (1000 * load.cpuSeconds) / load.publishes)),
    peakRssBytes: Math.max(...rounds.map(({ peakRssBytes }) => peakRssBytes)),
    loopP99Ms: median(loads.map((load) => load.loopP99Ms)),
    reactionMs: spreadOf(publishes.map(({ reactionMs }) => reactionMs)),
    // At a given rate the next message isn't there yet.
    turnMs: spreadOf(cell.rate > 0 ? [] : publishes.flatMap(({ turnMs }) => turnMs ?? [])),
    tapped,
    moduleShare: median(rounds.map(({ module }) => (1000 * module.cpuSeconds) / module.elapsedMs)),
    commitsEach: perMessage(rounds, ({ commits }) => commits),
    diskBytesEach: perMessage(rounds, ({ bytes }) => bytes),
    lost: 0,
    errors: [...new Set(loads.flatMap((load) => load.errors))],
  };
}

/** One round of downlink: what the module sent, held against what came out of the flow. */
export interface Reception {
  readonly heard: ListenReport;
  readonly sent: DeliverReport;
  readonly peakRssBytes: number;
}

/** The rounds of one peer that listened, as one outcome. */
export function outcomeOfReception(cell: Cell, peer: PeerName, rounds: readonly Reception[]): Outcome {
  const latenciesMs: number[] = [];
  let lost = 0;
  for (const { heard, sent } of rounds) {
    for (const [place, endMs] of sent.endMs.entries()) {
      const receivedMs = heard.receivedMs[sent.first + place];
      if (receivedMs === undefined) lost++;
      else latenciesMs.push(receivedMs - endMs);
    }
  }
  const rates = rounds.map(({ sent: { endMs } }) => {
    const [first = NaN] = endMs;
    return (1000 * (endMs.length - 1)) / ((endMs.at(-1) ?? NaN) - first);
  });
  return {
    cell: cell.name,
    peer,
    direction: 'down',
    perSecond: median(rates),
    limitPerSecond: NaN,
    limitOneAtATimePerSecond: NaN,
    latencyMs: spreadOf(latenciesMs),
    cpuPer1000: median(rounds.map(({ heard, sent }) => (1000 * heard.cpuSeconds) / sent.endMs.length)),
    peakRssBytes: Math.max(...rounds.map(({ peakRssBytes }) => peakRssBytes)),
    loopP99Ms: NaN,
    reactionMs: spreadOf([]),
    turnMs: spreadOf([]),
    tapped: undefined,
    moduleShare: NaN,
    commitsEach: NaN,
    diskBytesEach: NaN,
    lost,
    errors: [],
  };
}

/** Of the queue's use of the disk; warm-up and end included on both sides of the division. */
function perMessage(
  rounds: readonly Measurement[],
  field: (disk: NonNullable<Measurement['disk']>) => number,
): number {
  const used = rounds.map(({ disk, module }) =>
    disk === undefined ? NaN : field(disk) / module.publishes.length,
  );
  return median(used);
}

/** The mean publish, which is what throughput depends on; the host's reaction left out: the limit is the line's. */
function meanCycle(publishes: readonly TappedPublish[]): PublishCycle | undefined {
  if (publishes.length === 0) return undefined;
  const mean = (field: keyof PublishCycle) =>
    publishes.reduce((sum, publish) => sum + publish[field], 0) / publishes.length;
  return {
    commandBytes: mean('commandBytes'),
    payloadBytes: mean('payloadBytes'),
    promptBytes: mean('promptBytes'),
    okBytes: mean('okBytes'),
    ackBytes: mean('ackBytes'),
    promptMs: mean('promptMs'),
    okMs: mean('okMs'),
    ackMs: mean('ackMs'),
    reactionMs: 0,
  };
}
