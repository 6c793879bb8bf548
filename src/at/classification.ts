import type { Echo } from './echo';
import { type FinalResult, readFinalResult } from './final-result';
import type { PendingCommand } from './pending-command';
import { type Probe, isProbeAnswer } from './probe';
import type { Phase } from './command-state';
import type { Trace } from './trace';

/** Meaning of a line. */
export type Meaning =
  | { readonly kind: 'echo' }
  | { readonly kind: 'final'; readonly result: FinalResult }
  /** CONNECT, while a command waits for it. */
  | { readonly kind: 'prompt' }
  /** The probe's own line. */
  | { readonly kind: 'probe' }
  | { readonly kind: 'matched' }
  /** The text of an unsolicited message. */
  | { readonly kind: 'body' }
  /** Matches a command that is over: belongs to no command and is not a URC. */
  | { readonly kind: 'late' }
  | { readonly kind: 'unsolicited' }
  | { readonly kind: 'stray' };

export interface Situation {
  readonly phase: Phase;
  /** The command in flight or last in flight, settled or not. */
  readonly current: PendingCommand | undefined;
  readonly echo: Echo;
  readonly probes: readonly [Probe, Probe];
  readonly isUnsolicited: (line: string) => boolean;
}

/**
 * Classifies a line in the order of rule 2: exact echo, final result, matched line, unsolicited code, stray. A line
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
  if (current?.matcher.take(text, isUnsolicited) === true)
    return { kind: isOver(phase) ? 'late' : 'matched' };
  return { kind: isUnsolicited(text) ? 'unsolicited' : 'stray' };
}

/** Records a received line. While a command with secrets is in the slot, its answer and unknown lines are withheld. */
export function traceLine(
  trace: Trace,
  kind: Meaning['kind'],
  text: string,
  data: Buffer | undefined,
  isSecret: boolean,
  current: PendingCommand | undefined,
): void {
  const isAnswer = kind === 'matched' || kind === 'late';
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

/** Phases in which a data command's prompt may still come. */
const MAY_PROMPT: ReadonlySet<Phase['kind']> = new Set(['awaiting-prompt', 'doubted', 'returning']);

function mayPrompt(phase: Phase): boolean {
  return (
    MAY_PROMPT.has(phase.kind) || (phase.kind === 'probing' && phase.recovery.doubt?.isAfterData === false)
  );
}

/** It is not known yet how the module words its results. */
function isOpening(phase: Phase): boolean {
  return phase.kind === 'greeting' || ('recovery' in phase && phase.recovery.of === 'opening');
}

function isConnect(text: string): boolean {
  return text === 'CONNECT' || text.startsWith('CONNECT ');
}

/** True when no more answers can come for the command in the slot; for a doubted one they can. */
function isOver(phase: Phase): boolean {
  return OVER.has(phase.kind) && !('recovery' in phase && phase.recovery.doubt !== undefined);
}

/** True when `line` cannot be part of a payload: the command in flight awaits it, or it has a listener. */
export function isKnownLine(line: string, situation: Situation): boolean {
  const { phase, current, echo, isUnsolicited } = situation;
  if (echo.matches(line) || isUnsolicited(line) || current?.matcher.matches(line) === true) return true;
  if (phase.kind === 'idle' || phase.kind === 'dead') return false;
  return (
    readFinalResult(line, { command: current?.command.line.text, mayBeNumeric: isOpening(phase) }) !==
    undefined
  );
}

/** Phases after the end of the command in the slot. */
const OVER: ReadonlySet<Phase['kind']> = new Set(['quarantine', 'draining', 'returning', 'probing']);
