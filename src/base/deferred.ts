import type { Clock, Timer } from './clock';

/** A promise that is settled from outside, once; by a deadline where it is given one. */
export class Deferred<T> {
  readonly promise: Promise<T>;
  #resolve!: (value: T) => void;
  #reject!: (reason: unknown) => void;
  #timer: Timer | undefined;
  #isSettled = false;

  /** `settled` is called right before the promise settles. */
  constructor(private readonly settled?: () => void) {
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** A rejection that nothing awaits then ends no process: its error is reported elsewhere too. */
  quiet(): this {
    this.promise.catch(() => undefined);
    return this;
  }

  /** Does nothing once it is settled. */
  resolve(value: T): void {
    if (this.#settle()) this.#resolve(value);
  }

  /** Does nothing once it is settled. */
  reject(reason: unknown): void {
    if (this.#settle()) this.#reject(reason);
  }

  /** Rejects with `reason()` unless it is settled within `ms` from now; takes the place of an earlier deadline. */
  within(clock: Clock, ms: number, reason: () => unknown): void {
    if (this.#isSettled) return;
    this.#timer?.cancel();
    this.#timer = clock.after(ms, () => this.reject(reason()));
  }

  #settle(): boolean {
    if (this.#isSettled) return false;
    this.#isSettled = true;
    this.#timer?.cancel();
    this.settled?.();
    return true;
  }
}
