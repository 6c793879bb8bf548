import type { Line, LineListener, Transport } from '../src/transport/transport';
import { byteMs } from './formula';
import type { PreciseClock } from './precise-clock';

/** A UART delivers its bytes when its FIFO holds this many, or the line falls silent. */
const BURST_BYTES = 16;

/** Observes the module's end of the line. Times are readings of the monotonic clock, in ms. */
export interface WireTap {
  /** From the host: when the first byte reached the wire, and when the last had passed. */
  inward(bytes: Buffer, startMs: number, endMs: number): void;
  /** From the module: when it wrote the bytes, and when the host's system received the last. Called at that moment. */
  outward(bytes: Buffer, writtenMs: number, handedOnMs: number): void;
}

/** A line at the speed of `baud`, in both directions, observed by a tap. */
export class Wire implements Transport {
  /** Bits/s, 10 for each byte; 0: no limit. May be changed while nothing is in flight. */
  baud = 0;

  constructor(
    private readonly inner: Transport,
    private readonly clock: PreciseClock,
    private readonly tap: WireTap,
  ) {}

  get path(): string {
    return this.inner.path;
  }

  async open(listener: LineListener): Promise<Line> {
    const inward = new Direction(this.clock, () => this.baud);
    const outward = new Direction(this.clock, () => this.baud);
    const line = await this.inner.open({
      received: (bytes) => {
        const startMs = inward.freeFrom();
        // The module acts on the end of a line or a payload, so the arrival of earlier bytes doesn't matter.
        this.tap.inward(bytes, startMs, inward.endOf(bytes.length));
        inward.carry(bytes, bytes.length, (whole) => listener.received(whole));
      },
      lost: (reason) => listener.lost(reason),
    });
    return {
      write: (bytes) => {
        const copy = Buffer.from(bytes);
        const writtenMs = this.clock.now();
        let left = copy.length;
        outward.carry(copy, BURST_BYTES, (burst) => {
          void line.write(burst);
          left -= burst.length;
          if (left === 0) this.tap.outward(copy, writtenMs, this.clock.now());
        });
        return Promise.resolve();
      },
      close: () => line.close(),
    };
  }
}

/** One direction of the wire. Its end times are cumulative, so that a late timer delays nothing that follows. */
class Direction {
  #freeAtMs = 0;

  constructor(
    private readonly clock: PreciseClock,
    private readonly baud: () => number,
  ) {}

  /** When a byte written now starts to pass. */
  freeFrom(): number {
    return Math.max(this.#freeAtMs, this.clock.now());
  }

  /** When the last of `bytes` written now has passed. */
  endOf(bytes: number): number {
    return this.freeFrom() + bytes * byteMs(this.baud());
  }

  /** Delivers `bytes` in bursts, each when its last byte has passed. */
  carry(bytes: Buffer, burstBytes: number, deliver: (burst: Buffer) => void): void {
    if (this.baud() === 0) {
      deliver(bytes);
      return;
    }
    for (let start = 0; start < bytes.length; start += burstBytes) {
      const burst = bytes.subarray(start, start + burstBytes);
      this.#freeAtMs = this.endOf(burst.length);
      this.clock.at(this.#freeAtMs, () => deliver(burst));
    }
  }
}
