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
  readonly key: ReplyKey;
  ack: PublishAck | undefined;
  reply: CloudReply | undefined;
  timer: Timer | undefined;
}

/** A refusal that names no message, and the batches that were awaiting a reply on its topic when it came. */
interface Nameless {
  readonly reply: CloudReply;
  readonly candidates: Set<Expected>;
}

/** Maximum publishes awaiting the cloud's reply; the rest waits in the queue. */
const MOST_EXPECTED = 64;

/**
 * Matches the cloud's replies to publishes by topic and id. A reply may arrive before the broker's ack; one that
 * matches nothing is ignored. Outlives the connection: a reply may arrive on the next.
 *
 * A refusal without an id belongs to the one batch that awaits a reply on its topic. Of several it belongs to the one that gets no reply
 * of its own: the last to wait, or the first whose time is over.
 */
export class PendingReplies {
  readonly #expected = new Map<string, Expected>();
  #nameless: readonly Nameless[] = [];

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
      key: batch.reply,
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
      expected.timer = this.clock.after(batch.replyMs, () => this.#expire(expected));
    } else {
      this.#settle(expected, ack, expected.reply);
    }
    return true;
  }

  received(reply: CloudReply): void {
    const { topic, id } = reply;
    if (id === undefined) {
      const candidates = [...this.#expected.values()].filter(
        (each) => each.key.topic === topic && each.reply === undefined,
      );
      this.#nameless = [...this.#nameless, { reply, candidates: new Set(candidates) }];
      this.#assign();
      return;
    }
    const expected = this.#expected.get(keyOf({ topic, id }));
    if (expected === undefined) return;
    this.#give(expected, reply);
    this.#assign();
  }

  /** Stops waiting for a reply; returns the one that arrived before the ack, which proves delivery as well. */
  forget(batch: PublishBatch): CloudReply | undefined {
    const expected = this.#of(batch);
    if (expected === undefined) return undefined;
    expected.timer?.cancel();
    this.#expected.delete(keyOf(expected.key));
    // It may be the one that such a refusal was for: the others can't be blamed any more.
    this.#nameless = this.#nameless.filter(({ candidates }) => !candidates.has(expected));
    return expected.reply;
  }

  close(): void {
    for (const { timer } of this.#expected.values()) timer?.cancel();
    this.#expected.clear();
    this.#nameless = [];
  }

  #give(expected: Expected, reply: CloudReply): void {
    expected.reply ??= reply;
    this.#exclude(expected);
    if (expected.ack !== undefined) this.#settle(expected, expected.ack, reply);
  }

  #expire(expected: Expected): void {
    const nameless = this.#nameless.find(({ candidates }) => candidates.has(expected));
    if (nameless === undefined) {
      this.forget(expected.batch);
      this.listener.unanswered(expected.batch);
    } else {
      this.#use(nameless, expected);
    }
    this.#assign();
  }

  /** Gives each nameless refusal whose batch is certain to that batch; as many as there are candidates go round in order. */
  #assign(): void {
    this.#nameless = this.#nameless.filter(({ candidates }) => candidates.size > 0);
    for (;;) {
      const certain = this.#nameless.find((each) => this.#within(each) >= each.candidates.size);
      const [expected] = certain?.candidates ?? [];
      if (certain === undefined || expected === undefined) break;
      this.#use(certain, expected);
      this.#nameless = this.#nameless.filter(({ candidates }) => candidates.size > 0);
    }
  }

  /** How many of these refusals are for these candidates and no others. */
  #within({ candidates: all }: Nameless): number {
    return this.#nameless.filter(({ candidates }) => [...candidates].every((each) => all.has(each))).length;
  }

  #use(nameless: Nameless, expected: Expected): void {
    this.#nameless = this.#nameless.filter((each) => each !== nameless);
    this.#give(expected, nameless.reply);
  }

  #exclude(expected: Expected): void {
    for (const { candidates } of this.#nameless) candidates.delete(expected);
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
