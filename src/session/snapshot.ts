import type { CodedError } from '../base/coded-error';
import type { SubDeviceSnapshot } from './sub-device-state';

/** The progress of a session from the port to the broker. */
export type SessionState =
  'closed' | 'opening' | 'starting' | 'sim' | 'network' | 'connecting' | 'online' | 'waiting' | 'failed';

/** The current state of a session, for display. No secrets. */
export interface SessionSnapshot {
  readonly state: SessionState;
  /** Why it isn't online, or a warning while it is; undefined when all is well. */
  readonly error: CodedError | undefined;
  readonly advice: 'power-cycle' | undefined;
  /** Wall-clock milliseconds at which `state` was entered. */
  readonly since: number;
  /** Milliseconds until the next attempt, in the states `waiting` and `failed`. */
  readonly retryInMs: number | undefined;
  readonly port: string;
  /** `profile`: the name of the family whose limits and habits apply; empty until identified. */
  readonly module: {
    readonly model: string;
    readonly revision: string;
    readonly imei: string;
    readonly profile: string;
  };
  readonly sim: { readonly state: string; readonly iccid: string; readonly imsi: string };
  readonly network: {
    readonly registration: string;
    readonly operator: string;
    readonly technology: string;
    readonly band: string;
    readonly address: string;
  };
  /** `rssi` as reported by AT+CSQ (99: unknown), `dbm` computed from it. */
  readonly signal:
    { readonly rssi: number; readonly dbm: number | undefined; readonly ber: number } | undefined;
  /** The module's clock, if it was read: `offsetMs` is the module's minus ours. */
  readonly time: { readonly utc: number; readonly source: string; readonly offsetMs: number } | undefined;
  /** `gathering`: how many of `length` wait for others, to leave together; absent: none. */
  readonly queue: {
    readonly length: number;
    readonly oldestMs: number;
    readonly dropped: number;
    readonly gathering?: number;
  };
  /** Why messages are held back in the queue; absent or undefined: none is. */
  readonly heldBack?: CodedError | undefined;
  /**
   * Bytes over the air since the session began, by the module's own counter; absent or undefined: it has none, or was not
   * read yet.
   */
  readonly dataCount?: { readonly sentBytes: number; readonly receivedBytes: number } | undefined;
  /** `EC20_CA_ENDING` for each root certificate in use that ends within a year; absent or empty when there is none. */
  readonly endingRoots?: readonly CodedError[];
  /** Subscriptions that are skipped, so that everything else works; empty when all is well. */
  readonly leftOut: readonly LeftOut[];
  readonly counters: SessionCounters;
  /** The devices behind a gateway; absent or empty when there is none. */
  readonly subDevices?: readonly SubDeviceSnapshot[];
}

/** A filter that could not be subscribed, and its next retry. */
export interface LeftOut {
  readonly filter: string;
  /** `EC20_SUBSCRIBE_…` */
  readonly error: CodedError;
  /** Its subscribers: ids of nodes, or the names that a program chose. */
  readonly owners: readonly string[];
  /**
   * Milliseconds until the next retry, while online; each new connection retries it too, unless the broker hangs up
   * on it.
   */
  readonly retryInMs: number;
}

/** Counts since the session was created. */
export interface SessionCounters {
  published: number;
  delivered: number;
  refused: number;
  dropped: number;
  received: number;
  restored: number;
  reconnects: number;
  /** Publishes that had to be drained: the broker may hold a padded copy (rule 6). */
  damaged: number;
  /** Payload bytes. */
  bytesUp: number;
  bytesDown: number;
}
