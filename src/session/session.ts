import type { Trace } from '../at/trace';
import { CodedError } from '../base/coded-error';
import type { SubDevice } from '../cloud/gateway';
import type { Modem } from '../ec20/modem';
import type { MqttClient } from '../ec20/mqtt-client';
import type { OutboxEnd } from './outbox';
import type { Overflow } from './overflow';
import type { NodeListener, PublicationListener, PublishRequest, QualityOfService } from './publication';
import { type RawAnswer, type RawCommand, checkRawCommand, maskSecrets, runRawCommand } from './raw-command';
import type { SessionOptions } from './session-options';
import { SessionParts } from './session-parts';
import type { SessionSnapshot } from './snapshot';
import type { SubDeviceSnapshot } from './sub-device-state';
import type { FilterChange } from './subscribe-attempts';
import type { RoutedMessage } from './subscriptions';
import type { HeldBack } from './traffic';
import type { UnclaimedEnds } from './unclaimed';

export type { SessionModemOptions, SessionOptions } from './session-options';
export type { HeldBack } from './traffic';

/** Read-only view of a session's internals, for checks. */
export interface Inspected {
  readonly options: SessionOptions;
  readonly modem: Modem;
  readonly client: MqttClient | undefined;
}

/**
 * One device online: takes the module from its port to the broker, keeps it there, and carries messages both ways.
 * Retries after every failure until it is closed.
 */
export class Session {
  /** Traffic on the line, secrets masked. */
  readonly trace: Trace;
  readonly #options: SessionOptions;
  readonly #parts: SessionParts;
  #isClosed = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#parts = new SessionParts(options);
    this.trace = this.#parts.trace;
  }

  /** Starts, or starts again after `release()` or `disconnect()`. */
  start(): void {
    if (!this.#isClosed) this.#parts.lifecycle.start();
  }

  /** Ends for good: disconnects from the broker, closes port and queue. Takes less than 5 s in every state. */
  async close(): Promise<OutboxEnd> {
    this.#isClosed = true;
    const { notices, gateway, traffic, lifecycle } = this.#parts;
    notices.close();
    gateway.close();
    await traffic.sendGathered();
    await lifecycle.stop(new CodedError('EC20_CLOSED'), undefined);
    return traffic.close();
  }

  /** Frees the port for another program, with the module as such a program expects it; messages wait meanwhile. */
  async release(): Promise<void> {
    const error = new CodedError('EC20_PORT_RELEASED', { params: { port: this.#options.portName } });
    await this.#parts.lifecycle.stop(error, error, { handsOver: true });
  }

  /** Takes the port back. */
  acquire(): void {
    this.start();
  }

  /** Like the core mqtt nodes' action: goes online, unless it is. */
  connect(): void {
    this.start();
  }

  /** Like the core mqtt nodes' action: goes offline until `connect()`; messages wait meanwhile. */
  async disconnect(): Promise<void> {
    await this.#parts.lifecycle.stop(new CodedError('EC20_CLOSED'), undefined);
  }

  /** Takes a message. The listener receives its outcome; invalid input fails at once and is never queued. */
  publish(request: PublishRequest, listener: PublicationListener): void {
    this.#parts.uplink.publish(request, listener);
  }

  /** Holds messages back in the queue, whatever holds them back now; undefined: all leave again, in order. @internal */
  holdBack(heldBack: HeldBack | undefined): void {
    this.#parts.traffic.holdBack(heldBack);
  }

  /** Handles messages of that node that were restored after a restart or spilled from a long backlog. */
  claim(nodeId: string, listener: NodeListener): () => void {
    return this.#parts.uplink.claim(nodeId, listener);
  }

  /**
   * Subscribes an owner to a filter. Resolves with the granted QoS when the broker has answered, at once with the
   * requested one while offline. Rejects with `EC20_SUBSCRIBE_REFUSED`, `EC20_SUBSCRIBE_FAILED`,
   * `EC20_SUBSCRIBE_HANGUP` or the filter's own fault. A filter that fails is retried later: {@link onSubscription}
   * reports the result.
   */
  subscribe(
    owner: string,
    filter: string,
    qos: QualityOfService,
    listener: (message: RoutedMessage) => void,
  ): Promise<number> {
    return this.#parts.downlink.subscribe(owner, filter, qos, listener);
  }

  /** Removes an owner's filter; the broker is unsubscribed with the last owner. Rejects with `EC20_UNSUBSCRIBE_FAILED`. */
  unsubscribe(owner: string, filter: string): Promise<void> {
    return this.#parts.downlink.unsubscribe(owner, filter);
  }

  /** Removes all of an owner's filters. Rejects with the first failure, after trying each. */
  unsubscribeAll(owner: string): Promise<void> {
    return this.#parts.downlink.unsubscribeAll(owner);
  }

  subscriptions(owner: string): readonly { topic: string; qos: QualityOfService }[] {
    return this.#parts.downlink.of(owner);
  }

  /** Subscribes to the filter on which the cloud replies to a node's messages. Rejects as {@link subscribe} does. */
  expectReplies(nodeId: string, filter: string): Promise<void> {
    return this.#parts.downlink.expectReplies(nodeId, filter);
  }

  expectNoReplies(nodeId: string): Promise<void> {
    return this.#parts.downlink.expectNoReplies(nodeId);
  }

  /** Maximum bytes of payload in one publish. */
  get largestPayloadBytes(): number {
    return this.#parts.modem.facts.profile.largestPayloadBytes;
  }

  /** Receives messages on `filter` that the cloud sends without a subscription. */
  listen(owner: string, filter: string, listener: (message: RoutedMessage) => void): void {
    this.#parts.downlink.listen(owner, filter, listener);
  }

  /** Removes all of an owner's listeners. */
  unlisten(owner: string): void {
    this.#parts.downlink.unlisten(owner);
  }

  /** How many of a node's messages wait for others, to leave together. */
  gathering(nodeId: string): number {
    return this.#parts.traffic.gathering(nodeId);
  }

  /** UTC in ms, as accurately as this device has it; undefined while unknown. */
  time(): number | undefined {
    return this.#parts.time.now()?.utc;
  }

  /** A message id that this device has not used before. */
  nextMessageId(): string {
    return this.#parts.uplink.nextMessageId();
  }

  /**
   * Brings a device behind this gateway online, on each connection, until the returned function is called. Throws
   * `EC20_SUB_SERVER`, `EC20_SUB_TWICE` or `EC20_NO_SECRET`.
   */
  attachSubDevice(device: SubDevice): () => void {
    return this.#parts.gateway.attach(device);
  }

  /** Notifies of each change of a sub-device. */
  onSubDevice(listener: (device: SubDeviceSnapshot) => void): () => void {
    return this.#parts.notices.onSubDevice(listener);
  }

  /** Whether messages on a topic are events or answers, by the dialogue of the device that it belongs to. */
  isUrgent(topic: string): boolean {
    return this.#parts.gateway.dialogueOf(topic)?.isUrgent(topic) === true;
  }

  /** Fills in a topic's placeholders, as the cloud names them. */
  expandTopic(template: string): string {
    return this.#options.profile.expandTopic(template);
  }

  /** Runs a flow's command in its turn. Rejects with `EC20_COMMAND_INVALID`, `EC20_RESERVED`, `EC20_LINE_CLOSED`, … */
  async command(raw: RawCommand): Promise<RawAnswer> {
    const { status, words, modem } = this.#parts;
    const isOnline = status.state === 'online';
    return words.saying(async () => {
      checkRawCommand(raw, isOnline);
      return maskSecrets(await runRawCommand(modem.channel, raw, isOnline), this.#parts.secrets);
    });
  }

  /** Reads the signal if online: resolves when that has succeeded or failed, and after 2 s at the latest. */
  async refresh(): Promise<void> {
    if (this.#parts.status.state === 'online') await this.#parts.monitor.refresh();
  }

  /** What a check of the setup inspects alongside the traffic; the client is there while online. */
  get inspected(): Inspected {
    const { modem, lifecycle } = this.#parts;
    return { options: this.#options, modem, client: lifecycle.client };
  }

  /** The current state, for display. */
  snapshot(): SessionSnapshot {
    return this.#parts.notices.snapshot();
  }

  /** Notifies of every change of state, code, drop or restore. */
  onChange(listener: (snapshot: SessionSnapshot) => void): () => void {
    return this.#parts.notices.onChange(listener);
  }

  /** Notifies of the queue's length when messages come or go, twice a second at most. */
  onQueue(listener: (snapshot: SessionSnapshot) => void): () => void {
    return this.#parts.notices.queueReadings.add(listener);
  }

  /** Notifies of new signal readings between two changes. */
  onReading(listener: (snapshot: SessionSnapshot) => void): () => void {
    return this.#parts.notices.readings.add(listener);
  }

  /** Notifies of each new fault once: not each retry, only a change of its code. */
  onFault(listener: (error: CodedError) => void): () => void {
    return this.#parts.notices.onFault(listener);
  }

  /** Notifies of each filter that is skipped, for a new reason, and of each that is granted after all. */
  onSubscription(listener: (change: FilterChange) => void): () => void {
    return this.#parts.notices.onSubscription(listener);
  }

  /**
   * Notifies once of each condition that works but should be known, or was corrected: an unknown module, a radio left
   * off.
   */
  onWarning(listener: (warning: CodedError) => void): () => void {
    return this.#parts.warnings.onWarning(listener);
  }

  /** Notifies of messages dropped by a full queue: once, and again after ten minutes without a drop. */
  onOverflow(listener: (overflow: Overflow) => void): () => void {
    return this.#parts.traffic.overflows.add(listener);
  }

  /** Notifies of messages that failed when the node that had sent them was gone: summed up by code. */
  onUnclaimed(listener: (ends: UnclaimedEnds) => void): () => void {
    return this.#parts.traffic.unclaimed.add(listener);
  }

  /** A message failed, and its sender is gone: {@link onUnclaimed} reports it. */
  failedUnclaimed(error: CodedError): void {
    this.#parts.traffic.failedUnclaimed(error);
  }
}
