import type { HistoryBatch, HistoryOpening, HistoryStore } from '../../src/history/history-store';

/** A store whose work a virtual clock can wait for: counts commits. */
export class CountedStore implements HistoryStore {
  commits = 0;
  #pending: Promise<unknown> = Promise.resolve();

  constructor(readonly inner: HistoryStore) {}

  /** Resolves when everything asked for by now is done. */
  async idle(): Promise<void> {
    let last: unknown;
    while (last !== this.#pending) {
      last = this.#pending;
      await this.#pending;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  open(wallMs: number): Promise<HistoryOpening> {
    return this.#noted(this.inner.open(wallMs));
  }
  write(batch: HistoryBatch): Promise<void> {
    this.commits++;
    return this.#noted(this.inner.write(batch));
  }
  spans(...range: Parameters<HistoryStore['spans']>) {
    return this.#noted(this.inner.spans(...range));
  }
  events(...range: Parameters<HistoryStore['events']>) {
    return this.#noted(this.inner.events(...range));
  }
  outages(...range: Parameters<HistoryStore['outages']>) {
    return this.#noted(this.inner.outages(...range));
  }
  traces(limit: number) {
    return this.#noted(this.inner.traces(limit));
  }
  close(): Promise<void> {
    return this.#noted(this.inner.close());
  }

  #noted<Result>(work: Promise<Result>): Promise<Result> {
    this.#pending = work.catch(() => undefined);
    return work;
  }
}
