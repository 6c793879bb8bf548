import assert from 'node:assert/strict';
import type { Outcome } from '../../bench/outcome';
import { spreadOf } from '../../bench/percentiles';
import { verdictLines } from '../../bench/table';
import { Findings, judge } from '../../bench/targets';

const NOTHING = spreadOf([]);

function outcome(figures: Pick<Outcome, 'cell' | 'peer'> & Partial<Outcome>): Outcome {
  return {
    direction: 'up',
    perSecond: NaN,
    limitPerSecond: NaN,
    limitOneAtATimePerSecond: NaN,
    latencyMs: NOTHING,
    cpuPer1000: NaN,
    peakRssBytes: NaN,
    loopP99Ms: NaN,
    reactionMs: NOTHING,
    turnMs: NOTHING,
    tapped: undefined,
    moduleShare: NaN,
    commitsEach: NaN,
    diskBytesEach: NaN,
    lost: 0,
    errors: [],
    ...figures,
  };
}

function verdictOf(target: string, outcomes: readonly Outcome[], figures: Record<string, number> = {}) {
  const found = judge(new Findings(outcomes, figures)).find((verdict) => verdict.target.startsWith(target));
  assert.ok(found, target);
  return found;
}

describe('The bench’s targets', () => {
  it('are met at the bound itself, and missed right below it', () => {
    const bare = outcome({ cell: 'free', peer: 'bare serialport', perSecond: 1000 });
    for (const [perSecond, isMet] of [
      [750, true],
      [749, false],
    ] as const) {
      const ours = outcome({ cell: 'free', peer: 'ours', perSecond });
      const verdict = verdictOf('free: share of bare', [ours, bare]);
      assert.deepEqual([verdict.figure, verdict.isMet], [perSecond / 1000, isMet]);
    }
  });

  it('hold ours against the better of the hand-made flow’s two ways', () => {
    const outcomes = [
      outcome({ cell: 'free', peer: 'ours', perSecond: 300, cpuPer1000: 1 }),
      outcome({ cell: 'free', peer: 'by hand, characters', perSecond: 200, cpuPer1000: 3 }),
      outcome({ cell: 'free', peer: 'by hand, pauses', perSecond: 10, cpuPer1000: 2 }),
    ];
    assert.equal(verdictOf('free: rate over', outcomes).figure, 1.5);
    assert.equal(verdictOf('free: the hand-made flow’s'.replace('’', "'"), outcomes).figure, 2);
  });

  it('measure the gain of the window by the formula’s own', () => {
    const outcomes = [
      outcome({
        cell: 'line',
        peer: 'ours',
        perSecond: 42,
        limitPerSecond: 45,
        limitOneAtATimePerSecond: 9,
      }),
      outcome({ cell: 'line', peer: 'ours, one at a time', perSecond: 8.4 }),
    ];
    assert.equal(verdictOf('line: gain', outcomes).figure, 1);
  });

  it('say nothing of what was not run', () => {
    const verdicts = judge(new Findings([], {}));
    assert.ok(verdicts.every(({ isMet, figure }) => isMet === undefined && figure === undefined));
    assert.ok(
      verdictLines(verdicts)
        .split('\n')
        .every((line) => line.startsWith('not run')),
    );
  });

  it('never count as met without a figure', () => {
    assert.equal(verdictOf('backlog', [], { backlogMb: NaN }).isMet, false);
  });

  it('end in a line for each, with the figure', () => {
    const lines = verdictLines([verdictOf('idle', [], { idlePercent: 0.03 })]);
    assert.equal(lines, 'MISSED  idle: share of a core, online: 0.030 % (at most 0.02 %)');
  });
});
