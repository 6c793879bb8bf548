import type { Trace } from '../../src/at/trace';
import type { Clock } from '../../src/base/clock';

/** Who reads a trace and doesn't ask again within this time has gone. */
const LEASE_MS = 30_000;
/** News are told so often at most. */
const TICK_MS = 100;

/** What can be watched of a config node now: its trace, if it has a session, and a word for its state. */
export interface Watched {
  readonly trace: Trace | undefined;
  readonly state: string;
}

/**
 * Tells that a trace has grown, at most ten times a second and only while somebody reads it: each reading renews a lease
 * for that config node. What is told holds no line of the trace, for Node-RED hands it to every open editor, whatever
 * its user may see; the lines are read with a permission.
 */
export class TraceWatch {
  /** By config node: until when, and what was told last. */
  readonly #leases = new Map<string, { untilMs: number; told: string }>();
  /** A number for each session's trace, so that a reader notices another one in its place. */
  readonly #epochs = new WeakMap<Trace, string>();
  readonly #started: number;
  #sessions = 0;
  #ticking = false;

  constructor(
    private readonly clock: Clock,
    private readonly look: (id: string) => Watched | undefined,
    private readonly tell: (id: string) => void,
  ) {
    this.#started = clock.wallTime();
  }

  /** Somebody reads the trace of that config node, now and in the next 30 s. */
  renew(id: string): void {
    const untilMs = this.clock.now() + LEASE_MS;
    const lease = this.#leases.get(id);
    if (lease === undefined) this.#leases.set(id, { untilMs, told: this.#news(this.look(id)) });
    else lease.untilMs = untilMs;
    this.#arm();
  }

  /** A name for the trace of one session, never used again. */
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
      if (news === lease.told) continue;
      lease.told = news;
      this.tell(id);
    }
  }

  #news(watched: Watched | undefined): string {
    if (watched === undefined) return '';
    const { trace, state } = watched;
    return `${state} ${trace === undefined ? '' : `${this.epochOf(trace)} ${trace.recorded}`}`;
  }
}
