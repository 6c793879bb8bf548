import type { Clock } from '../base/clock';
import type { CodedError } from '../base/coded-error';
import { FRESH, OutboxRecord } from './outbox-record';
import type { PublicationListener } from './publication';
import type { MessageQueue, QueuedMessage } from './queue';

/** Maximum messages in memory and ready to leave; the rest waits in the queue. */
export const READY_MESSAGES = 256;
/** The newest 500 messages of a backlog on disk keep their listener (the help of ec20-publish). */
const KEPT_LISTENERS = 500;

/** The messages of an outbox that wait only in the queue, or are staged for it: their number, and the listeners of the newest. */
export class Backlog {
  readonly #clock: Clock;
  readonly #isDurable: boolean;
  #length = 0;
  #listeners = new Map<number, PublicationListener>();
  #loadedSeq = 0;
  /** Messages up to this `seq` come from an earlier process. */
  #restoredSeq = 0;
  /** Still in the queue behind `loadedSeq`, but not to be read from it any more. */
  #known = new Set<number>();
  /** Of these, what the last commit has removed: a reading may still bring them. */
  #gone: readonly number[] = [];

  constructor({ clock, queue }: { readonly clock: Clock; readonly queue: MessageQueue }) {
    this.#clock = clock;
    this.#isDurable = queue.durable;
  }

  get length(): number {
    return this.#length;
  }

  /** Messages up to this `seq` have been read, or never waited here. */
  get loadedSeq(): number {
    return this.#loadedSeq;
  }

  /** A message goes straight into memory, which nothing waits for. */
  passed(seq: number): void {
    this.#loadedSeq = seq;
  }

  /** One more, behind all others. */
  add(seq: number, listener: PublicationListener | undefined): void {
    this.#length++;
    if (listener !== undefined) this.#keep(seq, listener);
  }

  /** An earlier process has left so many, the newest with this `seq`. */
  found(length: number, lastSeq: number): void {
    this.#restoredSeq = lastSeq;
    this.#length += length;
  }

  /** One that was never written is taken from memory, or dropped. */
  remove(seq: number): void {
    this.#length--;
    this.#listeners.delete(seq);
  }

  /** One was read in its turn; undefined: it has left before. */
  read(message: QueuedMessage): OutboxRecord | undefined {
    this.#loadedSeq = message.seq;
    return this.#known.delete(message.seq) ? undefined : this.#record(message);
  }

  /** One was read before its turn; undefined: it is in memory meanwhile, or was. */
  readEarly(message: QueuedMessage): OutboxRecord | undefined {
    const { seq } = message;
    if (seq <= this.#loadedSeq || this.#known.has(seq)) return undefined;
    this.#known.add(seq);
    return this.#record(message);
  }

  /** While one device waits for months, all that the others send goes past it: what the queue no longer has is forgotten. */
  removed(seqs: readonly number[]): void {
    for (const seq of this.#gone) this.#known.delete(seq);
    this.#gone = seqs;
  }

  /** How many are remembered for having been read before their turn. */
  get remembered(): number {
    return this.#known.size;
  }

  /** The queue was opened late, with `count` older messages: all others move behind them; those of `inFlight` are not read from it. */
  moveBehind(count: number, inFlight: Iterable<number>): void {
    this.#listeners = new Map(
      [...this.#listeners].map(([seq, listener]) => [seq + count, listener] as const),
    );
    this.#known = new Set(inFlight);
    this.#loadedSeq = 0;
  }

  /** The file is lost: of these messages only `unwritten` are left. Returns how many are gone, and how many of them were told. */
  lose(unwritten: ReadonlySet<number>, error: CodedError): { readonly lost: number; readonly told: number } {
    const lost = this.#length - unwritten.size;
    this.#length = unwritten.size;
    let told = 0;
    for (const [seq, listener] of [...this.#listeners]) {
      if (unwritten.has(seq)) continue;
      told++;
      this.#listeners.delete(seq);
      listener.failed(error);
    }
    return { lost, told };
  }

  /** All are given up; returns how many were told. */
  fail(error: CodedError): number {
    const told = [...this.#listeners.values()];
    this.#length = 0;
    this.#listeners.clear();
    for (const listener of told) listener.failed(error);
    return told.length;
  }

  #keep(seq: number, listener: PublicationListener): void {
    this.#listeners.set(seq, listener);
    if (!this.#isDurable || this.#listeners.size <= KEPT_LISTENERS) return;
    for (const oldest of this.#listeners.keys()) {
      this.#listeners.delete(oldest);
      return;
    }
  }

  #record(message: QueuedMessage): OutboxRecord {
    const { ageMs, ...rest } = message;
    const { seq } = rest;
    this.#length--;
    const listener = this.#listeners.get(seq);
    this.#listeners.delete(seq);
    const record = new OutboxRecord({ ...rest, acceptedAtMs: this.#clock.now() - ageMs, ...FRESH }, listener);
    record.storage = 'stored';
    record.origin = seq <= this.#restoredSeq ? 'restored' : 'spilled';
    record.accepted = this.#isDurable;
    return record;
  }
}
