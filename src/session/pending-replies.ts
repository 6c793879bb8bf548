import type { Clock, Timer } from '../base/clock';
import type { CloudReply, ReplyKey } from '../cloud/thing-dialogue';
import type { PublishBatch } from './publish-batch';

/** How a batch reached the broker. */
export interface PublishAck {
  readonly messageId: number;
  /** The clock's reading when it was written to the line. */
  readonly sentAtMs: number;
}

export interface PendingRepliesListener {
  /** The cloud has replied to a batch that the broker has. */
  replied(batch: PublishBatch, ack: PublishAck, reply: CloudReply): void;
  /** The broker has it, but the cloud's reply timed out. */
  unanswered(batch: PublishBatch): void;
}

interface Expected {
  readonly batch: PublishBatch;
  ack: PublishAck | undefined;
  reply: CloudReply | undefined;
  timer: Timer | undefined;
}

/** Maximum publishes awaiting the cloud's reply; the rest waits in the queue. */
const MOST_EXPECTED = 64;

/**
 * Matches the cloud's replies to publishes by topic and id. A reply may arrive before the broker's ack; one that
 * matches nothing is ignored. Outlives the connection: a reply may arrive on the next.
 */
export class PendingReplies {
  readonly #expected = new Map<string, Expected>();

  constructor(
    private readonly clock: Clock,
    private readonly listener: PendingRepliesListener,
  ) {}

  get isFull(): boolean {
    return this.#expected.size >= MOST_EXPECTED;
  }

  /** To be called before the batch is written. */
  expect(batch: PublishBatch): void {
    if (batch.reply === undefined) return;
    this.#expected.set(keyOf(batch.reply), {
      batch,
      ack: undefined,
      reply: undefined,
      timer: undefined,
    });
  }

  /** The broker has it. True when the listener is notified of the outcome: at once if the reply has already arrived. */
  acknowledged(batch: PublishBatch, ack: PublishAck): boolean {
    const expected = this.#of(batch);
    if (expected === undefined) return false;
    expected.ack = ack;
    if (expected.reply === undefined) {
      expected.timer = this.clock.after(batch.replyMs, () => {
        this.forget(batch);
        this.listener.unanswered(batch);
      });
    } else {
      this.#settle(expected, ack, expected.reply);
    }
    return true;
  }

  received(reply: CloudReply): void {
    const expected = this.#expected.get(keyOf(reply));
    if (expected === undefined) return;
    expected.reply ??= reply;
    if (expected.ack !== undefined) this.#settle(expected, expected.ack, reply);
  }

  /** Stops waiting for a reply; returns the one that arrived before the ack, which proves delivery as well. */
  forget(batch: PublishBatch): CloudReply | undefined {
    const expected = this.#of(batch);
    if (expected === undefined || batch.reply === undefined) return undefined;
    expected.timer?.cancel();
    this.#expected.delete(keyOf(batch.reply));
    return expected.reply;
  }

  close(): void {
    for (const { timer } of this.#expected.values()) timer?.cancel();
    this.#expected.clear();
  }

  #settle({ batch }: Expected, ack: PublishAck, reply: CloudReply): void {
    this.forget(batch);
    this.listener.replied(batch, ack, reply);
  }

  #of(batch: PublishBatch): Expected | undefined {
    const expected = batch.reply && this.#expected.get(keyOf(batch.reply));
    return expected?.batch === batch ? expected : undefined;
  }
}

function keyOf({ topic, id }: ReplyKey): string {
  return `${id} ${topic}`;
}
