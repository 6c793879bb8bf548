import type { Clock, Timer } from '../base/clock';

/** Calls `action` each `everyMs` (the next time after it has finished) until `signal` aborts; `failed` hears what it rejects with. */
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
