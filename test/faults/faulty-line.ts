import type { Clock, Timer } from '../../src/base/clock';
import { CodedError } from '../../src/base/coded-error';
import type { Line, LineListener, Transport } from '../../src/transport/transport';

/** The writer: the host, or the module. */
export type Side = 'host' | 'module';

/** One write of the host, or one chunk of the module: a point at which a fault can be injected. */
export interface Crossing {
  readonly side: Side;
  /** Counted per side from 0, over all openings of the line. */
  readonly index: number;
  readonly bytes: Buffer;
}

/** What arrives instead of a crossing's bytes. */
export interface Piece {
  readonly bytes: Buffer;
  /** Delay after the previous piece; the line keeps its order. */
  readonly afterMs?: number;
  /** Delivered to the writer itself instead of the other end: how a module refuses a command that it never received. */
  readonly isAnswer?: boolean;
}

/** Decides what happens to a crossing; undefined: it passes unchanged. */
export type Disturbance = (crossing: Crossing) => readonly Piece[] | undefined;

/** A transport between the session and the module's end, with a {@link Disturbance} on the wire. */
export class FaultyLine implements Transport {
  readonly path: string;
  disturb: Disturbance = () => undefined;
  readonly #counts = { host: 0, module: 0 };

  constructor(
    private readonly clock: Clock,
    private readonly transport: Transport,
  ) {
    this.path = transport.path;
  }

  /** How many writes and chunks have crossed. */
  get crossed(): Readonly<Record<Side, number>> {
    return this.#counts;
  }

  async open(listener: LineListener): Promise<Line> {
    const toHost = new Wire(this.clock, (bytes) => listener.received(bytes));
    const opened: { line?: Line; isOver: boolean } = { isOver: false };
    const toModule = new Wire(this.clock, (bytes) => {
      // lost() reports a line that has ended; bytes written without a reader are lost, as on a wire.
      opened.line?.write(bytes).catch(() => undefined);
    });
    const cut = () => {
      opened.isOver = true;
      toHost.cut();
      toModule.cut();
    };
    const line = await this.transport.open({
      received: (bytes) => this.#cross('module', bytes, toHost, toModule),
      lost: (reason) => {
        cut();
        listener.lost(reason);
      },
    });
    opened.line = line;
    return {
      write: (bytes) => {
        if (opened.isOver) {
          const details = { params: { port: this.path }, outcome: 'unknown' } as const;
          return Promise.reject(new CodedError('EC20_PORT_LOST', details));
        }
        this.#cross('host', Buffer.from(bytes), toModule, toHost);
        return Promise.resolve();
      },
      close: () => {
        cut();
        return line.close();
      },
    };
  }

  #cross(side: Side, bytes: Buffer, onward: Wire, back: Wire): void {
    if (bytes.length === 0) return;
    const crossing = { side, index: this.#counts[side]++, bytes };
    for (const piece of this.disturb(crossing) ?? [{ bytes }]) {
      (piece.isAnswer === true ? back : onward).send(piece.bytes, piece.afterMs ?? 0);
    }
  }
}

/** One direction: what is held back holds back everything that follows. */
class Wire {
  readonly #timers = new Set<Timer>();
  #freeAtMs = -Infinity;
  #isCut = false;

  constructor(
    private readonly clock: Clock,
    private readonly deliver: (bytes: Buffer) => void,
  ) {}

  send(bytes: Buffer, afterMs: number): void {
    if (bytes.length === 0 || this.#isCut) return;
    const nowMs = this.clock.now();
    const dueMs = Math.max(nowMs, this.#freeAtMs) + afterMs;
    if (dueMs <= nowMs && this.#timers.size === 0) {
      this.deliver(bytes);
      return;
    }
    this.#freeAtMs = dueMs;
    const timer = this.clock.after(dueMs - nowMs, () => {
      this.#timers.delete(timer);
      this.deliver(bytes);
    });
    this.#timers.add(timer);
  }

  cut(): void {
    this.#isCut = true;
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }
}
