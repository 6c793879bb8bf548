import { DRAIN_STEP_MS, drainBatch } from './data-phase';
import type { FinalResult } from './final-result';
import type { ProbeIndex } from './probe';

/**
 * The one place in which a command is in flight, as a pure machine: {@link advance} takes its state and an input, and gives
 * the next state and what is to be done. It knows nothing of bytes, clocks and promises.
 */
export interface Slot {
  readonly phase: Phase;
  /** The probe whose turn it is: they alternate, so that a late answer to one never passes for the other's. */
  readonly nextProbe: ProbeIndex;
}

/** What the slot has to know of a command. */
export interface Job {
  readonly id: number;
  readonly replyMs: number;
  readonly data: DataPlan | undefined;
  /** The probe that a late answer to this command could be mistaken for. */
  readonly resembles: ProbeIndex | undefined;
}

export interface DataPlan {
  readonly bytes: number;
  readonly promptMs: number;
  readonly replyMs: number;
  /** The bytes end with a terminator instead of a count. */
  readonly isTerminated: boolean;
}

/** A command, and whether it was told its end already (cancelled): it keeps the slot none the less. */
interface Flight {
  readonly job: Job;
  readonly isSettled: boolean;
}

export type Phase =
  | { readonly kind: 'idle' }
  | ({
      readonly kind: 'awaiting-reply' | 'awaiting-prompt' | 'writing-data' | 'awaiting-data-reply';
    } & Flight)
  /** After a deadline: the late final result may still come. */
  | { readonly kind: 'quarantine'; readonly resembles: ProbeIndex | undefined }
  /** AT was written after opening; nobody knows yet what the module is at. */
  | { readonly kind: 'greeting'; readonly drainBytes: number }
  | { readonly kind: 'draining'; readonly recovery: Recovery; readonly left: number }
  /**
   * The CR behind the drain was written. If the data command's own CR had got lost, this one completes the command, and the
   * prompt comes only now.
   */
  | { readonly kind: 'returning'; readonly recovery: Recovery }
  | {
      readonly kind: 'probing';
      readonly recovery: Recovery;
      readonly probe: ProbeIndex;
      readonly isSeen: boolean;
    }
  | { readonly kind: 'dead' };

/** How a line of unknown state is proved. */
interface Recovery {
  /** `opening`: a failure ends the resynchronisation; `command`: it ends the line. */
  readonly of: 'opening' | 'command';
  /** Spaces that each further attempt writes before its probe; 0: none. */
  readonly drainBytes: number;
  /** The command whose terminator ends the data phase, in the place of spaces. */
  readonly terminatorOf: number | undefined;
  readonly attemptsLeft: number;
  readonly probe: ProbeIndex;
}

export type Input =
  | { readonly kind: 'start'; readonly job: Job }
  | { readonly kind: 'greet'; readonly drainBytes: number }
  | { readonly kind: 'prompt' }
  | { readonly kind: 'data-written'; readonly id: number }
  | { readonly kind: 'final'; readonly result: FinalResult }
  /** The probe's own line has come. */
  | { readonly kind: 'probe-line' }
  /** `promptBytes`: a prompt that nobody awaited stands on the line, and so many bytes would answer it; else 0. */
  | { readonly kind: 'deadline'; readonly promptBytes: number }
  | { readonly kind: 'cancel'; readonly id: number }
  /** The module has restarted: the slot is fresh. */
  | { readonly kind: 'interrupt' }
  /** The line's epoch is over. */
  | { readonly kind: 'end' };

/** How a command settles. */
export type Settlement =
  | { readonly kind: 'accepted' }
  | {
      readonly kind: 'refused';
      readonly result: FinalResult & { kind: 'error' };
      readonly isAfterData: boolean;
    }
  | { readonly kind: 'timed-out'; readonly ms: number }
  | { readonly kind: 'stuck' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'interrupted' };

export type Effect =
  | { readonly kind: 'settle'; readonly id: number; readonly settlement: Settlement }
  /** Replaces the deadline. */
  | { readonly kind: 'arm'; readonly ms: number }
  /** The deadline of a probe, which knows its own. */
  | { readonly kind: 'arm-probe'; readonly probe: ProbeIndex }
  | { readonly kind: 'disarm' }
  | { readonly kind: 'await-prompt'; readonly on: boolean }
  | { readonly kind: 'write'; readonly what: Writing }
  /** A final result that belongs to an older command. */
  | { readonly kind: 'late-final' }
  /** A final result that belongs to nothing. */
  | { readonly kind: 'stray-final' }
  /** OK or ERROR came while draining: a data phase was filled with spaces. */
  | { readonly kind: 'drained' }
  | { readonly kind: 'resynchronised' }
  /** Nothing answered after opening. */
  | { readonly kind: 'silent' }
  /** Nothing answers any more: the port has to be reopened. */
  | { readonly kind: 'desync' };

/** Each is one write to the line. */
export type Writing =
  | { readonly kind: 'command' | 'data' | 'terminator'; readonly id: number }
  /** AT, after opening. */
  | { readonly kind: 'greeting' }
  | { readonly kind: 'spaces'; readonly bytes: number; readonly isFirst: boolean }
  /** One CR: ends what the spaces may have left in the command line. */
  | { readonly kind: 'return' }
  | { readonly kind: 'probe'; readonly probe: ProbeIndex };

export interface Advance {
  readonly slot: Slot;
  /** In the order in which they are to be done. Writes come last. */
  readonly effects: readonly Effect[];
}

/** How long a late final result is waited for after a deadline, before the probe. */
export const QUARANTINE_MS = 500;

/** How long AT after opening may take. */
export const GREETING_MS = 1000;

export const FRESH_SLOT: Slot = { phase: { kind: 'idle' }, nextProbe: 0 };

/** One step of the slot. */
export function advance(slot: Slot, input: Input): Advance {
  switch (input.kind) {
    case 'start':
      return start(slot, input.job);
    case 'greet':
      if (slot.phase.kind !== 'idle') return unchanged(slot);
      return to(slot, { kind: 'greeting', drainBytes: input.drainBytes }, [
        { kind: 'arm', ms: GREETING_MS },
        write({ kind: 'greeting' }),
      ]);
    case 'prompt':
      return prompt(slot);
    case 'data-written':
      return dataWritten(slot, input.id);
    case 'final':
      return final(slot, input.result);
    case 'probe-line':
      return slot.phase.kind === 'probing' ? to(slot, { ...slot.phase, isSeen: true }, []) : unchanged(slot);
    case 'deadline':
      return deadline(slot, input.promptBytes);
    case 'cancel':
      return cancel(slot, input.id);
    case 'interrupt':
      return slot.phase.kind === 'dead' ? unchanged(slot) : stop(slot, { kind: 'idle' });
    case 'end':
      return stop(slot, { kind: 'dead' });
  }
}

function start(slot: Slot, job: Job): Advance {
  if (slot.phase.kind !== 'idle') return unchanged(slot);
  if (job.data === undefined) {
    return to(slot, { kind: 'awaiting-reply', job, isSettled: false }, [
      { kind: 'arm', ms: job.replyMs },
      write({ kind: 'command', id: job.id }),
    ]);
  }
  return to(slot, { kind: 'awaiting-prompt', job, isSettled: false }, [
    { kind: 'arm', ms: job.data.promptMs },
    { kind: 'await-prompt', on: true },
    write({ kind: 'command', id: job.id }),
  ]);
}

function prompt(slot: Slot): Advance {
  const { phase } = slot;
  if (phase.kind === 'returning') {
    return phase.recovery.attemptsLeft > 0
      ? startDrain(slot, nextAttempt(phase.recovery), [])
      : giveUp(slot, phase.recovery);
  }
  if (phase.kind !== 'awaiting-prompt' || phase.job.data === undefined) return unchanged(slot);
  return to(slot, { ...phase, kind: 'writing-data' }, [
    { kind: 'arm', ms: phase.job.data.replyMs },
    { kind: 'await-prompt', on: false },
    write({ kind: 'data', id: phase.job.id }),
  ]);
}

function dataWritten(slot: Slot, id: number): Advance {
  const { phase } = slot;
  if (phase.kind !== 'writing-data' || phase.job.id !== id || phase.job.data === undefined)
    return unchanged(slot);
  return to(slot, { ...phase, kind: 'awaiting-data-reply' }, [{ kind: 'arm', ms: phase.job.data.replyMs }]);
}

function final(slot: Slot, result: FinalResult): Advance {
  const { phase } = slot;
  switch (phase.kind) {
    case 'idle':
    case 'dead':
      return { slot, effects: [{ kind: 'stray-final' }] };
    case 'awaiting-reply':
      return free(slot, [...settle(phase, settlementOf(result, false))]);
    case 'awaiting-prompt':
      // No capture shows an OK before the prompt; whatever it belongs to, the prompt is still to come.
      if (result.kind === 'ok') return { slot, effects: [{ kind: 'stray-final' }] };
      return free(slot, [...settle(phase, settlementOf(result, false)), { kind: 'await-prompt', on: false }]);
    case 'writing-data': {
      const settled = settle(phase, settlementOf(result, true));
      if (result.kind === 'ok') return free(slot, settled);
      // The module stopped taking bytes in the middle: the rest stands in its command line.
      return recover(slot, commandRecovery(undefined, 0, undefined), settled, 'after-return');
    }
    case 'awaiting-data-reply':
      return free(slot, [...settle(phase, settlementOf(result, true))]);
    case 'quarantine':
      return free(slot, [{ kind: 'late-final' }]);
    case 'greeting':
      return recover(slot, openingRecovery(0), [], 'at-once');
    case 'draining':
      return probe(phase.recovery, [], 'after-return', [{ kind: 'drained' }]);
    case 'returning':
      return probe(phase.recovery, [{ kind: 'await-prompt', on: false }], 'at-once', [
        { kind: result.kind === 'ok' ? 'drained' : 'late-final' },
      ]);
    case 'probing':
      if (!phase.isSeen) return { slot, effects: [{ kind: 'late-final' }] };
      return free(slot, phase.recovery.of === 'opening' ? [{ kind: 'resynchronised' }] : []);
  }
}

function deadline(slot: Slot, promptBytes: number): Advance {
  const { phase } = slot;
  switch (phase.kind) {
    case 'idle':
    case 'dead':
      return unchanged(slot);
    case 'awaiting-reply': {
      const { resembles, replyMs } = phase.job;
      const settled = settle(phase, { kind: 'timed-out', ms: replyMs });
      if (promptBytes > 0) return drain(slot, commandRecovery(resembles, promptBytes, undefined), settled);
      return to(slot, { kind: 'quarantine', resembles }, [...settled, { kind: 'arm', ms: QUARANTINE_MS }]);
    }
    case 'awaiting-prompt':
    case 'writing-data':
    case 'awaiting-data-reply': {
      const { id, data, resembles } = phase.job;
      const recovery = commandRecovery(
        resembles,
        data?.bytes ?? 0,
        data?.isTerminated === true ? id : undefined,
      );
      return drain(slot, recovery, [
        ...settle(phase, { kind: 'stuck' }),
        { kind: 'await-prompt', on: false },
      ]);
    }
    case 'quarantine':
      return recover(slot, commandRecovery(phase.resembles, 0, undefined), [], 'at-once');
    case 'greeting': {
      const recovery = openingRecovery(phase.drainBytes);
      return phase.drainBytes > 0 ? drain(slot, recovery, []) : recover(slot, recovery, [], 'at-once');
    }
    case 'draining':
      if (phase.left > 0) return spaces(slot, phase.recovery, phase.left, []);
      return writeReturn(slot, phase.recovery, []);
    case 'returning':
      return probe(phase.recovery, [{ kind: 'await-prompt', on: false }], 'at-once', []);
    case 'probing':
      return probeUnanswered(slot, phase.recovery);
  }
}

function cancel(slot: Slot, id: number): Advance {
  const { phase } = slot;
  if (!('job' in phase) || phase.job.id !== id || phase.isSettled) return unchanged(slot);
  return to(slot, { ...phase, isSettled: true }, settle(phase, { kind: 'cancelled' }));
}

function stop(slot: Slot, phase: Phase): Advance {
  const inFlight = 'job' in slot.phase ? settle(slot.phase, { kind: 'interrupted' }) : [];
  return to(slot, phase, [...inFlight, { kind: 'disarm' }, { kind: 'await-prompt', on: false }]);
}

type Unplanned = Omit<Recovery, 'probe'> & { readonly avoided: ProbeIndex | undefined };

/** The probe that resembles the lost command is never used: then there is one attempt only. */
function commandRecovery(
  avoided: ProbeIndex | undefined,
  drainBytes: number,
  terminatorOf: number | undefined,
): Unplanned {
  return { of: 'command', drainBytes, terminatorOf, attemptsLeft: avoided === undefined ? 1 : 0, avoided };
}

/** After opening one drain is enough to know; the second probe is for firmware that refuses the first. */
function openingRecovery(drainBytes: number): Unplanned {
  return { of: 'opening', drainBytes, terminatorOf: undefined, attemptsLeft: 1, avoided: undefined };
}

function plan(slot: Slot, { avoided, ...recovery }: Unplanned): Recovery {
  return { ...recovery, probe: slot.nextProbe === avoided ? other(avoided) : slot.nextProbe };
}

type Beginning = 'at-once' | 'after-return';

function recover(slot: Slot, recovery: Unplanned, before: readonly Effect[], beginning: Beginning): Advance {
  return probe(plan(slot, recovery), before, beginning, []);
}

function drain(slot: Slot, recovery: Unplanned, before: readonly Effect[]): Advance {
  return startDrain(slot, plan(slot, recovery), before);
}

function startDrain(slot: Slot, recovery: Recovery, before: readonly Effect[]): Advance {
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

function spaces(slot: Slot, recovery: Recovery, left: number, before: readonly Effect[]): Advance {
  const bytes = drainBatch(left);
  return to(slot, { kind: 'draining', recovery, left: left - bytes }, [
    ...before,
    { kind: 'arm', ms: DRAIN_STEP_MS },
    write({ kind: 'spaces', bytes, isFirst: left === recovery.drainBytes }),
  ]);
}

function writeReturn(slot: Slot, recovery: Recovery, before: readonly Effect[]): Advance {
  return to(slot, { kind: 'returning', recovery }, [
    ...before,
    { kind: 'arm', ms: DRAIN_STEP_MS },
    { kind: 'await-prompt', on: true },
    write({ kind: 'return' }),
  ]);
}

function probe(
  recovery: Recovery,
  before: readonly Effect[],
  beginning: Beginning,
  after: readonly Effect[],
): Advance {
  const writes: Effect[] = [write({ kind: 'probe', probe: recovery.probe })];
  if (beginning === 'after-return') writes.unshift(write({ kind: 'return' }));
  return {
    slot: {
      phase: { kind: 'probing', recovery, probe: recovery.probe, isSeen: false },
      nextProbe: other(recovery.probe),
    },
    effects: [...before, { kind: 'arm-probe', probe: recovery.probe }, ...writes, ...after],
  };
}

function probeUnanswered(slot: Slot, recovery: Recovery): Advance {
  if (recovery.attemptsLeft === 0) return giveUp(slot, recovery);
  const again = { ...nextAttempt(recovery), probe: other(recovery.probe) };
  const isDrainedOnce = recovery.of === 'opening';
  return isDrainedOnce ? probe(again, [], 'at-once', []) : startAgain(slot, again);
}

function nextAttempt(recovery: Recovery): Recovery {
  return { ...recovery, attemptsLeft: recovery.attemptsLeft - 1 };
}

function giveUp(slot: Slot, recovery: Recovery): Advance {
  if (recovery.of === 'opening') return free(slot, [{ kind: 'silent' }]);
  return to(slot, { kind: 'dead' }, [{ kind: 'disarm' }, { kind: 'desync' }]);
}

function startAgain(slot: Slot, recovery: Recovery): Advance {
  const isData = recovery.drainBytes > 0 || recovery.terminatorOf !== undefined;
  return isData ? startDrain(slot, recovery, []) : probe(recovery, [], 'at-once', []);
}

function settlementOf(result: FinalResult, isAfterData: boolean): Settlement {
  return result.kind === 'ok' ? { kind: 'accepted' } : { kind: 'refused', result, isAfterData };
}

/** Each command is told its end once: a cancelled one knows it already. */
function settle(flight: Flight, settlement: Settlement): readonly Effect[] {
  return flight.isSettled ? [] : [{ kind: 'settle', id: flight.job.id, settlement }];
}

function free(slot: Slot, effects: readonly Effect[]): Advance {
  return to(slot, { kind: 'idle' }, [{ kind: 'disarm' }, ...effects]);
}

function to(slot: Slot, phase: Phase, effects: readonly Effect[]): Advance {
  return { slot: { ...slot, phase }, effects };
}

function unchanged(slot: Slot): Advance {
  return { slot, effects: [] };
}

function write(what: Writing): Effect {
  return { kind: 'write', what };
}

function other(probe: ProbeIndex): ProbeIndex {
  return probe === 0 ? 1 : 0;
}
