import type { TlsRequest } from './tls';

/** Why a broker could not be reached; the module reports `tls` just like `timeout`. */
export type ReachFailure = 'dns' | 'refused' | 'timeout' | 'tls';

/** Thrown by {@link Broker.open}. */
export class BrokerUnreachable extends Error {
  override readonly name = 'BrokerUnreachable';
  constructor(
    readonly failure: ReachFailure,
    detail: string,
  ) {
    super(detail);
  }
}

/** The contents of the module's CONNECT packet. */
export interface ConnectRequest {
  readonly protocolLevel: 3 | 4;
  readonly clientId: string;
  readonly username?: string;
  readonly password?: string;
  readonly cleanSession: boolean;
  readonly keepAliveSeconds: number;
  readonly will?: { topic: string; payload: Buffer; qos: 0 | 1 | 2; retain: boolean };
}

/** A message in transit; topics are ordinary JavaScript strings here. */
export interface BrokerMessage {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
}

/** Receives the events of one connection. */
export interface BrokerLinkListener {
  /** A message for this client; `messageId` is the packet id (0 for QoS 0). It counts as acknowledged when this returns. */
  message(message: BrokerMessage, messageId: number): void;
  /** The broker has closed the connection, or it broke. Not called after `close()`. */
  closed(): void;
}

/** One TCP connection to a broker, speaking MQTT. */
export interface BrokerLink {
  /** Sends CONNECT; resolves with the return code of CONNACK (0: accepted); never settles when no CONNACK comes. */
  connect(request: ConnectRequest): Promise<number>;
  /** Resolves with the granted QoS for each filter, 128 where refused. */
  subscribe(filters: readonly { filter: string; qos: 0 | 1 | 2 }[]): Promise<readonly number[]>;
  unsubscribe(filters: readonly string[]): Promise<void>;
  /** Resolves when acknowledged (QoS 0: when written); never settles when no acknowledgement comes. */
  publish(message: BrokerMessage): Promise<void>;
  /** Sends PINGREQ; resolves at PINGRESP. */
  ping(): Promise<void>;
  /** Sends DISCONNECT when `orderly`, then closes the connection. */
  close(orderly: boolean): void;
}

/** The network behind the module: resolves hosts and opens connections. */
export interface Broker {
  /** Rejects with {@link BrokerUnreachable}. */
  open(host: string, port: number, listener: BrokerLinkListener, tls?: TlsRequest): Promise<BrokerLink>;
  /** Opens a connection without MQTT and closes it at once. Rejects with {@link BrokerUnreachable}. */
  probe(host: string, port: number, tls?: TlsRequest): Promise<void>;
}
