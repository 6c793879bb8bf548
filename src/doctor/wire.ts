import type { Clock } from '../base/clock';
import type { CodedError } from '../base/coded-error';
import type { Line, Transport } from '../transport/transport';
import type { TraceEvent } from './trace';

/** More than any answer; a port full of noise must not exhaust the memory. */
const MAX_KEPT_BYTES = 262_144;

/** Everything that happened on all lines of an examination, with times from its start. */
export class Recording {
  readonly events: TraceEvent[] = [];
  readonly #startMs: number;

  constructor(private readonly clock: Clock) {
    this.#startMs = clock.now();
  }

  /** Milliseconds since the start, in steps of 0.001, as in the trace. */
  now(): number {
    return Math.round((this.clock.now() - this.#startMs) * 1000) / 1000;
  }

  note(dir: 'note' | 'step', text: string): void {
    this.events.push({ ms: this.now(), dir, text });
  }
}

/** One open line whose bytes and arrival times are the object of the examination. Places are byte offsets since it was opened. */
export class Wire {
  #received: Buffer = Buffer.alloc(0);
  #base = 0;
  readonly #arrivals: { readonly end: number; readonly ms: number }[] = [];
  readonly #waiting = new Set<() => void>();
  #line: Line | undefined;
  #lost: CodedError | undefined;

  private constructor(
    readonly path: string,
    private readonly clock: Clock,
    readonly recording: Recording,
    private readonly port: 'second' | undefined,
  ) {}

  /** Rejects like {@link Transport.open}. */
  static async open(
    transport: Transport,
    clock: Clock,
    recording: Recording,
    port?: 'second',
  ): Promise<Wire> {
    const wire = new Wire(transport.path, clock, recording, port);
    wire.#line = await transport.open({
      received: (bytes) => wire.#receive(bytes),
      lost: (reason) => {
        wire.#lost = reason;
        recording.note('note', `lost ${reason.code}`);
        wire.#wake();
      },
    });
    return wire;
  }

  /** Why the line has ended, if it has. */
  get lost(): CodedError | undefined {
    return this.#lost;
  }

  /** The offset after the last byte received. */
  get end(): number {
    return this.#base + this.#received.length;
  }

  /** When the last byte arrived; undefined before the first. */
  get lastMs(): number | undefined {
    return this.#arrivals.at(-1)?.ms;
  }

  /** Everything received from `place` on, latin1. */
  text(place: number): string {
    return this.#received.subarray(Math.max(0, place - this.#base)).toString('latin1');
  }

  /** When the byte before `place` arrived. */
  timeBefore(place: number): number {
    return this.#arrivals.find(({ end }) => end >= place)?.ms ?? this.recording.now();
  }

  /** Writes latin1; returns the time at which that began, as in the trace. Rejects with the reason when the line has ended. */
  async write(text: string): Promise<number> {
    if (this.#lost !== undefined) throw this.#lost;
    const bytes = Buffer.from(text, 'latin1');
    const ms = this.recording.now();
    this.recording.events.push({ ms, dir: 'out', bytes });
    await this.#line?.write(bytes);
    return ms;
  }

  /**
   * The first result of `found`, which is called on each arrival; undefined after `limitMs`, however much arrives. Rejects when the
   * line ends or `signal` is aborted.
   */
  async until<T>(found: () => T | undefined, limitMs: number, signal?: AbortSignal): Promise<T | undefined> {
    const endMs = this.clock.now() + limitMs;
    for (;;) {
      if (this.#lost !== undefined) throw this.#lost;
      signal?.throwIfAborted();
      const result = found();
      if (result !== undefined) return result;
      const remainingMs = endMs - this.clock.now();
      if (remainingMs <= 0) return undefined;
      await this.#arrival(remainingMs, signal);
    }
  }

  /** Resolves when nothing has arrived for `quietMs`, after `limitMs` at the latest. */
  async quiet(quietMs: number, limitMs: number, signal?: AbortSignal): Promise<void> {
    const endMs = this.clock.now() + limitMs;
    for (;;) {
      const before = this.end;
      const waitMs = Math.min(quietMs, endMs - this.clock.now());
      if (waitMs <= 0) return;
      const more = await this.until(() => (this.end > before ? true : undefined), waitMs, signal);
      if (more === undefined) return;
    }
  }

  async close(): Promise<void> {
    await this.#line?.close();
  }

  #receive(bytes: Buffer): void {
    const ms = this.recording.now();
    this.recording.events.push({
      ms,
      dir: 'in',
      bytes,
      ...(this.port === undefined ? {} : { port: this.port }),
    });
    this.#received = Buffer.concat([this.#received, bytes]);
    this.#arrivals.push({ end: this.end, ms });
    if (this.#received.length > MAX_KEPT_BYTES) {
      const surplus = this.#received.length - MAX_KEPT_BYTES;
      this.#received = this.#received.subarray(surplus);
      this.#base += surplus;
      while ((this.#arrivals[0]?.end ?? Infinity) <= this.#base) this.#arrivals.shift();
    }
    this.#wake();
  }

  #arrival(limitMs: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        timer.cancel();
        this.#waiting.delete(done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = this.clock.after(limitMs, done);
      this.#waiting.add(done);
      signal?.addEventListener('abort', done, { once: true });
    });
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}
