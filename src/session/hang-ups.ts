import type { Clock } from '../base/clock';
import { CodedError } from '../base/coded-error';
import { ERRORS } from '../errors/catalogue';

/** A broker that hangs up on a filter does so within one round trip; a later end has another cause. */
export const HANG_UP_MS = 1000;
/** This many times in a row with the same filter is no coincidence. */
const PROOF = 2;

/** `EC20_SUBSCRIBE_HANGUP` if `end` may be a broker's answer to a filter; otherwise undefined. */
export function hangUpOf(filter: string, end: CodedError): CodedError | undefined {
  if (ERRORS[end.code].subscribe !== 'suspect') return undefined;
  return new CodedError('EC20_SUBSCRIBE_HANGUP', { params: { filter }, outcome: 'rejected', cause: end });
}

/** A filter that was being subscribed when the broker hung up. */
export interface Blame {
  readonly filter: string;
  /** The error that reports it. */
  readonly error: CodedError;
  /** The same filter was to blame the last time it was tried. */
  readonly isProven: boolean;
}

/**
 * Finds the filter that makes the broker hang up: AWS, OneNET and others answer this way to a filter without
 * permission, and the module reports only that the connection has ended. The filter written last is to blame, while
 * unanswered and for a moment after its answer.
 */
export class HangUps {
  /** What was written on this connection: undefined while unanswered, otherwise the time of the answer. */
  #tried = new Map<string, number | undefined>();
  /** Consecutive times that a filter was to blame. */
  readonly #strikes = new Map<string, number>();
  /** Filters that a connection has survived. */
  readonly #harmless = new Set<string>();
  #inRow = 0;
  #isCareful = false;

  constructor(private readonly clock: Clock) {}

  /** Number of consecutive connections that ended this way without lasting. */
  get inRow(): number {
    return this.#inRow;
  }

  /** Whether a filter should be tried alone, after all others. */
  isSuspect(filter: string): boolean {
    this.#acquit();
    return this.strikes(filter) > 0 || (this.#isCareful && !this.#harmless.has(filter));
  }

  strikes(filter: string): number {
    return this.#strikes.get(filter) ?? 0;
  }

  /** A new connection. */
  restart(): void {
    this.#acquit();
    this.#tried = new Map();
  }

  /** A filter is about to be written. */
  began(filter: string): void {
    this.#acquit();
    // Reinserted, so that the latest comes last.
    this.#tried.delete(filter);
    this.#tried.set(filter, undefined);
  }

  /** The broker or the module has answered; or neither has, and the connection is still up. */
  answered(filter: string): void {
    if (this.#tried.has(filter)) this.#tried.set(filter, this.clock.now());
  }

  /** The connection has ended. Returns the filter to blame, if any. */
  ended(end: CodedError): Blame | undefined {
    this.#acquit();
    const tried = [...this.#tried.keys()];
    const last = tried.at(-1);
    this.#tried = new Map();
    const error = last === undefined ? undefined : hangUpOf(last, end);
    if (last === undefined || error === undefined) return undefined;
    // It may have been one of the others after all: next time each is tried alone.
    for (const filter of tried) this.#harmless.delete(filter);
    const strikes = this.strikes(last) + 1;
    this.#strikes.set(last, strikes);
    this.#inRow++;
    this.#isCareful = true;
    return { filter: last, error, isProven: strikes >= PROOF };
  }

  /** Every suspect has been tried alone. */
  cleared(): void {
    this.#isCareful = false;
  }

  /** The connection has lasted for a while. */
  lasted(): void {
    this.#inRow = 0;
  }

  /** The filter is no longer wanted. */
  forget(filter: string): void {
    this.#strikes.delete(filter);
    this.#tried.delete(filter);
    this.#harmless.delete(filter);
  }

  /** Clears filters whose answer is old enough. */
  #acquit(): void {
    for (const [filter, answeredAtMs] of this.#tried) {
      if (answeredAtMs === undefined || this.clock.now() - answeredAtMs < HANG_UP_MS) continue;
      this.#tried.delete(filter);
      this.#strikes.delete(filter);
      this.#harmless.add(filter);
    }
  }
}
