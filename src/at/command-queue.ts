import type { Clock, Timer } from '../base/clock';
import { CodedError } from '../base/coded-error';
import { Deferred } from '../base/deferred';
import type { Command, PendingCommand } from './pending-command';

/** A wait for the line to be understood again, after opening. */
export class Resynchronisation extends Deferred<void> {
  /** `drainBytes`: how much an unfinished data phase may still wait for. */
  constructor(readonly drainBytes: number) {
    super();
  }
}

/** What waits for the line. */
export type QueueEntry = PendingCommand | Resynchronisation;

/** Commands that may wait; far more than the session ever has. A guest's find fewer places, so that the session's own are never refused for them. */
const MOST_WAITING = 256;
const MOST_GUESTS_WAITING = 128;

/** What waits for its turn on the line, first in, first out, with a rest between two commands where the module wants one. */
export class CommandQueue {
  #entries: QueueEntry[] = [];
  #rest: Timer | undefined;
  #restsUntilMs = 0;

  constructor(
    private readonly clock: Clock,
    /** Silence between a final result and the next command. */
    private readonly restMs: number,
    /** A rest is over. */
    private readonly rested: () => void,
  ) {}

  get length(): number {
    return this.#entries.length;
  }

  /** `EC20_AT_WAITING` when too many wait for one more such command. */
  refusal({ isGuest }: Command): CodedError | undefined {
    const most = isGuest === true ? MOST_GUESTS_WAITING : MOST_WAITING;
    if (this.length < most) return undefined;
    return new CodedError('EC20_AT_WAITING', { params: { most }, outcome: 'not-sent' });
  }

  push(entry: QueueEntry): void {
    this.#entries.push(entry);
  }

  remove(entry: QueueEntry): void {
    this.#entries = this.#entries.filter((each) => each !== entry);
  }

  /** Takes what is next; undefined when nothing waits, or while the line rests. */
  next(): QueueEntry | undefined {
    if (this.length === 0 || this.#rest !== undefined) return undefined;
    const waitMs = this.#restsUntilMs - this.clock.now();
    if (waitMs <= 0) return this.#entries.shift();
    this.#rest = this.clock.after(waitMs, () => {
      this.#rest = undefined;
      this.rested();
    });
    return undefined;
  }

  /** A final result has come. */
  beginRest(): void {
    this.#restsUntilMs = this.clock.now() + this.restMs;
  }

  /** Takes all that waits. */
  takeAll(): readonly QueueEntry[] {
    const entries = this.#entries;
    this.#entries = [];
    return entries;
  }

  stop(): void {
    this.#rest?.cancel();
  }
}
