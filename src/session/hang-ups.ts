import type { Clock } from '../base/clock';
import { CodedError } from '../base/coded-error';
import { ERRORS } from '../errors/catalogue';

/** A broker that hangs up on a filter does so within one way there and back; what comes later has another cause. */
export const HANG_UP_MS = 1000;
/** Seen so often running with the same filter, it is no chance. */
const PROOF = 2;

/** `EC20_SUBSCRIBE_HANGUP`, where `end` is a connection's end that may be a broker's answer to a filter. */
export function hangUpOf(filter: string, end: CodedError): CodedError | undefined {
  if (ERRORS[end.code].subscribe !== 'suspect') return undefined;
  return new CodedError('EC20_SUBSCRIBE_HANGUP', { params: { filter }, outcome: 'rejected', cause: end });
}

/** A filter that was just being subscribed when the broker hung up. */
export interface Blame {
  readonly filter: string;
  /** Says so. */
  readonly error: CodedError;
  /** It was the same filter as the last time that this one was tried. */
  readonly isProven: boolean;
}

/**
 * Which filter makes the broker hang up: AWS, OneNET and others answer so to a filter without rights, and the module tells only
 * that the connection has ended. To blame is the one that was written last, while it has no answer and for a moment after it.
 */
export class HangUps {
  /** What was written on this connection: undefined while unanswered, else when the answer came. */
  #tried = new Map<string, number | undefined>();
  /** How often running it was to blame. */
  readonly #strikes = new Map<string, number>();
  /** Filters that a connection has outlived. */
  readonly #harmless = new Set<string>();
  #inRow = 0;
  #isCareful = false;

  constructor(private readonly clock: Clock) {}

  /** The last connections ended so, one after the other, and none of them lasted. */
  get inRow(): number {
    return this.#inRow;
  }

  /** Whether a filter is better tried by itself, after everything else. */
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
    // The last one stands last.
    this.#tried.delete(filter);
    this.#tried.set(filter, undefined);
  }

  /** The broker, or the module, has answered; or nobody has, and the connection lives. */
  answered(filter: string): void {
    if (this.#tried.has(filter)) this.#tried.set(filter, this.clock.now());
  }

  /** The connection is over. Gives the filter that is to blame, if one is. */
  ended(end: CodedError): Blame | undefined {
    this.#acquit();
    const tried = [...this.#tried.keys()];
    const last = tried.at(-1);
    this.#tried = new Map();
    const error = last === undefined ? undefined : hangUpOf(last, end);
    if (last === undefined || error === undefined) return undefined;
    // It may have been one of the others after all: next time each is tried by itself.
    for (const filter of tried) this.#harmless.delete(filter);
    const strikes = this.strikes(last) + 1;
    this.#strikes.set(last, strikes);
    this.#inRow++;
    this.#isCareful = true;
    return { filter: last, error, isProven: strikes >= PROOF };
  }

  /** Every filter that was to be tried has been, by itself. */
  cleared(): void {
    this.#isCareful = false;
  }

  /** The connection has lasted for a while. */
  lasted(): void {
    this.#inRow = 0;
  }

  /** Nobody wants that filter any more. */
  forget(filter: string): void {
    this.#strikes.delete(filter);
    this.#tried.delete(filter);
    this.#harmless.delete(filter);
  }

  /** What was answered long enough ago has done no harm. */
  #acquit(): void {
    for (const [filter, answeredAtMs] of this.#tried) {
      if (answeredAtMs === undefined || this.clock.now() - answeredAtMs < HANG_UP_MS) continue;
      this.#tried.delete(filter);
      this.#strikes.delete(filter);
      this.#harmless.add(filter);
    }
  }
}
