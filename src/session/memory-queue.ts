import type { Clock } from '../base/clock';
import type { MessageQueue, QueueOpening, QueuedMessage } from './queue';

/** A queue that ends with the process. */
export class MemoryQueue implements MessageQueue {
  readonly durable = false;
  /** Insertion order is `seq` order. */
  readonly #messages = new Map<number, { readonly message: QueuedMessage; readonly acceptedAtMs: number }>();

  constructor(private readonly clock: Clock) {}

  open(): Promise<QueueOpening> {
    return Promise.resolve({ length: 0, lastSeq: 0, topics: new Map(), notices: [] });
  }

  append(batch: readonly QueuedMessage[]): Promise<void> {
    const nowMs = this.clock.now();
    for (const message of batch)
      this.#messages.set(message.seq, { message, acceptedAtMs: nowMs - message.ageMs });
    return Promise.resolve();
  }

  remove(seqs: readonly number[]): Promise<void> {
    for (const seq of seqs) this.#messages.delete(seq);
    return Promise.resolve();
  }

  read(afterSeq: number, limit: number): Promise<readonly QueuedMessage[]> {
    const found: QueuedMessage[] = [];
    const nowMs = this.clock.now();
    for (const { message, acceptedAtMs } of this.#messages.values()) {
      if (found.length >= limit) break;
      if (message.seq > afterSeq) found.push({ ...message, ageMs: nowMs - acceptedAtMs });
    }
    return Promise.resolve(found);
  }

  topics(): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for (const { message } of this.#messages.values())
      counts.set(message.topic, (counts.get(message.topic) ?? 0) + 1);
    return Promise.resolve(counts);
  }

  close(): Promise<void> {
    this.#messages.clear();
    return Promise.resolve();
  }
}
