import { asCodedError } from '../base/coded-error';
import type { Backlog } from './backlog';
import type { GroupCommit } from './group-commit';
import type { LoadedMessages } from './loaded-messages';
import type { OutboxRecord } from './outbox-record';
import type { MessageQueue, QueuedMessage } from './queue';

export interface LoadingOptions {
  readonly queue: MessageQueue;
  readonly loaded: LoadedMessages;
  readonly backlog: Backlog;
  readonly commit: Pick<GroupCommit<OutboxRecord>, 'staged' | 'writing' | 'failing' | 'failed'>;
  /** False: nothing can be read from the queue now. */
  readonly isOpen: () => boolean;
  /** Some were read, or none was left to read. */
  readonly onRead: () => void;
  /** More are ready in memory. */
  readonly onLoaded: () => void;
}

/** Reads the messages of an outbox that wait in the queue alone, restored and spilled ones, into memory while there is room. */
export class Loading {
  readonly #options: LoadingOptions;
  #isRunning = false;

  constructor(options: LoadingOptions) {
    this.#options = options;
  }

  /** Resolves when there is no room any more, or nothing to read; at once where another call does that. Never rejects. */
  async run(): Promise<void> {
    const { loaded, backlog, isOpen, onRead, onLoaded } = this.#options;
    if (this.#isRunning || !isOpen()) return;
    this.#isRunning = true;
    try {
      while (this.#hasRoom()) {
        const found = await this.read(backlog.loadedSeq, loaded.room);
        for (const message of found) {
          const record = backlog.read(message);
          if (record !== undefined) loaded.insert(record);
        }
        onRead();
        if (found.length === 0 && !this.#loadUnwritten()) break;
        onLoaded();
      }
    } finally {
      this.#isRunning = false;
    }
  }

  /** The first `count` messages of the queue after `afterSeq`; none where it can't be read. */
  async read(afterSeq: number, count: number): Promise<readonly QueuedMessage[]> {
    const { queue, commit } = this.#options;
    try {
      return await queue.read(afterSeq, count);
    } catch (error) {
      commit.failed(asCodedError(error));
      return [];
    }
  }

  /** The queue is empty: unwritten messages leave from memory. True when there were any. */
  #loadUnwritten(): boolean {
    const { loaded, backlog, commit } = this.#options;
    if (!commit.failing || commit.writing.some((record) => !record.isLoaded)) return false;
    let isAny = false;
    for (const record of commit.staged) {
      if (record.isLoaded || !this.#hasRoom()) continue;
      record.isLoaded = true;
      isAny = true;
      backlog.passed(record.seq);
      backlog.remove(record.seq);
      loaded.append(record);
    }
    return isAny;
  }

  #hasRoom(): boolean {
    const { loaded, backlog, isOpen } = this.#options;
    return backlog.length > 0 && loaded.room > 0 && isOpen();
  }
}
