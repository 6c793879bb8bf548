import type { LogEntry } from '../../src/simulator/simulator';
import type { Traffic } from './traffic';

/** What is written when it is in doubt whether the last command was answered (rules 5 and 6). */
const GREETING = 'ATE0Q0V1';
/** The same one by one, when an answer to the probe had no result. */
const GREETINGS: ReadonlySet<string> = new Set([GREETING, 'ATQ0', 'ATV1', 'ATE0']);
const PROBES: ReadonlySet<string> = new Set(['AT+CMEE?', 'AT+QURCCFG="urcport"']);

/** What the bench itself says to the module, as another program would. */
const FOREIGN: ReadonlySet<string> = new Set(['ATE1', 'AT+QURCCFG="urcport","uart1"']);

/** The shortest deadline after which a probe may be written: the greeting after opening has a second. */
const SHORTEST_DEADLINE_MS = 1000;

/** A drain that began while the module was deaf, and its probes, are over by then. */
const DRAIN_MS = 15_000;
/** What follows from an answer that the line has forged shows by then: a command's deadline, its quarantine, the probe. */
const FORGERY_MS = 5000;

/** Times at which the host could not know better. */
export interface Doubts {
  /**
   * Until then the host could not know how many bytes the module waits for: it was deaf while it was being drained, or the line
   * had changed the length. Probes may have become payload.
   */
  undrainableUntilMs: number;
  /** The line forged an answer while other faults were at work: a payload's OK that passes for the module's, for instance. */
  forgedAtMs: number;
  /** The line changed a command at this moment: what the module heard is not what the host wrote. */
  changedAtMs: number;
}

/**
 * Reads the module's log and finds what the host must not do. While an earlier command is unanswered only these are
 * legitimate: the greeting right after opening (nobody knows what the module is at), a probe behind it, and a probe that
 * comes a deadline or more after the last command. In a data phase only that same greeting is: its silence is how a data phase is
 * found after opening, and the drain follows it.
 */
export class Rules {
  #last: LogEntry | undefined;
  #previous = '';
  #commandAtMs = -Infinity;

  constructor(
    private readonly log: readonly LogEntry[],
    private readonly traffic: Traffic,
    private readonly doubts: Doubts,
  ) {}

  /** What is wrong among the entries since the last call. */
  broken(): readonly string[] {
    const wrong: string[] = [];
    const start = this.#last === undefined ? 0 : this.log.lastIndexOf(this.#last) + 1;
    for (const entry of this.log.slice(start)) {
      const { forgedAtMs, changedAtMs } = this.doubts;
      const isForged = entry.atMs >= forgedAtMs && entry.atMs <= forgedAtMs + FORGERY_MS;
      if (FOREIGN.has(entry.text)) continue;
      if (isForged || entry.atMs === changedAtMs) {
        this.#note(entry);
        continue;
      }
      if (entry.inDataPhase && !this.#mayBeInDataPhase(entry)) wrong.push(`in a data phase: ${entry.text}`);
      if (entry.whileBusy && !this.#mayInterrupt(entry)) wrong.push(`while busy: ${entry.text}`);
      this.#note(entry);
    }
    this.#last = this.log.at(-1);
    return wrong;
  }

  #mayBeInDataPhase({ text, atMs }: LogEntry): boolean {
    const wasUndrainable = atMs - this.doubts.undrainableUntilMs <= DRAIN_MS;
    return text === GREETING || this.traffic.holds(text) || (wasUndrainable && PROBES.has(text));
  }

  #mayInterrupt({ kind, text, atMs }: LogEntry): boolean {
    // Spaces of a drain may come before a prompt that was late.
    if (kind === 'data') return text.trim() === '';
    if (GREETINGS.has(text)) return true;
    if (!PROBES.has(text)) return false;
    const isDoubtful = GREETINGS.has(this.#previous) || PROBES.has(this.#previous);
    return isDoubtful || atMs - this.#commandAtMs >= SHORTEST_DEADLINE_MS;
  }

  #note({ kind, text, atMs }: LogEntry): void {
    if (kind === 'data') return;
    this.#previous = text;
    if (!PROBES.has(text)) this.#commandAtMs = atMs;
  }
}
