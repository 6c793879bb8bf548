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
  /** A filter was sent in an UNSUBSCRIBE. */
  unsubscribed?(filterBytes: number): void;
  /** A publish was written to the module: each attempt, since each goes over the air. */
  sent(message: PassingMessage): void;
  /** The broker has acknowledged a publish, this many milliseconds after it was written to the module. */
  acknowledged(roundTripMs: number): void;
  /** A message of the broker has arrived. */
  received(message: PassingMessage): void;
  /** Messages have ended without delivery: expired, dropped by a full queue, refused or given up, by code. */
  failed(code: string, count: number): void;
}

/** Tells both, one after the other. */
export function bothObservers(one: SessionObserver, other: SessionObserver): SessionObserver {
  return {
    connected(connection) {
      one.connected(connection);
      other.connected(connection);
    },
    subscribed(filterBytes) {
      one.subscribed(filterBytes);
      other.subscribed(filterBytes);
    },
    unsubscribed(filterBytes) {
      one.unsubscribed?.(filterBytes);
      other.unsubscribed?.(filterBytes);
    },
    sent(message) {
      one.sent(message);
      other.sent(message);
    },
    acknowledged(roundTripMs) {
      one.acknowledged(roundTripMs);
      other.acknowledged(roundTripMs);
    },
    received(message) {
      one.received(message);
      other.received(message);
    },
    failed(code, count) {
      one.failed(code, count);
      other.failed(code, count);
    },
  };
}

/** What a connection costs, and by which rules it is kept. */
export interface ConnectionFacts {
  readonly clientBytes: number;
  /** How many of the three CONNECT has; absent: all. */
  readonly clientFields?: number;
  /** Topic and payload of the will; absent: there is none. */
  readonly willBytes?: number;
  readonly tls: boolean;
  /** MQTT keep-alive in seconds; 0: none. */
  readonly keepAliveS: number;
}
