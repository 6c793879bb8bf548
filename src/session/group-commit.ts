import type { Clock, Timer } from '../base/clock';
import { type CodedError, asCodedError } from '../base/coded-error';
import type { MessageQueue, QueuedMessage } from './queue';

/** A message as far as its storage goes. */
export interface Storable {
  readonly seq: number;
  /** `staged`: to be written with the next commit; `writing`: it is part of the one that goes on. */
  storage: 'staged' | 'writing' | 'stored';
  /** It was delivered or has failed: it need not be kept any longer. */
  settled: boolean;
  queued(nowMs: number): QueuedMessage;
}

export interface GroupCommitOptions<Each extends Storable> {
  readonly clock: Clock;
  readonly queue: MessageQueue;
  /** These are safe now. */
  readonly onWritten: (batch: readonly Each[]) => void;
  /** Writing has failed; told once until it succeeds again. Everything stays staged and is tried again. */
  readonly onFailure: (error: CodedError) => void;
  /** A commit has ended, well or not. */
  readonly onEnd: () => Promise<void>;
}

/** Messages are written in groups, at most so far apart: an SD card wears by commits. */
const COMMIT_MS = 200;
/** A removal rides on the next commit; where none comes for so long, it gets one of its own. */
const REMOVAL_MS = 5000;
/** When the queue can't be written (a full disk), it is tried again so much later. */
const RETRY_MS = 10_000;

/** Writes to a queue in groups: one commit for all that was accepted, and settled, since the last. */
export class GroupCommit<Each extends Storable> {
  readonly #options: GroupCommitOptions<Each>;
  /** In the order of their `seq`. */
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

  /** What isn't written yet, nor being written at this moment. */
  get staged(): ReadonlySet<Each> {
    return this.#staged;
  }

  get writing(): readonly Each[] {
    return this.#writing;
  }

  /** The queue can't be written or read at the moment. */
  get failing(): boolean {
    return this.#failing;
  }

  /** To be written with the next commit. */
  stage(message: Each): void {
    this.#staged.add(message);
    this.#schedule();
  }

  /** These were stored and no longer are: they are staged again, before all others. */
  restage(messages: readonly Each[]): void {
    for (const message of messages) message.storage = 'staged';
    this.#staged = new Set([...messages, ...this.#staged].sort((left, right) => left.seq - right.seq));
    this.#schedule();
  }

  /** It has settled: what was never written never will be, what was is removed with the next commit. */
  forget(message: Each): void {
    message.settled = true;
    if (message.storage === 'staged') this.#staged.delete(message);
    else this.#removals.push(message.seq);
    this.#schedule();
  }

  /** The queue has failed elsewhere: while it was read. */
  failed(error: CodedError): void {
    if (!this.#failing) this.#options.onFailure(error);
    this.#failing = true;
  }

  /** The queue can't even be opened: nothing is written until `resume()`. */
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

  /** Writes what there is, and nothing more afterwards. */
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
