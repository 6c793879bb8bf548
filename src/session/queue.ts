import type { CodedError } from '../base/coded-error';
import type { QualityOfService } from './publication';

/** A message as a queue keeps it. */
export interface QueuedMessage {
  /** Grows with each message, never used twice: the order of leaving. */
  readonly seq: number;
  readonly nodeId: string;
  readonly flowMessageId: string;
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: QualityOfService;
  readonly retain: boolean;
  /** Milliseconds that the cloud's reply may take; 0: none is waited for. */
  readonly replyMs: number;
  /** How long it had waited, in milliseconds that really passed, when it was handed over, to the queue or by it. */
  readonly ageMs: number;
}

/** What a queue held when it was opened. */
export interface QueueOpening {
  readonly length: number;
  /** The highest `seq` ever used. */
  readonly lastSeq: number;
  /** What a person should know: the file was damaged, belonged to another device, can't be used. */
  readonly notices: readonly CodedError[];
}

/**
 * Where messages wait. Asynchronous and in batches, so that a slow SD card never holds the event loop. The outbox gives out
 * the `seq`, because a message may be delivered before its batch was ever written.
 */
export interface MessageQueue {
  /** True when what was appended survives the end of the process. */
  readonly durable: boolean;
  /** To be called once, before all else. `deviceKey` names whose messages these are. */
  open(deviceKey: string): Promise<QueueOpening>;
  /** Keeps a batch, in the order of `seq`. Resolves when it is safe. */
  append(batch: readonly QueuedMessage[]): Promise<void>;
  /** Forgets messages; what isn't there is no error. */
  remove(seqs: readonly number[]): Promise<void>;
  /** The first `limit` messages behind `afterSeq`. */
  read(afterSeq: number, limit: number): Promise<readonly QueuedMessage[]>;
  close(): Promise<void>;
}
