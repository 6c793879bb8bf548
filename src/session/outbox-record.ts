import type { Storable } from './group-commit';
import type { PublicationListener, QualityOfService, StoredMessage } from './publication';
import type { QueuedMessage } from './queue';

/** A message that is in memory now: about to leave, or on its way. */
export interface Entry {
  /** The order of leaving. */
  readonly seq: number;
  readonly nodeId: string;
  readonly flowMessageId: string;
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: QualityOfService;
  readonly retain: boolean;
  /** Milliseconds that the cloud's reply may take after the broker's ack; 0: none is waited for. */
  readonly replyMs: number;
  /** By the clock that never jumps. */
  readonly acceptedAtMs: number;
  /** How often it was written to the line. */
  attempts: number;
  /** How often running its connection was closed while it was the oldest on its way (rule 13). */
  losses: number;
  /** How often the cloud left it without a reply. */
  unanswered: number;
  /** The cloud refused what it was joined with: it leaves by itself from now on. */
  isAlone: boolean;
}

/** What is kept of a message besides its bytes: whom to tell, and whether it is written. */
export class OutboxRecord implements Storable {
  storage: Storable['storage'] = 'staged';
  settled = false;
  accepted = false;
  /** In memory to leave, or on its way; else it waits to be read from the queue. */
  isLoaded = true;
  /** Why its own listener is gone. */
  origin: StoredMessage['origin'] = 'spilled';
  #entry: Entry & { seq: number };

  constructor(
    entry: Entry,
    readonly listener: PublicationListener | undefined,
  ) {
    this.#entry = entry;
  }

  get entry(): Entry {
    return this.#entry;
  }

  get seq(): number {
    return this.#entry.seq;
  }

  /** Gives it a place behind `count` others that were there before it. */
  moveBehind(count: number): void {
    this.#entry.seq += count;
  }

  queued(nowMs: number): QueuedMessage {
    const { seq, nodeId, flowMessageId, topic, payload, qos, retain, replyMs, acceptedAtMs } = this.#entry;
    return { seq, nodeId, flowMessageId, topic, payload, qos, retain, replyMs, ageMs: nowMs - acceptedAtMs };
  }

  stored(): StoredMessage {
    const { nodeId, flowMessageId, topic, payload, qos, retain, replyMs } = this.#entry;
    return { nodeId, flowMessageId, topic, payload, qos, retain, replyMs, origin: this.origin };
  }
}
