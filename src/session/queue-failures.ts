import type { Timer } from '../base/clock';
import { type CodedError, asCodedError } from '../base/coded-error';
import type { Backlog } from './backlog';
import type { GroupCommit } from './group-commit';
import type { LoadedMessages } from './loaded-messages';
import type { Settlements } from './settlements';
import type { OutboxOptions } from './outbox-options';
import type { OutboxRecord } from './outbox-record';
import type { QueueOpening } from './queue';

export interface QueueFailuresOptions extends Pick<OutboxOptions, 'clock' | 'onTrouble'> {
  readonly loaded: LoadedMessages;
  readonly backlog: Backlog;
  readonly commit: GroupCommit<OutboxRecord>;
  readonly settlements: Settlements;
  /** The queue is open at last; the messages of the outbox have moved behind those found in it. */
  readonly onOpened: (opening: QueueOpening) => void;
}

/** Delay before reopening a queue that couldn't be opened (a full disk); meanwhile messages stay in memory. */
const REOPEN_MS = 10_000;

/** What becomes of an outbox's messages when the queue fails: it can't be opened or used, or its file is lost. */
export class QueueFailures {
  readonly #options: QueueFailuresOptions;
  #timer: Timer | undefined;
  #isClosed = false;

  constructor(options: QueueFailuresOptions) {
    this.#options = options;
  }

  /** The queue couldn't be opened: tries again until it can. */
  notOpened(reason: unknown, openQueue: () => Promise<QueueOpening>): void {
    this.#options.commit.suspend(asCodedError(reason));
    this.#openLater(openQueue);
  }

  /** The queue couldn't be opened, written or read. */
  failed(error: CodedError): void {
    this.#options.onTrouble(error);
    if (error.code === 'EC20_QUEUE_DAMAGED') this.#fileLost(error);
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
  }

  #openLater(openQueue: () => Promise<QueueOpening>): void {
    if (this.#isClosed) return;
    this.#timer = this.#options.clock.after(REOPEN_MS, () => {
      openQueue().then(
        (opening) => this.#openedLate(opening),
        () => this.#openLater(openQueue),
      );
    });
  }

  /** Messages found in the queue leave first; those that arrived meanwhile, all unwritten, go behind them. */
  #openedLate(opening: QueueOpening): void {
    if (this.#isClosed) return;
    const { loaded, backlog, commit, onOpened } = this.#options;
    for (const record of commit.staged) record.moveBehind(opening.lastSeq);
    loaded.renumbered();
    backlog.moveBehind(opening.lastSeq, loaded.inFlight.keys());
    for (const record of loaded.removeReady()) {
      record.isLoaded = false;
      backlog.add(record.seq, record.listener);
    }
    commit.resume();
    onOpened(opening);
  }

  /** The file was set aside: messages only in it are lost, those also in memory go into the new one. */
  #fileLost(error: CodedError): void {
    const { loaded, backlog, commit, settlements } = this.#options;
    const unwritten = [...commit.staged, ...commit.writing].filter((record) => !record.isLoaded);
    settlements.lost(error, backlog.lose(new Set(unwritten.map(({ seq }) => seq)), error));
    commit.restage(loaded.all().filter(({ storage }) => storage === 'stored'));
  }
}
