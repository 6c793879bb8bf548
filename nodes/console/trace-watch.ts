import type { Trace } from '../../src/at/trace';
import type { Clock } from '../../src/base/clock';

/** A reader that sends no request within this time is gone. */
const LEASE_MS = 30_000;
/** Minimum interval between notifications. */
const TICK_MS = 100;

/** The watched state of a config node: its trace, if it has a session, and a word for its state. */
export interface Watched {
  readonly trace: Trace | undefined;
  readonly state: string;
}

/**
 * Notifies that a trace has grown, at most ten times a second and only while it is being read: each reading renews a
 * lease for that config node. A notification holds no line of the trace, since Node-RED sends it to every open editor
 * regardless of its user's permissions; reading the lines needs a permission.
 */
export class TraceWatch {
  /** By config node: the end of its lease, and the state last notified. */
  readonly #leases = new Map<string, { untilMs: number; notified: string }>();
  /** A number for each session's trace, so a reader notices when it is replaced. */
  readonly #epochs = new WeakMap<Trace, string>();
  readonly #started: number;
  #sessions = 0;
  #ticking = false;

  constructor(
    private readonly clock: Clock,
    private readonly look: (id: string) => Watched | undefined,
    private readonly notify: (id: string) => void,
  ) {
    this.#started = clock.wallTime();
  }

  /** Marks the trace of that config node as being read for the next 30 s. */
  renew(id: string): void {
    const untilMs = this.clock.now() + LEASE_MS;
    const lease = this.#leases.get(id);
    if (lease === undefined) this.#leases.set(id, { untilMs, notified: this.#news(this.look(id)) });
    else lease.untilMs = untilMs;
    this.#arm();
  }

  /** A unique name for one session's trace. */
  epochOf(trace: Trace): string {
    const known = this.#epochs.get(trace);
    if (known !== undefined) return known;
    const epoch = `${this.#started}.${++this.#sessions}`;
    this.#epochs.set(trace, epoch);
    return epoch;
  }

  #arm(): void {
    if (this.#ticking || this.#leases.size === 0) return;
    this.#ticking = true;
    this.clock.after(TICK_MS, () => {
      this.#ticking = false;
      this.#tick();
      this.#arm();
    });
  }

  #tick(): void {
    for (const [id, lease] of this.#leases) {
      const watched = this.look(id);
      if (watched === undefined || this.clock.now() >= lease.untilMs) {
        this.#leases.delete(id);
        if (watched !== undefined) continue;
      }
      const news = this.#news(watched);
      if (news === lease.notified) continue;
      lease.notified = news;
      this.notify(id);
    }
  }

  #news(watched: Watched | undefined): string {
    if (watched === undefined) return '';
    const { trace, state } = watched;
    return `${state} ${trace === undefined ? '' : `${this.epochOf(trace)} ${trace.recorded}`}`;
  }
}
