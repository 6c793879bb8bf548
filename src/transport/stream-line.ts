import type { Duplex } from 'node:stream';
import { type Clock, nextTurn } from '../base/clock';
import { CodedError } from '../base/coded-error';
import type { Line, LineListener } from './transport';

/** An open system stream from which a line is made. */
export interface OpenStream {
  /** For messages. */
  readonly path: string;
  readonly stream: Duplex;
  /** Closes it, or waits until it has closed. Resolves when it is closed; never rejects. May be called again. */
  shut(): Promise<void>;
}

/** Maximum bytes delivered at once: hundreds of URCs, or some payloads. */
const SLICE_BYTES = 4096;

/** How long a line waits for the system to close it: a driver that drains to a dead module may never finish. */
const SHUT_MS = 2_000;

/**
 * A line over a system stream. However the stream reports its end (`error`, `end`, one `close` or two), the line is lost once, and
 * only when it is closed, so that it can be reopened. Pending writes then reject.
 */
export class StreamLine implements Line {
  /** `ending`: the stream has failed, `lost` is yet to be reported. */
  #phase: 'open' | 'ending' | 'closed' = 'open';
  #closing: Promise<void> | undefined;
  #undelivered: Buffer = Buffer.alloc(0);
  readonly #pending = new Set<(reason: CodedError) => void>();

  constructor(
    private readonly source: OpenStream,
    private readonly listener: LineListener,
    private readonly clock: Clock,
  ) {
    const { stream } = source;
    // These stay attached: serialport detects an unplug only while it is being read, and an unhandled error ends Node.js.
    stream.on('data', (bytes: Buffer) => this.#onData(bytes));
    stream.on('error', (error: Error) => this.#fail(error));
    stream.on('end', () => this.#fail(undefined));
    stream.on('close', (error?: unknown) => this.#fail(error));
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.#phase !== 'open') return Promise.reject(this.#lost(undefined));
    return new Promise((resolve, reject) => {
      this.#pending.add(reject);
      // A copy, because the system may read the bytes after the caller has reused the buffer.
      this.source.stream.write(Buffer.from(bytes), (error) => {
        this.#pending.delete(reject);
        if (error) reject(this.#lost(error));
        else resolve();
      });
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** A module that never stops sending must not block the process: others run between two slices. */
  #onData(bytes: Buffer): void {
    const isBusy = this.#undelivered.length > 0;
    this.#undelivered = isBusy ? Buffer.concat([this.#undelivered, bytes]) : bytes;
    if (!isBusy) this.#deliverSlice();
  }

  #deliverSlice(): void {
    if (this.#phase !== 'open') return;
    const { stream } = this.source;
    this.listener.received(this.#takeSlice());
    if (this.#undelivered.length === 0) {
      stream.resume();
      return;
    }
    stream.pause();
    nextTurn(() => this.#deliverSlice());
  }

  #takeSlice(): Buffer {
    const slice = this.#undelivered.subarray(0, SLICE_BYTES);
    this.#undelivered = this.#undelivered.subarray(SLICE_BYTES);
    return slice;
  }

  #close(): Promise<void> {
    this.#phase = 'closed';
    this.#rejectPending(undefined);
    return this.#shut();
  }

  #fail(cause: unknown): void {
    if (this.#phase !== 'open') return;
    // Data received before the end is delivered before it.
    while (this.#undelivered.length > 0) this.listener.received(this.#takeSlice());
    this.#phase = 'ending';
    this.#rejectPending(cause);
    void this.#shut().then(() => {
      if (this.#phase !== 'ending') return;
      this.#phase = 'closed';
      this.listener.lost(this.#lost(cause));
    });
  }

  #shut(): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.clock.after(SHUT_MS, () => {
        this.source.stream.destroy();
        resolve();
      });
      void this.source.shut().then(() => {
        timer.cancel();
        resolve();
      });
    });
  }

  #rejectPending(cause: unknown): void {
    for (const reject of this.#pending) reject(this.#lost(cause));
    this.#pending.clear();
  }

  #lost(cause: unknown): CodedError {
    return new CodedError('EC20_PORT_LOST', {
      params: { port: this.source.path },
      outcome: 'unknown',
      cause,
    });
  }
}
