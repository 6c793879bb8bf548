import { READY_MESSAGES } from './backlog';
import type { OutboxRecord } from './outbox-record';

/** The messages of an outbox that are in memory: ready to leave, in their order, or in flight. */
export class LoadedMessages {
  #ready: OutboxRecord[] = [];
  #inFlight = new Map<number, OutboxRecord>();
  #gathers = false;

  /** Waiting to be taken, in order of `seq`. */
  get ready(): readonly OutboxRecord[] {
    return this.#ready;
  }

  /** Taken and not settled, by `seq`. */
  get inFlight(): ReadonlyMap<number, OutboxRecord> {
    return this.#inFlight;
  }

  get length(): number {
    return this.#ready.length + this.#inFlight.size;
  }

  /** All of them: those in flight, then those ready. */
  all(): readonly OutboxRecord[] {
    return [...this.#inFlight.values(), ...this.#ready];
  }

  /** How many more may become ready; 0 or less: none. */
  get room(): number {
    return READY_MESSAGES - this.#ready.length;
  }

  /** Whether so few are left that more should be read from the queue. */
  get isLow(): boolean {
    return this.#ready.length < READY_MESSAGES / 2;
  }

  /** When the oldest was accepted, by the monotonic clock; Infinity: there is none. */
  get oldestAtMs(): number {
    const flying = [...this.#inFlight.values()].map((record) => record.entry.acceptedAtMs);
    const first = this.#ready[0]?.entry.acceptedAtMs;
    return Math.min(...flying, first ?? Infinity);
  }

  /** Whether one of them has ever asked to leave together with others. */
  get gathers(): boolean {
    return this.#gathers;
  }

  /** Whether one of them now asks for that. */
  get holdsGathered(): boolean {
    return this.#gathers && this.all().some(({ entry }) => entry.gather !== undefined);
  }

  /** One more is ready, behind all others. */
  append(record: OutboxRecord): void {
    this.#gathers ||= record.entry.gather !== undefined;
    this.#ready.push(record);
  }

  /** One more is ready, at its place. */
  insert(record: OutboxRecord): void {
    this.#gathers ||= record.entry.gather !== undefined;
    const behind = this.#ready.findIndex((other) => other.seq > record.seq);
    this.#ready.splice(behind === -1 ? this.#ready.length : behind, 0, record);
  }

  /** One that is ready is in flight from now on. */
  take(record: OutboxRecord): void {
    if (record === this.#ready[0]) this.#ready.shift();
    else this.#ready.splice(this.#ready.indexOf(record), 1);
    this.#inFlight.set(record.seq, record);
  }

  /** One in flight returns to its place. */
  putBack(record: OutboxRecord): void {
    this.#inFlight.delete(record.seq);
    this.insert(record);
  }

  /** One in flight is forgotten. */
  land(record: OutboxRecord): void {
    this.#inFlight.delete(record.seq);
  }

  /** Forgets the first that is ready, and returns it. */
  shift(): OutboxRecord | undefined {
    return this.#ready.shift();
  }

  /** Forgets one that is ready. */
  remove(record: OutboxRecord): void {
    this.#ready = this.#ready.filter((other) => other !== record);
  }

  /** Forgets all that are ready, and returns them. */
  removeReady(): readonly OutboxRecord[] {
    return this.#ready.splice(0);
  }

  /** The `seq` of those in flight have changed. */
  renumbered(): void {
    this.#inFlight = new Map([...this.#inFlight.values()].map((record) => [record.seq, record]));
  }

  clear(): void {
    this.#inFlight.clear();
    this.#ready = [];
  }
}
