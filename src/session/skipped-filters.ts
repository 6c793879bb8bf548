import type { Clock } from '../base/clock';
import type { CodedError } from '../base/coded-error';

/** A filter that is left out, so that everything else goes on. */
export interface SkippedFilter {
  readonly filter: string;
  readonly error: CodedError;
  /** Trying it has cost the connection: that happens at its time only, not at each new connection. */
  readonly isCostly: boolean;
  /** How often it was tried in vain. */
  readonly tries: number;
  /** The clock's reading when it is tried again. */
  readonly dueMs: number;
}

/** Until a filter is tried again, after each try in vain; the last stays. */
const INTERVALS_MS = [60_000, 300_000, 1_800_000, 3_600_000] as const;
/** What costs the connection begins so much further on. */
const COSTLY_STEPS = 1;

/** The filters that are left out at the moment, and when each is tried again. */
export class SkippedFilters {
  readonly #skipped = new Map<string, SkippedFilter>();

  constructor(private readonly clock: Clock) {}

  get all(): readonly SkippedFilter[] {
    return [...this.#skipped.values()];
  }

  of(filter: string): SkippedFilter | undefined {
    return this.#skipped.get(filter);
  }

  /** A try was in vain. True when that is new: the filter was not left out before, or for another reason. */
  add(filter: string, error: CodedError, isCostly: boolean): boolean {
    const before = this.#skipped.get(filter);
    const tries = (before?.tries ?? 0) + 1;
    const step = Math.min(tries - 1 + (isCostly ? COSTLY_STEPS : 0), INTERVALS_MS.length - 1);
    const dueMs = this.clock.now() + (INTERVALS_MS[step] ?? 0);
    this.#skipped.set(filter, { filter, error, isCostly, tries, dueMs });
    return before?.error.code !== error.code;
  }

  /** The broker has granted it, or nobody wants it any more. True when it was left out. */
  remove(filter: string): boolean {
    return this.#skipped.delete(filter);
  }
}
