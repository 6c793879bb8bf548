import { type Backlog, READY_MESSAGES } from './backlog';
import type { Entry, OutboxRecord } from './outbox-record';
import type { QueuedMessage } from './queue';

/** Whether a message may leave although others have to wait. */
export type Choice = (message: Pick<Entry, 'topic'>) => boolean;

export interface SelectionOptions {
  readonly backlog: Backlog;
  /** Those in memory, in order of `seq`. */
  readonly ready: () => readonly OutboxRecord[];
  /** False: nothing can be read from the queue now. */
  readonly isOpen: () => boolean;
  /** The first `count` messages of the queue after `afterSeq`; none where it can't be read. */
  readonly read: (afterSeq: number, count: number) => Promise<readonly QueuedMessage[]>;
  /** A message of the queue may leave before its turn. */
  readonly onFound: (record: OutboxRecord) => void;
  /** Some were found, or none among so many. */
  readonly onReady: () => void;
}

/** Which messages of an outbox may leave: all, in order, or only some, past the others, which keep their places. */
export class Selection {
  readonly #options: SelectionOptions;
  #choice: Choice | undefined;
  /** Up to here the queue was searched for messages that may leave. */
  #searchedSeq = 0;
  #isSearching = false;

  constructor(options: SelectionOptions) {
    this.#options = options;
  }

  /** From now on only messages that fit; undefined: all. */
  choose(choice: Choice | undefined): void {
    this.#choice = choice;
    this.#searchedSeq = this.#options.backlog.loadedSeq;
  }

  /** Whether some have to wait. */
  get isPartial(): boolean {
    return this.#choice !== undefined;
  }

  /** Whether a message may leave although others have to wait. */
  mayPass(message: Pick<Entry, 'topic'>): boolean {
    return this.#choice?.(message) === true;
  }

  /** The next in memory that may leave. */
  next(): OutboxRecord | undefined {
    const choice = this.#choice;
    const ready = this.#options.ready();
    return choice === undefined ? ready[0] : ready.find(({ entry }) => choice(entry));
  }

  /** All in memory that may leave, in order. */
  all(): readonly OutboxRecord[] {
    const choice = this.#choice;
    const ready = this.#options.ready();
    return choice === undefined ? ready : ready.filter(({ entry }) => choice(entry));
  }

  /** Where none in memory may leave, looks for some in the queue, past those that fill the memory and have to wait. */
  async search(): Promise<void> {
    const { backlog, isOpen, read, onFound, onReady } = this.#options;
    if (this.#isSearching) return;
    this.#isSearching = true;
    try {
      while (this.#choice !== undefined && isOpen() && backlog.length > 0 && this.next() === undefined) {
        const choice = this.#choice;
        const from = Math.max(this.#searchedSeq, backlog.loadedSeq);
        const found = await read(from, READY_MESSAGES);
        // Another choice begins anew.
        if (this.#choice !== choice) continue;
        const last = found.at(-1);
        if (last === undefined) break;
        this.#searchedSeq = last.seq;
        for (const message of found) {
          const record = choice(message) ? backlog.readEarly(message) : undefined;
          if (record !== undefined) onFound(record);
        }
        onReady();
      }
    } finally {
      this.#isSearching = false;
    }
  }
}
