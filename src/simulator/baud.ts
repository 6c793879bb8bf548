import type { Clock, Timer } from '../base/clock';
import type { Line, Transport } from '../transport/transport';

/** Start bit, eight data bits, stop bit. */
const BITS_A_BYTE = 10;
/** Bytes arrive in bursts of this size, as a UART's FIFO delivers them. */
const BURST_BYTES = 16;

/** Wraps a transport so that it runs at a UART's speed in both directions; `baud()` in bits/s, 0 for no delay. */
export function pacedTransport(transport: Transport, clock: Clock, baud: () => number): Transport {
  return {
    path: transport.path,
    async open(listener) {
      const inward = new Pace(clock, baud, (bytes) => listener.received(bytes));
      const line = await transport.open({
        received: (bytes) => inward.add(bytes),
        lost: (reason) => {
          inward.end();
          outward.end();
          listener.lost(reason);
        },
      });
      const outward: Pace = new Pace(clock, baud, (bytes) => void line.write(bytes).catch(() => undefined));
      return {
        write: (bytes) => {
          outward.add(Buffer.from(bytes));
          return Promise.resolve();
        },
        close: () => {
          inward.end();
          outward.end();
          return line.close();
        },
      } satisfies Line;
    },
  };
}

/** One direction: delivers bytes when a UART would have carried them. */
class Pace {
  #freeAtMs = 0;
  readonly #timers = new Set<Timer>();

  constructor(
    private readonly clock: Clock,
    private readonly baud: () => number,
    private readonly deliver: (bytes: Buffer) => void,
  ) {}

  add(bytes: Buffer): void {
    const baud = this.baud();
    if (baud === 0 && this.#timers.size === 0) {
      this.deliver(bytes);
      return;
    }
    for (let start = 0; start < bytes.length; start += BURST_BYTES) {
      const burst = bytes.subarray(start, start + BURST_BYTES);
      const carryMs = baud === 0 ? 0 : (burst.length * BITS_A_BYTE * 1000) / baud;
      this.#freeAtMs = Math.max(this.#freeAtMs, this.clock.now()) + carryMs;
      const timer = this.clock.after(this.#freeAtMs - this.clock.now(), () => {
        this.#timers.delete(timer);
        this.deliver(burst);
      });
      this.#timers.add(timer);
    }
  }

  end(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }
}
