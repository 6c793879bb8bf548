import type { FinalResult } from './final-result';
import {
  type Advance,
  type Doubt,
  type Effect,
  type ErrorResult,
  type Flight,
  type Job,
  type Phase,
  type Settlement,
  type CommandMachine,
  free,
  settle,
  to,
  unchanged,
  write,
} from './command-state';
import {
  QUARANTINE_MS,
  commandRecovery,
  deadlineWhileRecovering,
  doubtRecovery,
  drain,
  drainOf,
  finalWhileRecovering,
  greet,
  promptWhileRecovering,
  recover,
} from './recovery';

export type { Effect, Job, CommandMachine, Writing } from './command-state';

export type Input =
  | { readonly kind: 'start'; readonly job: Job }
  | { readonly kind: 'greet'; readonly drainBytes: number }
  | { readonly kind: 'prompt' }
  | { readonly kind: 'data-written'; readonly id: number }
  /** `isUnlike`: in a number, or after an echo, so the module has not applied the greeting. */
  | { readonly kind: 'final'; readonly result: FinalResult; readonly isUnlike?: boolean }
  /** The probe's own line was received. */
  | { readonly kind: 'probe-line' }
  /** `promptBytes`: the number of bytes that would answer an unexpected prompt on the line; 0: there is none. */
  | { readonly kind: 'deadline'; readonly promptBytes: number }
  | { readonly kind: 'cancel'; readonly id: number }
  /** The module has restarted: the slot is reset. */
  | { readonly kind: 'interrupt' }
  /** The line's epoch is over. */
  | { readonly kind: 'end' };

/**
 * How long an error after the data is doubted before the probe: the module's own OK comes within about 100 ms, and no
 * probe should reach a busy module.
 */
const DOUBT_MS = 2000;

export const IDLE_MACHINE: CommandMachine = { phase: { kind: 'idle' }, nextProbe: 0 };

/**
 * The one place in which a command is in flight, as a pure machine: takes a state and an input, returns the next state
 * and its effects.
 */
export function advance(slot: CommandMachine, input: Input): Advance {
  switch (input.kind) {
    case 'start':
      return start(slot, input.job);
    case 'greet':
      return slot.phase.kind === 'idle' ? greet(slot, input.drainBytes) : unchanged(slot);
    case 'prompt':
      return prompt(slot);
    case 'data-written':
      return dataWritten(slot, input.id);
    case 'final':
      return final(slot, input.result, input.isUnlike === true);
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

function start(slot: CommandMachine, job: Job): Advance {
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

function prompt(slot: CommandMachine): Advance {
  const { phase } = slot;
  switch (phase.kind) {
    case 'awaiting-prompt':
      return writeData(slot, phase);
    case 'doubted':
      // The error was not this command's: the module waits for the bytes, and nothing was written since.
      return phase.isAfterData ? unchanged(slot) : writeData(slot, phase);
    case 'returning':
    case 'probing':
      return promptWhileRecovering(slot, phase);
    case 'idle':
    case 'awaiting-reply':
    case 'writing-data':
    case 'awaiting-data-reply':
    case 'quarantine':
    case 'greeting':
    case 'restoring':
    case 'draining':
    case 'dead':
      return unchanged(slot);
  }
}

function writeData(slot: CommandMachine, { job, isSettled }: Flight): Advance {
  if (job.data === undefined) return unchanged(slot);
  return to(slot, { kind: 'writing-data', job, isSettled, refusal: undefined }, [
    { kind: 'arm', ms: job.data.replyMs },
    { kind: 'await-prompt', on: false },
    write({ kind: 'data', id: job.id }),
  ]);
}

function dataWritten(slot: CommandMachine, id: number): Advance {
  const { phase } = slot;
  if (phase.kind !== 'writing-data' || phase.job.id !== id || phase.job.data === undefined)
    return unchanged(slot);
  const { job, isSettled, refusal } = phase;
  if (refusal !== undefined) return doubtAfterData(slot, phase, refusal);
  return to(slot, { kind: 'awaiting-data-reply', job, isSettled }, [
    { kind: 'arm', ms: phase.job.data.replyMs },
  ]);
}

function final(slot: CommandMachine, result: FinalResult, isUnlike: boolean): Advance {
  const { phase } = slot;
  switch (phase.kind) {
    case 'idle':
    case 'dead':
      return { slot, effects: [{ kind: 'stray-final' }] };
    case 'awaiting-reply':
      return free(
        slot,
        settle(
          phase,
          result.kind === 'ok' ? { kind: 'accepted' } : { kind: 'refused', result, isAfterData: false },
        ),
      );
    case 'awaiting-prompt':
      // No capture shows an OK before the prompt; whatever it belongs to, the prompt is still to come.
      if (result.kind === 'ok') return { slot, effects: [{ kind: 'stray-final' }] };
      // An error does not prove that no prompt comes: the prompt keeps its full time.
      return to(slot, { ...phase, kind: 'doubted', result, isAfterData: false }, []);
    case 'doubted':
      if (phase.isAfterData && result.kind === 'ok') return accepted(slot, phase);
      return { slot, effects: [{ kind: 'stray-final' }] };
    case 'writing-data':
      if (result.kind === 'ok') return accepted(slot, phase);
      return to(slot, { ...phase, refusal: phase.refusal ?? result }, []);
    case 'awaiting-data-reply':
      return result.kind === 'ok' ? accepted(slot, phase) : doubtAfterData(slot, phase, result);
    case 'quarantine':
    case 'greeting':
    case 'restoring':
    case 'draining':
    case 'returning':
    case 'probing':
      return finalWhileRecovering(slot, phase, result, isUnlike);
  }
}

function accepted(slot: CommandMachine, flight: Flight): Advance {
  return free(slot, settle(flight, { kind: 'accepted' }));
}

function doubtAfterData(slot: CommandMachine, { job, isSettled }: Flight, result: ErrorResult): Advance {
  const ms = Math.min(DOUBT_MS, job.data?.replyMs ?? 0);
  return to(slot, { kind: 'doubted', job, isSettled, result, isAfterData: true }, [{ kind: 'arm', ms }]);
}

function deadline(slot: CommandMachine, promptBytes: number): Advance {
  const { phase } = slot;
  switch (phase.kind) {
    case 'idle':
    case 'dead':
      return unchanged(slot);
    case 'awaiting-reply': {
      const { id, resembles, replyMs } = phase.job;
      const settled = settle(phase, { kind: 'timed-out', ms: replyMs });
      const unawaited = { ...drainOf(id, { bytes: promptBytes, isTerminated: false }), mayBeText: true };
      if (promptBytes > 0) return drain(slot, commandRecovery(resembles, unawaited), settled);
      return to(slot, { kind: 'quarantine', resembles }, [...settled, { kind: 'arm', ms: QUARANTINE_MS }]);
    }
    case 'awaiting-prompt':
    case 'writing-data':
    case 'awaiting-data-reply': {
      const { id, data, resembles } = phase.job;
      return drain(slot, commandRecovery(resembles, drainOf(id, data)), [
        ...settle(phase, { kind: 'stuck' }),
        { kind: 'await-prompt', on: false },
      ]);
    }
    case 'doubted':
      // If the module aborted within the data, the rest is in its command line.
      return recover(slot, doubtRecovery(phase), [], phase.isAfterData ? 'after-return' : 'at-once');
    case 'quarantine':
    case 'greeting':
    case 'restoring':
    case 'draining':
    case 'returning':
    case 'probing':
      return deadlineWhileRecovering(slot, phase);
  }
}

function cancel(slot: CommandMachine, id: number): Advance {
  const { phase } = slot;
  const flight = flightOf(phase);
  if (flight?.job.id !== id || flight.isSettled) return unchanged(slot);
  return to(slot, settledIn(phase), settle(flight, { kind: 'cancelled' }));
}

function stop(slot: CommandMachine, phase: Phase): Advance {
  const effects: Effect[] = [{ kind: 'disarm' }, { kind: 'await-prompt', on: false }];
  return to(slot, phase, [...settle(flightOf(slot.phase), INTERRUPTED), ...effects]);
}

const INTERRUPTED: Settlement = { kind: 'interrupted' };

/** The command that has not been settled yet. */
function flightOf(phase: Phase): Flight | undefined {
  if ('job' in phase) return phase;
  return 'recovery' in phase ? phase.recovery.doubt : undefined;
}

/** The same phase, its command settled. */
function settledIn(phase: Phase): Phase {
  if ('job' in phase) return { ...phase, isSettled: true };
  if (!('recovery' in phase) || phase.recovery.doubt === undefined) return phase;
  const doubt: Doubt = { ...phase.recovery.doubt, isSettled: true };
  return { ...phase, recovery: { ...phase.recovery, doubt } };
}
