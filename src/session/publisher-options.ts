import type { Clock } from '../base/clock';
import type { CodedError } from '../base/coded-error';
import type { MqttClient } from '../ec20/mqtt-client';
import type { SessionObserver } from './observer';
import type { Entry, Outbox } from './outbox';
import type { BatchOptions } from './publish-batch';
import type { RateLimit } from './rate-limit';
import type { SendWindow } from './send-window';

export interface PublisherOptions {
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly window: SendWindow;
  readonly rate: RateLimit;
  /** How messages are joined, and what the cloud replies; absent: one by one, without replies. */
  readonly packing?: Omit<BatchOptions, 'outbox'>;
  /** The device that a topic belongs to, other than this one. */
  readonly deviceOf?: (topic: string) => string | undefined;
  /** Milliseconds after which a waiting message expires; 0 or absent: never. */
  readonly ttlMs?: number;
  /** A reply is awaited on that topic by a message of that node, which is about to leave: whoever hears it has to be subscribed. */
  readonly expecting?: (topic: string, nodeId: string) => void;
  /** Why no reply can arrive on that topic; undefined: it can. */
  readonly whySkipped?: (topic: string) => CodedError | undefined;
  readonly listener: PublisherListener;
  readonly observer?: Pick<SessionObserver, 'sent' | 'acknowledged'> | undefined;
}

/** The part of a connection that the publisher uses. */
export type PublishingClient = Pick<MqttClient, 'publish' | 'state' | 'mayLackPublish'>;

export interface PublisherListener {
  delivered(entry: Entry): void;
  refused(): void;
  /** Its data phase had to be drained with spaces: the broker may hold a padded copy (rule 6). */
  damaged(): void;
  /** The connection is no longer reliable and has to be reopened. */
  reopen(reason: CodedError): void;
}
