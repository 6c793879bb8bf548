import type { Dialogue } from './dialogue';
import type { Publishing } from './publishing';
import type { Measured, TimeName } from './report';
import type { Wire } from './wire';

/** Where the MQTT steps go. */
export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
  readonly user?: string;
  readonly password?: string;
}

/** The MQTT session of the examination, once there is one. */
export interface TrialSession {
  index: number;
  readonly clientId: string;
  readonly topic: string;
  isConnected: boolean;
}

/** What the steps share: the line, what is known by now, and what has to be undone. */
export interface Examination {
  readonly dialogue: Dialogue;
  readonly publishing: Publishing;
  readonly second: Wire | undefined;
  readonly broker: BrokerAddress | undefined;
  readonly measured: Measured;
  readonly identity: { model: string; revision: string; profile: string };
  /** What several steps time, ms. */
  readonly times: Record<TimeName, number[]>;
  readonly session: TrialSession;
  /** Codes of the session come on another port than ours. */
  areCodesElsewhere: boolean;
  /** Says how to undo something; the last is undone first. */
  readonly later: (undo: Undoing) => void;
}

/** A command that puts something back as it was. */
export interface Undoing {
  readonly command: string;
  /** The late code that ends it. */
  readonly code?: string;
  readonly limitMs?: number;
  /** Whether there is still something to undo; always when it isn't told. */
  readonly isNeeded?: () => boolean;
}

/** What a step does to the module: nothing, what a reset undoes, data over the air, or something that stays. */
export type Effect = 'none' | 'volatile' | 'traffic' | 'saved' | 'risky';
