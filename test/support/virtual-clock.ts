import type { Clock, Timer } from '../../src/base/clock';

interface Entry {
  readonly dueMs: number;
  readonly order: number;
  readonly action: () => void;
}

/** A clock that stands still until a test advances it: a day passes in milliseconds, and always in the same order. */
export class VirtualClock implements Clock {
  #nowMs = 0;
  #order = 0;
  #entries: Entry[] = [];

  /** `startWallMs` is the wall clock's time at the start. */
  constructor(private wallOffsetMs = Date.UTC(2026, 10, 22)) {}

  now(): number {
    return this.#nowMs;
  }

  wallTime(): number {
    return this.wallOffsetMs + this.#nowMs;
  }

  /** Sets the wall clock, as NTP does on a Pi that starts in 1970. `now()` does not change. */
  setWallTime(wallMs: number): void {
    this.wallOffsetMs = wallMs - this.#nowMs;
  }

  /** How many timers are running, for tests that check for leaks. */
  get armed(): number {
    return this.#entries.length;
  }

  after(delayMs: number, action: () => void): Timer {
    const entry = { dueMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, action };
    this.#entries.push(entry);
    return {
      cancel: () => {
        this.#entries = this.#entries.filter((other) => other !== entry);
      },
    };
  }

  /** Advances time by `ms`, running each timer at its moment and letting promises settle in between. */
  async advance(ms: number): Promise<void> {
    await this.#run(this.#nowMs + ms, () => false);
  }

  /** Advances time until `done()` holds; throws when it does not within `limitMs`. */
  async until(done: () => boolean, limitMs: number, what = 'the condition'): Promise<void> {
    const startMs = this.#nowMs;
    await this.#run(startMs + limitMs, done);
    if (!done()) throw new Error(`${what} did not come true within ${limitMs} ms of virtual time`);
  }

  /** Advances time until `promise` settles; throws when it does not within `limitMs`. */
  async settle<T>(promise: Promise<T>, limitMs: number, what = 'the promise'): Promise<T> {
    let settled = false;
    const mark = () => {
      settled = true;
    };
    promise.then(mark, mark);
    await this.until(() => settled, limitMs, what);
    return promise;
  }

  async #run(endMs: number, done: () => boolean): Promise<void> {
    await flush();
    while (!done()) {
      const next = this.#next();
      if (next === undefined || next.dueMs > endMs) {
        this.#nowMs = endMs;
        break;
      }
      this.#entries = this.#entries.filter((entry) => entry !== next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.action();
      await flush();
    }
  }

  #next(): Entry | undefined {
    let next: Entry | undefined;
    for (const entry of this.#entries) {
      if (
        next === undefined ||
        entry.dueMs < next.dueMs ||
        (entry.dueMs === next.dueMs && entry.order < next.order)
      ) {
        next = entry;
      }
    }
    return next;
  }
}

/** Lets every promise that can settle do so. */
function flush(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
