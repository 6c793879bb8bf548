import type { Instant } from './history';

/**
 * Days and months of use, in the computer's time zone. A day is written `2026-11-29`, so that days are ordered as texts are.
 */

/** A time zone's day begins with a minute. */
export const MINUTE_MS = 60_000;

/** Before this package existed: such a clock has not been set. */
const FIRST_DAY = '2024-01-01';

export function dayOf(at: Instant): string {
  const date = new Date(at);
  return written(date.getFullYear(), date.getMonth(), date.getDate());
}

/** Whether a clock that says so has been set at all. */
export function isPlausible(day: string): boolean {
  return day >= FIRST_DAY;
}

/** Midnight at which a day begins. */
export function beginOf(day: string): Instant {
  const [year, month, date] = parts(day);
  return new Date(year, month - 1, date).getTime();
}

/** Calendar days from one to another; negative where that is earlier. */
export function daysBetween(from: string, to: string): number {
  const utc = (day: string) => {
    const [year, month, date] = parts(day);
    return Date.UTC(year, month - 1, date);
  };
  return Math.round((utc(to) - utc(from)) / 86_400_000);
}

/** A month of a budget: its first day, and the first day of the next. */
export interface BudgetMonth {
  readonly from: string;
  readonly to: string;
}

/** The month that holds `day`, where months begin on `resetDay`, 1–28. */
export function monthOf(day: string, resetDay: number): BudgetMonth {
  const [year, month, date] = parts(day);
  const first = date >= resetDay ? month - 1 : month - 2;
  const reset = (months: number) => {
    const begin = new Date(year, months, resetDay);
    return written(begin.getFullYear(), begin.getMonth(), begin.getDate());
  };
  return { from: reset(first), to: reset(first + 1) };
}

function written(year: number, month: number, date: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${String(year).padStart(4, '0')}-${two(month + 1)}-${two(date)}`;
}

function parts(day: string): [year: number, month: number, date: number] {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
  return [year, month, date];
}
