import type { Trace } from '../at/trace';
import { traceLine } from '../at/trace-line';
import { withoutPersonalNumbers } from '../base/personal-numbers';
import type { FaultTrace, Instant } from './history';

/** How many faults keep their trace, on disk too. */
export const MOST_TRACES = 20;
const MOST_LINES = 200;
/** Maximum characters of one trace, so that all of them stay small beside the rest. */
const MOST_CHARACTERS = 16_384;
/** A fault that comes back sooner is the same trouble: its first trace says more. */
const AGAIN_MS = 3_600_000;

/** The traffic before each fault. */
export class FaultTraces {
  #kept: FaultTrace[] = [];
  /** Not yet taken to be stored. */
  readonly #fresh = new Set<FaultTrace>();
  /** When a fault's trace was last kept, by its code. */
  readonly #keptAt = new Map<string, Instant>();
  #nextId = 1;

  /** Earlier programs have used the numbers up to `lastId`; returns what those kept since then are moved by. */
  restore(lastId: number): number {
    this.#nextId += lastId;
    this.#kept = this.#kept.map((each) => this.#replaced(each, { ...each, id: each.id + lastId }));
    return lastId;
  }

  /** Keeps a trace's newest lines; undefined where the same fault has one of the last hour. */
  keep(at: Instant, code: string, trace: Trace, withPayload: boolean): number | undefined {
    const last = this.#keptAt.get(code);
    if (last !== undefined && Math.abs(at - last) < AGAIN_MS) return undefined;
    this.#keptAt.set(code, at);
    const kept = { id: this.#nextId++, at, code, lines: newestLines(trace, withPayload) };
    this.#kept.push(kept);
    this.#fresh.add(kept);
    if (this.#kept.length > MOST_TRACES) {
      const oldest = this.#kept.shift();
      if (oldest !== undefined) this.#fresh.delete(oldest);
    }
    return kept.id;
  }

  /** Oldest first. */
  get all(): readonly FaultTrace[] {
    return this.#kept;
  }

  takeFresh(): readonly FaultTrace[] {
    const fresh = [...this.#fresh];
    this.#fresh.clear();
    return fresh;
  }

  /** What was taken could not be stored. */
  putBack(traces: readonly FaultTrace[]): void {
    const ids = new Set(traces.map(({ id }) => id));
    for (const each of this.#kept) if (ids.has(each.id)) this.#fresh.add(each);
  }

  shift(from: Instant, byMs: number): void {
    this.#kept = this.#kept.map((each) =>
      each.at < from ? each : this.#replaced(each, { ...each, at: each.at + byMs }),
    );
    for (const [code, at] of this.#keptAt) if (at >= from) this.#keptAt.set(code, at + byMs);
  }

  #replaced(one: FaultTrace, other: FaultTrace): FaultTrace {
    if (this.#fresh.delete(one)) this.#fresh.add(other);
    return other;
  }
}

/** A payload without a length is part of the module's line. */
const OPEN_PAYLOAD = /^(\+QMTRECV: ?\d+,\d+,(?:"[^"]*"|[^",]*),)(.+)$/;

function newestLines(trace: Trace, withPayload: boolean): readonly string[] {
  const lines: string[] = [];
  let left = MOST_CHARACTERS;
  for (const entry of trace.since(0, MOST_LINES).entries.toReversed()) {
    const text = withPayload ? entry.text : trace.textWithoutPayload(entry).replace(OPEN_PAYLOAD, hidden);
    const line = withoutPersonalNumbers(traceLine({ ...entry, text }));
    left -= line.length;
    if (left < 0) break;
    lines.push(line);
  }
  return lines.reverse();
}

function hidden(_line: string, head: string, payload: string): string {
  return /^<\d+ bytes>$/.test(payload) ? `${head}${payload}` : `${head}<${payload.length} bytes>`;
}
