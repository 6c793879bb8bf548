import type { Echo } from './echo';
import { type FinalResult, readFinalResult } from './final-result';
import type { Pending } from './pending';
import { type Probe, isProbeAnswer } from './probe';
import type { Phase } from './slot';
import type { Trace } from './trace';

/** What a line is. */
export type Meaning =
  | { readonly kind: 'echo' }
  | { readonly kind: 'final'; readonly result: FinalResult }
  /** CONNECT, where a command waits for it. */
  | { readonly kind: 'prompt' }
  /** The own line of the probe that was written. */
  | { readonly kind: 'probe' }
  | { readonly kind: 'claimed' }
  /** Claimed by a command that is over: nobody's any more, and no event either. */
  | { readonly kind: 'late' }
  | { readonly kind: 'unsolicited' }
  | { readonly kind: 'stray' };

export interface Situation {
  readonly phase: Phase;
  /** The command in the slot, settled or not. */
  readonly current: Pending | undefined;
  readonly echo: Echo;
  readonly probes: readonly [Probe, Probe];
  readonly isUnsolicited: (line: string) => boolean;
}

/**
 * What a line is, in the order of DESIGN.md rule 2: exact echo, final result, claimed line, unsolicited code, stray. A line
 * with a payload is neither echo nor final.
 */
export function classify(text: string, isCounted: boolean, situation: Situation): Meaning {
  const { phase, current, echo, probes, isUnsolicited } = situation;
  if (!isCounted) {
    if (echo.matches(text)) return { kind: 'echo' };
    const result = readFinalResult(text);
    if (result !== undefined) return { kind: 'final', result };
    const mayPrompt = phase.kind === 'awaiting-prompt' || phase.kind === 'returning';
    if (mayPrompt && isConnect(text) && current?.command.data?.prompt === 'CONNECT') {
      return { kind: 'prompt' };
    }
  }
  if (phase.kind === 'probing' && !phase.isSeen && isProbeAnswer(probes[phase.probe], text))
    return { kind: 'probe' };
  if (current?.claims.take(text, isUnsolicited) === true) return { kind: isOver(phase) ? 'late' : 'claimed' };
  return { kind: isUnsolicited(text) ? 'unsolicited' : 'stray' };
}

/** Records a line that came. While a command with secrets is in the slot, its answer and unknown lines are withheld. */
export function traceLine(
  trace: Trace,
  kind: Meaning['kind'],
  text: string,
  data: Buffer | undefined,
  isSecret: boolean,
  current: Pending | undefined,
): void {
  const isAnswer = kind === 'claimed' || kind === 'late';
  if (isSecret || (isAnswer && current?.command.secretAnswer === true)) {
    trace.record('in', `${/^\+\w+: ?/.exec(text)?.[0] ?? ''}***`);
  } else if (kind === 'stray' && current?.isSecret === true) {
    trace.record('in', `<${text.length + (data?.length ?? 0)} bytes withheld>`);
  } else if (data === undefined) {
    trace.record('in', text);
  } else {
    trace.recordData('in', `${text},`, data);
  }
}

function isConnect(text: string): boolean {
  return text === 'CONNECT' || text.startsWith('CONNECT ');
}

function isOver(phase: Phase): boolean {
  return OVER.has(phase.kind);
}

/** Phases behind the end of the command in the slot. */
const OVER: ReadonlySet<Phase['kind']> = new Set(['quarantine', 'draining', 'returning', 'probing']);
