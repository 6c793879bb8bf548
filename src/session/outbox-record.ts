import type { Storable } from './group-commit';
import type {
  Gather,
  PublicationListener,
  PublishRequest,
  QualityOfService,
  StoredMessage,
} from './publication';
import type { QueuedMessage } from './queue';

/** A message in memory: ready to leave, or in flight. */
export interface Entry {
  /** The order of sending. */
  readonly seq: number;
  readonly nodeId: string;
  readonly flowMessageId: string;
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: QualityOfService;
  readonly retain: boolean;
  /** Maximum milliseconds from the broker's ack to the cloud's reply; 0: no reply is awaited. */
  readonly replyMs: number;
  /** How it waits for others, to leave with them; absent: it doesn't. */
  readonly gather?: Gather | undefined;
  /** By the monotonic clock. */
  readonly acceptedAtMs: number;
  /** Number of times it was written to the line. */
  attempts: number;
  /** Number of consecutive connections that closed while it was the oldest in flight (rule 13). */
  losses: number;
  /** Number of times the cloud didn't reply to it. */
  unanswered: number;
  /** The cloud or the module refused the batch that it was part of: from now on it is sent alone. */
  isAlone: boolean;
}

/** The counters of a new message. */
export const FRESH = { attempts: 0, losses: 0, unanswered: 0, isAlone: false };

/** A message that has just been accepted. */
export function newEntry(request: PublishRequest, seq: number, acceptedAtMs: number): Entry {
  const { nodeId, flowMessageId, topic, payload, qos, retain, replyMs = 0, gather } = request;
  return {
    seq,
    nodeId,
    flowMessageId,
    topic,
    payload,
    qos,
    retain,
    replyMs,
    gather,
    acceptedAtMs,
    ...FRESH,
  };
}

/** What is kept of a message besides its bytes: its listener, and whether it is stored. */
export class OutboxRecord implements Storable {
  storage: Storable['storage'] = 'staged';
  settled = false;
  accepted = false;
  /** In memory, ready or in flight; otherwise still to be read from the queue. */
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

  /** Moves it behind `count` messages that came before it. */
  moveBehind(count: number): void {
    this.#entry.seq += count;
  }

  queued(nowMs: number): QueuedMessage {
    const { seq, nodeId, flowMessageId, topic, payload, qos, retain, replyMs, gather } = this.#entry;
    const ageMs = nowMs - this.#entry.acceptedAtMs;
    return { seq, nodeId, flowMessageId, topic, payload, qos, retain, replyMs, gather, ageMs };
  }

  stored(): StoredMessage {
    const { nodeId, flowMessageId, topic, payload, qos, retain, replyMs } = this.#entry;
    return { nodeId, flowMessageId, topic, payload, qos, retain, replyMs, origin: this.origin };
  }
}
