import { CodedError } from '../base/coded-error';
import type { CloudReply, ReplyVerdict } from '../cloud/thing-dialogue';
import type { Entry } from './outbox';
import { type PublishAck, PendingReplies } from './pending-replies';
import { type BatchOptions, type PublishBatch, mentions } from './publish-batch';
import type { PublisherOptions } from './publisher-options';
import type { SendGate } from './send-gate';

export interface ReplyVerdictsOptions extends Pick<
  PublisherOptions,
  'clock' | 'outbox' | 'listener' | 'whySkipped'
> {
  readonly dialogueOf: BatchOptions['dialogueOf'];
  readonly gate: Pick<SendGate, 'halveRate'>;
  /** Messages have settled or returned to their places. */
  readonly onSettled: () => void;
}

/** A post is given up after the cloud has left it without a reply this many times. */
const SILENCES = 3;

/** Settles the messages that the broker has: at once, or where the cloud replies, by its verdict or its silence. */
export class ReplyVerdicts {
  readonly #options: ReplyVerdictsOptions;
  readonly #pending: PendingReplies;

  constructor(options: ReplyVerdictsOptions) {
    this.#options = options;
    this.#pending = new PendingReplies(options.clock, {
      replied: (batch, ack, reply) => this.#replied(batch, ack, reply),
      unanswered: (batch) => this.#unanswered(batch),
    });
  }

  /** Whether no more publishes may await a reply. */
  get isFull(): boolean {
    return this.#pending.isFull;
  }

  /** To be called before the batch is written. */
  expect(batch: PublishBatch): void {
    this.#pending.expect(batch);
  }

  /** The broker has it: delivered, unless a reply is awaited. */
  acknowledged(batch: PublishBatch, ack: PublishAck): void {
    if (this.#pending.acknowledged(batch, ack)) return;
    for (const entry of batch.entries) this.#deliver(entry, ack, undefined);
  }

  /** The cloud has replied to a publish. */
  received(reply: CloudReply): void {
    this.#pending.received(reply);
  }

  /** The broker's ack is lost. True when the cloud's reply has arrived before, which outweighs that: the messages are settled. */
  settleUnacknowledged(batch: PublishBatch, ack: PublishAck): boolean {
    const reply = this.#pending.forget(batch);
    if (reply === undefined) return false;
    this.#replied(batch, ack, reply);
    return true;
  }

  /** No reply to it is awaited any more. */
  forget(batch: PublishBatch): void {
    this.#pending.forget(batch);
  }

  /** The end: replies are no longer awaited. */
  close(): void {
    this.#pending.close();
  }

  #deliver(entry: Entry, { messageId, sentAtMs }: PublishAck, reply: CloudReply | undefined): void {
    const { outbox, clock, listener } = this.#options;
    const queuedMs = Math.round(sentAtMs - entry.acceptedAtMs);
    const deliveredMs = Math.round(clock.now() - entry.acceptedAtMs);
    const { attempts } = entry;
    listener.delivered(entry);
    const delivery = { messageId, attempts, queuedMs, deliveredMs };
    outbox.delivered(entry, reply === undefined ? delivery : { ...delivery, reply });
  }

  /** The cloud has processed it and replied with the result. */
  #replied(batch: PublishBatch, ack: PublishAck, reply: CloudReply): void {
    const { dialogueOf, onSettled } = this.#options;
    const judgement = dialogueOf(batch.packet.topic)?.judge(reply, batch.packet) ?? { kind: 'accepted' };
    switch (judgement.kind) {
      case 'accepted':
        for (const entry of batch.entries) this.#deliver(entry, ack, reply);
        break;
      case 'again':
        this.#tryAgain(batch, judgement.error);
        break;
      case 'refused':
        this.#refused(batch, ack, reply, judgement);
        break;
    }
    onSettled();
  }

  /**
   * Of joined messages, the one with the refused property is to blame; if several have it, or the reply doesn't name one, each of
   * these is sent again alone.
   */
  #refused(
    batch: PublishBatch,
    ack: PublishAck,
    reply: CloudReply,
    { error, rejected }: ReplyVerdict & { kind: 'refused' },
  ): void {
    const { outbox } = this.#options;
    const isSuspect = (entry: Entry) => rejected?.some((identifier) => mentions(entry, identifier)) !== false;
    const suspects = batch.entries.length === 1 ? batch.entries : batch.entries.filter(isSuspect);
    for (const entry of batch.entries) {
      if (!suspects.includes(entry)) this.#deliver(entry, ack, reply);
      else if (suspects.length === 1) outbox.failed(entry, error);
      else {
        entry.isAlone = true;
        outbox.putBack(entry);
      }
    }
  }

  /** The broker has it, but no reply arrived: the platform silently drops what exceeds its rate. */
  #unanswered(batch: PublishBatch): void {
    const { outbox, whySkipped, onSettled } = this.#options;
    const skipped = batch.reply && whySkipped?.(batch.reply.topic);
    if (skipped !== undefined) {
      // The platform may have processed it; sending it again would bring no reply either.
      for (const entry of batch.entries) outbox.failed(entry, skipped);
      onSettled();
      return;
    }
    const params = {
      topic: batch.packet.topic,
      seconds: Math.round(batch.replyMs / 1000),
      times: SILENCES,
    };
    this.#tryAgain(batch, new CodedError('EC20_REPLY_TIMEOUT', { params, outcome: 'unknown' }));
    onSettled();
  }

  #tryAgain(batch: PublishBatch, error: CodedError): void {
    const { outbox, gate } = this.#options;
    gate.halveRate();
    for (const entry of batch.entries) {
      entry.unanswered++;
      if (entry.unanswered >= SILENCES) outbox.failed(entry, error);
      else outbox.putBack(entry);
    }
  }
}
