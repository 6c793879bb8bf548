import type { CodedError } from '../base/coded-error';
import type { SessionState } from '../session/snapshot';
import type { Instant, Outage, RecordedReason } from './history';
import { isTelling, recordedReason } from './reason';

/** An outage as it is stored. */
export interface StoredOutage extends Outage {
  /** Counts up, over restarts too. */
  readonly id: number;
  /** It ended because the session was closed: it goes on if the next one fails as well. */
  readonly isPaused: boolean;
}

interface Running {
  id: number;
  from: Instant;
  to: Instant | undefined;
  reason: RecordedReason;
  isPaused: boolean;
  /** Its reason says why: later ones don't replace it. */
  isTold: boolean;
  /** It began with a start. */
  readonly isStart: boolean;
}

/** One that was interrupted for less, by a deploy or a restart, is still the same. */
const PAUSE_MS = 600_000;
/** What fails within the first minute of a start, and is online then, is no outage: the network takes a while. */
const START_MS = 60_000;
/** How many are kept in memory. */
const MOST = 1000;

/** Makes outages of a device's states: each with its begin, its end and the reason that says most. */
export class OutageLog {
  #all: Running[] = [];
  /** Changed since they were last taken. */
  readonly #changed = new Set<Running>();
  #nextId = 1;
  /** When the attempt to get online began, where the device was not online before. */
  #attemptFrom: Instant | undefined;
  /** Since when the device is online. */
  #onlineFrom: Instant | undefined;

  /**
   * What earlier programs have left: their last outage, and when the power failed while the device was online, where it
   * did, with the reason to give.
   */
  restore(
    last: StoredOutage | undefined,
    unnoticed: { from: Instant; reason: RecordedReason } | undefined,
  ): void {
    const isCut = unnoticed !== undefined && (last === undefined || last.to !== undefined);
    const shift = (last?.id ?? 0) + (isCut ? 1 : 0);
    this.#nextId += shift;
    for (const each of this.#all) each.id += shift;
    const earlier: Running[] =
      last === undefined ? [] : [{ ...last, isTold: isTelling(last.reason), isStart: false }];
    if (isCut) {
      earlier.push({ ...unnoticed, id: shift, to: undefined, isPaused: false, isTold: true, isStart: false });
    }
    const open = earlier.at(-1);
    this.#all = [...earlier, ...this.#all];
    if (open === undefined || open.to !== undefined) return;
    this.#changed.add(open);
    const [next] = this.#all.slice(earlier.length);
    if (next === undefined) open.to = this.#onlineFrom;
    else if (isPowerCut(open) && next.isTold) open.to = next.from;
    else {
      // Begun before the file was read: the same one.
      open.to = next.to;
      if (!open.isTold && next.isTold) this.#tell(open, next.reason);
      this.#forget(next);
    }
  }

  /** The device has another state, or another reason for it. */
  changed(at: Instant, state: SessionState, error: CodedError | undefined): void {
    const open = this.#open;
    if (state === 'online') {
      this.#onlineFrom ??= at;
      this.#attemptFrom = undefined;
      if (open !== undefined) this.#end(open, at, false);
      const last = this.#all.at(-1);
      if (last !== undefined) last.isPaused = false;
    } else if (state === 'closed') {
      this.#onlineFrom = undefined;
      this.#attemptFrom = undefined;
      if (open !== undefined) this.#end(open, at, true);
    } else {
      const wasOnline = this.#onlineFrom !== undefined;
      if (!wasOnline) this.#attemptFrom ??= at;
      this.#onlineFrom = undefined;
      if ((state === 'waiting' || state === 'failed') && error !== undefined)
        this.#failed(at, error, wasOnline);
    }
  }

  /** Those that overlap [from, to), oldest first. */
  between(from: Instant, to: Instant, now: Instant): readonly StoredOutage[] {
    return this.#all
      .filter((each) => each.from < to && (each.to ?? Infinity) > from && !isStarting(each, now))
      .map(stored);
  }

  /** Whether an outage is in memory, the newest of it; those on disk alone are older. */
  readonly knows = (id: number): boolean => this.#all.some((each) => each.id === id);

  /** True while one lasts. */
  get isOut(): boolean {
    return this.#open !== undefined;
  }

  /** What has changed since the last call. */
  takeChanged(now: Instant): readonly StoredOutage[] {
    const taken = [...this.#changed].filter((each) => !isStarting(each, now));
    for (const each of taken) this.#changed.delete(each);
    return taken.map(stored);
  }

  /** What was taken could not be stored. */
  putBack(outages: readonly StoredOutage[]): void {
    const ids = new Set(outages.map(({ id }) => id));
    for (const each of this.#all) if (ids.has(each.id)) this.#changed.add(each);
  }

  /** Times at `from` or later were dated wrongly, by this much. */
  shift(from: Instant, byMs: number): void {
    const moved = (at: Instant) => (at >= from ? at + byMs : at);
    for (const each of this.#all) {
      if (each.from < from && (each.to ?? -Infinity) < from) continue;
      each.from = moved(each.from);
      if (each.to !== undefined) each.to = moved(each.to);
      this.#changed.add(each);
    }
    if (this.#attemptFrom !== undefined) this.#attemptFrom = moved(this.#attemptFrom);
    if (this.#onlineFrom !== undefined) this.#onlineFrom = moved(this.#onlineFrom);
  }

  get #open(): Running | undefined {
    const last = this.#all.at(-1);
    return last !== undefined && last.to === undefined ? last : undefined;
  }

  #failed(at: Instant, error: CodedError, wasOnline: boolean): void {
    let open = this.#open ?? this.#paused(at);
    if (open !== undefined && isPowerCut(open) && isTelling(error)) {
      // The power is back: now it is something else.
      open.to = this.#attemptFrom ?? at;
      this.#changed.add(open);
      open = undefined;
    }
    if (open === undefined) {
      const isTold = isTelling(error);
      const from = wasOnline ? at : (this.#attemptFrom ?? at);
      const made = this.#made(from, recordedReason(error), { isTold, isStart: !wasOnline });
      this.#all.push(made);
      this.#changed.add(made);
      const oldest = this.#all.length > MOST ? this.#all.shift() : undefined;
      // Where nothing is stored, nobody takes them.
      if (oldest !== undefined) this.#changed.delete(oldest);
      return;
    }
    if (!open.isTold && isTelling(error)) this.#tell(open, recordedReason(error));
  }

  #tell(open: Running, reason: RecordedReason): void {
    open.reason = reason;
    open.isTold = true;
    this.#changed.add(open);
  }

  /** The last one, where it was only interrupted: it lasts again. */
  #paused(at: Instant): Running | undefined {
    const last = this.#all.at(-1);
    if (last?.isPaused !== true || last.to === undefined || at - last.to > PAUSE_MS) return undefined;
    last.to = undefined;
    last.isPaused = false;
    this.#changed.add(last);
    return last;
  }

  #made(
    from: Instant,
    reason: RecordedReason,
    { isTold, isStart = false }: { readonly isTold: boolean; readonly isStart?: boolean },
  ): Running {
    return { id: this.#nextId++, from, to: undefined, reason, isPaused: false, isTold, isStart };
  }

  #end(open: Running, at: Instant, isPaused: boolean): void {
    open.to = at;
    open.isPaused = isPaused;
    this.#changed.add(open);
    if (!isStarting(open, at)) return;
    this.#forget(open);
    const before = this.#all.at(-1);
    // The way back after the power failed: a part of that.
    if (before?.to !== open.from || !isPowerCut(before)) return;
    before.to = at;
    before.isPaused = isPaused;
    this.#changed.add(before);
  }

  #forget(one: Running): void {
    this.#all = this.#all.filter((each) => each !== one);
    this.#changed.delete(one);
  }
}

/** The time without power, until the next program tries. */
function isPowerCut({ reason }: Running): boolean {
  return reason.code === 'EC20_NOT_RUNNING';
}

/** A start that has not yet had its time. */
function isStarting({ from, to, isStart }: Running, now: Instant): boolean {
  return isStart && (to ?? now) - from < START_MS;
}

function stored({ id, from, to, reason, isPaused }: Running): StoredOutage {
  return { id, from, to, reason, isPaused };
}
