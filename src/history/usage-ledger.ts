import type { Clock } from '../base/clock';
import type { Instant, UsageDay } from './history';
import { beginOf, dayOf, daysBetween, isPlausible, MINUTE_MS } from './usage-calendar';
import { added, addInPlace, type Countable, NO_COUNTS, type UsageCounts } from './usage-store';

/** Days kept: more than a year, to compare a month with that of the year before. */
const MOST_DAYS = 400;
/** Days ahead of the clock by less are those of one that was set back over midnight. */
const LEAST_LEAD_DAYS = 2;
/** No clock that was set by the date of its system's software is further behind. */
const LARGEST_LAG_DAYS = 3653;

/**
 * Counts by calendar day. Days only go forward: after a clock's jump back the counts stay with the latest day, so that
 * nothing is counted twice. What moves before the clock is set at all goes to the first day that is known.
 */
export class UsageLedger {
  #days: UsageDay[] = [];
  /** The minute that was last looked at, and its day: no day begins within a minute. */
  #minute = NaN;
  #day = '';
  /** The latest day, if this ledger has made it: its counts grow in place, as each message adds to them. */
  #growing: (Countable & { readonly day: string }) | undefined;

  constructor(private readonly clock: Pick<Clock, 'wallTime'>) {}

  /** The days of earlier runs; what this one has counted meanwhile is kept. */
  restore(days: readonly UsageDay[]): void {
    const own = this.#days;
    this.#days = [...days];
    this.#growing = undefined;
    for (const { day, ...counts } of own) this.#addTo(isPlausible(day) ? day : this.#today(), counts);
  }

  get days(): readonly UsageDay[] {
    this.#today();
    return this.#days;
  }

  /** The day that counts belong to now. */
  get today(): string {
    return this.#today();
  }

  add(counts: Partial<UsageCounts>): void {
    this.#addTo(this.#today(), counts);
  }

  /** Days that begin in that time, or hold its begin; oldest first. A day that counts now is no later than now. */
  between(from: Instant, to: Instant): readonly UsageDay[] {
    const { days, today } = this;
    const first = dayOf(from);
    const isToNow = to > this.clock.wallTime();
    const isIn = ({ day }: UsageDay) => day >= first && (beginOf(day) < to || (isToNow && day === today));
    return days.filter(isIn).map((each) => ({ ...each }));
  }

  #today(): string {
    const now = this.#dayNow();
    const latest = this.#days.at(-1)?.day;
    if (latest === undefined || latest === now) return now;
    if (!isPlausible(now)) return isPlausible(latest) ? latest : now;
    this.#redate(now);
    const kept = this.#days.at(-1)?.day;
    return kept !== undefined && kept > now ? kept : now;
  }

  #dayNow(): string {
    const wallMs = this.clock.wallTime();
    const minute = Math.floor(wallMs / MINUTE_MS);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#day = dayOf(wallMs);
    }
    return this.#day;
  }

  /** Moves days that can't be to `now`: those of a clock that was not set, and those that have not come. */
  #redate(now: string): void {
    const firstWrong = this.#firstAhead(now);
    const isWrong = ({ day }: UsageDay) => !isPlausible(day) || day >= firstWrong;
    const wrong = this.#days.filter(isWrong);
    if (wrong.length === 0) return;
    this.#days = this.#days.filter((each) => !isWrong(each));
    for (const { day: _day, ...counts } of wrong) this.#addTo(now, counts);
  }

  /**
   * From which day on a clock has counted that was ahead: then there is a gap up to there, as long as the lead. Without one it is
   * the present clock that is behind: a computer without a battery begins where it was switched off, or earlier.
   */
  #firstAhead(now: string): string {
    const nothing = '~';
    const next = this.#days.findIndex(({ day }) => day > now);
    const [before, after, latest] = [this.#days[next - 1], this.#days[next], this.#days.at(-1)];
    if (after === undefined || latest === undefined) return nothing;
    const leadDays = daysBetween(now, latest.day);
    const isAhead =
      before === undefined || !isPlausible(before.day)
        ? leadDays > LARGEST_LAG_DAYS
        : leadDays >= LEAST_LEAD_DAYS && daysBetween(before.day, after.day) >= leadDays;
    return isAhead ? after.day : nothing;
  }

  #addTo(day: string, counts: Partial<UsageCounts>): void {
    if (this.#growing?.day === day && this.#days.at(-1) === this.#growing) {
      addInPlace(this.#growing, counts);
      return;
    }
    const place = this.#days.findLastIndex((each) => each.day <= day);
    const found = this.#days[place];
    const isKnown = found?.day === day;
    const grown = { day, ...added(isKnown ? found : NO_COUNTS, counts) };
    this.#days.splice(isKnown ? place : place + 1, isKnown ? 1 : 0, grown);
    this.#growing = grown;
    if (this.#days.length > MOST_DAYS) this.#days.shift();
  }
}
