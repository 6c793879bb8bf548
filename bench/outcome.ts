import type { Cell } from './cells';
import { type PublishCycle, limitOneAtATime, limitWindowed } from './formula';
import { type Spread, median, spreadOf } from './percentiles';
import type { ListenReport, DeliverReport } from './protocol';
import { type Measurement, type PeerName, windowOf } from './rig';
import type { TappedPublish } from './tap';

/** The result of one peer in one cell, over all rounds. */
export interface Outcome {
  readonly cell: string;
  readonly peer: PeerName;
  readonly direction: 'up' | 'down';
  /** Messages per second, the median round. */
  readonly perSecond: number;
  /** The formula's limit for this window, and for a window of 1, with the module's latencies as tapped; NaN for downlink. */
  readonly limitPerSecond: number;
  readonly limitOneAtATimePerSecond: number;
  /** From input to output; for downlink from the last byte on the wire to the flow's message. ms. */
  readonly latencyMs: Spread;
  /** CPU seconds per 1,000 messages, the median round. */
  readonly cpuPer1000: number;
  readonly peakRssBytes: number;
  readonly loopP99Ms: number;
  /** From the prompt's last byte to the payload's first, ms. */
  readonly reactionMs: Spread;
  /** From the last byte of OK to the next command's first, where the window was open, ms. */
  readonly turnMs: Spread;
  readonly tapped: PublishCycle | undefined;
  /** Share of the time that the module's process was busy. */
  readonly moduleShare: number;
  /** Commits (each an fsync) and bytes written to disk per message; NaN where not counted. */
  readonly commitsEach: number;
  readonly diskBytesEach: number;
  readonly lost: number;
  readonly errors: readonly string[];
}

/** Combines the rounds of one peer under a publishing load. */
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
    // At a fixed rate the next message isn't available yet.
    turnMs: spreadOf(cell.rate > 0 ? [] : publishes.flatMap(({ turnMs }) => turnMs ?? [])),
    tapped,
    moduleShare: median(rounds.map(({ module }) => (1000 * module.cpuSeconds) / module.elapsedMs)),
    commitsEach: perMessage(rounds, ({ commits }) => commits),
    diskBytesEach: perMessage(rounds, ({ bytes }) => bytes),
    lost: 0,
    errors: [...new Set(loads.flatMap((load) => load.errors))],
  };
}

/** One round of downlink: the messages that the module sent, and those that left the flow. */
export interface Reception {
  readonly listened: ListenReport;
  readonly sent: DeliverReport;
  readonly peakRssBytes: number;
}

/** Combines the rounds of one listening peer. */
export function outcomeOfReception(cell: Cell, peer: PeerName, rounds: readonly Reception[]): Outcome {
  const latenciesMs: number[] = [];
  let lost = 0;
  for (const { listened, sent } of rounds) {
    for (const [place, endMs] of sent.endMs.entries()) {
      const receivedMs = listened.receivedMs[sent.first + place];
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
    cpuPer1000: median(rounds.map(({ listened, sent }) => (1000 * listened.cpuSeconds) / sent.endMs.length)),
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

/** Disk use of the queue per message; warm-up and end are included on both sides of the division. */
function perMessage(
  rounds: readonly Measurement[],
  field: (disk: NonNullable<Measurement['disk']>) => number,
): number {
  const used = rounds.map(({ disk, module }) =>
    disk === undefined ? NaN : field(disk) / module.publishes.length,
  );
  return median(used);
}

/** The mean publish, which determines throughput; without the host's reaction: the limit is the line's. */
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
