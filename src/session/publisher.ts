import { type Clock, type Timer, sleep } from '../base/clock';
import { CodedError, asCodedError } from '../base/coded-error';
import { Deferred } from '../base/deferred';
import { ERRORS } from '../errors/catalogue';
import type { CloudReply, ReplyVerdict } from '../cloud/thing-dialogue';
import type { MqttClient } from '../ec20/mqtt-client';
import type { PublishPacket } from '../ec20/publish';
import { STATE_CONNECTED } from '../ec20/result-codes';
import type { SessionObserver } from './observer';
import type { Entry, Outbox } from './outbox';
import type { RateLimit } from './rate-limit';
import { type PublishAck, PendingReplies } from './pending-replies';
import type { SendWindow } from './send-window';
import { Gathering } from './gathering';
import { type BatchOptions, type PublishBatch, Fullness, mentions, nextBatch } from './publish-batch';

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

/** `+QMTPUBEX: idx,msgid,2`. */
const RESULT_FAILED = 2;
/** Rule 13: after this many refusals at window 1 although connected, the message is given up. */
const REFUSALS = 3;
/** Rule 13: after this many consecutive connections lost while it was the oldest in flight, the message is given up. */
const LOSSES = 3;
/** Rule 13: result 2 twice in a row means that the connection is broken. */
const FAILURES = 2;
/** A post is given up after the cloud has left it without a reply this many times. */
const SILENCES = 3;
/** A message of the session's own looks at this interval whether none is in flight. */
const QUIET_POLL_MS = 100;
/** Pause after a refusal by the module. */
const REFUSAL_PAUSE_MS = 500;

/** One message per publish, with no reply but the broker's: any MQTT broker. */
const PLAIN: Omit<BatchOptions, 'outbox'> = {
  dialogueOf: () => undefined,
  compact: false,
  largestPayloadBytes: () => 0,
  nextId: () => '0',
};

/** Sends the outbox's messages through a connection: as many at once as the window allows, as fast as the rate allows. */
export class Publisher {
  readonly #options: PublisherOptions;
  readonly #packing: BatchOptions;
  readonly #gathering: Gathering;
  readonly #replies: PendingReplies;
  #client: PublishingClient | undefined;
  #paused = false;
  readonly #holds = new Set<object>();
  #inFlight = new Set<PublishBatch>();
  /** Resolves when the last message of the session's own has left. */
  #aloneOnes: Promise<void> = Promise.resolve();
  #pumping = false;
  #pokedMeanwhile = false;
  #timer: Timer | undefined;
  #restUntilMs = -Infinity;
  /** The message at the head that the module refuses, and how often. */
  #refused: { readonly entry: Entry; times: number } | undefined;
  #failures = 0;

  constructor(options: PublisherOptions) {
    this.#options = options;
    const { clock, outbox, ttlMs = 0 } = options;
    this.#packing = { outbox, ...(options.packing ?? PLAIN) };
    const fullness = new Fullness(this.#packing);
    this.#gathering = new Gathering({
      clock,
      outbox,
      ...(options.deviceOf && { deviceOf: options.deviceOf }),
      ttlMs,
      isFull: (entries) => fullness.isReached(entries),
      onDue: () => this.poke(),
    });
    this.#replies = new PendingReplies(options.clock, {
      replied: (batch, ack, reply) => this.#replied(batch, ack, reply),
      unanswered: (batch) => this.#unanswered(batch),
    });
  }

  /** Number of publishes that await the broker. */
  get inFlight(): number {
    return this.#inFlight.size;
  }

  /** A connection is available: messages are sent through it from now on. */
  attach(client: PublishingClient): void {
    this.#client = client;
    this.#paused = false;
    this.#refused = undefined;
    this.#failures = 0;
    this.#options.window.restart();
    this.poke();
  }

  /**
   * The connection has ended: to be called before it rejects the messages in flight, which then return to their
   * places. Afterwards the oldest could no longer be identified.
   */
  detach(reason: CodedError): void {
    if (this.#client === undefined) return;
    this.#client = undefined;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#gathering.cancel();
    this.#countLoss(reason);
  }

  /** Sends at once what waits for others, and lets nothing wait any more. */
  sendGathered(): void {
    this.#gathering.end();
    this.poke();
  }

  /** The end: replies are no longer awaited. */
  close(): void {
    this.#gathering.cancel();
    this.#replies.close();
  }

  /** The module is retransmitting a publish: reduces the window and the rate (rule 13, result 1). */
  slowDown(): void {
    this.#options.window.refused();
    this.#options.rate.halve();
  }

  /** Stops sending while the module's state is being queried (rule 7). */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.poke();
  }

  /** Stops sending until the returned function is called: what is tried meanwhile may end the connection. */
  hold(): () => void {
    const hold = {};
    this.#holds.add(hold);
    return () => {
      if (this.#holds.delete(hold)) this.poke();
    };
  }

  /**
   * Sends a message of the session's own between the others: waits until none is in flight, and keeps the rate. Resolves when
   * the broker, or for QoS 0 the module, has taken it. Rejects with `signal`'s reason, or the client's.
   */
  async sendAlone(packet: PublishPacket, signal: AbortSignal): Promise<void> {
    const { clock, rate } = this.#options;
    const release = this.hold();
    const before = this.#aloneOnes;
    const turn = new Deferred<void>();
    this.#aloneOnes = turn.promise;
    try {
      // Two of QoS 0 at once would share one result (rule 12).
      await before;
      while (this.#inFlight.size > 0) await sleep(clock, QUIET_POLL_MS, signal);
      const waitMs = rate.waitMs(clock.now());
      if (waitMs > 0) await sleep(clock, waitMs, signal);
      const client = this.#client;
      if (client === undefined || signal.aborted) throw asCodedError(signal.reason);
      rate.take(clock.now(), packet.qos);
      const { accepted, completed } = client.publish(packet);
      // Both reject with the same reason.
      accepted.catch(() => undefined);
      await completed;
    } finally {
      turn.resolve();
      release();
    }
  }

  /** The cloud has replied to a publish. */
  replyReceived(reply: CloudReply): void {
    this.#replies.received(reply);
  }

  /** Something has changed: a message is ready, or the window has room. */
  poke(): void {
    if (this.#pumping) {
      this.#pokedMeanwhile = true;
      return;
    }
    this.#pumping = true;
    void this.#pump().finally(() => {
      this.#pumping = false;
      if (this.#pokedMeanwhile) this.poke();
    });
  }

  async #pump(): Promise<void> {
    this.#pokedMeanwhile = false;
    for (let next = this.#choose(); next !== undefined; next = this.#choose()) await this.#send(next);
  }

  /** The next batch that may be sent, taken from the outbox. */
  #choose(): PublishBatch | undefined {
    const { window, rate, clock } = this.#options;
    const isHeld = this.#paused || this.#holds.size > 0;
    if (this.#client === undefined || isHeld || this.#inFlight.size >= window.size) return undefined;
    const next = this.#gathering.next();
    if (next === undefined) return undefined;
    const { qos, replyMs } = next.first;
    // QoS 0 has no id by which to distinguish two results (rule 12).
    if (qos === 0 && this.#isQosZeroInFlight()) return undefined;
    if (replyMs > 0 && this.#replies.isFull) return undefined;
    const waitMs = Math.max(rate.waitMs(clock.now()), this.#restUntilMs - clock.now());
    if (waitMs > 0) {
      this.#timer ??= clock.after(waitMs, () => {
        this.#timer = undefined;
        this.poke();
      });
      return undefined;
    }
    rate.take(clock.now(), qos);
    return nextBatch(this.#packing, next);
  }

  #isQosZeroInFlight(): boolean {
    for (const { packet } of this.#inFlight) if (packet.qos === 0) return true;
    return false;
  }

  /** Resolves when the module has accepted or refused the message: the AT channel is free for the next. */
  async #send(batch: PublishBatch): Promise<void> {
    const client = this.#client;
    if (client === undefined) {
      this.#putBack(batch);
      return;
    }
    const sentAtMs = this.#options.clock.now();
    this.#inFlight.add(batch);
    for (const entry of batch.entries) entry.attempts++;
    this.#replies.expect(batch);
    if (batch.reply !== undefined) this.#options.expecting?.(batch.reply.topic, batch.entries[0].nodeId);
    const attempt = client.publish(batch.packet);
    const ack = { messageId: attempt.messageId, sentAtMs };
    attempt.completed.then(
      (result) => this.#completed(batch, client, ack, result),
      (error: unknown) => this.#lost(batch, client, ack, asCodedError(error)),
    );
    try {
      await attempt.accepted;
      batch.handedOver = true;
      this.#refused = undefined;
      this.#observeSent(batch);
    } catch {
      // `completed` rejects with the same reason.
    }
  }

  #observeSent({ packet: { topic, payload, qos } }: PublishBatch): void {
    const topicBytes = Buffer.byteLength(topic);
    this.#options.observer?.sent({ topicBytes, payloadBytes: payload.length, qos });
  }

  #completed(
    batch: PublishBatch,
    client: PublishingClient,
    ack: PublishAck,
    result: 'acknowledged' | 'failed',
  ): void {
    const { window, rate, listener, observer, clock } = this.#options;
    this.#inFlight.delete(batch);
    if (result === 'acknowledged') {
      this.#failures = 0;
      // The module alone answers for a QoS 0 message.
      if (batch.packet.qos > 0) observer?.acknowledged(clock.now() - ack.sentAtMs);
      window.succeeded();
      rate.restore();
      if (!this.#replies.acknowledged(batch, ack)) {
        for (const entry of batch.entries) this.#deliver(entry, ack, undefined);
      }
      this.poke();
      return;
    }
    window.refused();
    rate.halve();
    listener.refused();
    const error = new CodedError('EC20_PUBLISH_FAILED', {
      params: { result: RESULT_FAILED },
      moduleCode: RESULT_FAILED,
      outcome: 'unknown',
    });
    this.#failures++;
    if (this.#failures >= FAILURES && this.#client === client) this.#reopen(error);
    this.#return(batch, ack, error);
    this.poke();
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
    const judgement = this.#packing.dialogueOf(batch.packet.topic)?.judge(reply, batch.packet) ?? {
      kind: 'accepted',
    };
    switch (judgement.kind) {
      case 'accepted':
        for (const entry of batch.entries) this.#deliver(entry, ack, reply);
        break;
      case 'again':
        this.#tryAgain(batch, judgement.error);
        break;
      case 'refused':
        this.#refusedByCloud(batch, ack, reply, judgement);
        break;
    }
    this.poke();
  }

  /**
   * Of joined messages, the one with the refused property is to blame; if several have it, or the reply doesn't name one, each of
   * these is sent again alone.
   */
  #refusedByCloud(
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
    const skipped = batch.reply && this.#options.whySkipped?.(batch.reply.topic);
    if (skipped !== undefined) {
      // The platform may have processed it; sending it again would bring no reply either.
      for (const entry of batch.entries) this.#options.outbox.failed(entry, skipped);
      this.poke();
      return;
    }
    const params = {
      topic: batch.packet.topic,
      seconds: Math.round(batch.replyMs / 1000),
      times: SILENCES,
    };
    this.#tryAgain(batch, new CodedError('EC20_REPLY_TIMEOUT', { params, outcome: 'unknown' }));
    this.poke();
  }

  #tryAgain(batch: PublishBatch, error: CodedError): void {
    const { outbox, rate } = this.#options;
    rate.halve();
    for (const entry of batch.entries) {
      entry.unanswered++;
      if (entry.unanswered >= SILENCES) outbox.failed(entry, error);
      else outbox.putBack(entry);
    }
  }

  /** A publish got no result, or was refused before it was sent. */
  #lost(batch: PublishBatch, client: PublishingClient, ack: PublishAck, error: CodedError): void {
    if (error.code === 'EC20_MODULE_ERROR') {
      void this.#refuse(batch, client, error);
      return;
    }
    this.#inFlight.delete(batch);
    // Restored from a modified file, or accepted for a previous module with a higher limit.
    if (ERRORS[error.code].publish === 'unsendable') {
      this.#replies.forget(batch);
      for (const entry of batch.entries) this.#options.outbox.failed(entry, error);
      this.poke();
      return;
    }
    if (error.code === 'EC20_DATA_STUCK') this.#options.listener.damaged();
    if (error.code === 'EC20_TIMEOUT' && batch.handedOver && this.#client === client) {
      // The line responds and the broker doesn't, so this is no evidence against the module (rule 9).
      const params = { result: 'none' };
      this.#reopen(new CodedError('EC20_PUBLISH_FAILED', { params, outcome: 'unknown', cause: error }));
    }
    this.#return(batch, ack, error);
    this.poke();
  }

  /** Stops sending through this connection. */
  #reopen(reason: CodedError): void {
    this.detach(reason);
    this.#options.listener.reopen(reason);
  }

  /** Returns it to its place; a QoS 0 message that the module had accepted is never sent again (rule 13). */
  #return(batch: PublishBatch, ack: PublishAck, error: CodedError): void {
    const { outbox } = this.#options;
    const reply = this.#replies.forget(batch);
    if (reply !== undefined) {
      // The cloud's reply outweighs the lost ack of the broker.
      this.#replied(batch, ack, reply);
      return;
    }
    for (const entry of batch.entries) {
      if (entry.losses >= LOSSES) {
        const params = { topic: entry.topic };
        outbox.failed(
          entry,
          new CodedError('EC20_PUBLISH_POISON', { params, outcome: 'unknown', cause: error }),
        );
      } else if (entry.qos === 0 && batch.handedOver) {
        outbox.failed(entry, new CodedError('EC20_PUBLISH_UNKNOWN', { outcome: 'unknown', cause: error }));
      } else {
        outbox.putBack(entry);
      }
    }
  }

  #putBack(batch: PublishBatch): void {
    for (const entry of batch.entries) this.#options.outbox.putBack(entry);
  }

  /**
   * ERROR: before the prompt nothing was sent; after the payload (firmware that fails on double quotes) it may have
   * been. The message keeps its place in the window until the next step is decided.
   */
  async #refuse(batch: PublishBatch, client: PublishingClient, error: CodedError): Promise<void> {
    const { outbox, window, rate, listener, clock } = this.#options;
    const atSmallest = window.size === 1;
    window.refused();
    rate.halve();
    listener.refused();
    this.#restUntilMs = clock.now() + REFUSAL_PAUSE_MS;
    const state = atSmallest ? await client.state().catch(() => undefined) : STATE_CONNECTED;
    this.#inFlight.delete(batch);
    this.#replies.forget(batch);
    if (state !== STATE_CONNECTED && this.#client === client) this.#reopen(error);
    const [first, ...joined] = batch.entries;
    if (joined.length > 0) {
      for (const entry of batch.entries) entry.isAlone = true;
      this.#putBack(batch);
    } else if (atSmallest && state === STATE_CONNECTED && this.#refusalsOf(first) >= REFUSALS) {
      const params = { result: String(error.params['result'] ?? 'ERROR') };
      if (client.mayLackPublish) {
        // The firmware is to blame, not the message: it waits for another module.
        this.#refused = undefined;
        outbox.putBack(first);
        this.#reopen(new CodedError('EC20_PUBLISH_MISSING', { params, outcome: 'rejected', cause: error }));
        return;
      }
      outbox.failed(
        first,
        new CodedError('EC20_PUBLISH_REFUSED', { params, outcome: error.outcome, cause: error }),
      );
    } else {
      outbox.putBack(first);
    }
    this.poke();
  }

  /** Counts one more refusal of a message; another message's refusals are reset. */
  #refusalsOf(entry: Entry): number {
    if (this.#refused?.entry !== entry) this.#refused = { entry, times: 0 };
    return ++this.#refused.times;
  }

  /** When the broker closes the connection, the oldest in flight is the suspect; all others are reset. */
  #countLoss(reason: CodedError): void {
    const oldest = this.#oldest();
    const isFailure = reason.code === 'EC20_PUBLISH_FAILED' && reason.moduleCode === RESULT_FAILED;
    if (oldest === undefined || !(isFailure || ERRORS[reason.code].publish === 'suspect')) return;
    for (const batch of this.#inFlight) {
      for (const entry of batch.entries) entry.losses = batch === oldest ? entry.losses + 1 : 0;
    }
  }

  #oldest(): PublishBatch | undefined {
    let oldest: PublishBatch | undefined;
    for (const batch of this.#inFlight)
      if (oldest === undefined || batch.entries[0].seq < oldest.entries[0].seq) oldest = batch;
    return oldest;
  }
}
