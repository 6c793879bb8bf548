import type { CodedError } from '../base/coded-error';
import type { CloudReply } from '../cloud/thing-dialogue';

/** MQTT's QoS: 0 at most once, 1 at least once, 2 exactly once. */
export type QualityOfService = 0 | 1 | 2;

/** One message for the broker, completed by the publish node: no placeholder is left. */
export interface PublishRequest {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: QualityOfService;
  readonly retain: boolean;
  /** `drop`: refused with `EC20_OFFLINE` unless the session is online. */
  readonly offline: 'queue' | 'drop';
  /** The publishing node; after a restart the node with this id handles the outcome. */
  readonly nodeId: string;
  /** The flow message's `_msgid`. */
  readonly flowMessageId: string;
  /** Maximum milliseconds from the broker's ack to the cloud's reply; 0 or absent: no reply is awaited. */
  readonly replyMs?: number;
  /** That it waits for others, to leave with them in one publish; absent: it leaves at once, alone. */
  readonly gather?: Gather | undefined;
}

/**
 * What several messages become in one publish. `posts`: property and history posts, one history post. Of messages of one
 * topic: `lines`, each on a line of its own, or `array`, a JSON array of them.
 */
export type GatherForm = 'posts' | 'lines' | 'array';

/** How a message waits for others. */
export interface Gather {
  /** Maximum milliseconds from its acceptance; 0: at once, and those that wait for others of its kind leave as well. */
  readonly forMs: number;
  readonly form: GatherForm;
}

/** How a message reached the broker: `msg.ec20` of the publish node's output. */
export interface Delivery {
  /** The MQTT packet id of the successful attempt; 0 for QoS 0. */
  readonly messageId: number;
  /** Number of times it was written to the line. */
  readonly attempts: number;
  /** Milliseconds from acceptance to the successful attempt. */
  readonly queuedMs: number;
  /** Milliseconds from acceptance to delivery. */
  readonly deliveredMs: number;
  /** The cloud's reply, if one was awaited. @internal */
  readonly reply?: CloudReply;
}

/**
 * Receives the outcome of one message. `accepted` at most once; then, or instead, exactly one of `delivered` and
 * `failed`. With a queue on disk `accepted` is called when the message is written there; with one in memory, right
 * before `delivered`. A message of a long backlog may be spilled: after `accepted` its settlement then goes to the
 * listener of `claim`.
 */
export interface PublicationListener {
  accepted(): void;
  delivered(delivery: Delivery): void;
  failed(error: CodedError): void;
}

/** A message without its own listener: restored after a restart, or spilled from a long backlog. */
export interface StoredMessage extends Omit<PublishRequest, 'offline'> {
  readonly origin: 'restored' | 'spilled';
}

/** Handles the stored messages of one node id. */
export interface NodeListener {
  delivered(message: StoredMessage, delivery: Delivery): void;
  failed(message: StoredMessage, error: CodedError): void;
}

/** A message from the broker. */
export interface ReceivedMessage {
  readonly topic: string;
  readonly payload: Buffer;
  /** The module's message id: 0 for QoS 0, else the broker's packet id. */
  readonly messageId: number;
}
