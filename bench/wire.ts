import type { Line, LineListener, Transport } from '../src/transport/transport';
import { byteMs } from './formula';
import type { PreciseClock } from './precise-clock';

/** A UART hands its bytes on when its FIFO holds so many, or the line falls silent. */
const BURST_BYTES = 16;

/** Hears what passes at the module's end. Times are readings of the monotonic clock, in ms. */
export interface WireTap {
  /** From the host: when the first byte reached the wire, and when the last had passed. */
  inward(bytes: Buffer, startMs: number, endMs: number): void;
  /** From the module: when it wrote the bytes, and when the host's system got the last. Called at that moment. */
  outward(bytes: Buffer, writtenMs: number, handedOnMs: number): void;
}

/** A line as fast as `baud` says, in both directions, watched by a tap. */
export class Wire implements Transport {
  /** Bits/s, 10 for each byte; 0: no limit. May be changed while nothing is under way. */
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
        // The module acts on the end of a line or a payload, so when the bytes before it arrive is all the same.
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

/** One direction of the wire. Its end times add up, so that a late timer delays nothing that follows. */
class Direction {
  #freeAtMs = 0;

  constructor(
    private readonly clock: PreciseClock,
    private readonly baud: () => number,
  ) {}

  /** When a byte that is written now begins to pass. */
  freeFrom(): number {
    return Math.max(this.#freeAtMs, this.clock.now());
  }

  /** When the last of `bytes` that are written now has passed. */
  endOf(bytes: number): number {
    return this.freeFrom() + bytes * byteMs(this.baud());
  }

  /** Hands `bytes` on in bursts, each when its last byte has passed. */
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
