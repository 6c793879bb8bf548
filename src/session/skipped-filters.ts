import type { Clock } from '../base/clock';
import type { CodedError } from '../base/coded-error';

/** A filter that is skipped, so that everything else works. */
export interface SkippedFilter {
  readonly filter: string;
  readonly error: CodedError;
  /** Trying it has ended the connection: it is retried only when due, not on each new connection. */
  readonly isCostly: boolean;
  /** Number of failed attempts. */
  readonly tries: number;
  /** The clock's reading at the next retry. */
  readonly dueMs: number;
}

/** Delay before each retry after a failure; the last one repeats. */
const INTERVALS_MS = [60_000, 300_000, 1_800_000, 3_600_000] as const;
/** A filter that ends the connection starts this many intervals further on. */
const COSTLY_STEPS = 1;

/** The filters that are currently skipped, and when each is retried. */
export class SkippedFilters {
  readonly #skipped = new Map<string, SkippedFilter>();

  constructor(private readonly clock: Clock) {}

  get all(): readonly SkippedFilter[] {
    return [...this.#skipped.values()];
  }

  of(filter: string): SkippedFilter | undefined {
    return this.#skipped.get(filter);
  }

  /** An attempt failed. True when that is new: the filter was not skipped before, or for another reason. */
  add(filter: string, error: CodedError, isCostly: boolean): boolean {
    const before = this.#skipped.get(filter);
    const tries = (before?.tries ?? 0) + 1;
    const step = Math.min(tries - 1 + (isCostly ? COSTLY_STEPS : 0), INTERVALS_MS.length - 1);
    const dueMs = this.clock.now() + (INTERVALS_MS[step] ?? 0);
    this.#skipped.set(filter, { filter, error, isCostly, tries, dueMs });
    return before?.error.code !== error.code;
  }

  /** The broker has granted it, or it is no longer wanted. True when it was skipped. */
  remove(filter: string): boolean {
    return this.#skipped.delete(filter);
  }
}
