import { MOST_EVENTS } from './event-list';
import { MOST_TRACES } from './fault-traces';
import type {
  BudgetState,
  FaultTrace,
  HistoryEvent,
  HistoryKeeping,
  HistoryReader,
  HistorySample,
  Instant,
  Outage,
  UsageDay,
} from './history';
import type { HistoryStore } from './history-store';
import type { StoredOutage } from './outage-log';
import type { Recording } from './recording';
import { beginOf, joined, MINUTE_MS, Span } from './span';

/** Maximum rows of an answer. */
export const MOST_ROWS = 2000;

/** What a device's data has cost, as counted by somebody else. */
export interface UsageReader {
  usage(from: Instant, to: Instant): readonly UsageDay[];
  budget(): BudgetState | undefined;
}

/** Where a history reads besides memory. */
export interface HistorySources {
  keeping(): HistoryKeeping;
  /** Undefined: there is no store, or it can't be read now. */
  fromStore<Result>(read: (store: HistoryStore) => Promise<Result>): Promise<Result | undefined>;
  usage(): UsageReader | undefined;
}

/** A recorder's history, from memory and store together. */
export class RecordedHistory implements HistoryReader {
  constructor(
    private readonly recording: Recording,
    private readonly sources: HistorySources,
  ) {}

  get keeping(): HistoryKeeping {
    return this.sources.keeping();
  }

  now(): Instant {
    return this.recording.now();
  }

  async samples(from: Instant, to: Instant, spanMs: number): Promise<readonly HistorySample[]> {
    const length = Math.max(1, Math.ceil(spanMs / MINUTE_MS)) * MINUTE_MS;
    // The first span is a whole one.
    const begin = beginOf(from, length);
    const { recording } = this;
    let memoryFrom = begin;
    const older = await this.sources.fromStore((store) => {
      ({ memoryFrom } = recording);
      const end = Math.min(to, memoryFrom);
      return begin < end ? store.spans(begin, end, length) : Promise.resolve([]);
    });
    recording.now();
    const newer = recording.spans(older === undefined ? begin : Math.max(begin, memoryFrom), to);
    const spans = joined([...(older ?? []).map((each) => Span.of(each)), ...newer], length);
    return spans.slice(-MOST_ROWS).map((span) => span.sample());
  }

  async events(from: Instant, to: Instant): Promise<readonly HistoryEvent[]> {
    const stored = (await this.sources.fromStore((store) => store.events(from, to))) ?? [];
    this.recording.now();
    const all = [...stored, ...this.recording.events.between(from, to)];
    return all.sort((one, other) => one.at - other.at).slice(-MOST_EVENTS);
  }

  async outages(from: Instant, to: Instant): Promise<readonly Outage[]> {
    const stored = (await this.sources.fromStore((store) => store.outages(from, to))) ?? [];
    const now = this.recording.now();
    const known = this.recording.outages.between(from, to, now);
    const isKnown = this.recording.outages.knows;
    const all: readonly StoredOutage[] = [...stored.filter(({ id }) => !isKnown(id)), ...known];
    return all
      .slice(-MOST_ROWS)
      .map(({ from: begin, to: end, reason }) => ({ from: begin, to: end, reason }));
  }

  usage(from: Instant, to: Instant): Promise<readonly UsageDay[]> {
    return Promise.resolve(this.sources.usage()?.usage(from, to) ?? []);
  }

  budget(): BudgetState | undefined {
    return this.sources.usage()?.budget();
  }

  async faultTraces(limit: number): Promise<readonly FaultTrace[]> {
    const most = Math.min(Math.max(0, limit), MOST_TRACES);
    const stored = (await this.sources.fromStore((store) => store.traces(most))) ?? [];
    const own = this.recording.traces.all;
    const ids = new Set(own.map(({ id }) => id));
    const all = [...own, ...stored.filter(({ id }) => !ids.has(id))];
    return all.sort((one, other) => other.id - one.id).slice(0, most);
  }
}

/** The history of a device of which nothing is recorded. */
export const NO_HISTORY: HistoryReader = {
  keeping: { where: 'off', days: 0, notice: undefined },
  samples: () => Promise.resolve([]),
  events: () => Promise.resolve([]),
  outages: () => Promise.resolve([]),
  usage: () => Promise.resolve([]),
  budget: () => undefined,
  faultTraces: () => Promise.resolve([]),
};
