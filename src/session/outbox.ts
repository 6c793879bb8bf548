import type { Clock, Timer } from '../base/clock';
import { CodedError, asCodedError } from '../base/coded-error';
import type { EarlierKey } from '../cloud/device-identity';
import { Backlog, READY_MESSAGES } from './backlog';
import { GroupCommit } from './group-commit';
import type { SessionObserver } from './observer';
import { type Entry, FRESH, OutboxRecord } from './outbox-record';
import type { Delivery, NodeListener, PublicationListener, PublishRequest } from './publication';
import type { MessageQueue, QueueOpening, QueuedMessage } from './queue';
import { type Choice, Selection } from './selection';

export type { Entry } from './outbox-record';
export type { Choice } from './selection';

export interface OutboxOptions {
  readonly clock: Clock;
  readonly queue: MessageQueue;
  readonly limit: number;
  /** Milliseconds; 0: messages never expire. */
  readonly ttlMs: number;
  readonly overflow: 'oldest' | 'newest';
  /** A message is ready to be taken. */
  readonly onReady: () => void;
  /** Messages were dropped: the queue was full, they have expired, or their file is damaged. */
  readonly onDropped: (error: CodedError, count: number) => void;
  /** A message in flight has been delivered or given up. */
  readonly onSettled?: () => void;
  /** The queue is open, and holds messages on these topics: called before any of them can leave. */
  readonly onOpened?: (topics: Iterable<string>) => void;
  /** The queue was opened late, with this many messages in it. */
  readonly onFound?: (count: number) => void;
  /** The queue itself has failed; messages stay in memory. */
  readonly onTrouble: (error: CodedError) => void;
  /** That many stored messages failed, and their node isn't there to report it. */
  readonly onUnclaimed?: (error: CodedError, count: number) => void;
  readonly observer?: Pick<SessionObserver, 'failed'> | undefined;
}

/** What became of the messages that had not settled when an outbox was closed. */
export interface OutboxEnd {
  /** They wait in the queue. */
  readonly kept: number;
  /** They were in memory only, and have failed. */
  readonly lost: number;
}

/** Delay before reopening a queue that couldn't be opened (a full disk); meanwhile messages stay in memory. */
const REOPEN_MS = 10_000;
/** Maximum messages kept in memory because they can't be written. */
const UNWRITTEN_MESSAGES = 10_000;
/** Where some have to wait and fill the queue, so many of those that may leave are taken all the same. */
const PASSING_MESSAGES = 64;

/**
 * The messages of one device between acceptance and settlement, first in, first out (rule 14). Memory use doesn't
 * grow with the number of waiting messages. Each message settles exactly once.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #commit: GroupCommit<OutboxRecord>;
  /** Waiting in memory, in order of `seq`. */
  #ready: OutboxRecord[] = [];
  #inFlight = new Map<number, OutboxRecord>();
  readonly #backlog: Backlog;
  readonly #selection: Selection;
  #lastSeq = 0;
  #loading = false;
  #expiryTimer: Timer | undefined;
  #closed = false;
  #isOpen: boolean;
  /** Messages that arrived before the queue was open. */
  #early: { readonly request: PublishRequest; readonly listener: PublicationListener }[] = [];
  #reopenTimer: Timer | undefined;
  #nodes = new Map<string, NodeListener>();
  #gathers = false;
  constructor(options: OutboxOptions) {
    this.#options = options;
    const { clock, queue } = options;
    // Only a durable queue can hold messages before it is opened.
    this.#isOpen = !queue.durable;
    this.#backlog = new Backlog({ clock, queue });
    this.#selection = new Selection({
      backlog: this.#backlog,
      ready: () => this.#ready,
      isOpen: () => this.#isOpen && !this.#closed,
      read: (afterSeq, count) => this.#readQueue(afterSeq, count),
      onFound: (record) => this.#insert(record),
      onReady: () => options.onReady(),
    });
    this.#commit = new GroupCommit<OutboxRecord>({
      clock,
      queue,
      onWritten: (batch) => this.#written(batch),
      onRemoved: (seqs) => this.#backlog.removed(seqs),
      onFailure: (error) => this.#failed(error),
      onEnd: async () => {
        await this.#load();
        await this.#selection.search();
      },
    });
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
      this.#commit.suspend(asCodedError(error));
      this.#reopenLater(openQueue);
    }
    this.#isOpen = true;
    // Synchronously, before another message can come between.
    for (const { request, listener } of this.#early.splice(0)) this.add(request, listener);
    await this.#load();
    return found;
  }

  /** Number of messages that have not settled. */
  get length(): number {
    return this.#early.length + this.#ready.length + this.#inFlight.size + this.#backlog.length;
  }

  /** Age of the oldest message in milliseconds; 0 when there is none. */
  get oldestMs(): number {
    const flying = [...this.#inFlight.values()].map((record) => record.entry.acceptedAtMs);
    const first = this.#ready[0]?.entry.acceptedAtMs;
    const oldest = Math.min(...flying, first ?? Infinity);
    return oldest === Infinity ? 0 : Math.round(this.#options.clock.now() - oldest);
  }

  /** Handles the stored messages of a node; returns a function that takes the claim back. */
  claim(nodeId: string, listener: NodeListener): () => void {
    this.#nodes.set(nodeId, listener);
    return () => {
      if (this.#nodes.get(nodeId) === listener) this.#nodes.delete(nodeId);
    };
  }

  /** Accepts a message. When the outbox is full, the oldest that isn't in flight, or this one, is dropped. */
  add(request: PublishRequest, listener: PublicationListener): void {
    if (this.#closed) {
      const error = new CodedError('EC20_CLOSED');
      this.#observeFailed(error, 1);
      listener.failed(error);
      return;
    }
    if (!this.#isOpen) {
      this.#early.push({ request, listener });
      return;
    }
    if (this.#isFull() && !this.#canMakeRoom() && !this.#mayPass(request)) {
      const error = this.#fullError();
      this.#observeFailed(error, 1);
      listener.failed(error);
      this.#options.onDropped(error, 1);
      return;
    }
    const seq = ++this.#lastSeq;
    const { nodeId, flowMessageId, topic, payload, qos, retain, replyMs = 0, gather } = request;
    const acceptedAtMs = this.#options.clock.now();
    const entry = {
      seq,
      nodeId,
      flowMessageId,
      topic,
      payload,
      qos,
      retain,
      replyMs,
      gather,
      acceptedAtMs,
      ...FRESH,
    };
    const isLoaded = this.#backlog.length === 0 && this.#ready.length < READY_MESSAGES;
    this.#gathers ||= gather !== undefined;
    const record = new OutboxRecord(entry, listener);
    record.isLoaded = isLoaded;
    this.#commit.stage(record);
    if (isLoaded) {
      this.#backlog.passed(seq);
      this.#ready.push(record);
      this.#armExpiry();
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
    void this.#load();
    void this.#selection.search();
    this.#options.onReady();
  }

  /** Takes a message, the next by default: it is in flight until it settles or is put back. */
  take(entry?: Entry): Entry | undefined {
    const record =
      entry === undefined ? this.#selection.next() : this.#ready.find((each) => each.entry === entry);
    if (record === undefined) return undefined;
    if (record === this.#ready[0]) this.#ready.shift();
    else this.#ready.splice(this.#ready.indexOf(record), 1);
    this.#inFlight.set(record.entry.seq, record);
    if (this.#ready.length < READY_MESSAGES / 2) void this.#load();
    if (this.#selection.isPartial) void this.#selection.search();
    return record.entry;
  }

  /** Whether a message has ever asked to leave together with others. */
  get gathers(): boolean {
    return this.#gathers;
  }

  /** Whether one of these, in memory, has not settled yet. */
  get holdsGathered(): boolean {
    const records = [...this.#inFlight.values(), ...this.#ready];
    return this.#gathers && records.some(({ entry }) => entry.gather !== undefined);
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
    return this.#ready.length + this.#backlog.length;
  }

  /** How many messages are remembered for having left before those in front of them, for tests that check for leaks. */
  get remembered(): number {
    return this.#backlog.remembered;
  }

  /** A message was not delivered: it returns to its place. */
  putBack(entry: Entry): void {
    const record = this.#inFlight.get(entry.seq);
    if (record === undefined) return;
    this.#inFlight.delete(entry.seq);
    this.#insert(record);
    this.#expire();
    this.#options.onReady();
  }

  #insert(record: OutboxRecord): void {
    this.#gathers ||= record.entry.gather !== undefined;
    const behind = this.#ready.findIndex((other) => other.seq > record.seq);
    this.#ready.splice(behind === -1 ? this.#ready.length : behind, 0, record);
  }

  /** A message in flight was delivered. */
  delivered(entry: Entry, delivery: Delivery): void {
    this.#settle(entry, (record) => {
      if (record.listener === undefined) this.#nodes.get(entry.nodeId)?.delivered(record.stored(), delivery);
      else {
        if (!record.accepted) record.listener.accepted();
        record.listener.delivered(delivery);
      }
    });
  }

  /** A message in flight is given up. */
  failed(entry: Entry, error: CodedError): void {
    this.#settle(entry, (record) => this.#reportFailed(record, error));
  }

  /** Ends: durable messages stay in the queue, the rest fail with `EC20_CLOSED`. */
  async close(): Promise<OutboxEnd> {
    this.#closed = true;
    this.#expiryTimer?.cancel();
    this.#reopenTimer?.cancel();
    await this.#commit.close();
    const all = this.length;
    const error = new CodedError('EC20_CLOSED');
    let lost = this.#early.length;
    this.#observeFailed(error, lost);
    for (const { listener } of this.#early.splice(0)) listener.failed(error);
    if (!this.#options.queue.durable) {
      lost = all;
      this.#failAll(error);
    }
    for (const record of this.#commit.staged) {
      if (this.#options.queue.durable && !record.settled) lost++;
      this.#fail(record, error);
    }
    await this.#options.queue
      .close()
      .catch((reason: unknown) => this.#options.onTrouble(asCodedError(reason)));
    return { kept: all - lost, lost };
  }

  /** Those without a listener of their own are in the sum that the end reports. */
  #failAll(error: CodedError): void {
    for (const record of [...this.#inFlight.values(), ...this.#ready]) this.#fail(record, error);
    this.#observeFailed(error, this.#backlog.fail(error));
    this.#inFlight.clear();
    this.#ready = [];
  }

  #fail(record: OutboxRecord, error: CodedError): void {
    if (record.settled) return;
    record.settled = true;
    this.#reportFailed(record, error);
  }

  #settle(entry: Entry, notify: (record: OutboxRecord) => void): void {
    const record = this.#inFlight.get(entry.seq);
    if (record === undefined || record.settled) return;
    this.#inFlight.delete(entry.seq);
    this.#commit.forget(record);
    notify(record);
    this.#options.onSettled?.();
  }

  #reportFailed(record: OutboxRecord, error: CodedError): void {
    this.#observeFailed(error, 1);
    const { listener } = record;
    const node = this.#nodes.get(record.entry.nodeId);
    if (listener !== undefined) listener.failed(error);
    else if (node !== undefined) node.failed(record.stored(), error);
    // The end has a sum of its own.
    else if (!this.#closed) this.#options.onUnclaimed?.(error, 1);
  }

  #observeFailed({ code }: CodedError, count: number): void {
    if (count > 0) this.#options.observer?.failed(code, count);
  }

  #isFull(): boolean {
    return this.length >= this.#options.limit || this.#commit.staged.size >= UNWRITTEN_MESSAGES;
  }

  #fullError(): CodedError {
    return new CodedError('EC20_QUEUE_FULL', { params: { limit: this.#options.limit } });
  }

  /** Whether an older message can be dropped for a new one: now, or as soon as it is read from the queue. */
  #canMakeRoom(): boolean {
    return this.#options.overflow === 'oldest' && (this.#ready.length > 0 || this.#backlog.length > 0);
  }

  /** A device that waits for days must not keep the others from sending: theirs need a place for a moment only. */
  #mayPass(request: PublishRequest): boolean {
    const isWritable = this.#commit.staged.size < UNWRITTEN_MESSAGES;
    return isWritable && this.length < this.#largestLength && this.#selection.mayPass(request);
  }

  get #largestLength(): number {
    const { limit, overflow } = this.#options;
    return overflow === 'newest' && this.#selection.isPartial ? limit + PASSING_MESSAGES : limit;
  }

  /** Drops the oldest waiting messages above the limit. */
  #makeRoom(): void {
    while (this.length > this.#largestLength) {
      const oldest = this.#ready.shift();
      if (oldest === undefined) break;
      this.#drop(oldest);
    }
    while (this.#commit.staged.size > UNWRITTEN_MESSAGES) {
      const oldest = this.#oldestUnwritten();
      if (oldest === undefined) break;
      if (oldest.isLoaded) this.#ready = this.#ready.filter((record) => record !== oldest);
      else this.#backlog.remove(oldest.seq);
      this.#drop(oldest);
    }
    if (this.#ready.length < READY_MESSAGES / 2) void this.#load();
  }

  #oldestUnwritten(): OutboxRecord | undefined {
    for (const record of this.#commit.staged) if (!this.#inFlight.has(record.seq)) return record;
    return undefined;
  }

  #drop(record: OutboxRecord): void {
    this.#commit.forget(record);
    const error = this.#fullError();
    this.#reportFailed(record, error);
    this.#options.onDropped(error, 1);
  }

  #written(batch: readonly OutboxRecord[]): void {
    for (const record of batch) {
      if (!this.#options.queue.durable || record.settled || record.accepted) continue;
      record.accepted = true;
      record.listener?.accepted();
    }
  }

  #failed(error: CodedError): void {
    this.#options.onTrouble(error);
    if (error.code === 'EC20_QUEUE_DAMAGED') this.#fileLost(error);
  }

  /** The file was set aside: messages only in it are lost, those also in memory go into the new one. */
  #fileLost(error: CodedError): void {
    const unwritten = [...this.#commit.staged, ...this.#commit.writing].filter((record) => !record.isLoaded);
    const { lost, told } = this.#backlog.lose(new Set(unwritten.map(({ seq }) => seq)), error);
    this.#observeFailed(error, lost);
    if (lost > 0) this.#options.onDropped(error, lost);
    if (lost > told) this.#options.onUnclaimed?.(error, lost - told);
    const stored = [...this.#inFlight.values(), ...this.#ready].filter(({ storage }) => storage === 'stored');
    this.#commit.restage(stored);
  }

  #found(opening: QueueOpening): void {
    this.#lastSeq = Math.max(this.#lastSeq, opening.lastSeq);
    this.#backlog.found(opening.length, opening.lastSeq);
    if (opening.topics.size > 0) this.#options.onOpened?.(opening.topics.keys());
    for (const notice of opening.notices) this.#options.onTrouble(notice);
  }

  #reopenLater(openQueue: () => Promise<QueueOpening>): void {
    if (this.#closed) return;
    this.#reopenTimer = this.#options.clock.after(REOPEN_MS, () => {
      openQueue().then(
        (opening) => this.#openedLate(opening),
        () => this.#reopenLater(openQueue),
      );
    });
  }

  /** Messages found in the queue leave first; those that arrived meanwhile, all unwritten, go behind them. */
  #openedLate(opening: QueueOpening): void {
    if (this.#closed) return;
    const shift = opening.lastSeq;
    for (const record of this.#commit.staged) record.moveBehind(shift);
    this.#inFlight = new Map([...this.#inFlight.values()].map((record) => [record.seq, record]));
    this.#backlog.moveBehind(shift, this.#inFlight.keys());
    this.#lastSeq += shift;
    for (const record of this.#ready.splice(0)) {
      record.isLoaded = false;
      this.#backlog.add(record.seq, record.listener);
    }
    this.#found(opening);
    this.#options.onFound?.(opening.length);
    this.#commit.resume();
    void this.#load();
  }

  /** Reads messages from the queue into memory while there is room. */
  async #load(): Promise<void> {
    if (this.#loading || !this.#isOpen) return;
    this.#loading = true;
    try {
      while (this.#hasRoomToLoad()) {
        const found = await this.#readQueue(this.#backlog.loadedSeq, READY_MESSAGES - this.#ready.length);
        for (const message of found) {
          const record = this.#backlog.read(message);
          if (record !== undefined) this.#insert(record);
        }
        this.#makeRoom();
        if (found.length === 0 && !this.#loadUnwritten()) break;
        this.#expire();
        this.#options.onReady();
      }
    } finally {
      this.#loading = false;
    }
  }

  async #readQueue(afterSeq: number, count: number): Promise<readonly QueuedMessage[]> {
    try {
      return await this.#options.queue.read(afterSeq, count);
    } catch (error) {
      this.#commit.failed(asCodedError(error));
      return [];
    }
  }

  /** The queue is empty: unwritten messages leave from memory. True when there were any. */
  #loadUnwritten(): boolean {
    if (!this.#commit.failing || this.#commit.writing.some((record) => !record.isLoaded)) return false;
    let isAny = false;
    for (const record of this.#commit.staged) {
      if (record.isLoaded || !this.#hasRoomToLoad()) continue;
      record.isLoaded = true;
      isAny = true;
      this.#backlog.passed(record.seq);
      this.#backlog.remove(record.seq);
      this.#ready.push(record);
    }
    return isAny;
  }

  #hasRoomToLoad(): boolean {
    return this.#backlog.length > 0 && this.#ready.length < READY_MESSAGES && !this.#closed;
  }

  #armExpiry(): void {
    const first = this.#ready[0];
    if (this.#options.ttlMs === 0 || first === undefined || this.#expiryTimer !== undefined || this.#closed)
      return;
    const dueMs = first.entry.acceptedAtMs + this.#options.ttlMs;
    this.#expiryTimer = this.#options.clock.after(dueMs - this.#options.clock.now(), () => {
      this.#expiryTimer = undefined;
      this.#expire();
      void this.#load();
    });
  }

  /** Fails messages that have expired before they could leave, and schedules the next check. */
  #expire(): void {
    const { clock, ttlMs } = this.#options;
    if (ttlMs === 0 || this.#closed) return;
    this.#expiryTimer?.cancel();
    this.#expiryTimer = undefined;
    const error = new CodedError('EC20_EXPIRED', { params: { seconds: Math.round(ttlMs / 1000) } });
    for (;;) {
      const first = this.#ready[0];
      if (first === undefined || clock.now() - first.entry.acceptedAtMs < ttlMs) break;
      this.#ready.shift();
      this.#commit.forget(first);
      this.#reportFailed(first, error);
      this.#options.onDropped(error, 1);
    }
    this.#armExpiry();
  }
}
