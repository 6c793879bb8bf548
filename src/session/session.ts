import { Trace } from '../at/trace';
import { allOf } from '../base/all-of';
import { CodedError } from '../base/coded-error';
import { type ForeignFailure, callForeign } from '../base/foreign-code';
import { Listeners } from '../base/listeners';
import { randomInteger } from '../base/random';
import type { Modem } from '../ec20/modem';
import type { MqttClient } from '../ec20/mqtt-client';
import { Connector } from './connector';
import { DeviceTime } from './device-time';
import type { FilterChange } from './subscribe-attempts';
import { Subscribing } from './subscribing';
import { LeftDevices } from './left-devices';
import { sessionTopology } from './session-topology';
import type { Topology } from './topology';
import type { SubDevice } from '../cloud/gateway';
import type { ThingDialogue } from '../cloud/thing-dialogue';
import type { SubDeviceSnapshot } from './sub-device-state';
import { Lifecycle } from './lifecycle';
import { Recovery } from './recovery';
import type { OutboxEnd } from './outbox';
import type { Overflow } from './overflow';
import { replyOwner } from './owner';
import { Paced } from './paced';
import type {
  NodeListener,
  PublicationListener,
  PublishRequest,
  QualityOfService,
  ReceivedMessage,
} from './publication';
import { type RawAnswer, type RawCommand, checkRawCommand, maskSecrets, runRawCommand } from './raw-command';
import { sessionModem } from './session-modem';
import type { SessionOptions } from './session-options';
import type { SessionSnapshot } from './snapshot';
import { Status } from './status';
import { type RoutedMessage, Subscriptions } from './subscriptions';
import { matchesFilter } from './topic-filter';
import { type HeldBack, Traffic } from './traffic';
import type { UnclaimedEnds } from './unclaimed';
import { ConnectionMonitor } from './connection-monitor';

export type { SessionModemOptions, SessionOptions } from './session-options';
export type { HeldBack } from './traffic';

/** Read-only view of a session's internals, for checks. */
export interface Inspected {
  readonly options: SessionOptions;
  readonly modem: Modem;
  readonly client: MqttClient | undefined;
}

/** Maximum warnings for distinct modules, as a noisy line can garble names. */
const MOST_WARNED = 20;
/** The platform takes decimal digits up to this as a message id (§A3.1). */
const LARGEST_ID = 4_294_967_295;
/** The owner of the subscription to the cloud's time. */
const TIME_OWNER = 'time';
/** Minimum time between two readings of the queue. */
const QUEUE_READING_MS = 500;

/**
 * One device online: takes the module from its port to the broker, keeps it there, and carries messages both ways.
 * Retries after every failure until it is closed.
 */
export class Session {
  /** Traffic on the line, secrets masked. */
  readonly trace: Trace;
  readonly #options: SessionOptions;
  readonly #secrets: readonly string[];
  readonly #modem: Modem;
  readonly #subscriptions = new Subscriptions();
  readonly #subscribing: Subscribing;
  readonly #topology: Topology;
  readonly #traffic: Traffic;
  readonly #left: LeftDevices;
  readonly #time: DeviceTime;
  readonly #monitor: ConnectionMonitor;
  readonly #lifecycle: Lifecycle;
  readonly #status: Status;
  readonly #listenerFailed: ForeignFailure = (error) => this.#status.faults.emit(error);
  readonly #readings = new Listeners<SessionSnapshot>('onReading', this.#listenerFailed);
  readonly #queueReadings = new Listeners<SessionSnapshot>('onQueue', this.#listenerFailed);
  readonly #queuePace: Paced;
  readonly #warnings = new Listeners<CodedError>('onWarning', this.#listenerFailed);
  /** Modules already warned of. */
  readonly #warned = new Set<unknown>();
  #endingRoots: readonly CodedError[] = [];
  #isClosed = false;

  constructor(options: SessionOptions) {
    const { clock, random, profile } = options;
    this.#options = options;
    this.trace = new Trace(clock, undefined, this.#listenerFailed);
    this.#secrets = [...profile.secrets, options.modem.apnPassword];
    for (const secret of this.#secrets) this.trace.mark(secret, 'lasting');
    this.#status = new Status(clock);
    this.#queuePace = new Paced(clock, QUEUE_READING_MS, () => this.#queueReadings.emit(this.snapshot()));
    this.#status.faults.add(({ code, message }) => {
      if (code === 'EC20_LISTENER') this.trace.note(message);
    });
    this.#time = new DeviceTime(clock);
    this.#modem = this.#makeModem();
    this.#topology = this.#makeTopology();
    this.#subscribing = this.#makeSubscribing();
    this.#traffic = new Traffic({
      session: options,
      status: this.#status,
      module: () => this.#modem.facts.profile,
      subDevices: () => (this.#topology.isUsed ? this.#topology : undefined),
      dialogueOf: (topic) => this.#dialogueOf(topic),
      nextId: () => this.nextMessageId(),
      time: () => this.time(),
      expecting: (topic, nodeId) => this.#expecting(topic, nodeId),
      whySkipped: (topic) => this.#subscribing.whySkipped(topic),
      found: (topics) => this.#found(topics),
      listener: {
        delivered: () => this.#monitor.alive(),
        reopen: (reason) => this.#connectionEnded(reason),
      },
    });
    this.#left = new LeftDevices({
      clock,
      deviceOf: (topic) => this.#topology.subDeviceOf(topic),
      isServed: (key) => this.#topology.isServed(key),
      topics: () => this.#traffic.topics(),
      warn: (warning) => this.#warnings.emit(warning),
    });
    // The session's own question; the next connection asks again.
    this.#traffic.claim(TIME_OWNER, { delivered: () => undefined, failed: () => undefined });
    this.#monitor = this.#makeMonitor();
    this.#lifecycle = new Lifecycle({
      clock,
      modem: this.#modem,
      connector: this.#makeConnector(),
      publisher: this.#traffic.publisher,
      monitor: this.#monitor,
      recovery: new Recovery(clock, random, this.#modem, this.#status),
      status: this.#status,
      ready: () => this.#traffic.open(),
      online: (signal) => this.#topology.begin(signal),
      reconnected: () => {
        this.#traffic.counters.reconnects++;
      },
    });
  }

  /** Starts, or starts again after `release()` or `disconnect()`. */
  start(): void {
    if (!this.#isClosed) this.#lifecycle.start();
  }

  /** Ends for good: disconnects from the broker, closes port and queue. Takes less than 5 s in every state. */
  async close(): Promise<OutboxEnd> {
    this.#isClosed = true;
    this.#queuePace.cancel();
    this.#left.close();
    await this.#traffic.sendGathered();
    await this.#lifecycle.stop(new CodedError('EC20_CLOSED'), undefined);
    return this.#traffic.close();
  }

  /** Frees the port for another program, with the module as such a program expects it; messages wait meanwhile. */
  async release(): Promise<void> {
    const error = new CodedError('EC20_PORT_RELEASED', { params: { port: this.#options.portName } });
    await this.#lifecycle.stop(error, error, { handsOver: true });
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
    await this.#lifecycle.stop(new CodedError('EC20_CLOSED'), undefined);
  }

  /** Takes a message. The listener receives its outcome; invalid input fails at once and is never queued. */
  publish(request: PublishRequest, listener: PublicationListener): void {
    if (this.#topology.noted(request.topic)) this.#traffic.choose();
    const key = this.#topology.subDeviceOf(request.topic);
    if (key !== undefined && !this.#topology.isServed(key)) this.#left.suspect();
    this.#traffic.publish(request, {
      accepted: () => listener.accepted(),
      delivered: (delivery) => this.#withQueueRead(() => listener.delivered(delivery)),
      failed: (error) => this.#withQueueRead(() => listener.failed(this.#speaking(error))),
    });
    this.#readQueue();
  }

  /** What a listener returns may be a promise that rejects, which is for whoever guards it. */
  #withQueueRead<Result>(notify: () => Result): Result {
    this.#readQueue();
    return notify();
  }

  #readQueue(): void {
    if (!this.#isClosed) this.#queuePace.run();
  }

  /** Holds messages back in the queue, whatever holds them back now; undefined: all leave again, in order. @internal */
  holdBack(heldBack: HeldBack | undefined): void {
    this.#traffic.holdBack(heldBack);
  }

  /** Handles messages of that node that were restored after a restart or spilled from a long backlog. */
  claim(nodeId: string, listener: NodeListener): () => void {
    return this.#traffic.claim(nodeId, {
      delivered: (message, delivery) => {
        listener.delivered(message, delivery);
        this.#readQueue();
      },
      failed: (message, error) => {
        listener.failed(message, this.#speaking(error));
        this.#readQueue();
      },
    });
  }

  /**
   * Subscribes an owner to a filter. Resolves with the granted QoS when the broker has answered, at once with the
   * requested one while offline. Rejects with `EC20_SUBSCRIBE_REFUSED`, `EC20_SUBSCRIBE_FAILED`,
   * `EC20_SUBSCRIBE_HANGUP` or the filter's own fault. A filter that fails is retried later: {@link onSubscription}
   * reports the result.
   */
  async subscribe(
    owner: string,
    filter: string,
    qos: QualityOfService,
    listener: (message: RoutedMessage) => void,
  ): Promise<number> {
    return this.#spoken(async () => this.#subscribe(owner, filter, qos, listener));
  }

  async #subscribe(
    owner: string,
    filter: string,
    qos: QualityOfService,
    listener: (message: RoutedMessage) => void,
  ): Promise<number> {
    this.#options.profile.checkFilter(filter, qos);
    const wanted = this.#subscriptions.add(owner, filter, qos, this.#guarded('subscribe', listener));
    if (this.#lifecycle.client === undefined) return qos;
    if (wanted === undefined) return this.#subscriptions.granted(filter) ?? qos;
    const answer = await this.#subscribing.subscribe(owner, wanted);
    if (this.#subscriptions.granted(filter) !== undefined) this.#monitor.alive();
    return answer;
  }

  /** Removes an owner's filter; the broker is unsubscribed with the last owner. Rejects with `EC20_UNSUBSCRIBE_FAILED`. */
  async unsubscribe(owner: string, filter: string): Promise<void> {
    const isUnused = this.#subscriptions.remove(owner, filter);
    if (!isUnused || !this.#subscribing.forget(filter)) return;
    const { client } = this.#lifecycle;
    if (client !== undefined) this.#options.observer?.unsubscribed?.(Buffer.byteLength(filter));
    await this.#spoken(async () => client?.unsubscribe(filter));
  }

  /** Removes all of an owner's filters. Rejects with the first failure, after trying each. */
  async unsubscribeAll(owner: string): Promise<void> {
    await allOf(this.#subscriptions.of(owner).map(({ topic }) => this.unsubscribe(owner, topic)));
  }

  subscriptions(owner: string): readonly { topic: string; qos: QualityOfService }[] {
    return this.#subscriptions.of(owner);
  }

  /** Subscribes to the filter on which the cloud replies to a node's messages. Rejects as {@link subscribe} does. */
  async expectReplies(nodeId: string, filter: string): Promise<void> {
    await this.subscribe(replyOwner(nodeId), filter, 0, () => undefined);
  }

  /** A message leaves and awaits a reply: its filter goes first, also of a message that has outlived what had asked for it. */
  #expecting(topic: string, nodeId: string): void {
    if (this.#subscriptions.covers(topic) || this.#subscribing.whySkipped(topic) !== undefined) return;
    const wanted =
      this.#subscriptions.all().find(({ filter }) => matchesFilter(filter, topic)) ??
      this.#subscriptions.add(replyOwner(nodeId), topic, 0, () => undefined);
    // Nobody has asked: a refusal is reported to its owners.
    if (wanted !== undefined) this.#subscribing.subscribe(undefined, wanted).catch(() => undefined);
  }

  async expectNoReplies(nodeId: string): Promise<void> {
    await this.unsubscribeAll(replyOwner(nodeId));
  }

  /** Maximum bytes of payload in one publish. */
  get largestPayloadBytes(): number {
    return this.#modem.facts.profile.largestPayloadBytes;
  }

  /** Receives messages on `filter` that the cloud sends without a subscription. */
  listen(owner: string, filter: string, listener: (message: RoutedMessage) => void): void {
    this.#subscriptions.addUnasked(owner, filter, this.#guarded('listen', listener));
  }

  /** Removes all of an owner's listeners. */
  unlisten(owner: string): void {
    this.#subscriptions.removeUnasked(owner);
  }

  /** How many of a node's messages wait for others, to leave together. */
  gathering(nodeId: string): number {
    return this.#traffic.gathering(nodeId);
  }

  /** UTC in ms, as accurately as this device has it; undefined while unknown. */
  time(): number | undefined {
    return this.#time.now()?.utc;
  }

  /** A message id that this device has not used before. */
  nextMessageId(): string {
    let id: string | undefined;
    callForeign(
      'nextMessageId',
      () => {
        id = this.#options.nextMessageId?.() ?? '0';
      },
      this.#listenerFailed,
    );
    return id ?? String(randomInteger(this.#options.random, 1, LARGEST_ID));
  }

  /**
   * Brings a device behind this gateway online, on each connection, until the returned function is called. Throws
   * `EC20_SUB_SERVER`, `EC20_SUB_TWICE` or `EC20_NO_SECRET`.
   */
  attachSubDevice(device: SubDevice): () => void {
    const detach = this.#topology.attach(device);
    this.#left.returned(device.key);
    this.#traffic.choose();
    this.#status.changed.emit(undefined);
    return () => {
      detach();
      this.#left.suspect();
      this.#traffic.choose();
      this.#status.changed.emit(undefined);
    };
  }

  /** Messages of an earlier process: those of devices that nobody sets up wait, and are told of. */
  #found(topics: Iterable<string>): void {
    this.#topology.found(topics);
    if (!this.#topology.isUsed) return;
    this.#traffic.choose();
    this.#left.suspect();
  }

  /** Notifies of each change of a sub-device. */
  onSubDevice(listener: (device: SubDeviceSnapshot) => void): () => void {
    return this.#topology.changes.add((device) => {
      device.error?.at(this.#options.profile.spokenOf);
      listener(device);
    });
  }

  #subDevices(): readonly SubDeviceSnapshot[] {
    return this.#topology.snapshots.map((device) => {
      device.error?.at(this.#options.profile.spokenOf);
      return device;
    });
  }

  /** Whether messages on a topic are events or answers, by the dialogue of the device that it belongs to. */
  isUrgent(topic: string): boolean {
    return this.#dialogueOf(topic)?.isUrgent(topic) === true;
  }

  /** Fills in a topic's placeholders, as the cloud names them. */
  expandTopic(template: string): string {
    return this.#options.profile.expandTopic(template);
  }

  /** Runs a flow's command in its turn. Rejects with `EC20_COMMAND_INVALID`, `EC20_RESERVED`, `EC20_LINE_CLOSED`, … */
  async command(raw: RawCommand): Promise<RawAnswer> {
    const isOnline = this.#status.state === 'online';
    return this.#spoken(async () => {
      checkRawCommand(raw, isOnline);
      return maskSecrets(await runRawCommand(this.#modem.channel, raw, isOnline), [
        ...this.#secrets,
        ...this.#topology.secrets,
      ]);
    });
  }

  /** Reads the signal if online: resolves when that has succeeded or failed, and after 2 s at the latest. */
  async refresh(): Promise<void> {
    if (this.#status.state === 'online') await this.#monitor.refresh();
  }

  /** What a check of the setup inspects alongside the traffic; the client is there while online. */
  get inspected(): Inspected {
    return { options: this.#options, modem: this.#modem, client: this.#lifecycle.client };
  }

  /** The current state, for display. */
  snapshot(): SessionSnapshot {
    const { identity, sim, network, signal, dataCount } = this.#modem.facts;
    const { heldBack } = this.#traffic;
    const { state, error, advice, sinceWallMs, retryInMs } = this.#status;
    return {
      state,
      error: error && this.#speaking(error),
      advice,
      since: sinceWallMs,
      retryInMs,
      port: this.#options.portName,
      module: identity,
      sim,
      network,
      signal,
      time: this.#time.now(),
      queue: this.#traffic.queue,
      heldBack: heldBack && this.#speaking(heldBack.reason),
      dataCount,
      endingRoots: this.#endingRoots,
      leftOut: this.#subscribing.leftOut.map((left) => ({ ...left, error: this.#speaking(left.error) })),
      counters: { ...this.#traffic.counters },
      subDevices: this.#subDevices(),
    };
  }

  /** Notifies of every change of state, code, drop or restore. */
  onChange(listener: (snapshot: SessionSnapshot) => void): () => void {
    return this.#status.changed.add(() => listener(this.snapshot()));
  }

  /** Notifies of the queue's length when messages come or go, twice a second at most. */
  onQueue(listener: (snapshot: SessionSnapshot) => void): () => void {
    return this.#queueReadings.add(listener);
  }

  /** Notifies of new signal readings between two changes. */
  onReading(listener: (snapshot: SessionSnapshot) => void): () => void {
    return this.#readings.add(listener);
  }

  /** Notifies of each new fault once: not each retry, only a change of its code. */
  onFault(listener: (error: CodedError) => void): () => void {
    return this.#status.faults.add((error) => listener(this.#speaking(error)));
  }

  /** Notifies of each filter that is skipped, for a new reason, and of each that is granted after all. */
  onSubscription(listener: (change: FilterChange) => void): () => void {
    return this.#subscribing.changes.add((change) => {
      change.error?.at(this.#options.profile.spokenOf);
      listener(change);
    });
  }

  /**
   * Notifies once of each condition that works but should be known, or was corrected: an unknown module, a radio left
   * off.
   */
  onWarning(listener: (warning: CodedError) => void): () => void {
    return this.#warnings.add((warning) => listener(this.#speaking(warning)));
  }

  /** Notifies of messages dropped by a full queue: once, and again after ten minutes without a drop. */
  onOverflow(listener: (overflow: Overflow) => void): () => void {
    return this.#traffic.overflows.add(listener);
  }

  #guarded(name: string, listener: (message: RoutedMessage) => void): (message: RoutedMessage) => void {
    return (message) => callForeign(name, () => listener(message), this.#listenerFailed);
  }

  /** An error that leaves the session speaks its server's words. */
  #speaking(error: CodedError): CodedError {
    return error.at(this.#options.profile.spokenOf);
  }

  async #spoken<Value>(action: () => Promise<Value>): Promise<Value> {
    try {
      return await action();
    } catch (error) {
      throw error instanceof CodedError ? this.#speaking(error) : error;
    }
  }

  /** Notifies of messages that failed when the node that had sent them was gone: summed up by code. */
  onUnclaimed(listener: (ends: UnclaimedEnds) => void): () => void {
    return this.#traffic.unclaimed.add(listener);
  }

  /** A message failed, and its sender is gone: {@link onUnclaimed} reports it. */
  failedUnclaimed(error: CodedError): void {
    this.#traffic.failedUnclaimed(error);
  }

  #makeModem(): Modem {
    return sessionModem(this.#options, this.trace, {
      lost: (reason) => this.#lifecycle.interrupt(reason),
      restartHinted: () => void this.#lifecycle.checkRestart(),
      drained: () => {
        this.#traffic.counters.damaged++;
      },
      contextLost: () => this.#lifecycle.interrupt(new CodedError('EC20_PDP_LOST', { outcome: 'unknown' })),
      warned: (warning) => this.#warn(warning),
      phaseEntered: (phase) => this.#status.enter(phase),
    });
  }

  #warn(warning: CodedError): void {
    const key = `${warning.code} ${JSON.stringify(warning.params)}`;
    if (this.#warned.has(key) || this.#warned.size >= MOST_WARNED) return;
    this.#warned.add(key);
    this.#warnings.emit(warning);
  }

  /** A condition that lasts: a warning once, and in the snapshot from then on. */
  #rootsEnd(ending: readonly CodedError[]): void {
    for (const warning of ending) this.#warn(warning);
    this.#endingRoots = ending.map((warning) => this.#speaking(warning));
  }

  #makeTopology(): Topology {
    return sessionTopology({
      session: this.#options,
      subscribing: () => this.#subscribing,
      send: (message, signal) => this.#traffic.publisher.sendAlone({ ...message, retain: false }, signal),
      subscribe: (owner, filter) => this.subscribe(owner, filter, 1, () => undefined),
      nextId: () => this.nextMessageId(),
      largestPayloadBytes: () => this.largestPayloadBytes,
      conceal: (secret) => this.trace.mark(secret, 'lasting'),
      choose: () => this.#traffic.choose(),
      changed: () => this.#status.changed.emit(undefined),
      listenerFailed: this.#listenerFailed,
    });
  }

  /** How the device speaks to which a topic belongs. */
  #dialogueOf(topic: string): ThingDialogue | undefined {
    return this.#topology.dialogueOf(topic, this.#options.profile.thing);
  }

  #makeSubscribing(): Subscribing {
    const subscribing = new Subscribing({
      clock: this.#options.clock,
      subscriptions: this.#subscriptions,
      publishing: () => this.#traffic.publisher.inFlight,
      hold: () => this.#traffic.publisher.hold(),
      isReady: (filter) => this.#topology.isReady(filter),
      lost: (reason) => this.#connectionEnded(reason),
      listenerFailed: this.#listenerFailed,
      observer: this.#options.observer,
    });
    subscribing.changes.add(({ error, askers }) => {
      // A hang-up also ends the connection, and is reported with that.
      const isReportedElsewhere =
        error === undefined || error.code === 'EC20_SUBSCRIBE_HANGUP' || askers.size > 0;
      if (!isReportedElsewhere) this.#status.faults.emit(error);
      this.#status.changed.emit(undefined);
    });
    return subscribing;
  }

  /** A filter may be to blame; then no publish is. */
  #connectionEnded(ended: CodedError): void {
    const { reason, blamed } = this.#subscribing.ended(ended);
    if (blamed !== undefined) this.#traffic.publisher.detach(blamed);
    this.#lifecycle.interrupt(reason);
  }

  #makeMonitor(): ConnectionMonitor {
    const { clock, profile, modem } = this.#options;
    return new ConnectionMonitor({
      clock,
      profile,
      modem: this.#modem,
      time: this.#time,
      subscribing: this.#subscribing,
      signalIntervalMs: modem.signalIntervalMs,
      listener: {
        read: () => this.#readings.emit(this.snapshot()),
        ended: (reason) => this.#connectionEnded(reason),
        timeWanted: async (question, replyFilter) => {
          await this.subscribe(TIME_OWNER, replyFilter, 0, () => undefined);
          this.publish(
            { ...question, qos: 0, retain: false, offline: 'drop', nodeId: TIME_OWNER, flowMessageId: '' },
            { accepted: () => undefined, delivered: () => undefined, failed: () => undefined },
          );
        },
      },
    });
  }

  #makeConnector(): Connector {
    return new Connector({
      session: this.#options,
      modem: this.#modem,
      status: this.#status,
      subscribing: this.#subscribing,
      conceal: (secret) => this.trace.mark(secret),
      warn: (warning) => this.#warn(warning),
      rootsEnd: (ending) => this.#rootsEnd(ending),
      listener: {
        received: (message) => {
          this.#monitor.alive();
          this.#traffic.counters.received++;
          this.#traffic.counters.bytesDown += message.payload.length;
          this.#observeReception(message);
          this.#receive(message);
          this.#subscriptions.route(message);
        },
        ended: (reason) => this.#connectionEnded(reason),
        retransmitting: () => this.#traffic.publisher.slowDown(),
      },
    });
  }

  #observeReception({ topic, payload, messageId }: ReceivedMessage): void {
    const topicBytes = Buffer.byteLength(topic);
    this.#options.observer?.received({
      topicBytes,
      payloadBytes: payload.length,
      qos: messageId === 0 ? 0 : 1,
    });
  }

  /** Handles the cloud's messages for the session itself; a flow may receive them too. */
  #receive(message: ReceivedMessage): void {
    const { profile, clock } = this.#options;
    this.#topology.received(message);
    const reply = this.#dialogueOf(message.topic)?.readReply(message);
    if (reply !== undefined) this.#traffic.publisher.replyReceived(reply);
    const utcMs = profile.thing?.readTime(message, clock.wallTime());
    if (utcMs !== undefined) this.#time.learn(utcMs, 'cloud');
  }
}
