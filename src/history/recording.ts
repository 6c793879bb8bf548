import type { Clock } from '../base/clock';
import { CodedError } from '../base/coded-error';
import type { SessionState } from '../session/snapshot';
import { EventList } from './event-list';
import { FaultTraces } from './fault-traces';
import type { Instant } from './history';
import type { HistoryBatch, HistoryOpening } from './history-store';
import { MinuteRing } from './minute-ring';
import { recordedReason } from './reason';
import { OutageLog } from './outage-log';
import { beginOf, joined, MINUTE_MS, Span, TEN_MINUTES_MS } from './span';
import { type ClockJump, Timeline } from './timeline';
import type { Happening } from './snapshot-news';

/** Maximum codes of failed messages told apart within a minute. */
const MOST_CODES = 20;
/** Where nothing is stored, what was dated anew needs no more than this. */
const MOST_REDATES = 100;

/** What a recorder has in memory: a day by the minute, and whatever else isn't on disk. */
export class Recording {
  readonly events = new EventList();
  readonly outages = new OutageLog();
  readonly traces = new FaultTraces();
  readonly #ring = new MinuteRing();
  readonly #timeline: Timeline;
  readonly #clock: Clock;
  #minute: Span;
  /** Messages that failed in this minute, by code. */
  readonly #failed = new Map<string, number>();
  #isRecording = false;
  #isOnline = false;
  /** Up to when time was counted, by the monotonic clock. */
  #countedMs: number;
  /** What an earlier program recorded of the ten minutes in which this one began. */
  #carry: Span | undefined;
  /** Not yet stored: spans from here on, … */
  #unstoredFrom: Instant;
  /** … and all that was stored later than this, because it was dated wrongly. */
  #replaceFrom: Instant | undefined;
  #redates: HistoryBatch['redates'] = [];
  /** What an earlier program recorded of ten minutes, to be stored as it was. */
  #corrections: readonly Span[] = [];
  /** A batch is under way: nothing is dated anew meanwhile. */
  #isTaken = false;

  constructor(
    clock: Clock,
    /** Called when a minute has ended. */
    private readonly onRoll: (begun: Instant) => void,
  ) {
    this.#clock = clock;
    this.#timeline = new Timeline(clock);
    this.#countedMs = clock.now();
    this.#minute = new Span(beginOf(this.#timeline.now(), MINUTE_MS), MINUTE_MS);
    this.#unstoredFrom = beginOf(this.#minute.at, TEN_MINUTES_MS);
  }

  /** The time now; what has to be done by then is done. */
  now(): Instant {
    const jump = this.#isTaken ? undefined : this.#timeline.check();
    if (jump !== undefined) {
      this.#jumped(jump);
      this.happened({ kind: 'clock', byMs: jump.byMs });
    }
    const now = this.#timeline.now();
    if (now >= this.#minute.at + MINUTE_MS) this.#roll(now);
    return now;
  }

  /** Milliseconds until the running minute ends. */
  get leftMs(): number {
    return Math.max(1, this.#minute.at + MINUTE_MS - this.#timeline.now());
  }

  /** The running minute, to count in. */
  get minute(): Span {
    return this.#minute;
  }

  happened(happening: Happening): void {
    this.events.add({ ...happening, at: this.#timeline.now() });
  }

  /** Whether it runs, and whether the device is online. */
  mark(isRecording: boolean, isOnline: boolean): void {
    this.#countTime();
    this.#isRecording = isRecording;
    this.#isOnline = isOnline;
  }

  get isOnline(): boolean {
    return this.#isOnline;
  }

  failed(code: string, count: number): void {
    this.#minute.add('failed', count);
    if (this.#failed.size < MOST_CODES || this.#failed.has(code)) {
      this.#failed.set(code, (this.#failed.get(code) ?? 0) + count);
    }
  }

  stateChanged(state: SessionState, error: CodedError | undefined): void {
    this.outages.changed(this.#timeline.now(), state, error);
  }

  /** What earlier programs have left is known: this one's time follows theirs. */
  restore(opening: HistoryOpening): void {
    const { writtenAt, lastSpan, lastOutage, lastTraceId, wasOnline, hasEnded } = opening;
    // After it, so that nothing of theirs counts as this program's when the clock is set.
    const jump = writtenAt === undefined ? undefined : this.#timeline.startAfter(writtenAt + 1);
    if (jump !== undefined) this.#jumped(jump);
    // These were not stored under their earlier time.
    this.#redates = [];
    this.#replaceFrom = undefined;
    const first = this.#ring.oldest ?? this.#minute.at;
    this.#unstoredFrom = beginOf(first, TEN_MINUTES_MS);
    this.#carry = lastSpan?.at === this.#unstoredFrom ? Span.of(lastSpan) : undefined;
    const unnoticed =
      writtenAt !== undefined && wasOnline && !hasEnded
        ? { from: writtenAt, reason: recordedReason(new CodedError('EC20_NOT_RUNNING')) }
        : undefined;
    this.outages.restore(lastOutage, unnoticed);
    const moved = this.traces.restore(lastTraceId);
    this.events.renumber(moved);
  }

  /** From when on memory has everything; earlier spans are on disk only. */
  get memoryFrom(): Instant {
    const oldest = this.#ring.oldest ?? this.#minute.at;
    const begin = beginOf(oldest, TEN_MINUTES_MS);
    return this.#ring.isFull && begin < oldest ? begin + TEN_MINUTES_MS : begin;
  }

  /** Spans in memory within [from, to): minutes, and ten of them where an earlier program recorded a part of these. */
  spans(from: Instant, to: Instant): readonly Span[] {
    this.#countTime();
    const isRunning = this.#minute.at >= from && this.#minute.at < to;
    const minutes = [...this.#ring.between(from, to), ...(isRunning ? [this.#minute] : [])];
    const carry = this.#carry;
    if (carry === undefined || carry.at < this.memoryFrom) return minutes;
    const end = carry.at + TEN_MINUTES_MS;
    const isWanted = carry.at >= from && carry.at < to;
    const first = joined([carry, ...minutes.filter(({ at }) => at < end)], TEN_MINUTES_MS);
    return [...(isWanted ? first : []), ...minutes.filter(({ at }) => at >= end)];
  }

  /** Everything that isn't stored yet; {@link stored} or {@link notStored} tells what became of it. */
  takeBatch(rest: Pick<HistoryBatch, 'days' | 'isLast' | 'besides'>): HistoryBatch {
    const now = this.now();
    const from = Math.max(this.#unstoredFrom, this.memoryFrom);
    const batch = {
      redates: this.#redates,
      // Minutes that have left memory meanwhile are not replaced by anything.
      replaceFrom: this.#replaceFrom === undefined ? undefined : Math.max(this.#replaceFrom, from),
      spans: [...this.#corrections, ...joined(this.spans(from, Infinity), TEN_MINUTES_MS)]
        .filter((span) => span.get('recordedMs') > 0)
        .map((span) => span.stored()),
      events: this.events.all,
      outages: this.outages.takeChanged(now),
      traces: this.traces.takeFresh(),
      now,
      isOnline: this.#isOnline,
      ...rest,
    };
    this.#redates = [];
    this.#replaceFrom = undefined;
    this.#isTaken = true;
    return batch;
  }

  stored({ events, spans }: HistoryBatch): void {
    this.#isTaken = false;
    this.#corrections = [];
    this.events.drop(events);
    // The newest is not complete yet: it is stored again.
    const last = spans.at(-1)?.at;
    if (last !== undefined) this.#unstoredFrom = Math.max(this.#unstoredFrom, last);
  }

  notStored({ redates, replaceFrom, outages, traces }: HistoryBatch): void {
    this.#isTaken = false;
    this.#redates = [...redates, ...this.#redates];
    this.#replaceFrom ??= replaceFrom;
    this.outages.putBack(outages);
    this.traces.putBack(traces);
  }

  #countTime(): void {
    const nowMs = this.#clock.now();
    const pastMs = nowMs - this.#countedMs;
    this.#countedMs = nowMs;
    if (!this.#isRecording) return;
    this.#minute.add('recordedMs', pastMs);
    if (this.#isOnline) this.#minute.add('onlineMs', pastMs);
  }

  #roll(now: Instant): void {
    this.#countTime();
    const at = this.#minute.at + MINUTE_MS - 1;
    for (const [code, count] of this.#failed) this.events.add({ kind: 'failed', code, count, at });
    this.#failed.clear();
    if (this.#minute.get('recordedMs') > 0) this.#ring.push(this.#minute);
    this.#minute = new Span(beginOf(now, MINUTE_MS), MINUTE_MS);
    this.onRoll(this.#minute.at);
  }

  /**
   * The first stored span that is this program's: the ten minutes in which it began, unless an earlier program has a part in
   * them and memory, by which they could be taken apart, no longer has them.
   */
  #spansFrom(tenMinutes: Instant): Instant {
    const isForeign = this.#carry?.at === tenMinutes && tenMinutes < this.memoryFrom;
    return isForeign ? tenMinutes + TEN_MINUTES_MS : tenMinutes;
  }

  /** Minutes stay minutes: they move by whole ones. */
  #jumped({ from, redateMs }: ClockJump): void {
    if (redateMs === 0) return;
    const minutesMs = Math.round(redateMs / MINUTE_MS) * MINUTE_MS;
    const firstMinute = beginOf(from, MINUTE_MS);
    const spansFrom = this.#spansFrom(beginOf(from, TEN_MINUTES_MS));
    this.#ring.shift(firstMinute, minutesMs);
    this.#minute.at += this.#minute.at >= firstMinute ? minutesMs : 0;
    this.events.shift(from, redateMs);
    this.outages.shift(from, redateMs);
    this.traces.shift(from, redateMs);
    this.#redates = [...this.#redates, { from, spansFrom, byMs: redateMs }].slice(-MOST_REDATES);
    if (this.#carry !== undefined && this.#carry.at < this.memoryFrom) {
      if (this.#carry.at >= spansFrom) this.#corrections = [...this.#corrections, this.#carry];
      this.#carry = undefined;
    }
    // Everything in memory is stored anew.
    this.#unstoredFrom = this.memoryFrom;
    const begin = Math.max(this.memoryFrom, beginOf(firstMinute + minutesMs, TEN_MINUTES_MS));
    const before = this.#replaceFrom ?? Infinity;
    this.#replaceFrom = Math.min(before < firstMinute ? before : before + minutesMs, begin);
  }
}
