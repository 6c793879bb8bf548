import type { CodedError } from '../base/coded-error';

/** Where a session stands on its way from the port to the broker. */
export type SessionState =
  'closed' | 'opening' | 'starting' | 'sim' | 'network' | 'connecting' | 'online' | 'waiting' | 'failed';

/** Everything about a session that a person may want to know at one moment. No secrets. */
export interface SessionSnapshot {
  readonly state: SessionState;
  /** Why it isn't online, or what is to be known though it is; undefined when all is well. */
  readonly error: CodedError | undefined;
  readonly advice: 'power-cycle' | undefined;
  /** Wall-clock milliseconds at which `state` was entered. */
  readonly since: number;
  /** Milliseconds until the next attempt, in state `waiting`. */
  readonly retryInMs: number | undefined;
  readonly port: string;
  /** `profile`: the name of the family's limits and habits that it runs with; empty until it is identified. */
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
  /** `rssi` as AT+CSQ gives it (99: unknown), `dbm` computed from it. */
  readonly signal:
    { readonly rssi: number; readonly dbm: number | undefined; readonly ber: number } | undefined;
  /** The module's clock, when it was read: `offsetMs` is the module's minus ours. */
  readonly time: { readonly utc: number; readonly source: string; readonly offsetMs: number } | undefined;
  readonly queue: { readonly length: number; readonly oldestMs: number; readonly dropped: number };
  /** Subscriptions that are left out, so that everything else goes on; empty when all is well. */
  readonly leftOut: readonly LeftOut[];
  readonly counters: SessionCounters;
}

/** A filter that could not be subscribed, and what becomes of it. */
export interface LeftOut {
  readonly filter: string;
  /** `EC20_SUBSCRIBE_…` */
  readonly error: CodedError;
  /** Who wants it: ids of nodes, or the names that a program gave. */
  readonly owners: readonly string[];
  /** Milliseconds until it is tried again, while online; unless the broker hangs up on it, each new connection tries it too. */
  readonly retryInMs: number;
}

/** What has happened since the session was made. */
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
