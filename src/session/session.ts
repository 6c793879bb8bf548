import { Trace } from '../at/trace';
import { sleep } from '../base/clock';
import { CodedError, asCodedError } from '../base/coded-error';
import { Listeners } from '../base/listeners';
import { Modem } from '../ec20/modem';
import type { MqttClient } from '../ec20/mqtt-client';
import type { ModuleProfile } from '../ec20/profile';
import { EC20 } from '../ec20/profiles/ec20';
import { checkParcel } from '../ec20/publish';
import { RecoveryLadder, type Rung, mayHaveDrifted } from '../ec20/recovery';
import { STATE_CONNECTED } from '../ec20/result-codes';
import { BackOff } from './back-off';
import { Connector } from './connector';
import { DeviceTime } from './device-time';
import { Outbox } from './outbox';
import { type Overflow, OverflowNotice } from './overflow';
import type {
  NodeListener,
  PublicationListener,
  PublishRequest,
  QualityOfService,
  ReceivedMessage,
} from './publication';
import { Publisher } from './publisher';
import { RateLimit } from './rate-limit';
import { type RawAnswer, type RawCommand, checkRawCommand, maskSecrets, runRawCommand } from './raw-command';
import { SendWindow } from './send-window';
import type { SessionOptions } from './session-options';
import type { SessionCounters, SessionSnapshot } from './snapshot';
import { Status } from './status';
import { type RoutedMessage, Subscriptions } from './subscriptions';
import { verdictOf } from './verdict';
import { watch } from './watch';

export type { SessionModemOptions, SessionOptions } from './session-options';

/** A session's inside, to be looked at in its turn, never to be changed. */
export interface Inspected {
  readonly options: SessionOptions;
  readonly modem: Modem;
  readonly client: MqttClient | undefined;
}

/** A goodbye to the broker may take so long when a session is closed; the port's own shutting comes on top. */
const GOODBYE_MS = 1500;
/** What is going on when a session is closed gets so long, the goodbye included; then the line is shut under it. */
const PARTING_MS = 2500;
/** DESIGN.md rule 9: online and silent for so long, or the keep-alive if that is less: AT+QMTCONN? is asked. */
const LIVENESS_MS = 60_000;
/** Online for so long: back-off and recovery start at the bottom again. */
const STABLE_MS = 60_000;
/** Who asks for a fresh reading waits so long for a busy line, and gets the last one then. */
const FRESH_READING_MS = 2000;
/** Who asks the cloud for the time, among the nodes. */
const TIME_OWNER = 'time';
/** From AT+CFUN=1,1 until the port is tried again. */
const BOOT_MS = 20_000;

/**
 * One device online: takes the module from its port to the broker, keeps it there, and moves messages both ways. It
 * answers every failure with another attempt until it is closed.
 */
export class Session {
  /** What went over the line, secrets masked. */
  readonly trace: Trace;
  readonly #options: SessionOptions;
  readonly #secrets: readonly string[];
  readonly #module: ModuleProfile;
  readonly #modem: Modem;
  readonly #connector: Connector;
  readonly #subscriptions = new Subscriptions();
  readonly #outbox: Outbox;
  readonly #publisher: Publisher;
  readonly #time: DeviceTime;
  readonly #backOff: BackOff;
  readonly #ladder: RecoveryLadder;
  readonly #status: Status;
  readonly #readings = new Listeners<SessionSnapshot>();
  readonly #overflows = new Listeners<Overflow>();
  readonly #overflow: OverflowNotice;
  readonly #counters: SessionCounters = {
    published: 0,
    delivered: 0,
    refused: 0,
    dropped: 0,
    received: 0,
    restored: 0,
    reconnects: 0,
    damaged: 0,
    bytesUp: 0,
    bytesDown: 0,
  };
  /** The attempt, or the time online, that is going on. */
  #attempt: AbortController | undefined;
  #running: { readonly stop: AbortController; readonly done: Promise<void> } | undefined;
  #client: MqttClient | undefined;
  #lastAliveMs = 0;
  /** A reading of the signal that somebody waits for: one serves all. */
  #reading: Promise<void> | undefined;
  #isCheckingRestart = false;
  #hasBeenOnline = false;
  #opened: Promise<void> | undefined;
  #isClosed = false;

  constructor(options: SessionOptions) {
    const { clock, random, profile } = options;
    this.#options = options;
    this.#module = options.module ?? EC20;
    this.trace = new Trace(clock);
    this.#secrets = [...profile.secrets, options.modem.apnPassword];
    for (const secret of this.#secrets) this.trace.mark(secret);
    this.#status = new Status(clock);
    this.#time = new DeviceTime(clock);
    this.#backOff = new BackOff(random);
    this.#ladder = new RecoveryLadder(clock);
    this.#modem = this.#makeModem();
    this.#overflow = new OverflowNotice(clock, options.queueOverflow, (overflow) =>
      this.#overflows.emit(overflow),
    );
    this.#outbox = new Outbox({
      clock,
      queue: options.queue,
      limit: options.queueLimit,
      ttlMs: options.queueTtlMs,
      overflow: options.queueOverflow,
      onReady: () => this.#publisher.poke(),
      onDropped: (error, count) => {
        this.#counters.dropped += count;
        if (error.code === 'EC20_QUEUE_FULL') this.#overflow.dropped();
        this.#status.changed.emit(undefined);
      },
      onFound: (count) => this.#restored(count),
      onTrouble: (error) => this.#status.faults.emit(error),
    });
    this.#publisher = new Publisher({
      clock,
      outbox: this.#outbox,
      window: new SendWindow(clock, options.maxInFlight),
      rate: new RateLimit(options.maxRate > 0 ? options.maxRate : profile.ratePerSecond),
      packing: {
        dialogue: profile.thing,
        compact: options.compact === true,
        largestPayloadBytes: this.#module.largestPayloadBytes,
        nextId: () => this.nextMessageId(),
      },
      listener: {
        delivered: (entry) => {
          this.#counters.delivered++;
          this.#counters.bytesUp += entry.payload.length;
          this.#lastAliveMs = clock.now();
        },
        refused: () => {
          this.#counters.refused++;
        },
        damaged: () => {
          this.#counters.damaged++;
        },
        reopen: (reason) => this.#interrupt(reason),
      },
    });
    this.#connector = this.#makeConnector();
  }

  /** Begins, or begins again after `release()` or `disconnect()`. */
  start(): void {
    if (this.#running !== undefined || this.#isClosed) return;
    const stop = new AbortController();
    this.#running = { stop, done: this.#run(stop.signal) };
  }

  /** Ends for good: says goodbye to the broker, shuts the port, closes the queue. Takes less than 5 s in every state. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#stop(new CodedError('EC20_CLOSED'), undefined);
    await this.#opened;
    this.#publisher.close();
    await this.#outbox.close();
    this.#overflow.close();
  }

  /** Frees the port for another program; messages wait meanwhile. */
  async release(): Promise<void> {
    const error = new CodedError('EC20_PORT_RELEASED', { params: { port: this.#options.portName } });
    await this.#stop(error, error);
  }

  /** Takes the port back. */
  acquire(): void {
    this.start();
  }

  /** As the core mqtt nodes' action: comes online, unless it is. */
  connect(): void {
    this.start();
  }

  /** As the core mqtt nodes' action: goes offline until `connect()`; messages wait meanwhile. */
  async disconnect(): Promise<void> {
    await this.#stop(new CodedError('EC20_CLOSED'), undefined);
  }

  /** Takes a message. The listener hears exactly what became of it; bad input is told at once, and nothing is queued. */
  publish(request: PublishRequest, listener: PublicationListener): void {
    try {
      const { topic, payload, qos, retain } = request;
      this.#options.profile.checkPublish(topic, payload.length, qos, retain);
      checkParcel(this.#module, request);
      if (request.offline === 'drop' && this.#status.state !== 'online') throw new CodedError('EC20_OFFLINE');
    } catch (error) {
      listener.failed(asCodedError(error));
      return;
    }
    this.#counters.published++;
    void this.#open();
    this.#outbox.add(request, listener);
  }

  /** Answers for messages of that node that were restored after a restart or spilled from a long backlog. */
  claim(nodeId: string, listener: NodeListener): () => void {
    return this.#outbox.claim(nodeId, listener);
  }

  /**
   * Wants the messages of a filter for an owner. Resolves with the granted QoS when the broker has answered, at once with
   * the asked one while offline. Rejects with `EC20_SUBSCRIBE_REFUSED`, `EC20_SUBSCRIBE_FAILED` or the filter's own fault.
   */
  async subscribe(
    owner: string,
    filter: string,
    qos: QualityOfService,
    listener: (message: RoutedMessage) => void,
  ): Promise<number> {
    this.#options.profile.checkFilter(filter, qos);
    const wanted = this.#subscriptions.add(owner, filter, qos, listener);
    const client = this.#client;
    if (client === undefined || this.#status.state !== 'online') return qos;
    if (wanted === undefined) return this.#subscriptions.granted(filter) ?? qos;
    const granted = await client.subscribe(filter, wanted.qos);
    this.#lastAliveMs = this.#options.clock.now();
    if (this.#client === client) this.#subscriptions.grant(filter, granted);
    return granted;
  }

  /** Takes a filter back; it leaves the broker with its last owner. */
  async unsubscribe(owner: string, filter: string): Promise<void> {
    const isUnused = this.#subscriptions.remove(owner, filter);
    if (isUnused && this.#status.state === 'online') await this.#client?.unsubscribe(filter);
  }

  async unsubscribeAll(owner: string): Promise<void> {
    for (const { topic } of this.#subscriptions.of(owner)) await this.unsubscribe(owner, topic);
  }

  subscriptions(owner: string): readonly { topic: string; qos: QualityOfService }[] {
    return this.#subscriptions.of(owner);
  }

  /** Subscribes to the filter on which the cloud replies to a node's messages. Rejects as {@link subscribe} does. */
  async expectReplies(nodeId: string, filter: string): Promise<void> {
    await this.subscribe(replyOwner(nodeId), filter, 0, () => undefined);
  }

  async expectNoReplies(nodeId: string): Promise<void> {
    await this.unsubscribeAll(replyOwner(nodeId));
  }

  /** The longest payload of one publish, in bytes. */
  get largestPayloadBytes(): number {
    return this.#module.largestPayloadBytes;
  }

  /** Hears messages on `filter` that the cloud sends without a subscription. */
  listen(owner: string, filter: string, listener: (message: RoutedMessage) => void): void {
    this.#subscriptions.addUnasked(owner, filter, listener);
  }

  /** Hears nothing more that was listened to. */
  unlisten(owner: string): void {
    this.#subscriptions.removeUnasked(owner);
  }

  /** UTC in ms, as well as this device knows it; undefined while nobody does. */
  time(): number | undefined {
    return this.#time.now()?.utc;
  }

  /** A message id that this device has not used before. */
  nextMessageId(): string {
    return this.#options.nextMessageId?.() ?? '0';
  }

  /** Runs a command of a flow in its turn. Rejects with `EC20_COMMAND_INVALID`, `EC20_RESERVED`, `EC20_LINE_CLOSED`, … */
  async command(raw: RawCommand): Promise<RawAnswer> {
    const isOnline = this.#status.state === 'online';
    checkRawCommand(raw, isOnline);
    return maskSecrets(await runRawCommand(this.#modem.channel, raw, isOnline), this.#secrets);
  }

  /** Reads the signal, if online: resolves when that is done or can't be, and after 2 s at the latest. */
  async refresh(): Promise<void> {
    if (this.#status.state !== 'online') return;
    this.#reading ??= this.#readSignal()
      .catch(() => undefined) // what is wrong with the line shows elsewhere; here the last reading is good enough
      .finally(() => (this.#reading = undefined));
    const reading = this.#reading;
    await new Promise<void>((resolve) => {
      const timer = this.#options.clock.after(FRESH_READING_MS, resolve);
      void reading.then(() => {
        timer.cancel();
        resolve();
      });
    });
  }

  /** What a check of the setup looks at beside the traffic; the client is there while it is online. */
  get inspected(): Inspected {
    const client = this.#status.state === 'online' ? this.#client : undefined;
    return { options: this.#options, modem: this.#modem, client };
  }

  /** Everything worth knowing at this moment. */
  snapshot(): SessionSnapshot {
    const { identity, sim, network, signal } = this.#modem.facts;
    const { state, error, advice, sinceWallMs, retryInMs } = this.#status;
    return {
      state,
      error,
      advice,
      since: sinceWallMs,
      retryInMs,
      port: this.#options.portName,
      module: identity,
      sim,
      network,
      signal,
      time: this.#time.now(),
      queue: {
        length: this.#outbox.length,
        oldestMs: this.#outbox.oldestMs,
        dropped: this.#counters.dropped,
      },
      counters: { ...this.#counters },
    };
  }

  /** Hears every change of state, code, drop or restore. */
  onChange(listener: (snapshot: SessionSnapshot) => void): () => void {
    return this.#status.changed.add(() => listener(this.snapshot()));
  }

  /** Hears of fresh signal readings between two changes. */
  onReading(listener: (snapshot: SessionSnapshot) => void): () => void {
    return this.#readings.add(listener);
  }

  /** Hears each new fault once: not each retry, only a change of its code. */
  onFault(listener: (error: CodedError) => void): () => void {
    return this.#status.faults.add(listener);
  }

  /** Hears of messages that a full queue drops: once, and again after ten minutes without a drop. */
  onOverflow(listener: (overflow: Overflow) => void): () => void {
    return this.#overflows.add(listener);
  }

  #makeModem(): Modem {
    const { clock, modem, refusedPins } = this.#options;
    return new Modem({
      clock,
      profile: this.#module,
      access: {
        context: modem.pdpContext,
        apn: modem.apn,
        user: modem.apnUser,
        password: modem.apnPassword,
        authentication: modem.apnAuth,
      },
      pin: modem.simPin,
      refusedPins: refusedPins ?? new Set<string>(),
      urcPort: modem.urcPort,
      trace: this.trace,
      secretTopic: this.#options.profile.registration?.topic,
      listener: {
        lost: (reason) => this.#interrupt(reason),
        restartHinted: () => void this.#checkRestart(),
        drained: () => {
          this.#counters.damaged++;
        },
        contextLost: () => this.#interrupt(new CodedError('EC20_PDP_LOST', { outcome: 'unknown' })),
        phaseEntered: (phase) => this.#status.enter(phase),
      },
    });
  }

  #makeConnector(): Connector {
    return new Connector({
      session: this.#options,
      module: this.#module,
      modem: this.#modem,
      status: this.#status,
      subscriptions: this.#subscriptions,
      conceal: (secret) => this.trace.mark(secret),
      listener: {
        received: (message) => {
          this.#lastAliveMs = this.#options.clock.now();
          this.#counters.received++;
          this.#counters.bytesDown += message.payload.length;
          this.#hear(message);
          this.#subscriptions.route(message);
        },
        ended: (reason) => this.#interrupt(reason),
        retransmitting: () => this.#publisher.slowDown(),
      },
    });
  }

  /** What the cloud says to the session itself; the flow may hear it too. */
  #hear(message: ReceivedMessage): void {
    const { profile, clock } = this.#options;
    const reply = profile.thing?.readReply(message);
    if (reply !== undefined) this.#publisher.heard(reply);
    const utcMs = profile.thing?.readTime(message, clock.wallTime());
    if (utcMs !== undefined) this.#time.learn(utcMs, 'cloud');
  }

  /** Opens the queue before its first use, once. */
  #open(): Promise<void> {
    this.#opened ??= this.#outbox
      .open(this.#options.profile.deviceKey)
      .then((count) => this.#restored(count));
    return this.#opened;
  }

  #restored(count: number): void {
    this.#counters.restored += count;
    if (count > 0) this.#status.changed.emit(undefined);
  }

  async #stop(reason: CodedError, shown: CodedError | undefined): Promise<void> {
    const running = this.#running;
    if (running !== undefined) {
      running.stop.abort(reason);
      this.#interrupt(reason);
      await this.#part(running.done, reason);
      if (this.#running === running) this.#running = undefined;
    }
    this.#status.closed(shown);
  }

  /** Waits until all has ended; a command that a silent module leaves unanswered is ended with the line. */
  async #part(done: Promise<void>, reason: CodedError): Promise<void> {
    const parted = new AbortController();
    void done.then(() => parted.abort());
    const isLate = await sleep(this.#options.clock, PARTING_MS, parted.signal).then(
      () => true,
      () => false,
    );
    if (isLate) await this.#modem.close(reason).catch(() => undefined);
    await done;
  }

  /** Attempt after attempt until `stop`. Never rejects. */
  async #run(stop: AbortSignal): Promise<void> {
    await this.#open();
    const isStopped = () => stop.aborted;
    while (!isStopped()) {
      const failure = await this.#beOnline();
      if (!isStopped()) await this.#recover(failure, stop);
    }
    await this.#leave(asCodedError(stop.reason));
  }

  /** One attempt, and the time online if it succeeds; resolves with the reason of its end. */
  async #beOnline(): Promise<CodedError> {
    const attempt = new AbortController();
    const { signal } = attempt;
    this.#attempt = attempt;
    try {
      const client = await this.#connector.connect(signal, (made) => {
        this.#client = made;
      });
      this.#online(client, signal);
      await aborted(signal);
      return asCodedError(signal.reason);
    } catch (error) {
      return asCodedError(signal.aborted ? signal.reason : error);
    } finally {
      attempt.abort(new CodedError('EC20_LINE_CLOSED'));
    }
  }

  #online(client: MqttClient, signal: AbortSignal): void {
    const { clock, profile, modem } = this.#options;
    if (this.#hasBeenOnline) this.#counters.reconnects++;
    this.#hasBeenOnline = true;
    this.#lastAliveMs = clock.now();
    this.#status.online();
    this.#publisher.attach(client);
    // Before the client's end reaches what is on its way: the oldest of it may be to blame (DESIGN.md rule 13).
    signal.addEventListener('abort', () => this.#publisher.detach(asCodedError(signal.reason)), {
      once: true,
    });
    const failed = (error: unknown) => this.#interrupt(asCodedError(error));
    const stable = clock.after(STABLE_MS, () => {
      this.#backOff.reset();
      this.#ladder.succeeded();
      this.#status.advice = undefined;
    });
    signal.addEventListener('abort', () => stable.cancel(), { once: true });
    if (modem.signalIntervalMs > 0)
      watch(clock, signal, modem.signalIntervalMs, () => this.#readSignal(), failed);
    const keepAliveMs = profile.keepAliveSeconds * 1000;
    const livenessMs = keepAliveMs > 0 ? Math.min(LIVENESS_MS, keepAliveMs) : LIVENESS_MS;
    watch(clock, signal, livenessMs, () => this.#checkAlive(client, livenessMs), failed);
    // Where the cloud refuses the question, posts go without a time; a broken line shows elsewhere.
    this.#learnTime().catch(() => undefined);
  }

  /** Takes in the time that module and network have told; asks the cloud only where nobody knows it. */
  async #learnTime(): Promise<void> {
    const { profile, clock } = this.#options;
    const { time, networkTime } = this.#modem.facts;
    // A time server's word, asked for to check certificates by, is free of the zone that the network's may carry.
    if (time?.source === 'ntp' && !this.#time.isTold) this.#time.learn(time.utc, 'ntp');
    if (networkTime !== undefined && !this.#time.isTold)
      this.#time.learn(networkTime.utc + clock.now() - networkTime.atMs, 'network');
    if (profile.thing === undefined || this.#time.now() !== undefined) return;
    const { message, replyFilter } = profile.thing.timeRequest(clock.wallTime());
    await this.subscribe(TIME_OWNER, replyFilter, 0, () => undefined);
    this.publish(
      { ...message, qos: 0, retain: false, offline: 'drop', nodeId: TIME_OWNER, flowMessageId: '' },
      { accepted: () => undefined, delivered: () => undefined, failed: () => undefined },
    );
  }

  async #readSignal(): Promise<void> {
    await this.#modem.refreshSignal();
    this.#readings.emit(this.snapshot());
  }

  /** Silent for long, so the module is asked whether it still is connected (DESIGN.md rule 9). */
  async #checkAlive(client: MqttClient, livenessMs: number): Promise<void> {
    if (this.#options.clock.now() - this.#lastAliveMs < livenessMs) return;
    if ((await client.state()) === STATE_CONNECTED) this.#lastAliveMs = this.#options.clock.now();
    else this.#interrupt(new CodedError('EC20_LINK_SILENT', { outcome: 'unknown' }));
  }

  /** A hint of a restart stops the window; the module's own word decides (DESIGN.md rule 7). */
  async #checkRestart(): Promise<void> {
    if (this.#isCheckingRestart || !this.#modem.isOpen) return;
    const attempt = this.#attempt;
    const client = this.#status.state === 'online' ? this.#client : undefined;
    this.#isCheckingRestart = true;
    this.#publisher.pause();
    try {
      const state = await client?.state().catch(() => undefined);
      if (this.#attempt !== attempt || attempt?.signal.aborted === true) return;
      if (state === STATE_CONNECTED) {
        this.#publisher.resume();
        return;
      }
      const reason = new CodedError('EC20_MODULE_RESTARTED', { outcome: 'unknown' });
      this.#modem.restarted(reason);
      this.#interrupt(reason);
    } finally {
      this.#isCheckingRestart = false;
    }
  }

  /** Ends the attempt, or the time online, that is going on now. */
  #interrupt(reason: CodedError): void {
    this.#attempt?.abort(reason);
  }

  /** After a failure: says it, mends what the evidence points at, waits. Never rejects. */
  async #recover(failure: CodedError, stop: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    this.#publisher.detach(failure);
    this.#client = undefined;
    const { rung, advice } = this.#ladder.next(failure);
    const verdict = verdictOf(failure.code);
    const waitMs = this.#backOff.next(verdict.floorMs) + (rung === 'restart' ? BOOT_MS : 0);
    const startMs = clock.now();
    this.#status.advice = advice;
    this.#status.wait(verdict.state, failure, waitMs);
    try {
      await this.#mend(rung, failure);
      await sleep(clock, Math.max(0, startMs + waitMs - clock.now()), stop);
    } catch {
      // Stopped while waiting, or the line went while it was mended: the next attempt finds out.
    }
  }

  async #mend(rung: Rung, failure: CodedError): Promise<void> {
    if (!this.#modem.isOpen) return;
    if (rung === 'connection') {
      if (mayHaveDrifted(failure)) await this.#modem.dropDriftedContext();
      return;
    }
    if (rung === 'context') {
      await this.#modem.dropContext();
      return;
    }
    if (rung === 'restart') await this.#modem.restart().catch(() => undefined);
    await this.#modem.close(new CodedError('EC20_LINE_CLOSED'));
  }

  /** The way out: goodbye to the broker while the line still answers, then the port. Never rejects. */
  async #leave(reason: CodedError): Promise<void> {
    const client = this.#client;
    this.#publisher.detach(reason);
    this.#client = undefined;
    if (client !== undefined && this.#modem.isOpen) {
      const goodbye = new AbortController();
      const said = client.disconnect().catch(() => undefined);
      void said.then(() => goodbye.abort());
      await sleep(this.#options.clock, GOODBYE_MS, goodbye.signal).catch(() => undefined);
    }
    await this.#modem.close(reason).catch(() => undefined);
  }
}

/** A node's own subscriptions end apart from those to the replies that it waits for. */
function replyOwner(nodeId: string): string {
  return `${nodeId} replies`;
}

/** Resolves once `signal` aborts. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
