import type { Clock, Timer } from '../base/clock';
import { CodedError } from '../base/coded-error';
import { hasPrefix, parametersOf } from './response-match';
import type { Parameter } from './parameter';

/** A late code that is waited for (rule 3): registered before the command that causes it is written. */
export interface AwaitedUrc {
  /** The code's parameters. Rejects with `EC20_TIMEOUT`, `EC20_CANCELLED`, or the reason of the epoch's end. */
  readonly promise: Promise<readonly Parameter[]>;
  /** Starts the deadline anew, once: for when the command was accepted, having waited for its turn. */
  arm(): void;
  /** Waits no longer. */
  cancel(): void;
}

type Accept = (params: readonly Parameter[], line: string) => boolean;

/** Everyone who waits for a late code. The deadline runs from the registration, unless it is armed anew. */
export class AwaitedUrcs {
  readonly #waiting = new Set<Waiting>();

  constructor(private readonly clock: Clock) {}

  expect(prefix: string, accept: Accept, ms: number): AwaitedUrc {
    const waiting = new Waiting(prefix, accept, () => this.#waiting.delete(waiting));
    this.#waiting.add(waiting);
    waiting.arm(this.clock, ms);
    let isArmedAnew = false;
    return {
      promise: waiting.promise,
      arm: () => {
        if (isArmedAnew) return;
        isArmedAnew = true;
        waiting.arm(this.clock, ms);
      },
      cancel: () =>
        waiting.reject(new CodedError('EC20_CANCELLED', { params: { command: prefix }, outcome: 'unknown' })),
    };
  }

  knows(line: string): boolean {
    for (const waiting of this.#waiting) if (hasPrefix(line, waiting.prefix)) return true;
    return false;
  }

  /** Settles those that `line` is for; true when there was one. `failed` hears of an `accept` that throws. */
  deliver(line: string, failed: (prefix: string, error: unknown) => void): boolean {
    let isTaken = false;
    for (const waiting of [...this.#waiting]) {
      if (!hasPrefix(line, waiting.prefix)) continue;
      const params = parametersOf(line, waiting.prefix);
      try {
        if (!waiting.accept(params, line)) continue;
      } catch (error) {
        failed(waiting.prefix, error);
        continue;
      }
      isTaken = true;
      waiting.resolve(params);
    }
    return isTaken;
  }

  /** The epoch is over: everyone's promise rejects. */
  rejectAll(reason: CodedError): void {
    for (const waiting of [...this.#waiting]) waiting.reject(reason);
  }
}

class Waiting {
  readonly promise: Promise<readonly Parameter[]>;
  #settle: { resolve(params: readonly Parameter[]): void; reject(reason: CodedError): void } | undefined;
  #timer: Timer | undefined;

  constructor(
    readonly prefix: string,
    readonly accept: Accept,
    private readonly settled: () => void,
  ) {
    this.promise = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // Whoever waits may have given up already, since the command failed: that is no unhandled rejection.
    this.promise.catch(() => undefined);
  }

  arm(clock: Clock, ms: number): void {
    if (this.#settle === undefined) return;
    this.#timer?.cancel();
    this.#timer = clock.after(ms, () => {
      this.reject(
        new CodedError('EC20_TIMEOUT', { params: { command: this.prefix, ms }, outcome: 'unknown' }),
      );
    });
  }

  resolve(params: readonly Parameter[]): void {
    this.#end()?.resolve(params);
  }

  reject(reason: CodedError): void {
    this.#end()?.reject(reason);
  }

  #end() {
    const settle = this.#settle;
    this.#settle = undefined;
    this.#timer?.cancel();
    this.settled();
    return settle;
  }
}
