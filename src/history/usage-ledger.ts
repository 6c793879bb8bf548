import type { Clock } from '../base/clock';
import type { Instant, UsageDay } from './history';
import { beginOf, dayOf, daysBetween, isPlausible } from './usage-calendar';
import { added, NO_COUNTS, type UsageCounts } from './usage-store';

/** Days kept: more than a year, to compare a month with that of the year before. */
const MOST_DAYS = 400;
/**
 * A day further ahead of the clock than this was recorded by a clock that ran wild, and has not come. A smaller lead is a
 * clock that has not been set yet: a computer without one begins where it was switched off.
 */
const LARGEST_LEAD_DAYS = 31;

/**
 * Counts by calendar day. Days only go forward: after a clock's jump back the counts stay with the latest day, so that
 * nothing is counted twice. What moves before the clock is set at all goes to the first day that is known.
 */
export class UsageLedger {
  #days: UsageDay[] = [];

  constructor(private readonly clock: Pick<Clock, 'wallTime'>) {}

  /** The days of earlier runs; what this one has counted meanwhile is kept. */
  restore(days: readonly UsageDay[]): void {
    const own = this.#days;
    this.#days = [...days];
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

  /** Days that begin in that time, or hold its begin; oldest first. */
  between(from: Instant, to: Instant): readonly UsageDay[] {
    const first = dayOf(from);
    return this.days.filter(({ day }) => day >= first && beginOf(day) < to);
  }

  #today(): string {
    const now = dayOf(this.clock.wallTime());
    const latest = this.#days.at(-1)?.day;
    if (latest === undefined || latest === now) return now;
    if (!isPlausible(now)) return isPlausible(latest) ? latest : now;
    this.#redate(now);
    const kept = this.#days.at(-1)?.day;
    return kept !== undefined && kept > now ? kept : now;
  }

  /** Moves days that can't be to `now`: those of a clock that was not set, and those that have not come. */
  #redate(now: string): void {
    const isWrong = ({ day }: UsageDay) => !isPlausible(day) || daysBetween(now, day) > LARGEST_LEAD_DAYS;
    const wrong = this.#days.filter(isWrong);
    if (wrong.length === 0) return;
    this.#days = this.#days.filter((each) => !isWrong(each));
    for (const { day: _day, ...counts } of wrong) this.#addTo(now, counts);
  }

  #addTo(day: string, counts: Partial<UsageCounts>): void {
    const place = this.#days.findLastIndex((each) => each.day <= day);
    const found = this.#days[place];
    if (found?.day === day) this.#days[place] = { day, ...added(found, counts) };
    else this.#days.splice(place + 1, 0, { day, ...added(NO_COUNTS, counts) });
    if (this.#days.length > MOST_DAYS) this.#days.shift();
  }
}
