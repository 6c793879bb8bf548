import type { Clock, Timer } from '../base/clock';
import type { Entry, Outbox } from './outbox';
import type { Gather } from './publication';

export interface GatheringOptions {
  readonly clock: Clock;
  readonly outbox: Outbox;
  /** The device that a topic belongs to, other than this one: only messages of one device become one publish. */
  readonly deviceOf?: (topic: string) => string | undefined;
  /** Milliseconds after which a waiting message expires; 0: never. */
  readonly ttlMs: number;
  /** Whether `entries` fill a publish: one of them found no room, or no more may come in. */
  readonly isFull: (entries: readonly [Entry, ...Entry[]]) => boolean;
  /** The time of some of them has come. */
  readonly onDue: () => void;
}

/** What may leave next. */
export interface Departure {
  readonly first: Entry;
  /** As many of these as fit leave together, `first` the first of them; undefined: it leaves alone. */
  readonly together: readonly [Entry, ...Entry[]] | undefined;
}

/** Messages that can be one publish, in their order. */
interface Group {
  readonly entries: [Entry, ...Entry[]];
  /** When the first of them has to leave, by the monotonic clock; −∞: it is to leave now. */
  dueMs: number;
}

/** After this many failed attempts together a message is sent alone, so that the third finds the one to blame (rule 13). */
const ATTEMPTS_TOGETHER = 2;

/**
 * Which messages leave next, where some wait for others to leave with them. They wait in the outbox like all others, accepted and stored;
 * those that don't wait go past them. Waiting ends when the time of the oldest is over, the publish is full, one comes that doesn't wait,
 * or the outbox is crowded: after a time offline everything goes at once, as full as possible.
 */
export class Gathering {
  readonly #options: GatheringOptions;
  #timer: { readonly timer: Timer; readonly dueMs: number } | undefined;
  #isOver = false;

  constructor(options: GatheringOptions) {
    this.#options = options;
  }

  /** The next to leave; undefined: none, or all wait for others. */
  next(): Departure | undefined {
    const { outbox, clock } = this.#options;
    if (!outbox.gathers) return alone(outbox.peek());
    const waiting = this.#sorted();
    let next = waiting.plain;
    let earliestMs = Infinity;
    for (const { entries, dueMs } of waiting.groups) {
      const [first] = entries;
      const isDue = dueMs <= clock.now() || this.#isOver || outbox.isCrowded || this.#options.isFull(entries);
      if (!isDue) earliestMs = Math.min(earliestMs, dueMs);
      else if (next === undefined || first.seq < next.first.seq) next = { first, together: entries };
    }
    if (next === undefined) this.#wake(earliestMs);
    return next;
  }

  /** From now on nothing waits for others. */
  end(): void {
    this.#isOver = true;
  }

  /** Until the next call of {@link next} nobody is woken. */
  cancel(): void {
    this.#timer?.timer.cancel();
    this.#timer = undefined;
  }

  #sorted(): { readonly plain: Departure | undefined; readonly groups: Iterable<Group> } {
    let plain: Departure | undefined;
    const groups = new Map<string, Group>();
    for (const entry of this.#options.outbox.ahead()) {
      const { gather } = entry;
      if (gather === undefined || goesAlone(entry)) {
        plain ??= alone(entry);
        continue;
      }
      const key = `${this.#options.deviceOf?.(entry.topic) ?? ''} ${keyOf(entry, gather)}`;
      const group = groups.get(key);
      const dueMs = this.#dueMs(entry, gather);
      if (group === undefined) groups.set(key, { entries: [entry], dueMs });
      else {
        group.entries.push(entry);
        group.dueMs = Math.min(group.dueMs, dueMs);
      }
    }
    return { plain, groups: groups.values() };
  }

  /** One that was sent before has waited enough. It never expires for having waited. */
  #dueMs({ acceptedAtMs, attempts }: Entry, { forMs }: Gather): number {
    const { ttlMs } = this.#options;
    if (attempts > 0 || forMs === 0) return -Infinity;
    return acceptedAtMs + (ttlMs > 0 ? Math.min(forMs, ttlMs / 2) : forMs);
  }

  #wake(dueMs: number): void {
    if (dueMs === this.#timer?.dueMs) return;
    this.cancel();
    if (dueMs === Infinity) return;
    const { clock, onDue } = this.#options;
    const timer = clock.after(Math.max(0, dueMs - clock.now()), () => {
      this.#timer = undefined;
      onDue();
    });
    this.#timer = { timer, dueMs };
  }
}

/** Whether a message waits for others at this moment. */
export function isGathering({ gather, attempts }: Entry): boolean {
  return gather !== undefined && gather.forMs > 0 && attempts === 0;
}

/** Whether a message must not be joined with others any more. */
export function goesAlone({ isAlone, losses, unanswered }: Entry): boolean {
  return isAlone || losses >= ATTEMPTS_TOGETHER || unanswered >= ATTEMPTS_TOGETHER;
}

function alone(first: Entry | undefined): Departure | undefined {
  return first && { first, together: undefined };
}

/** Equal for messages that can be one publish. Posts may differ in their topic: one of the past holds both kinds. */
function keyOf({ topic, qos, retain, replyMs }: Entry, { form }: Gather): string {
  return form === 'posts' ? `posts ${qos} ${replyMs > 0}` : `${form} ${qos} ${retain} ${topic}`;
}
