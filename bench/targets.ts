import type { Outcome } from './outcome';
import type { PeerName } from './rig';

/** One line of the verdict: the target and the result; undefined where it was not measured in this run. */
export interface Verdict {
  readonly target: string;
  readonly wanted: string;
  readonly figure: number | undefined;
  readonly unit: string;
  readonly isMet: boolean | undefined;
}

interface Target {
  readonly target: string;
  readonly sense: 'at least' | 'at most';
  readonly bound: number;
  readonly unit: string;
  readonly figure: (found: Findings) => number | undefined;
}

/** All findings of a run, by cell and peer, and single figures by name. */
export class Findings {
  constructor(
    readonly outcomes: readonly Outcome[],
    readonly figures: Readonly<Record<string, number>>,
  ) {}

  of(cell: string, peer: PeerName): Outcome | undefined {
    return this.outcomes.find((outcome) => outcome.cell === cell && outcome.peer === peer);
  }

  /** A figure of `a` divided by the same of `b`; undefined unless both were measured. */
  ratio(cell: string, a: PeerName, b: PeerName, field: 'perSecond' | 'cpuPer1000'): number | undefined {
    return over(this.of(cell, a)?.[field], this.of(cell, b)?.[field]);
  }

  /** The better of the hand-made flow's two variants, in `field`, divided by ours. */
  handMade(cell: string, field: 'perSecond' | 'cpuPer1000'): number | undefined {
    const ours = this.of(cell, 'ours')?.[field];
    const theirs = (['by hand, characters', 'by hand, pauses'] as const)
      .map((peer) => this.of(cell, peer)?.[field])
      .filter((value) => value !== undefined);
    if (theirs.length === 0) return undefined;
    return field === 'perSecond' ? over(ours, Math.max(...theirs)) : over(Math.min(...theirs), ours);
  }
}

function over(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a / b;
}

function gain(found: Findings): number | undefined {
  const windowed = found.of('line', 'ours');
  const single = found.of('line', 'ours, one at a time');
  if (windowed === undefined || single === undefined) return undefined;
  const formula = windowed.limitPerSecond / windowed.limitOneAtATimePerSecond;
  return windowed.perSecond / single.perSecond / formula;
}

/** Issue 6's targets. */
const TARGETS: readonly Target[] = [
  {
    target: "line: share of the formula's windowed limit",
    sense: 'at least',
    bound: 0.92,
    unit: '',
    figure: (found) => over(found.of('line', 'ours')?.perSecond, found.of('line', 'ours')?.limitPerSecond),
  },
  {
    target: 'line: share of what bare serialport reaches',
    sense: 'at least',
    bound: 0.97,
    unit: '',
    figure: (found) => found.ratio('line', 'ours', 'bare serialport', 'perSecond'),
  },
  {
    target: "line: gain over one at a time, share of the formula's",
    sense: 'at least',
    bound: 0.9,
    unit: '',
    figure: gain,
  },
  {
    target: "line: reaction, prompt's last byte to payload's first, p50",
    sense: 'at most',
    bound: 0.5,
    unit: 'ms',
    figure: (found) => found.of('line', 'ours')?.reactionMs.p50,
  },
  {
    target: "line: reaction, prompt's last byte to payload's first, p99",
    sense: 'at most',
    bound: 5,
    unit: 'ms',
    figure: (found) => found.of('line', 'ours')?.reactionMs.p99,
  },
  {
    target: "free: share of bare serialport's rate",
    sense: 'at least',
    bound: 0.75,
    unit: '',
    figure: (found) => found.ratio('free', 'ours', 'bare serialport', 'perSecond'),
  },
  {
    target: "free: processor time a publish, over bare serialport's",
    sense: 'at most',
    bound: 1.8,
    unit: '',
    figure: (found) => found.ratio('free', 'ours', 'bare serialport', 'cpuPer1000'),
  },
  {
    target: "free: rate over the hand-made flow's",
    sense: 'at least',
    bound: 2,
    unit: '',
    figure: (found) => found.handMade('free', 'perSecond'),
  },
  {
    target: "free: the hand-made flow's processor time a publish, over ours",
    sense: 'at least',
    bound: 2,
    unit: '',
    figure: (found) => found.handMade('free', 'cpuPer1000'),
  },
  {
    target: 'backlog: heap and external memory with the messages on disk, over idle',
    sense: 'at most',
    bound: 5,
    unit: 'MB',
    figure: (found) => found.figures['backlogMb'],
  },
  {
    target: 'million: growth from the first tenth of the publishes to the last',
    sense: 'at most',
    bound: 1,
    unit: 'MB',
    figure: (found) => found.figures['millionGrowthMb'],
  },
  {
    target: 'air: messages for the same readings, gathered for 60 s, over one by one',
    sense: 'at most',
    bound: 1 / 20,
    unit: '',
    figure: (found) => found.figures['airMessagesShare'],
  },
  {
    target: 'air: bytes on the air, gathered for 60 s, over one by one',
    sense: 'at most',
    bound: 1 / 5,
    unit: '',
    figure: (found) => found.figures['airBytesShare'],
  },
  {
    target: "recorder: share of a publish's processor time",
    sense: 'at most',
    bound: 0.01,
    unit: '',
    figure: (found) => found.figures['recorderShare'],
  },
  {
    target: 'idle: share of a core, online',
    sense: 'at most',
    bound: 0.02,
    unit: '%',
    figure: (found) => found.figures['idlePercent'],
  },
  {
    target: "start: what the nodes add to Node-RED's start",
    sense: 'at most',
    bound: 150,
    unit: 'ms',
    figure: (found) => found.figures['startAddedMs'],
  },
  {
    target: 'start: modules loaded that only an open modem needs',
    sense: 'at most',
    bound: 0,
    unit: '',
    figure: (found) => found.figures['startLoadedEarly'],
  },
  {
    target: 'disk-slow: event loop held, p99, with an fsync of 30 ms',
    sense: 'at most',
    bound: 20,
    unit: 'ms',
    figure: (found) => found.of('disk-slow', 'ours, slow disk')?.loopP99Ms,
  },
  {
    target: "disk-slow: rate with an fsync of 30 ms, share of memory's",
    sense: 'at least',
    bound: 0.9,
    unit: '',
    figure: (found) => found.ratio('disk-slow', 'ours, slow disk', 'ours on that Node.js', 'perSecond'),
  },
];

/** Compares each target with the findings. */
export function judge(found: Findings): Verdict[] {
  return TARGETS.map(({ target, sense, bound, unit, figure }) => {
    const value = figure(found);
    const isMet = value === undefined ? undefined : sense === 'at least' ? value >= bound : value <= bound;
    return { target, wanted: `${sense} ${bound} ${unit}`.trim(), figure: value, unit, isMet };
  });
}
