import type { Trace } from '../../src/at/trace';
import type { Clock } from '../../src/base/clock';
import { NewsWatch } from './news-watch';

/** A reader that sends no request within 30 s is gone; news comes ten times a second at most. */
const PACE = { leaseMs: 30_000, tickMs: 100 };

/** The watched state of a config node: its trace, if it has a session, and a word for its state. */
export interface Watched {
  readonly trace: Trace | undefined;
  readonly state: string;
}

/** Notifies that a trace has grown, only while it is being read. */
export class TraceWatch {
  /** A number for each session's trace, so a reader notices when it is replaced. */
  readonly #epochs = new WeakMap<Trace, string>();
  readonly #started: number;
  readonly #watch: NewsWatch;
  #sessions = 0;

  constructor(clock: Clock, look: (id: string) => Watched | undefined, notify: (id: string) => void) {
    this.#started = clock.wallTime();
    this.#watch = new NewsWatch(clock, PACE, (id) => this.#news(look(id)), notify);
  }

  /** Marks the trace of that config node as being read for the next 30 s. */
  renew(id: string): void {
    this.#watch.renew(id);
  }

  /** A unique name for one session's trace. */
  epochOf(trace: Trace): string {
    const known = this.#epochs.get(trace);
    if (known !== undefined) return known;
    const epoch = `${this.#started}.${++this.#sessions}`;
    this.#epochs.set(trace, epoch);
    return epoch;
  }

  #news(watched: Watched | undefined): string | undefined {
    if (watched === undefined) return undefined;
    const { trace, state } = watched;
    return `${state} ${trace === undefined ? '' : `${this.epochOf(trace)} ${trace.recorded}`}`;
  }
}
