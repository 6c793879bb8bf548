import type { Echo } from './echo';
import { type FinalResult, readFinalResult } from './final-result';
import type { PendingCommand } from './pending-command';
import { type Probe, isProbeAnswer } from './probe';
import type { Phase } from './command-state';
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
  /** The text of a message that nobody asked for. */
  | { readonly kind: 'body' }
  /** Claimed by a command that is over: nobody's any more, and no event either. */
  | { readonly kind: 'late' }
  | { readonly kind: 'unsolicited' }
  | { readonly kind: 'stray' };

export interface Situation {
  readonly phase: Phase;
  /** The command in the slot, settled or not. */
  readonly current: PendingCommand | undefined;
  readonly echo: Echo;
  readonly probes: readonly [Probe, Probe];
  readonly isUnsolicited: (line: string) => boolean;
}

/**
 * What a line is, in the order of rule 2: exact echo, final result, claimed line, unsolicited code, stray. A line
 * with a payload is neither echo nor final.
 */
export function classify(text: string, isCounted: boolean, situation: Situation): Meaning {
  const { phase, current, echo, probes, isUnsolicited } = situation;
  if (!isCounted) {
    if (echo.matches(text)) return { kind: 'echo' };
    const isPrompt = isConnect(text) && current?.command.data?.prompt === 'CONNECT';
    if (isPrompt && mayPrompt(phase)) return { kind: 'prompt' };
    const result = readFinalResult(text, {
      command: current?.command.line.text,
      mayBeNumeric: isOpening(phase),
    });
    if (result !== undefined) return { kind: 'final', result };
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
  current: PendingCommand | undefined,
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

/** Phases in which a data command may still be answered by its prompt. */
const MAY_PROMPT: ReadonlySet<Phase['kind']> = new Set(['awaiting-prompt', 'doubted', 'returning']);

function mayPrompt(phase: Phase): boolean {
  return (
    MAY_PROMPT.has(phase.kind) || (phase.kind === 'probing' && phase.recovery.doubt?.isAfterData === false)
  );
}

/** Nobody knows yet how the module words its results. */
function isOpening(phase: Phase): boolean {
  return phase.kind === 'greeting' || ('recovery' in phase && phase.recovery.of === 'opening');
}

function isConnect(text: string): boolean {
  return text === 'CONNECT' || text.startsWith('CONNECT ');
}

/** True when the command in the slot has no more answers to get: a doubted one may. */
function isOver(phase: Phase): boolean {
  return OVER.has(phase.kind) && !('recovery' in phase && phase.recovery.doubt !== undefined);
}

/** True when `line` can be no part of a payload: the command in flight awaits it, or somebody listens to it. */
export function isKnownLine(line: string, situation: Situation): boolean {
  const { phase, current, echo, isUnsolicited } = situation;
  if (echo.matches(line) || isUnsolicited(line) || current?.claims.knows(line) === true) return true;
  if (phase.kind === 'idle' || phase.kind === 'dead') return false;
  return (
    readFinalResult(line, { command: current?.command.line.text, mayBeNumeric: isOpening(phase) }) !==
    undefined
  );
}

/** Phases behind the end of the command in the slot. */
const OVER: ReadonlySet<Phase['kind']> = new Set(['quarantine', 'draining', 'returning', 'probing']);
