import type { Clock, Timer } from '../src/base/clock';

/** Node.js timers fire up to a millisecond late, so the last stretch is a spin. */
const SPIN_MS = 2;

/** Milliseconds of the system's monotonic clock, the same in every process of this machine. */
export function monotonicMs(): number {
  return performance.now() + offsetMs;
}

const offsetMs = Number(process.hrtime.bigint()) / 1e6 - performance.now();

interface Due extends Timer {
  readonly dueMs: number;
  readonly action: () => void;
}

/** A clock whose timers are accurate to some microseconds, at the price of a CPU core while one is near. */
export class PreciseClock implements Clock {
  /** Due within the spin, soonest first. */
  readonly #near: Due[] = [];
  #spinning = false;
  #awakeUntilMs = 0;

  now(): number {
    return monotonicMs();
  }

  wallTime(): number {
    return Date.now();
  }

  after(delayMs: number, action: () => void): Timer {
    return this.at(this.now() + delayMs, action);
  }

  /** Calls `action` at `dueMs`, a reading of {@link now}; on the event loop's next turn when that has passed. */
  at(dueMs: number, action: () => void): Timer {
    const farMs = dueMs - this.now() - SPIN_MS;
    if (farMs >= 1) {
      let inner: Timer | undefined;
      const handle = setTimeout(() => (inner = this.#spinFor(dueMs, action)), Math.floor(farMs));
      return {
        cancel: () => {
          clearTimeout(handle);
          inner?.cancel();
        },
      };
    }
    return this.#spinFor(dueMs, action);
  }

  /** Spins for that long from now, so that arriving bytes are read at once and no wake-up is counted as somebody else's time. */
  stayAwake(forMs: number): void {
    this.#awakeUntilMs = this.now() + forMs;
    this.#startSpinning();
  }

  #spinFor(dueMs: number, action: () => void): Timer {
    const due: Due = {
      dueMs,
      action,
      cancel: () => {
        const place = this.#near.indexOf(due);
        if (place !== -1) this.#near.splice(place, 1);
      },
    };
    let place = this.#near.length;
    while (place > 0 && (this.#near[place - 1]?.dueMs ?? 0) > dueMs) place--;
    this.#near.splice(place, 0, due);
    this.#startSpinning();
    return due;
  }

  #startSpinning(): void {
    if (this.#spinning) return;
    this.#spinning = true;
    setImmediate(() => this.#spin());
  }

  /** One turn of the event loop per look at the clock, so that bytes are read meanwhile. */
  #spin(): void {
    for (let next = this.#near[0]; next !== undefined && next.dueMs <= this.now(); next = this.#near[0]) {
      this.#near.shift();
      next.action();
    }
    this.#spinning = this.#near.length > 0 || this.now() < this.#awakeUntilMs;
    if (this.#spinning) setImmediate(() => this.#spin());
  }
}
