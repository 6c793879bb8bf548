import { CodedError, asCodedError } from '../base/coded-error';
import { Deferred } from '../base/deferred';
import { Listeners } from '../base/listeners';
import type { ThingDialogue } from '../cloud/thing-dialogue';
import type { ModuleProfile } from '../ec20/profile';
import { checkPacket } from '../ec20/publish';
import { guardedClaim, guardedPublication } from './guarded-listeners';
import { isGathering } from './gathering';
import { type Choice, Outbox, type OutboxEnd } from './outbox';
import { type Overflow, OverflowNotice } from './overflow';
import type { NodeListener, PublicationListener, PublishRequest } from './publication';
import { framed } from './publish-batch';
import { Publisher } from './publisher';
import { RateLimit } from './rate-limit';
import { SendWindow } from './send-window';
import type { SessionOptions } from './session-options';
import type { SessionCounters, SessionSnapshot } from './snapshot';
import type { Status } from './status';
import { type UnclaimedEnds, UnclaimedNotice } from './unclaimed';

export interface TrafficOptions {
  readonly session: SessionOptions;
  readonly status: Status;
  /** The module that sends the messages. */
  readonly module: () => ModuleProfile;
  /** Which other device a topic belongs to, and whether it can send now; undefined: there are no sub-devices. */
  readonly subDevices: () => SubDeviceTraffic | undefined;
  /** The dialogue of the device to which a topic belongs. */
  readonly dialogueOf: (topic: string) => ThingDialogue | undefined;
  /** A message id that the device has not used before. */
  readonly nextId: () => string;
  /** UTC in ms; undefined: unknown. */
  readonly time: () => number | undefined;
  /** A message of that node is about to leave, and awaits its reply on that topic. */
  readonly expecting: (topic: string, nodeId: string) => void;
  /** Why no reply of the cloud can arrive on that topic; undefined: it can. */
  readonly whySkipped: (topic: string) => CodedError | undefined;
  /** The queue holds messages on these topics, of an earlier process. */
  readonly found: (topics: Iterable<string>) => void;
  readonly listener: TrafficListener;
}

export interface TrafficListener {
  /** The broker has acknowledged a message. */
  delivered(): void;
  /** The connection is no longer reliable. */
  reopen(reason: CodedError): void;
}

/** Maximum time for what waits for others to be sent at the end; with the goodbye less than 5 s. */
const SENDING_MS = 2000;

/** The messages of a gateway's sub-devices. */
export interface SubDeviceTraffic {
  subDeviceOf(topic: string): string | undefined;
  isReady(topic: string): boolean;
}

/** Why and how messages are held back in the queue. */
export interface HeldBack {
  /** Shown as long as it lasts. */
  readonly reason: CodedError;
  /** How messages fail that are not to wait. */
  readonly refusal: CodedError;
  /** Which leave all the same, past the others; undefined: none does. */
  readonly mayLeave?: ((topic: string) => boolean) | undefined;
}

/** The messages of a session: accepted into the queue, sent by the publisher, and counted. */
export class Traffic {
  readonly publisher: Publisher;
  readonly overflows: Listeners<Overflow>;
  readonly unclaimed: Listeners<UnclaimedEnds>;
  readonly counters: SessionCounters = {
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
  readonly #options: TrafficOptions;
  readonly #outbox: Outbox;
  readonly #overflow: OverflowNotice;
  readonly #unclaimed: UnclaimedNotice;
  #opened: Promise<void> | undefined;
  #onSettled: (() => void) | undefined;
  #heldBack: HeldBack | undefined;
  #release: (() => void) | undefined;

  constructor(options: TrafficOptions) {
    const { clock, queueOverflow } = options.session;
    this.#options = options;
    this.overflows = new Listeners('onOverflow', this.#listenerFailed);
    this.unclaimed = new Listeners('onUnclaimed', this.#listenerFailed);
    this.#overflow = new OverflowNotice(clock, queueOverflow, (overflow) => this.overflows.emit(overflow));
    this.#unclaimed = new UnclaimedNotice(clock, (ends) => this.unclaimed.emit(ends));
    this.#outbox = this.#makeOutbox();
    this.publisher = this.#makePublisher();
  }

  /** The queue's state. */
  get queue(): SessionSnapshot['queue'] {
    const { length, oldestMs } = this.#outbox;
    const gathering = this.gathering();
    return { length, oldestMs, dropped: this.counters.dropped, ...(gathering > 0 ? { gathering } : {}) };
  }

  /** Number of messages that wait for others to leave with them: of one node, or of all. */
  gathering(nodeId?: string): number {
    if (!this.#outbox.gathers) return 0;
    const own = this.#outbox.ahead().filter((entry) => nodeId === undefined || entry.nodeId === nodeId);
    return own.filter(isGathering).length;
  }

  /** How many messages wait on each topic. Rejects where the queue can't be read. */
  topics(): Promise<ReadonlyMap<string, number>> {
    return this.#outbox.topics();
  }

  /** Messages are held back; undefined: all leave. */
  get heldBack(): HeldBack | undefined {
    return this.#heldBack;
  }

  /** Holds messages back, whatever holds them back now; undefined: all leave again, in order. */
  holdBack(heldBack: HeldBack | undefined): void {
    this.#heldBack = heldBack;
    this.#release?.();
    const isAll = heldBack !== undefined && heldBack.mayLeave === undefined;
    this.#release = isAll ? this.publisher.hold() : undefined;
    this.choose();
    this.#options.status.changed.emit(undefined);
  }

  /** Which messages may leave has changed: a sub-device has come or gone. Those that may not keep their places. */
  choose(): void {
    const mayLeave = this.#heldBack?.mayLeave;
    const subDevices = this.#options.subDevices();
    if (mayLeave === undefined && subDevices === undefined) {
      this.#outbox.choose(undefined);
      return;
    }
    const choice: Choice = ({ topic }) => mayLeave?.(topic) !== false && subDevices?.isReady(topic) !== false;
    this.#outbox.choose(choice);
  }

  /** Opens the queue before its first use, once. */
  open(): Promise<void> {
    const { deviceKey, earlierKeys } = this.#options.session.profile;
    this.#opened ??= this.#outbox.open(deviceKey, earlierKeys).then((count) => this.#restored(count));
    return this.#opened;
  }

  /** Takes a message. The listener receives its outcome; invalid input fails at once and is never queued. */
  publish(request: PublishRequest, listener: PublicationListener): void {
    const guarded = guardedPublication(listener, this.#listenerFailed);
    const { session, status, module } = this.#options;
    try {
      const { topic, payload, qos, retain } = request;
      session.profile.checkPublish(topic, payload.length, qos, retain);
      checkPacket(module(), { ...request, payload: framed(request.gather, payload) });
      if (request.offline === 'drop') {
        // Of a device behind it, too: an answer that waits for its login comes too late.
        const isOffline = status.state !== 'online' || this.#options.subDevices()?.isReady(topic) === false;
        if (isOffline) throw new CodedError('EC20_OFFLINE');
        const { mayLeave, refusal } = this.#heldBack ?? {};
        if (refusal !== undefined && mayLeave?.(topic) !== true) throw refusal;
      }
    } catch (error) {
      const coded = asCodedError(error);
      session.observer?.failed(coded.code, 1);
      guarded.failed(coded);
      return;
    }
    this.counters.published++;
    void this.open();
    this.#outbox.add(request, guarded);
  }

  claim(nodeId: string, listener: NodeListener): () => void {
    return this.#outbox.claim(nodeId, guardedClaim(listener, this.#listenerFailed));
  }

  /**
   * Before the end: sends what waits for others in a queue that is lost with it. Resolves when it is delivered, and after
   * 2 s at the latest.
   */
  async sendGathered(): Promise<void> {
    const { status, session } = this.#options;
    if (session.queue.durable || status.state !== 'online' || this.gathering() === 0) return;
    const over = new Deferred<void>();
    this.#onSettled = () => {
      if (!this.#outbox.holdsGathered) over.resolve();
    };
    const limit = session.clock.after(SENDING_MS, () => over.resolve());
    this.publisher.sendGathered();
    await over.promise;
    limit.cancel();
  }

  /** A message failed, and its sender is gone: reported in a sum. */
  failedUnclaimed(error: CodedError): void {
    this.#unclaimed.add(error, 1);
  }

  /** The end; to be called when nothing is sent any more. */
  async close(): Promise<OutboxEnd> {
    await this.#opened;
    this.publisher.close();
    const end = await this.#outbox.close();
    this.#overflow.close();
    this.#unclaimed.close();
    return end;
  }

  readonly #listenerFailed = (error: CodedError): void => this.#options.status.faults.emit(error);

  #restored(count: number): void {
    this.counters.restored += count;
    if (count > 0) this.#options.status.changed.emit(undefined);
  }

  #makeOutbox(): Outbox {
    const { session, status } = this.#options;
    return new Outbox({
      clock: session.clock,
      queue: session.queue,
      limit: session.queueLimit,
      ttlMs: session.queueTtlMs,
      overflow: session.queueOverflow,
      onReady: () => this.publisher.poke(),
      onSettled: () => this.#onSettled?.(),
      onDropped: (error, count) => {
        this.counters.dropped += count;
        if (error.code === 'EC20_QUEUE_FULL') this.#overflow.dropped();
        status.changed.emit(undefined);
      },
      onFound: (count) => this.#restored(count),
      onOpened: (topics) => this.#options.found(topics),
      onTrouble: (error) => status.faults.emit(error),
      onUnclaimed: (error, count) => this.#unclaimed.add(error, count),
      observer: session.observer,
    });
  }

  #makePublisher(): Publisher {
    const { session, listener, nextId, module, whySkipped, expecting, time, dialogueOf, subDevices } =
      this.#options;
    const { clock, profile, maxInFlight, maxRate, compact, queueTtlMs } = session;
    return new Publisher({
      clock,
      outbox: this.#outbox,
      window: new SendWindow(clock, () => Math.min(maxInFlight, module().largestInFlight)),
      rate: new RateLimit(maxRate > 0 ? maxRate : profile.ratePerSecond),
      packing: {
        dialogueOf,
        compact: compact === true,
        largestPayloadBytes: () => module().largestPayloadBytes,
        nextId,
        takenMs: ({ acceptedAtMs }) => {
          const nowMs = time();
          return nowMs && Math.round(nowMs - (clock.now() - acceptedAtMs));
        },
      },
      ttlMs: queueTtlMs,
      deviceOf: (topic) => subDevices()?.subDeviceOf(topic),
      expecting,
      whySkipped,
      observer: session.observer,
      listener: {
        delivered: (entry) => {
          this.counters.delivered++;
          this.counters.bytesUp += entry.payload.length;
          listener.delivered();
        },
        refused: () => {
          this.counters.refused++;
        },
        damaged: () => {
          this.counters.damaged++;
        },
        reopen: (reason) => listener.reopen(reason),
      },
    });
  }
}
