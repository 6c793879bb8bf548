import { type Clock, sleep } from '../../src/base/clock';
import { CodedError } from '../../src/base/coded-error';
import type { MessageQueue, QueueOpening, QueuedMessage } from '../../src/session/queue';

interface Row extends Omit<QueuedMessage, 'payload' | 'ageMs'> {
  readonly text: string;
  readonly acceptedAtMs: number;
}

/** What survives a restart. */
export class PlayedDisk {
  readonly rows = new Map<number, Row>();
  lastSeq = 0;
}

export interface PlayedQueueOptions {
  readonly durable?: boolean;
  readonly disk?: PlayedDisk;
  /** How long each operation takes. */
  readonly operationMs?: number;
}

/** A queue that a test can slow down and break. It keeps nothing of what it was given but a copy as text. */
export class PlayedQueue implements MessageQueue {
  readonly durable: boolean;
  readonly disk: PlayedDisk;
  /** While set, writing or reading is refused. */
  isBroken = false;
  /** The next operation finds its file damaged and replaced. */
  damaged = false;
  writes = 0;
  #operationMs: number;

  constructor(
    private readonly clock: Clock,
    { durable = true, disk = new PlayedDisk(), operationMs = 0 }: PlayedQueueOptions = {},
  ) {
    this.durable = durable;
    this.disk = disk;
    this.#operationMs = operationMs;
  }

  async open(): Promise<QueueOpening> {
    await this.#operate();
    const topics = await this.topics();
    return { length: this.disk.rows.size, lastSeq: this.disk.lastSeq, topics, notices: [] };
  }

  topics(): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for (const { topic } of this.disk.rows.values()) counts.set(topic, (counts.get(topic) ?? 0) + 1);
    return Promise.resolve(counts);
  }

  async append(batch: readonly QueuedMessage[]): Promise<void> {
    const rows = batch.map(({ payload, ageMs, ...rest }) => ({
      ...rest,
      text: payload.toString('base64'),
      acceptedAtMs: this.clock.now() - ageMs,
    }));
    this.writes++;
    await this.#operate();
    for (const row of rows) {
      this.disk.rows.set(row.seq, row);
      this.disk.lastSeq = Math.max(this.disk.lastSeq, row.seq);
    }
  }

  async remove(seqs: readonly number[]): Promise<void> {
    await this.#operate();
    for (const seq of seqs) this.disk.rows.delete(seq);
  }

  async read(afterSeq: number, limit: number): Promise<readonly QueuedMessage[]> {
    await this.#operate();
    const rows = [...this.disk.rows.values()].filter(({ seq }) => seq > afterSeq);
    rows.sort((left, right) => left.seq - right.seq);
    return rows.slice(0, limit).map(({ text, acceptedAtMs, ...rest }) => ({
      ...rest,
      payload: Buffer.from(text, 'base64'),
      ageMs: this.clock.now() - acceptedAtMs,
    }));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #operate(): Promise<void> {
    if (this.#operationMs > 0) await sleep(this.clock, this.#operationMs);
    if (this.damaged) {
      this.damaged = false;
      throw new CodedError('EC20_QUEUE_DAMAGED', { params: { file: 'aside' } });
    }
    if (this.isBroken) throw new CodedError('EC20_QUEUE_DISK', { params: { detail: 'full' } });
  }
}
