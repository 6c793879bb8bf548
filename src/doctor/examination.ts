import type { Dialogue } from './dialogue';
import type { Publishing } from './publishing';
import type { Measured, TimeName } from './report';
import type { Wire } from './wire';

/** The broker for the MQTT steps. */
export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
  readonly user?: string;
  readonly password?: string;
}

/** The examination's MQTT session, once there is one. */
export interface TrialSession {
  index: number;
  readonly clientId: string;
  readonly topic: string;
  isConnected: boolean;
}

/** The state shared by the steps: the line, what is known so far, and what has to be undone. */
export interface Examination {
  readonly dialogue: Dialogue;
  readonly publishing: Publishing;
  readonly second: Wire | undefined;
  readonly broker: BrokerAddress | undefined;
  readonly measured: Measured;
  readonly identity: { model: string; revision: string; profile: string };
  /** What is timed by several steps, ms. */
  readonly times: Record<TimeName, number[]>;
  readonly session: TrialSession;
  /** URCs of the session arrive on another port than ours. */
  areCodesElsewhere: boolean;
  /** Registers an undo command; the last one runs first. */
  readonly undoLater: (undo: UndoCommand) => void;
}

/** A command that restores a previous state. */
export interface UndoCommand {
  readonly command: string;
  /** The late result code that completes it. */
  readonly code?: string;
  readonly limitMs?: number;
  /** Whether there is still something to undo; default: always. */
  readonly isNeeded?: () => boolean;
}

/** What a step does to the module: nothing, something that a reset undoes, data over the air, or something persistent. */
export type Effect = 'none' | 'volatile' | 'traffic' | 'saved' | 'risky';
