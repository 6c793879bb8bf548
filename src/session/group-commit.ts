import type { Clock, Timer } from '../base/clock';
import { type CodedError, asCodedError } from '../base/coded-error';
import type { MessageQueue, QueuedMessage } from './queue';

/** A message as seen by storage. */
export interface Storable {
  readonly seq: number;
  /** `staged`: to be written with the next commit; `writing`: part of the current one. */
  storage: 'staged' | 'writing' | 'stored';
  /** Delivered or failed: no longer needs to be kept. */
  settled: boolean;
  queued(nowMs: number): QueuedMessage;
}

export interface GroupCommitOptions<Each extends Storable> {
  readonly clock: Clock;
  readonly queue: MessageQueue;
  /** These are stored safely now. */
  readonly onWritten: (batch: readonly Each[]) => void;
  /** These are no longer in the queue. */
  readonly onRemoved?: (seqs: readonly number[]) => void;
  /** Writing has failed; called once until it succeeds again. Everything stays staged and is retried. */
  readonly onFailure: (error: CodedError) => void;
  /** A commit has ended, successfully or not. */
  readonly onEnd: () => Promise<void>;
}

/** Maximum delay before a commit: messages are written in groups because commits wear out an SD card. */
const COMMIT_MS = 200;
/** A removal is written with the next commit; after this long without one it gets its own. */
const REMOVAL_MS = 5000;
/** Delay before retrying after the queue couldn't be written (a full disk). */
const RETRY_MS = 10_000;

/** Writes to a queue in groups: one commit for everything accepted and settled since the last. */
export class GroupCommit<Each extends Storable> {
  readonly #options: GroupCommitOptions<Each>;
  /** In order of `seq`. */
  #staged = new Set<Each>();
  #removals: number[] = [];
  #writing: readonly Each[] = [];
  #failing = false;
  #suspended = false;
  #timer: { readonly timer: Timer; readonly dueMs: number } | undefined;
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(options: GroupCommitOptions<Each>) {
    this.#options = options;
  }

  /** Messages neither written nor being written. */
  get staged(): ReadonlySet<Each> {
    return this.#staged;
  }

  get writing(): readonly Each[] {
    return this.#writing;
  }

  /** Whether the queue currently can't be written or read. */
  get failing(): boolean {
    return this.#failing;
  }

  /** To be written with the next commit. */
  stage(message: Each): void {
    this.#staged.add(message);
    this.#schedule();
  }

  /** Stages messages again that are no longer stored, ahead of all others. */
  restage(messages: readonly Each[]): void {
    for (const message of messages) message.storage = 'staged';
    this.#staged = new Set([...messages, ...this.#staged].sort((left, right) => left.seq - right.seq));
    this.#schedule();
  }

  /** The message has settled: it is removed with the next commit, or never written at all. */
  forget(message: Each): void {
    message.settled = true;
    if (message.storage === 'staged') this.#staged.delete(message);
    else this.#removals.push(message.seq);
    this.#schedule();
  }

  /** The queue failed during a read. */
  failed(error: CodedError): void {
    if (!this.#failing) this.#options.onFailure(error);
    this.#failing = true;
  }

  /** The queue can't be opened: nothing is written until `resume()`. */
  suspend(error: CodedError): void {
    this.#suspended = true;
    this.#timer?.timer.cancel();
    this.#timer = undefined;
    this.failed(error);
  }

  resume(): void {
    this.#suspended = false;
    this.#failing = false;
    this.#schedule();
  }

  /** Writes what is staged, then nothing more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.timer.cancel();
    await this.#running;
    await this.#commit();
  }

  #schedule(): void {
    if (this.#closed || this.#suspended || this.#running !== undefined) return;
    const { clock, queue } = this.#options;
    if (this.#staged.size === 0 && this.#removals.length === 0) return;
    const usualMs = !queue.durable ? 0 : this.#staged.size > 0 ? COMMIT_MS : REMOVAL_MS;
    const delayMs = this.#failing ? RETRY_MS : usualMs;
    const dueMs = clock.now() + delayMs;
    if (this.#timer !== undefined && this.#timer.dueMs <= dueMs) return;
    this.#timer?.timer.cancel();
    const timer = clock.after(delayMs, () => {
      this.#timer = undefined;
      this.#running = this.#commit().finally(() => {
        this.#running = undefined;
        this.#schedule();
      });
    });
    this.#timer = { timer, dueMs };
  }

  async #commit(): Promise<void> {
    const batch = [...this.#staged];
    const removals = this.#removals;
    if (!this.#suspended && (batch.length > 0 || removals.length > 0)) {
      this.#staged = new Set();
      this.#removals = [];
      this.#writing = batch;
      for (const message of batch) message.storage = 'writing';
      try {
        await this.#write(batch, removals);
        this.#failing = false;
        this.#writing = [];
        for (const message of batch) message.storage = 'stored';
        this.#options.onWritten(batch);
        this.#options.onRemoved?.(removals);
      } catch (error) {
        this.#notWritten(batch, removals, asCodedError(error));
      }
    }
    await this.#options.onEnd();
  }

  /** Both go into one transaction. */
  async #write(batch: readonly Each[], removals: readonly number[]): Promise<void> {
    const { queue, clock } = this.#options;
    const nowMs = clock.now();
    const removed = removals.length > 0 ? queue.remove(removals) : undefined;
    const appended =
      batch.length > 0 ? queue.append(batch.map((message) => message.queued(nowMs))) : undefined;
    await Promise.all([removed, appended]);
  }

  #notWritten(batch: readonly Each[], removals: readonly number[], error: CodedError): void {
    const unsettled = batch.filter((message) => !message.settled);
    for (const message of unsettled) message.storage = 'staged';
    this.#staged = new Set([...unsettled, ...this.#staged]);
    const settled = new Set(batch.filter((message) => message.settled).map(({ seq }) => seq));
    this.#removals = [...removals, ...this.#removals.filter((seq) => !settled.has(seq))];
    this.#writing = [];
    this.failed(error);
  }
}
