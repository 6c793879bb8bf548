import { DRAIN_STEP_MS, drainBatch } from './data-phase';
import type { FinalResult } from './final-result';
import { GREETING_PARTS } from './greeting';
import {
  type Advance,
  type Doubt,
  type Effect,
  type Phase,
  type Recovery,
  type CommandMachine,
  free,
  settle,
  to,
  unchanged,
  write,
} from './command-state';
import type { ProbeIndex } from './probe';

/** How long a late final result is awaited after a deadline, before the probe. */
export const QUARANTINE_MS = 500;

/** Timeout of the greeting after opening, and of each part of it. */
const GREETING_MS = 1000;

/** A recovery whose first probe is not chosen yet. */
export type Unplanned = Omit<Recovery, 'probe'> & { readonly avoided: ProbeIndex | undefined };

/** The probe that resembles the lost command is never used: then there is only one attempt. */
export function commandRecovery(avoided: ProbeIndex | undefined, more: Partial<Recovery> = {}): Unplanned {
  return {
    of: 'command',
    greeting: 'taken',
    drainBytes: 0,
    terminatorOf: undefined,
    mayBeText: false,
    attemptsLeft: avoided === undefined ? 1 : 0,
    doubt: undefined,
    ...more,
    avoided,
  };
}

/**
 * Verifies a refusal: the module answers in order, so any remaining response to the command precedes the probe's line.
 */
export function doubtRecovery(doubt: Doubt): Unplanned {
  const { id, data, resembles } = doubt.job;
  if (doubt.isAfterData) return commandRecovery(resembles, { doubt });
  return commandRecovery(resembles, { ...drainOf(id, data), doubt });
}

/** How a data phase that `data` may have opened is ended. */
export function drainOf(
  id: number,
  data: { readonly bytes: number; readonly isTerminated: boolean } | undefined,
): Pick<Recovery, 'drainBytes' | 'terminatorOf'> {
  return { drainBytes: data?.bytes ?? 0, terminatorOf: data?.isTerminated === true ? id : undefined };
}

/** After opening one drain is enough; the second probe is for firmware that refuses the first. */
function openingRecovery(greeting: Recovery['greeting'], drainBytes = 0): Unplanned {
  return { ...commandRecovery(undefined, { greeting, drainBytes, mayBeText: true }), of: 'opening' };
}

/** Writes the greeting. With `drainBytes` an unanswered one is followed by the drain. */
export function greet(slot: CommandMachine, drainBytes: number, before: readonly Effect[] = []): Advance {
  return to(slot, { kind: 'greeting', drainBytes }, [
    ...before,
    { kind: 'arm', ms: GREETING_MS },
    write({ kind: 'greeting' }),
  ]);
}

type Beginning = 'at-once' | 'after-return';

/** Moves on to the probe. */
export function recover(
  slot: CommandMachine,
  recovery: Unplanned,
  before: readonly Effect[],
  beginning: Beginning,
): Advance {
  return prove(slot, plan(slot, recovery), before, beginning, []);
}

/** Moves on to the drain, and then to the probe. */
export function drain(slot: CommandMachine, recovery: Unplanned, before: readonly Effect[]): Advance {
  return startDrain(slot, plan(slot, recovery), before);
}

/** The phases of a recovery. */
export type Recovering = Extract<
  Phase,
  { kind: 'quarantine' | 'greeting' | 'restoring' | 'draining' | 'returning' | 'probing' }
>;

/** A final result during recovery. */
export function finalWhileRecovering(
  slot: CommandMachine,
  phase: Recovering,
  result: FinalResult,
  isUnlike: boolean,
): Advance {
  switch (phase.kind) {
    case 'quarantine':
      return free(slot, [{ kind: 'late-final' }]);
    case 'greeting':
      return recover(slot, openingRecovery(result.kind === 'ok' ? 'taken' : 'refused'), [], 'at-once');
    case 'restoring':
      return nextPart(slot, phase);
    case 'draining':
      return prove(slot, phase.recovery, [], 'after-return', [{ kind: 'drained' }]);
    case 'returning':
      return prove(slot, phase.recovery, [{ kind: 'await-prompt', on: false }], 'at-once', [
        { kind: result.kind === 'ok' ? 'drained' : 'late-final' },
      ]);
    case 'probing':
      return phase.isSeen ? proved(slot, phase.recovery, isUnlike) : finalBeforeProof(slot, phase, result);
  }
}

/** The deadline of a phase of recovery. */
export function deadlineWhileRecovering(slot: CommandMachine, phase: Recovering): Advance {
  switch (phase.kind) {
    case 'quarantine':
      return recover(slot, commandRecovery(phase.resembles), [], 'at-once');
    case 'greeting':
      return phase.drainBytes > 0
        ? drain(slot, openingRecovery('swallowed', phase.drainBytes), [])
        : recover(slot, openingRecovery('taken'), [], 'at-once');
    case 'restoring':
      return nextPart(slot, phase);
    case 'draining':
      if (phase.left > 0) return spaces(slot, phase.recovery, phase.left, []);
      return writeReturn(slot, phase.recovery, [], phase.recovery.mayBeText);
    case 'returning':
      return prove(slot, phase.recovery, [{ kind: 'await-prompt', on: false }], 'at-once', []);
    case 'probing': {
      const { recovery, isSeen } = phase;
      // An answer without a result: results are off, and the module has ignored the greeting, as it does other combined
      // basic commands.
      if (recovery.of === 'opening' && isSeen && recovery.greeting !== 'restored')
        return restore(slot, recovery, 0);
      return unproved(slot, recovery);
    }
  }
}

/** A prompt during recovery: the module waits for the bytes of a command that came late, or was believed refused. */
export function promptWhileRecovering(slot: CommandMachine, phase: Recovering): Advance {
  const isLate = phase.kind === 'returning' || (phase.kind === 'probing' && isBeforeData(phase.recovery));
  if (!isLate) return unchanged(slot);
  const { doubt, ...recovery } = phase.recovery;
  const before = settle(doubt, { kind: 'stuck' });
  return recovery.attemptsLeft > 0
    ? startDrain(slot, nextAttempt({ ...recovery, doubt: undefined }), before)
    : giveUp(slot, { ...recovery, doubt: undefined }, before);
}

/** The module answers in order: a result before the probe's line is an older command's, and so the doubted one's. */
function finalBeforeProof(
  slot: CommandMachine,
  phase: Recovering & { kind: 'probing' },
  result: FinalResult,
): Advance {
  const { recovery } = phase;
  if (recovery.doubt?.isAfterData !== true || result.kind === 'error')
    return { slot, effects: [{ kind: 'late-final' }] };
  return to(slot, { ...phase, recovery: { ...recovery, doubt: undefined } }, [
    ...settle(recovery.doubt, { kind: 'accepted' }),
  ]);
}

function proved(slot: CommandMachine, recovery: Recovery, isUnlike: boolean): Advance {
  if (recovery.of === 'opening') {
    // A data phase may have swallowed the greeting alone, and its OK passed for ours.
    const isMissed = recovery.greeting === 'refused' || (isUnlike && recovery.greeting !== 'restored');
    if (isMissed) return restore(slot, recovery, 0);
    return free(slot, [{ kind: 'resynchronised' }]);
  }
  const { doubt } = recovery;
  if (doubt === undefined) return free(slot, []);
  const { result, isAfterData } = doubt;
  return free(slot, [
    { kind: 'await-prompt', on: false },
    ...settle(doubt, { kind: 'refused', result, isAfterData }),
  ]);
}

/** The doubted command's outcome is unknown; recovery continues without it. */
function unproved(slot: CommandMachine, { doubt, ...rest }: Recovery): Advance {
  const recovery = { ...rest, doubt: undefined };
  const before: Effect[] =
    doubt === undefined ? [] : [...settle(doubt, { kind: 'stuck' }), { kind: 'await-prompt', on: false }];
  if (recovery.attemptsLeft === 0) return giveUp(slot, recovery, before);
  const again = { ...nextAttempt(recovery), probe: other(recovery.probe) };
  const isDrainedOnce = recovery.of === 'opening';
  const isData = recovery.drainBytes > 0 || recovery.terminatorOf !== undefined;
  return isData && !isDrainedOnce
    ? startDrain(slot, again, before)
    : prove(slot, again, before, 'at-once', []);
}

function giveUp(slot: CommandMachine, recovery: Recovery, before: readonly Effect[]): Advance {
  if (recovery.of === 'opening') return free(slot, [...before, { kind: 'silent' }]);
  return to(slot, { kind: 'dead' }, [{ kind: 'disarm' }, ...before, { kind: 'desync' }]);
}

function restore(slot: CommandMachine, recovery: Recovery, place: number): Advance {
  return to(slot, { kind: 'restoring', place, recovery: { ...recovery, greeting: 'restored' } }, [
    { kind: 'arm', ms: GREETING_MS },
    write({ kind: 'greeting-part', place }),
  ]);
}

/** Whether a part was accepted or not: the next one, and after the last the probe. */
function nextPart(slot: CommandMachine, { place, recovery }: Recovering & { kind: 'restoring' }): Advance {
  if (place + 1 < GREETING_PARTS.length) return restore(slot, recovery, place + 1);
  return prove(slot, { ...recovery, probe: slot.nextProbe }, [], 'at-once', []);
}

function plan(slot: CommandMachine, { avoided, ...recovery }: Unplanned): Recovery {
  return { ...recovery, probe: slot.nextProbe === avoided ? other(avoided) : slot.nextProbe };
}

function startDrain(slot: CommandMachine, recovery: Recovery, before: readonly Effect[]): Advance {
  if (recovery.terminatorOf === undefined) {
    if (recovery.drainBytes === 0) return writeReturn(slot, recovery, before);
    return spaces(slot, recovery, recovery.drainBytes, before);
  }
  return to(slot, { kind: 'draining', recovery, left: 0 }, [
    ...before,
    { kind: 'arm', ms: DRAIN_STEP_MS },
    write({ kind: 'terminator', id: recovery.terminatorOf }),
  ]);
}

function spaces(slot: CommandMachine, recovery: Recovery, left: number, before: readonly Effect[]): Advance {
  const bytes = drainBatch(left);
  return to(slot, { kind: 'draining', recovery, left: left - bytes }, [
    ...before,
    { kind: 'arm', ms: DRAIN_STEP_MS },
    write({ kind: 'spaces', bytes, isFirst: left === recovery.drainBytes }),
  ]);
}

function writeReturn(
  slot: CommandMachine,
  recovery: Recovery,
  before: readonly Effect[],
  cancels = false,
): Advance {
  return to(slot, { kind: 'returning', recovery }, [
    ...before,
    { kind: 'arm', ms: DRAIN_STEP_MS },
    { kind: 'await-prompt', on: true },
    write({ kind: 'return', cancels }),
  ]);
}

/** Writes the probe; if a data phase may have swallowed the greeting, first the greeting again. */
function prove(
  slot: CommandMachine,
  recovery: Recovery,
  before: readonly Effect[],
  beginning: Beginning,
  after: readonly Effect[],
): Advance {
  const begin: Effect[] = beginning === 'after-return' ? [write({ kind: 'return', cancels: false })] : [];
  if (recovery.greeting === 'swallowed') {
    const { slot: next, effects } = greet(slot, 0, [...before, ...begin]);
    return { slot: next, effects: [...effects, ...after] };
  }
  const writes: Effect[] = [...begin, write({ kind: 'probe', probe: recovery.probe })];
  return {
    slot: {
      phase: { kind: 'probing', recovery, probe: recovery.probe, isSeen: false },
      nextProbe: other(recovery.probe),
    },
    effects: [...before, { kind: 'arm-probe', probe: recovery.probe }, ...writes, ...after],
  };
}

function isBeforeData({ doubt }: Recovery): boolean {
  return doubt?.isAfterData === false;
}

function nextAttempt(recovery: Recovery): Recovery {
  return { ...recovery, attemptsLeft: recovery.attemptsLeft - 1 };
}

function other(probe: ProbeIndex): ProbeIndex {
  return probe === 0 ? 1 : 0;
}
