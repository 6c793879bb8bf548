import type { LogEntry } from '../../src/simulator/simulator';
import type { Traffic } from './traffic';

/** Written when it is uncertain whether the last command was answered (rules 5 and 6). */
const GREETING = 'ATE0Q0V1';
/** The same one by one, after a probe whose answer had no result. */
const GREETINGS: ReadonlySet<string> = new Set([GREETING, 'ATQ0', 'ATV1', 'ATE0']);
const PROBES: ReadonlySet<string> = new Set(['AT+CMEE?', 'AT+QURCCFG="urcport"']);

/** Commands that the bench itself sends to the module, as another program would. */
const FOREIGN: ReadonlySet<string> = new Set(['ATE1', 'AT+QURCCFG="urcport","uart1"']);

/** The shortest deadline after which a probe may be written: the greeting after opening has a second. */
const SHORTEST_DEADLINE_MS = 1000;

/** A drain that began while the module was deaf, and its probes, are over by then. */
const DRAIN_MS = 15_000;
/** The consequences of a forged answer have shown by then: a command's deadline, its quarantine, the probe. */
const FORGERY_MS = 5000;

/** Times at which the host could not know better. */
export interface Doubts {
  /**
   * Until then the host could not know how many bytes the module was waiting for: it was deaf while being drained, or the line had
   * changed the length. Probes may have become payload.
   */
  undrainableUntilMs: number;
  /**
   * The line forged an answer while other faults were active: for instance an OK in a payload that is mistaken for the module's.
   */
  forgedAtMs: number;
  /** The line changed a command at this moment: the module received something other than the host wrote. */
  changedAtMs: number;
}

/**
 * Reads the module's log and finds what the host must not do. While an earlier command is unanswered only these are legitimate: the
 * greeting right after opening (the module's state is unknown), a probe after it, and a probe sent a deadline or more after the
 * last command. In a data phase only that same greeting is: its silence is how a data phase is detected after opening, and the
 * drain follows it.
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

  /** The violations among the entries since the last call. */
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
    // Spaces of a drain may come before a late prompt.
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
