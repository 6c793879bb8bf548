import { Worker } from 'node:worker_threads';
import type { CodedError } from '../../base/coded-error';
import { QUIET } from './sqlite';

/** A question without its number; distributes over a union, which Omit alone would flatten. */
export type Question<Request extends { readonly id: number }> = Request extends infer Each
  ? Each extends Request
    ? Omit<Each, 'id'>
    : never
  : never;

/** A worker thread with a file: questions and their answers, by number. A slow SD card blocks only that thread. */
export class WriterThread<Request extends { readonly id: number }, Answer extends { readonly id: number }> {
  readonly #worker: Worker;
  readonly #asked = new Map<number, { resolve(answer: Answer): void; reject(error: CodedError): void }>();
  #questions = 0;
  #isAlive = true;

  constructor(
    program: string,
    /** The error of what can't be answered any more. */
    private readonly ended: (detail: string) => CodedError,
  ) {
    this.#worker = new Worker(program, { execArgv: [QUIET] });
    this.#worker.on('message', (answer: Answer) => {
      this.#asked.get(answer.id)?.resolve(answer);
      this.#asked.delete(answer.id);
    });
    this.#worker.on('error', (error) => this.#died(error.message));
    this.#worker.on('exit', () => this.#died('the writer has ended'));
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Rejects when the thread ends before it has answered. */
  ask(question: Question<Request>): Promise<Answer> {
    if (!this.#isAlive) return Promise.reject(this.ended('the writer has ended'));
    const id = ++this.#questions;
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      this.#worker.postMessage({ ...question, id });
    });
  }

  async end(): Promise<void> {
    this.#isAlive = false;
    await this.#worker.terminate();
  }

  #died(detail: string): void {
    this.#isAlive = false;
    for (const asked of this.#asked.values()) asked.reject(this.ended(detail));
    this.#asked.clear();
  }
}
