import type { Clock, Timer } from '../../src/base/clock';
import type { SessionSnapshot } from '../../src/session/snapshot';

/** Minimum milliseconds between two reports of one state. */
const PACE_MS = 1000;

/**
 * The reports of a device at the pace at which a flow can use them: a new state, error or skipped subscription at once, and
 * what changes within a state (messages dropped or restored, thousands in one burst) at most once a second, with the
 * totals of that moment. The last change of a burst is always reported.
 */
export class ReportPace {
  #shown: string | undefined;
  #sentAtMs = -Infinity;
  #timer: Timer | undefined;

  constructor(
    private readonly clock: Clock,
    /** Sends a report of what holds now. */
    private readonly send: () => void,
  ) {}

  /** The first report. */
  start(snapshot: SessionSnapshot): void {
    this.#send(keyOf(snapshot));
  }

  changed(snapshot: SessionSnapshot): void {
    const key = keyOf(snapshot);
    const dueMs = this.#sentAtMs + PACE_MS - this.clock.now();
    if (key !== this.#shown || dueMs <= 0) this.#send(key);
    else this.#timer ??= this.clock.after(dueMs, () => this.#send(key));
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #send(key: string): void {
    this.close();
    this.#shown = key;
    this.#sentAtMs = this.clock.now();
    this.send();
  }
}

/** What a flow should get at once. */
function keyOf({ state, error, advice, leftOut, subDevices }: SessionSnapshot): string {
  return JSON.stringify([
    state,
    error?.code,
    advice,
    leftOut.map(({ filter, error: cause }) => [filter, cause.code]),
    subDevices?.map(({ device, state: own, error: cause }) => [device, own, cause?.code]),
  ]);
}
