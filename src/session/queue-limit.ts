import { CodedError } from '../base/coded-error';
import type { Backlog } from './backlog';
import type { GroupCommit } from './group-commit';
import type { LoadedMessages } from './loaded-messages';
import type { OutboxOptions } from './outbox-options';
import type { OutboxRecord } from './outbox-record';
import type { PublishRequest } from './publication';
import type { Selection } from './selection';

export interface QueueLimitOptions extends Pick<OutboxOptions, 'limit' | 'overflow'> {
  readonly loaded: LoadedMessages;
  readonly backlog: Backlog;
  readonly selection: Selection;
  readonly commit: Pick<GroupCommit<OutboxRecord>, 'staged'>;
  /** One had to make room, and waits nowhere any more. */
  readonly onDropped: (record: OutboxRecord, error: CodedError) => void;
}

/** Maximum messages kept in memory because they can't be written. */
const UNWRITTEN_MESSAGES = 10_000;
/** Where some have to wait and fill the queue, so many of those that may leave are taken all the same. */
const PASSING_MESSAGES = 64;

/** How many messages an outbox takes, and which of them is dropped when there are more: the oldest that isn't in flight, or the newest. */
export class QueueLimit {
  readonly #options: QueueLimitOptions;

  constructor(options: QueueLimitOptions) {
    this.#options = options;
  }

  /** Why one more message isn't accepted; undefined: it is, though an older one may have to make room. */
  refusal(request: PublishRequest): CodedError | undefined {
    return this.#isFull() && !this.#canMakeRoom() && !this.#mayPass(request) ? this.#fullError() : undefined;
  }

  /** Drops the oldest waiting messages above the limit. */
  makeRoom(): void {
    const { loaded, backlog, commit } = this.#options;
    while (this.#length > this.#largestLength) {
      const oldest = loaded.shift();
      if (oldest === undefined) break;
      this.#drop(oldest);
    }
    while (commit.staged.size > UNWRITTEN_MESSAGES) {
      const oldest = this.#oldestUnwritten();
      if (oldest === undefined) break;
      if (oldest.isLoaded) loaded.remove(oldest);
      else backlog.remove(oldest.seq);
      this.#drop(oldest);
    }
  }

  get #length(): number {
    return this.#options.loaded.length + this.#options.backlog.length;
  }

  get #largestLength(): number {
    const { limit, overflow, selection } = this.#options;
    return overflow === 'newest' && selection.isPartial ? limit + PASSING_MESSAGES : limit;
  }

  #isFull(): boolean {
    const { limit, commit } = this.#options;
    return this.#length >= limit || commit.staged.size >= UNWRITTEN_MESSAGES;
  }

  /** Whether an older message can be dropped for a new one: now, or as soon as it is read from the queue. */
  #canMakeRoom(): boolean {
    const { overflow, loaded, backlog } = this.#options;
    return overflow === 'oldest' && (loaded.ready.length > 0 || backlog.length > 0);
  }

  /** A device that waits for days must not keep the others from sending: theirs need a place for a moment only. */
  #mayPass(request: PublishRequest): boolean {
    const { commit, selection } = this.#options;
    const isWritable = commit.staged.size < UNWRITTEN_MESSAGES;
    return isWritable && this.#length < this.#largestLength && selection.mayPass(request);
  }

  #oldestUnwritten(): OutboxRecord | undefined {
    const { commit, loaded } = this.#options;
    for (const record of commit.staged) if (!loaded.inFlight.has(record.seq)) return record;
    return undefined;
  }

  #drop(record: OutboxRecord): void {
    this.#options.onDropped(record, this.#fullError());
  }

  #fullError(): CodedError {
    return new CodedError('EC20_QUEUE_FULL', { params: { limit: this.#options.limit } });
  }
}
