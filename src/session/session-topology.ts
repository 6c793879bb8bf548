import type { CloudMessage } from '../cloud/thing-dialogue';
import type { ForeignFailure } from '../base/foreign-code';
import type { SessionOptions } from './session-options';
import type { Subscribing } from './subscribing';
import { Topology } from './topology';

/** What a session does for the topology of its gateway. */
export interface TopologyHost {
  readonly session: SessionOptions;
  readonly subscribing: () => Subscribing;
  /** Sends a message of the session's own, in its turn. */
  readonly send: (message: CloudMessage & { readonly qos: 0 | 1 }, signal: AbortSignal) => Promise<void>;
  /** Subscribes a filter on which the cloud tells of sub-devices. */
  readonly subscribe: (owner: string, filter: string) => Promise<unknown>;
  readonly nextId: () => string;
  readonly largestPayloadBytes: () => number;
  /** Masks a secret in every trace from now on. */
  readonly conceal: (secret: string) => void;
  /** Which messages may leave has changed. */
  readonly choose: () => void;
  /** There is something new to show. */
  readonly changed: () => void;
  readonly listenerFailed: ForeignFailure;
}

/** The owner of the subscriptions to what the cloud says of sub-devices. */
const OWNER = 'topology';
/** Maximum wait until the cloud's answers can be heard. */
const LISTENING_MS = 30_000;

/** The sub-devices of a session's gateway, none so far. */
export function sessionTopology(host: TopologyHost): Topology {
  const { session, subscribing, choose, changed } = host;
  const topology: Topology = new Topology({
    clock: session.clock,
    dialogue: session.profile.gateway,
    send: host.send,
    nextId: host.nextId,
    largestPayloadBytes: host.largestPayloadBytes,
    secretStore: session.secretStore,
    conceal: host.conceal,
    listen: async (filters, signal) => {
      // One that is refused is reported as any filter is; the logins then tell.
      for (const filter of filters) await host.subscribe(OWNER, filter).catch(() => undefined);
      // Some may wait for their turn; an answer that nobody hears would be asked for again.
      await subscribing().settled(filters, LISTENING_MS, signal);
    },
    ready: (key) =>
      subscribing().ready(
        (filter) => topology.subDeviceOf(filter) === key,
        (filter) => topology.isShared(filter, key),
      ),
    listenerFailed: host.listenerFailed,
  });
  topology.changes.add(({ state }) => {
    if (state !== 'registering' && state !== 'adding' && state !== 'login') choose();
    changed();
  });
  return topology;
}
