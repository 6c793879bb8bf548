import { allOf } from '../base/all-of';
import type { CodedError } from '../base/coded-error';
import { type ForeignFailure, callForeign } from '../base/foreign-code';
import type { MqttClient } from '../ec20/mqtt-client';
import type { DeviceTime } from './device-time';
import { replyOwner } from './owner';
import type { QualityOfService, ReceivedMessage } from './publication';
import type { ServerWords } from './server-words';
import type { SessionGateway } from './session-gateway';
import type { SessionOptions } from './session-options';
import type { Status } from './status';
import { Subscribing } from './subscribing';
import { type RoutedMessage, Subscriptions } from './subscriptions';
import { matchesFilter } from './topic-filter';
import type { Traffic } from './traffic';

export interface DownlinkOptions {
  readonly session: Pick<SessionOptions, 'clock' | 'profile' | 'observer'>;
  readonly status: Status;
  readonly words: ServerWords;
  readonly time: DeviceTime;
  readonly gateway: SessionGateway;
  readonly traffic: Traffic;
  /** The client while online. */
  readonly client: () => MqttClient | undefined;
  /** The broker has just sent something. */
  readonly alive: () => void;
  /** The connection is no longer reliable. */
  readonly lost: (reason: CodedError) => void;
  readonly listenerFailed: ForeignFailure;
}

/** Messages from the cloud: who subscribes to them, awaits them as replies, or listens without a subscription, and their way there. */
export class Downlink {
  /** Brings the filters to the broker. */
  readonly subscribing: Subscribing;
  readonly #options: DownlinkOptions;
  readonly #subscriptions = new Subscriptions();

  constructor(options: DownlinkOptions) {
    this.#options = options;
    this.subscribing = this.#makeSubscribing();
  }

  /**
   * Subscribes an owner to a filter. Resolves with the granted QoS when the broker has answered, at once with the
   * requested one while offline. Rejects with `EC20_SUBSCRIBE_REFUSED`, `EC20_SUBSCRIBE_FAILED`,
   * `EC20_SUBSCRIBE_HANGUP` or the filter's own fault. A filter that fails is retried later: `subscribing.changes`
   * reports the result.
   */
  async subscribe(
    owner: string,
    filter: string,
    qos: QualityOfService,
    listener: (message: RoutedMessage) => void,
  ): Promise<number> {
    return this.#options.words.saying(async () => this.#subscribe(owner, filter, qos, listener));
  }

  async #subscribe(
    owner: string,
    filter: string,
    qos: QualityOfService,
    listener: (message: RoutedMessage) => void,
  ): Promise<number> {
    const { session, client, alive } = this.#options;
    session.profile.checkFilter(filter, qos);
    const wanted = this.#subscriptions.add(owner, filter, qos, this.#guarded('subscribe', listener));
    if (client() === undefined) return qos;
    if (wanted === undefined) return this.#subscriptions.granted(filter) ?? qos;
    const answer = await this.subscribing.subscribe(owner, wanted);
    if (this.#subscriptions.granted(filter) !== undefined) alive();
    return answer;
  }

  /** Removes an owner's filter; the broker is unsubscribed with the last owner. Rejects with `EC20_UNSUBSCRIBE_FAILED`. */
  async unsubscribe(owner: string, filter: string): Promise<void> {
    const { session, words } = this.#options;
    const isUnused = this.#subscriptions.remove(owner, filter);
    if (!isUnused || !this.subscribing.forget(filter)) return;
    const client = this.#options.client();
    if (client !== undefined) session.observer?.unsubscribed?.(Buffer.byteLength(filter));
    await words.saying(async () => client?.unsubscribe(filter));
  }

  /** Removes all of an owner's filters. Rejects with the first failure, after trying each. */
  async unsubscribeAll(owner: string): Promise<void> {
    await allOf(this.of(owner).map(({ topic }) => this.unsubscribe(owner, topic)));
  }

  /** The filters of one owner. */
  of(owner: string): readonly { topic: string; qos: QualityOfService }[] {
    return this.#subscriptions.of(owner);
  }

  /** Subscribes to the filter on which the cloud replies to a node's messages. Rejects as {@link subscribe} does. */
  async expectReplies(nodeId: string, filter: string): Promise<void> {
    await this.subscribe(replyOwner(nodeId), filter, 0, () => undefined);
  }

  /** A message leaves and awaits a reply: its filter goes first, also of a message that has outlived what had asked for it. */
  expecting(topic: string, nodeId: string): void {
    if (this.#subscriptions.covers(topic) || this.subscribing.whySkipped(topic) !== undefined) return;
    const wanted =
      this.#subscriptions.all().find(({ filter }) => matchesFilter(filter, topic)) ??
      this.#subscriptions.add(replyOwner(nodeId), topic, 0, () => undefined);
    // Nobody has asked: a refusal is reported to its owners.
    if (wanted !== undefined) this.subscribing.subscribe(undefined, wanted).catch(() => undefined);
  }

  async expectNoReplies(nodeId: string): Promise<void> {
    await this.unsubscribeAll(replyOwner(nodeId));
  }

  /** Receives messages on `filter` that the cloud sends without a subscription. */
  listen(owner: string, filter: string, listener: (message: RoutedMessage) => void): void {
    this.#subscriptions.addUnasked(owner, filter, this.#guarded('listen', listener));
  }

  /** Removes all of an owner's listeners. */
  unlisten(owner: string): void {
    this.#subscriptions.removeUnasked(owner);
  }

  /** A message of the cloud has arrived: for the session itself first, then for its owners. */
  received(message: ReceivedMessage): void {
    const { alive, traffic } = this.#options;
    alive();
    traffic.counters.received++;
    traffic.counters.bytesDown += message.payload.length;
    this.#observe(message);
    this.#read(message);
    this.#subscriptions.route(message);
  }

  #observe({ topic, payload, messageId }: ReceivedMessage): void {
    const topicBytes = Buffer.byteLength(topic);
    this.#options.session.observer?.received({
      topicBytes,
      payloadBytes: payload.length,
      qos: messageId === 0 ? 0 : 1,
    });
  }

  /** Handles the cloud's messages for the session itself; a flow may receive them too. */
  #read(message: ReceivedMessage): void {
    const { session, gateway, traffic, time } = this.#options;
    const { profile, clock } = session;
    gateway.topology.received(message);
    const reply = gateway.dialogueOf(message.topic)?.readReply(message);
    if (reply !== undefined) traffic.publisher.replyReceived(reply);
    const utcMs = profile.thing?.readTime(message, clock.wallTime());
    if (utcMs !== undefined) time.learn(utcMs, 'cloud');
  }

  #guarded(name: string, listener: (message: RoutedMessage) => void): (message: RoutedMessage) => void {
    return (message) => callForeign(name, () => listener(message), this.#options.listenerFailed);
  }

  #makeSubscribing(): Subscribing {
    const { session, status, gateway, traffic, lost, listenerFailed } = this.#options;
    const subscribing = new Subscribing({
      clock: session.clock,
      subscriptions: this.#subscriptions,
      publishing: () => traffic.publisher.inFlight,
      hold: () => traffic.publisher.hold(),
      isReady: (filter) => gateway.topology.isReady(filter),
      lost,
      listenerFailed,
      observer: session.observer,
    });
    subscribing.changes.add(({ error, askers }) => {
      // A hang-up also ends the connection, and is reported with that.
      const isReportedElsewhere =
        error === undefined || error.code === 'EC20_SUBSCRIBE_HANGUP' || askers.size > 0;
      if (!isReportedElsewhere) status.faults.emit(error);
      status.changed.emit(undefined);
    });
    return subscribing;
  }
}
