import type { Clock, Timer } from '../base/clock';
import { CodedError } from '../base/coded-error';
import { Deferred } from '../base/deferred';
import type { Command, PendingCommand } from './pending-command';

/** Waits until the line is synchronised after opening. */
export class Resynchronisation extends Deferred<void> {
  /** `drainBytes`: maximum bytes that an unfinished data phase may still wait for. */
  constructor(readonly drainBytes: number) {
    super();
  }
}

/** An entry of the queue. */
export type QueueEntry = PendingCommand | Resynchronisation;

/**
 * Maximum waiting commands; far more than the session ever has. Guests have fewer places, so that the session's own
 * commands are never refused because of them.
 */
const MAX_WAITING = 256;
const MAX_GUESTS_WAITING = 128;

/** Queue of the line, first in, first out, with a pause between two commands where the module needs one. */
export class CommandQueue {
  #entries: QueueEntry[] = [];
  #rest: Timer | undefined;
  #restsUntilMs = 0;

  constructor(
    private readonly clock: Clock,
    /** Silence between a final result and the next command, in milliseconds. */
    private readonly restMs: number,
    /** A pause is over. */
    private readonly rested: () => void,
  ) {}

  get length(): number {
    return this.#entries.length;
  }

  /** `EC20_AT_WAITING` when the queue is full for such a command; else undefined. */
  refusal({ isGuest }: Command): CodedError | undefined {
    const most = isGuest === true ? MAX_GUESTS_WAITING : MAX_WAITING;
    if (this.length < most) return undefined;
    return new CodedError('EC20_AT_WAITING', { params: { most }, outcome: 'not-sent' });
  }

  push(entry: QueueEntry): void {
    this.#entries.push(entry);
  }

  remove(entry: QueueEntry): void {
    this.#entries = this.#entries.filter((each) => each !== entry);
  }

  /** Takes the next entry; undefined when nothing waits or the line pauses. */
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

  /** A final result was received. */
  beginRest(): void {
    this.#restsUntilMs = this.clock.now() + this.restMs;
  }

  /** Takes all waiting entries. */
  takeAll(): readonly QueueEntry[] {
    const entries = this.#entries;
    this.#entries = [];
    return entries;
  }

  stop(): void {
    this.#rest?.cancel();
  }
}
