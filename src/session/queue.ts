import type { CodedError } from '../base/coded-error';
import type { EarlierKey } from '../cloud/device-identity';
import type { Gather, QualityOfService } from './publication';

/** A message as a queue stores it. */
export interface QueuedMessage {
  /** Increases with each message, never reused: the order of sending. */
  readonly seq: number;
  readonly nodeId: string;
  readonly flowMessageId: string;
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: QualityOfService;
  readonly retain: boolean;
  /** Maximum milliseconds from the broker's ack to the cloud's reply; 0: no reply is awaited. */
  readonly replyMs: number;
  /** How it waits for others; absent: it doesn't. */
  readonly gather?: Gather | undefined;
  /** Milliseconds of elapsed time that it had waited when handed to, or returned by, the queue. */
  readonly ageMs: number;
}

/** What a queue held when it was opened. */
export interface QueueOpening {
  readonly length: number;
  /** The highest `seq` ever used. */
  readonly lastSeq: number;
  /** How many of them wait on each topic. */
  readonly topics: ReadonlyMap<string, number>;
  /** What the user should know: the file was damaged, belonged to another device, or can't be used. */
  readonly notices: readonly CodedError[];
}

/**
 * Where messages wait. Asynchronous and in batches, so that a slow SD card never blocks the event loop; what is asked for is
 * done and answered in that order. The outbox assigns the `seq`, because a message may be delivered before its batch is written.
 */
export interface MessageQueue {
  /** True when what was appended survives the end of the process. */
  readonly durable: boolean;
  /** To be called once, before anything else. `deviceKey` identifies the owner of the messages, the others in files of before. */
  open(deviceKey: string, earlierKeys?: readonly EarlierKey[]): Promise<QueueOpening>;
  /** Stores a batch, in order of `seq`. Resolves when it is safe. */
  append(batch: readonly QueuedMessage[]): Promise<void>;
  /** Removes messages; a missing one is no error. */
  remove(seqs: readonly number[]): Promise<void>;
  /** The first `limit` messages after `afterSeq`. */
  read(afterSeq: number, limit: number): Promise<readonly QueuedMessage[]>;
  /** How many messages wait on each topic. */
  topics(): Promise<ReadonlyMap<string, number>>;
  close(): Promise<void>;
}
