import { type CodedError, asCodedError } from '../base/coded-error';
import type { CloudReply } from '../cloud/thing-dialogue';
import type { PublishPacket } from '../ec20/publish';
import { Gathering } from './gathering';
import { InFlight } from './in-flight';
import { OwnMessages } from './own-messages';
import type { PublishAck } from './pending-replies';
import { type BatchOptions, type PublishBatch, Fullness, nextBatch } from './publish-batch';
import { PublishFailures } from './publish-failures';
import type { PublisherOptions, PublishingClient } from './publisher-options';
import { ReplyVerdicts } from './reply-verdicts';
import { SendGate } from './send-gate';

export type { PublishingClient } from './publisher-options';

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
  readonly #gate: SendGate;
  readonly #inFlight = new InFlight();
  readonly #verdicts: ReplyVerdicts;
  readonly #failures: PublishFailures;
  readonly #ownMessages: OwnMessages;
  #client: PublishingClient | undefined;
  #pumping = false;
  #pokedMeanwhile = false;

  constructor(options: PublisherOptions) {
    this.#options = options;
    const { clock, outbox, window, rate, deviceOf, whySkipped, listener, ttlMs = 0 } = options;
    this.#packing = { outbox, ...(options.packing ?? PLAIN) };
    const { dialogueOf } = this.#packing;
    const inFlight = this.#inFlight;
    const poke = () => this.poke();
    const fullness = new Fullness(this.#packing);
    this.#gathering = new Gathering({
      clock,
      outbox,
      ...(deviceOf && { deviceOf }),
      ttlMs,
      isFull: (entries) => fullness.isReached(entries),
      onDue: poke,
    });
    const gate = new SendGate({ clock, window, rate, onOpen: poke });
    const verdicts = new ReplyVerdicts({
      clock,
      outbox,
      listener,
      ...(whySkipped && { whySkipped }),
      dialogueOf,
      gate,
      onSettled: poke,
    });
    this.#failures = new PublishFailures({
      outbox,
      listener,
      gate,
      inFlight,
      verdicts,
      isCurrent: (client) => this.#client === client,
      reopen: (reason) => this.#reopen(reason),
      onSettled: poke,
    });
    this.#ownMessages = new OwnMessages({
      clock,
      rate,
      inFlight,
      client: () => this.#client,
      hold: () => gate.hold(),
    });
    this.#gate = gate;
    this.#verdicts = verdicts;
  }

  /** Number of publishes that await the broker. */
  get inFlight(): number {
    return this.#inFlight.size;
  }

  /** A connection is available: messages are sent through it from now on. */
  attach(client: PublishingClient): void {
    this.#client = client;
    this.#failures.restart();
    this.#gate.restart();
    this.poke();
  }

  /**
   * The connection has ended: to be called before it rejects the messages in flight, which then return to their
   * places. Afterwards the oldest could no longer be identified.
   */
  detach(reason: CodedError): void {
    if (this.#client === undefined) return;
    this.#client = undefined;
    this.#gate.cancel();
    this.#gathering.cancel();
    this.#failures.connectionLost(reason);
  }

  /** Sends at once what waits for others, and lets nothing wait any more. */
  sendGathered(): void {
    this.#gathering.end();
    this.poke();
  }

  /** The end: replies are no longer awaited. */
  close(): void {
    this.#gathering.cancel();
    this.#verdicts.close();
  }

  /** The module is retransmitting a publish: reduces the window and the rate (rule 13, result 1). */
  slowDown(): void {
    this.#gate.narrow();
  }

  /** Stops sending while the module's state is being queried (rule 7). */
  pause(): void {
    this.#gate.pause();
  }

  resume(): void {
    this.#gate.resume();
  }

  /** Stops sending until the returned function is called: what is tried meanwhile may end the connection. */
  hold(): () => void {
    return this.#gate.hold();
  }

  /**
   * Sends a message of the session's own between the others: waits until none is in flight, and keeps the rate. Resolves when
   * the broker, or for QoS 0 the module, has taken it. Rejects with `signal`'s reason, or the client's.
   */
  sendAlone(packet: PublishPacket, signal: AbortSignal): Promise<void> {
    return this.#ownMessages.send(packet, signal);
  }

  /** The cloud has replied to a publish. */
  replyReceived(reply: CloudReply): void {
    this.#verdicts.received(reply);
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
    if (this.#client === undefined || !this.#gate.hasRoom(this.#inFlight.size)) return undefined;
    const next = this.#gathering.next();
    if (next === undefined) return undefined;
    const { qos, replyMs } = next.first;
    // QoS 0 has no id by which to distinguish two results (rule 12).
    if (qos === 0 && this.#inFlight.hasQosZero) return undefined;
    if (replyMs > 0 && this.#verdicts.isFull) return undefined;
    return this.#gate.take(qos) ? nextBatch(this.#packing, next) : undefined;
  }

  /** Resolves when the module has accepted or refused the message: the AT channel is free for the next. */
  async #send(batch: PublishBatch): Promise<void> {
    const client = this.#client;
    if (client === undefined) {
      for (const entry of batch.entries) this.#options.outbox.putBack(entry);
      return;
    }
    const sentAtMs = this.#options.clock.now();
    this.#inFlight.add(batch);
    for (const entry of batch.entries) entry.attempts++;
    this.#verdicts.expect(batch);
    if (batch.reply !== undefined) this.#options.expecting?.(batch.reply.topic, batch.entries[0].nodeId);
    const attempt = client.publish(batch.packet);
    const ack = { messageId: attempt.messageId, sentAtMs };
    attempt.completed.then(
      (result) => {
        if (result === 'acknowledged') this.#acknowledged(batch, ack);
        else this.#failures.failed(batch, client, ack);
      },
      (error: unknown) => this.#failures.lost(batch, client, ack, asCodedError(error)),
    );
    try {
      await attempt.accepted;
      batch.handedOver = true;
      this.#failures.handedOver();
      this.#observeSent(batch);
    } catch {
      // `completed` rejects with the same reason.
    }
  }

  #observeSent({ packet: { topic, payload, qos } }: PublishBatch): void {
    const topicBytes = Buffer.byteLength(topic);
    this.#options.observer?.sent({ topicBytes, payloadBytes: payload.length, qos });
  }

  #acknowledged(batch: PublishBatch, ack: PublishAck): void {
    const { observer, clock } = this.#options;
    this.#inFlight.delete(batch);
    this.#failures.acknowledged();
    // The module alone answers for a QoS 0 message.
    if (batch.packet.qos > 0) observer?.acknowledged(clock.now() - ack.sentAtMs);
    this.#gate.widen();
    this.#verdicts.acknowledged(batch, ack);
    this.poke();
  }

  /** Stops sending through this connection. */
  #reopen(reason: CodedError): void {
    this.detach(reason);
    this.#options.listener.reopen(reason);
  }
}
