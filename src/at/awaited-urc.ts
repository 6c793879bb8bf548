import type { Clock } from '../base/clock';
import { CodedError } from '../base/coded-error';
import { Deferred } from '../base/deferred';
import type { Parameter } from './parameter';
import { hasPrefix, parametersOf } from './response-match';

/** The late code that completes a command whose OK only accepts it (rule 3). */
export interface Completion {
  /** Without its colon: `+QMTOPEN`. */
  readonly prefix: string;
  /** True for the code that completes this command. */
  readonly accept: (params: readonly Parameter[], line: string) => boolean;
  /** Timeout in milliseconds, from the OK. */
  readonly ms: number;
}

/** A late code as received. */
export interface LateCode {
  readonly params: readonly Parameter[];
  readonly text: string;
}

/** One awaited code. */
export interface AwaitedUrc {
  /** Rejects with `EC20_TIMEOUT`, `EC20_CANCELLED`, or the reason of the epoch's end. */
  readonly promise: Promise<LateCode>;
  /** The command was accepted: the code's deadline starts now. */
  arm(): void;
  cancel(): void;
}

interface Waiting {
  readonly completion: Completion;
  readonly code: Deferred<LateCode>;
}

/** All late codes awaited on one line. */
export class AwaitedUrcs {
  readonly #waiting = new Set<Waiting>();

  constructor(private readonly clock: Clock) {}

  /** Call before the command is written: its code may overtake the OK. */
  expect(completion: Completion): AwaitedUrc {
    const { prefix, ms } = completion;
    const code = new Deferred<LateCode>(() => this.#waiting.delete(waiting)).quiet();
    const waiting = { completion, code };
    this.#waiting.add(waiting);
    const arm = () =>
      code.within(
        this.clock,
        ms,
        () => new CodedError('EC20_TIMEOUT', { params: { command: prefix, ms }, outcome: 'unknown' }),
      );
    return {
      promise: code.promise,
      arm,
      cancel: () => {
        if (code.isSettled) return;
        code.reject(new CodedError('EC20_CANCELLED', { params: { command: prefix }, outcome: 'unknown' }));
      },
    };
  }

  matches(line: string): boolean {
    for (const { completion } of this.#waiting) if (hasPrefix(line, completion.prefix)) return true;
    return false;
  }

  /**
   * Settles the waiters that `line` matches; returns true when there was one. `failed` is called with what an `accept`
   * throws.
   */
  deliver(line: string, failed: (prefix: string, error: unknown) => void): boolean {
    let isTaken = false;
    for (const { completion, code } of [...this.#waiting]) {
      const { prefix, accept } = completion;
      if (!hasPrefix(line, prefix)) continue;
      const params = parametersOf(line, prefix);
      try {
        if (!accept(params, line)) continue;
      } catch (error) {
        failed(prefix, error);
        continue;
      }
      isTaken = true;
      code.resolve({ params, text: line });
    }
    return isTaken;
  }

  /** The epoch is over: every waiter rejects. */
  rejectAll(reason: CodedError): void {
    for (const { code } of [...this.#waiting]) code.reject(reason);
  }
}
