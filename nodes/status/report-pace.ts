import type { Clock, Timer } from '../../src/base/clock';
import type { SessionSnapshot } from '../../src/session/snapshot';

/** Minimum milliseconds between two reports of one state. */
const PACE_MS = 1000;

/**
 * The reports of a device at the pace at which a flow can use them: a new state, error or skipped subscription at once, also of a
 * device behind it, and what changes within a state (messages dropped or restored, hundreds of such devices that log in, all in one
 * burst) at most once a second, with the totals of that moment. The last change of a burst is always reported. Of one device behind it
 * alone nothing is reported but its own changes.
 */
export class ReportPace {
  #shown: string | undefined;
  #sentAtMs = -Infinity;
  #timer: Timer | undefined;

  constructor(
    private readonly clock: Clock,
    /** Sends a report of what holds now. */
    private readonly send: () => void,
    /** The device behind it that the reports are of, as a key; undefined: the whole. */
    private readonly one?: string,
  ) {}

  /** The first report. */
  start(snapshot: SessionSnapshot): void {
    this.#send(this.#keyOf(snapshot));
  }

  changed(snapshot: SessionSnapshot): void {
    const key = this.#keyOf(snapshot);
    if (this.one !== undefined && key === this.#shown) return;
    const dueMs = this.#sentAtMs + PACE_MS - this.clock.now();
    if (key !== this.#shown || dueMs <= 0) this.#send(key);
    else this.#timer ??= this.clock.after(dueMs, () => this.#send(key));
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #keyOf(snapshot: SessionSnapshot): string {
    return this.one === undefined ? keyOf(snapshot) : keyOfOne(this.one, snapshot);
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
    (subDevices ?? [])
      .filter(({ state: own }) => own === 'failed')
      .map(({ device, error: cause }) => [device, cause?.code]),
  ]);
}

function keyOfOne(one: string, { state, error, subDevices }: SessionSnapshot): string {
  const own = subDevices?.find(({ device }) => device === one);
  return JSON.stringify([state, error?.code, own?.state, own?.error?.code]);
}
