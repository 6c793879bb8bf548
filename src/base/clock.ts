/** A timer started by a {@link Clock}. */
export interface Timer {
  /** Cancels the timer. Does nothing when it has fired or was already cancelled. */
  cancel(): void;
}

/** Time as used by the core, so that a test can run a day in milliseconds (rule 11). */
export interface Clock {
  /** Milliseconds since some fixed moment; monotonic, without jumps. */
  now(): number;
  /** The wall clock, ms since 1970; may jump when the system's clock is set. */
  wallTime(): number;
  /** Calls `action` once, `delayMs` (≥ 0) from now. */
  after(delayMs: number, action: () => void): Timer;
}

/** The maximum delay of Node.js timers; longer ones would fire at once. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** The clock of the running system. */
export class SystemClock implements Clock {
  now(): number {
    return performance.now();
  }

  wallTime(): number {
    return Date.now();
  }

  after(delayMs: number, action: () => void): Timer {
    const handle = setTimeout(action, Math.min(Math.max(0, delayMs), LONGEST_DELAY_MS));
    return { cancel: () => clearTimeout(handle) };
  }
}

/** Calls `action` after everything else that is ready has had a turn of the event loop. No time is meant to pass. */
export function nextTurn(action: () => void): void {
  setImmediate(action);
}

/** Resolves `delayMs` from now; rejects at once with `signal`'s reason when that aborts first. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason as Error);
      return;
    }
    const onAbort = () => {
      timer.cancel();
      reject(signal?.reason as Error);
    };
    const timer = clock.after(delayMs, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** Calls `action` each `everyMs` (the next time after it has finished) until `signal` aborts; `failed` is called with what it rejects with. */
export function repeat(
  clock: Clock,
  signal: AbortSignal,
  everyMs: number,
  action: () => Promise<void>,
  failed: (error: unknown) => void,
): void {
  let timer: Timer | undefined;
  const arm = () => {
    if (signal.aborted) return;
    timer = clock.after(everyMs, () => void action().then(arm, failed));
  };
  signal.addEventListener('abort', () => timer?.cancel(), { once: true });
  arm();
}
