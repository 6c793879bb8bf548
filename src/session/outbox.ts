import { CodedError, asCodedError } from '../base/coded-error';
import type { EarlierKey } from '../cloud/device-identity';
import { Backlog } from './backlog';
import { Expiry } from './expiry';
import { GroupCommit } from './group-commit';
import { LoadedMessages } from './loaded-messages';
import { Loading } from './loading';
import { Settlements } from './settlements';
import type { OutboxOptions } from './outbox-options';
import { type Entry, newEntry, OutboxRecord } from './outbox-record';
import type { Delivery, NodeListener, PublicationListener, PublishRequest } from './publication';
import type { QueueOpening } from './queue';
import { QueueFailures } from './queue-failures';
import { QueueLimit } from './queue-limit';
import { type Choice, Selection } from './selection';

export type { OutboxOptions } from './outbox-options';
export type { Entry } from './outbox-record';
export type { Choice } from './selection';

/** What became of the messages that had not settled when an outbox was closed. */
export interface OutboxEnd {
  /** They wait in the queue. */
  readonly kept: number;
  /** They were in memory only, and have failed. */
  readonly lost: number;
}

/**
 * The messages of one device between acceptance and settlement, first in, first out (rule 14). Memory use doesn't
 * grow with the number of waiting messages. Each message settles exactly once.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #commit: GroupCommit<OutboxRecord>;
  readonly #loaded = new LoadedMessages();
  readonly #backlog: Backlog;
  readonly #loading: Loading;
  readonly #selection: Selection;
  readonly #limit: QueueLimit;
  readonly #expiry: Expiry;
  readonly #failures: QueueFailures;
  readonly #settlements: Settlements;
  #lastSeq = 0;
  #closed = false;
  #isOpen: boolean;
  /** Messages that arrived before the queue was open. */
  #early: { readonly request: PublishRequest; readonly listener: PublicationListener }[] = [];

  constructor(options: OutboxOptions) {
    this.#options = options;
    const { clock, queue, limit, overflow, ttlMs, onTrouble } = options;
    // Only a durable queue can hold messages before it is opened.
    this.#isOpen = !queue.durable;
    const loaded = this.#loaded;
    const backlog = new Backlog({ clock, queue });
    const settlements = new Settlements(options);
    const commit = new GroupCommit<OutboxRecord>({
      clock,
      queue,
      onWritten: (batch) => this.#written(batch),
      onRemoved: (seqs) => backlog.removed(seqs),
      onFailure: (error) => this.#failures.failed(error),
      onEnd: async () => {
        await this.#loading.run();
        await this.#selection.search();
      },
    });
    const isOpen = () => this.#isOpen && !this.#closed;
    const selection = new Selection({
      backlog,
      ready: () => loaded.ready,
      isOpen,
      read: (afterSeq, count) => this.#loading.read(afterSeq, count),
      onFound: (record) => loaded.insert(record),
      onReady: () => options.onReady(),
    });
    this.#loading = new Loading({
      queue,
      loaded,
      backlog,
      commit,
      isOpen,
      onRead: () => this.#makeRoom(),
      onLoaded: () => {
        this.#expiry.run();
        options.onReady();
      },
    });
    const onDropped = (record: OutboxRecord, error: CodedError) => this.#drop(record, error);
    this.#limit = new QueueLimit({ limit, overflow, loaded, backlog, selection, commit, onDropped });
    const onDue = () => void this.#loading.run();
    this.#expiry = new Expiry({ clock, ttlMs, loaded, onExpired: onDropped, onDue });
    const onOpened = (opening: QueueOpening) => this.#openedLate(opening);
    this.#failures = new QueueFailures({ clock, loaded, backlog, commit, settlements, onTrouble, onOpened });
    this.#backlog = backlog;
    this.#settlements = settlements;
    this.#commit = commit;
    this.#selection = selection;
  }

  /** Opens the queue; resolves with the number of messages found there. Never rejects: failures go to `onTrouble`. */
  async open(deviceKey: string, earlierKeys: readonly EarlierKey[] = []): Promise<number> {
    const openQueue = () => this.#options.queue.open(deviceKey, earlierKeys);
    let found = 0;
    try {
      const opening = await openQueue();
      found = opening.length;
      this.#found(opening);
    } catch (error) {
      this.#failures.notOpened(error, openQueue);
    }
    this.#isOpen = true;
    // Synchronously, before another message can come between.
    for (const { request, listener } of this.#early.splice(0)) this.add(request, listener);
    await this.#loading.run();
    return found;
  }

  /** Number of messages that have not settled. */
  get length(): number {
    return this.#early.length + this.#loaded.length + this.#backlog.length;
  }

  /** Age of the oldest message in milliseconds; 0 when there is none. */
  get oldestMs(): number {
    const { oldestAtMs } = this.#loaded;
    return oldestAtMs === Infinity ? 0 : Math.round(this.#options.clock.now() - oldestAtMs);
  }

  /** Handles the stored messages of a node; returns a function that takes the claim back. */
  claim(nodeId: string, listener: NodeListener): () => void {
    return this.#settlements.claim(nodeId, listener);
  }

  /** Accepts a message. When the outbox is full, the oldest that isn't in flight, or this one, is dropped. */
  add(request: PublishRequest, listener: PublicationListener): void {
    if (this.#closed) {
      this.#settlements.refused(listener, new CodedError('EC20_CLOSED'));
      return;
    }
    if (!this.#isOpen) {
      this.#early.push({ request, listener });
      return;
    }
    const refusal = this.#limit.refusal(request);
    if (refusal !== undefined) {
      this.#settlements.refused(listener, refusal);
      this.#options.onDropped(refusal, 1);
      return;
    }
    const seq = ++this.#lastSeq;
    const record = new OutboxRecord(newEntry(request, seq, this.#options.clock.now()), listener);
    record.isLoaded = this.#backlog.length === 0 && this.#loaded.room > 0;
    this.#commit.stage(record);
    if (record.isLoaded) {
      this.#backlog.passed(seq);
      this.#loaded.append(record);
      this.#expiry.arm();
    } else {
      this.#backlog.add(seq, listener);
    }
    this.#makeRoom();
    this.#options.onReady();
  }

  /** The next message, without taking it. */
  peek(): Entry | undefined {
    return this.#selection.next()?.entry;
  }

  /**
   * From now on only messages that fit leave, past the others, which keep their places; undefined: all in order again. Those
   * on their way are not called back.
   */
  choose(choice: Choice | undefined): void {
    this.#selection.choose(choice);
    void this.#loading.run();
    void this.#selection.search();
    this.#options.onReady();
  }

  /** Takes a message, the next by default: it is in flight until it settles or is put back. */
  take(entry?: Entry): Entry | undefined {
    const record =
      entry === undefined ? this.#selection.next() : this.#loaded.ready.find((each) => each.entry === entry);
    if (record === undefined) return undefined;
    this.#loaded.take(record);
    if (this.#loaded.isLow) void this.#loading.run();
    if (this.#selection.isPartial) void this.#selection.search();
    return record.entry;
  }

  /** Whether a message has ever asked to leave together with others. */
  get gathers(): boolean {
    return this.#loaded.gathers;
  }

  /** Whether one of these, in memory, has not settled yet. */
  get holdsGathered(): boolean {
    return this.#loaded.holdsGathered;
  }

  /** Whether messages wait outside memory, or half of the places are taken: nothing may wait for others any more. */
  get isCrowded(): boolean {
    return this.#backlog.length > 0 || 2 * this.length >= this.#options.limit;
  }

  /** The first `count` messages that may leave, in order, as far as they are in memory, without taking them. */
  ahead(count = Infinity): readonly Entry[] {
    const all = this.#selection.all();
    return all.slice(0, count).map((record) => record.entry);
  }

  /** How many messages of the queue wait on each topic. Rejects where it can't be read. */
  async topics(): Promise<ReadonlyMap<string, number>> {
    return this.#isOpen && !this.#closed ? this.#options.queue.topics() : new Map();
  }

  /** Number of messages that wait, in memory or in the queue. */
  get waiting(): number {
    return this.#loaded.ready.length + this.#backlog.length;
  }

  /** How many messages are remembered for having left before those in front of them, for tests that check for leaks. */
  get remembered(): number {
    return this.#backlog.remembered;
  }

  /** A message was not delivered: it returns to its place. */
  putBack(entry: Entry): void {
    const record = this.#loaded.inFlight.get(entry.seq);
    if (record === undefined) return;
    this.#loaded.putBack(record);
    this.#expiry.run();
    this.#options.onReady();
  }

  /** A message in flight was delivered. */
  delivered(entry: Entry, delivery: Delivery): void {
    const record = this.#settle(entry);
    if (record === undefined) return;
    this.#settlements.delivered(record, delivery);
    this.#options.onSettled?.();
  }

  /** A message in flight is given up. */
  failed(entry: Entry, error: CodedError): void {
    const record = this.#settle(entry);
    if (record === undefined) return;
    this.#settlements.failed(record, error);
    this.#options.onSettled?.();
  }

  /** Ends: durable messages stay in the queue, the rest fail with `EC20_CLOSED`. */
  async close(): Promise<OutboxEnd> {
    const { queue, onTrouble } = this.#options;
    this.#closed = true;
    this.#settlements.close();
    this.#expiry.close();
    this.#failures.close();
    await this.#commit.close();
    const all = this.length;
    const error = new CodedError('EC20_CLOSED');
    let lost = this.#early.length;
    this.#settlements.count(error, lost);
    for (const { listener } of this.#early.splice(0)) listener.failed(error);
    if (!queue.durable) {
      lost = all;
      for (const record of this.#loaded.all()) this.#fail(record, error);
      // Those without a listener of their own are in the sum that the end reports.
      this.#settlements.count(error, this.#backlog.fail(error));
      this.#loaded.clear();
    }
    for (const record of this.#commit.staged) {
      if (queue.durable && !record.settled) lost++;
      this.#fail(record, error);
    }
    await queue.close().catch((reason: unknown) => onTrouble(asCodedError(reason)));
    return { kept: all - lost, lost };
  }

  #fail(record: OutboxRecord, error: CodedError): void {
    if (record.settled) return;
    record.settled = true;
    this.#settlements.failed(record, error);
  }

  /** A message in flight no longer needs to be kept; undefined: it isn't in flight. */
  #settle(entry: Entry): OutboxRecord | undefined {
    const record = this.#loaded.inFlight.get(entry.seq);
    if (record === undefined || record.settled) return undefined;
    this.#loaded.land(record);
    this.#commit.forget(record);
    return record;
  }

  #makeRoom(): void {
    this.#limit.makeRoom();
    if (this.#loaded.isLow) void this.#loading.run();
  }

  #drop(record: OutboxRecord, error: CodedError): void {
    this.#commit.forget(record);
    this.#settlements.dropped(record, error);
  }

  #written(batch: readonly OutboxRecord[]): void {
    if (!this.#options.queue.durable) return;
    for (const record of batch) this.#settlements.accepted(record);
  }

  #found(opening: QueueOpening): void {
    this.#lastSeq = Math.max(this.#lastSeq, opening.lastSeq);
    this.#backlog.found(opening.length, opening.lastSeq);
    if (opening.topics.size > 0) this.#options.onOpened?.(opening.topics.keys());
    for (const notice of opening.notices) this.#options.onTrouble(notice);
  }

  #openedLate(opening: QueueOpening): void {
    this.#lastSeq += opening.lastSeq;
    this.#found(opening);
    this.#options.onFound?.(opening.length);
    void this.#loading.run();
  }
}
