import type { QualityOfService } from './publication';

/** One MQTT message as it passed, in bytes. */
export interface PassingMessage {
  readonly topicBytes: number;
  readonly payloadBytes: number;
  readonly qos: QualityOfService;
}

/**
 * Told what moves through a session, as it happens: for the recorder and the data meter. Each call is synchronous, on the
 * path of every message, and must neither throw nor take long.
 */
export interface SessionObserver {
  /** The broker has accepted a new connection. `clientBytes`: client id, user name and password of CONNECT. */
  connected(connection: ConnectionFacts): void;
  /** A filter was sent in a SUBSCRIBE. */
  subscribed(filterBytes: number): void;
  /** A publish was written to the module: each attempt, since each goes over the air. */
  sent(message: PassingMessage): void;
  /** The broker has acknowledged a publish, this many milliseconds after it was written to the module. */
  acknowledged(roundTripMs: number): void;
  /** A message of the broker has arrived. */
  received(message: PassingMessage): void;
  /** Messages have ended without delivery: expired, dropped by a full queue, refused or given up, by code. */
  failed(code: string, count: number): void;
}

/** What a connection costs, and by which rules it is kept. */
export interface ConnectionFacts {
  readonly clientBytes: number;
  readonly tls: boolean;
  /** MQTT keep-alive in seconds; 0: none. */
  readonly keepAliveS: number;
}
