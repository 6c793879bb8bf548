import type { PublishBatch } from './publish-batch';

/** The publishes that await the broker. */
export class InFlight {
  readonly #batches = new Set<PublishBatch>();

  get size(): number {
    return this.#batches.size;
  }

  /** Whether one of QoS 0 is among them. */
  get hasQosZero(): boolean {
    for (const { packet } of this.#batches) if (packet.qos === 0) return true;
    return false;
  }

  add(batch: PublishBatch): void {
    this.#batches.add(batch);
  }

  delete(batch: PublishBatch): void {
    this.#batches.delete(batch);
  }

  /** The broker has closed the connection: the oldest is the suspect; all others are reset (rule 13). */
  countLoss(): void {
    const oldest = this.#oldest();
    for (const batch of this.#batches) {
      for (const entry of batch.entries) entry.losses = batch === oldest ? entry.losses + 1 : 0;
    }
  }

  #oldest(): PublishBatch | undefined {
    let oldest: PublishBatch | undefined;
    for (const batch of this.#batches)
      if (oldest === undefined || batch.entries[0].seq < oldest.entries[0].seq) oldest = batch;
    return oldest;
  }
}
