import type { FinalResult } from './final-result';
import type { ProbeIndex } from './probe';

/**
 * The one place in which a command is in flight: a state of the machine in command-machine.ts, free of bytes, clocks
 * and promises.
 */
export interface CommandMachine {
  readonly phase: Phase;
  /** The next probe: they alternate, so that a late answer to one never passes for the other's. */
  readonly nextProbe: ProbeIndex;
}

/** The machine's view of a command. */
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
  /** The bytes end with a terminator instead of a length. */
  readonly isTerminated: boolean;
}

/** A command, and whether it is settled already (cancelled): it keeps the slot either way. */
export interface Flight {
  readonly job: Job;
  readonly isSettled: boolean;
}

export type ErrorResult = FinalResult & { readonly kind: 'error' };

/** A data command followed by an error that may not be its own: a message that reads ERROR, for instance. */
export interface Doubt extends Flight {
  readonly result: ErrorResult;
  readonly isAfterData: boolean;
}

export type Phase =
  | { readonly kind: 'idle' }
  | ({ readonly kind: 'awaiting-reply' | 'awaiting-prompt' | 'awaiting-data-reply' } & Flight)
  /** `refusal`: an error was received meanwhile. */
  | ({ readonly kind: 'writing-data'; readonly refusal: ErrorResult | undefined } & Flight)
  /** What follows shows whose error it is: before the data the prompt, after them OK. */
  | ({ readonly kind: 'doubted' } & Doubt)
  /** After a deadline: the late final result may still come. */
  | { readonly kind: 'quarantine'; readonly resembles: ProbeIndex | undefined }
  /** The greeting was written after opening; the module's state is not known yet. */
  | { readonly kind: 'greeting'; readonly drainBytes: number }
  /** The greeting's parts are written one by one; `place` is the awaited one. */
  | { readonly kind: 'restoring'; readonly place: number; readonly recovery: Recovery }
  | { readonly kind: 'draining'; readonly recovery: Recovery; readonly left: number }
  /**
   * The CR after the drain was written. If the data command's own CR was lost, this one completes the command, and the
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

/** How a line of unknown state is verified. */
export interface Recovery {
  /** `opening`: a failure ends the resynchronisation; `command`: it ends the line. */
  readonly of: 'opening' | 'command';
  /** Outcome of the greeting; unused for a command. */
  readonly greeting: 'taken' | 'swallowed' | 'refused' | 'restored';
  /** Number of spaces that each further attempt writes before its probe; 0: none. */
  readonly drainBytes: number;
  /** The command whose terminator ends the data phase instead of spaces. */
  readonly terminatorOf: number | undefined;
  /** Nobody here opened the data phase: it may be a text without an announced length (AT+CMGS), which only ESC cancels. */
  readonly mayBeText: boolean;
  readonly attemptsLeft: number;
  readonly probe: ProbeIndex;
  /** The command that the probe's result settles. */
  readonly doubt: Doubt | undefined;
}

/** How a command settles. */
export type Settlement =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly result: ErrorResult; readonly isAfterData: boolean }
  | { readonly kind: 'timed-out'; readonly ms: number }
  | { readonly kind: 'stuck' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'interrupted' };

export type Effect =
  | { readonly kind: 'settle'; readonly id: number; readonly settlement: Settlement }
  /** Replaces the deadline. */
  | { readonly kind: 'arm'; readonly ms: number }
  /** Arms the probe's own deadline. */
  | { readonly kind: 'arm-probe'; readonly probe: ProbeIndex }
  | { readonly kind: 'disarm' }
  | { readonly kind: 'await-prompt'; readonly on: boolean }
  | { readonly kind: 'write'; readonly what: Writing }
  /** A final result that belongs to an older command. */
  | { readonly kind: 'late-final' }
  /** A final result that belongs to no command. */
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
  /** After opening. */
  | { readonly kind: 'greeting' }
  /** One command of the greeting, for firmware that takes them one by one. */
  | { readonly kind: 'greeting-part'; readonly place: number }
  | { readonly kind: 'spaces'; readonly bytes: number; readonly isFirst: boolean }
  /** One CR: ends what the spaces may have left in the command line. `cancels`: after ESC, which drops a text that spaces don't end. */
  | { readonly kind: 'return'; readonly cancels: boolean }
  | { readonly kind: 'probe'; readonly probe: ProbeIndex };

/** One step of the machine. */
export interface Advance {
  readonly slot: CommandMachine;
  /** In the order of execution. Writes come last. */
  readonly effects: readonly Effect[];
}

export function to(slot: CommandMachine, phase: Phase, effects: readonly Effect[]): Advance {
  return { slot: { ...slot, phase }, effects };
}

export function free(slot: CommandMachine, effects: readonly Effect[]): Advance {
  return to(slot, { kind: 'idle' }, [{ kind: 'disarm' }, ...effects]);
}

export function unchanged(slot: CommandMachine): Advance {
  return { slot, effects: [] };
}

export function write(what: Writing): Effect {
  return { kind: 'write', what };
}

/** Each command settles once: a cancelled one has settled already. */
export function settle(flight: Flight | undefined, settlement: Settlement): readonly Effect[] {
  if (flight === undefined || flight.isSettled) return [];
  return [{ kind: 'settle', id: flight.job.id, settlement }];
}
