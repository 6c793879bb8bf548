import { printable } from '../../base/character';
import { CodedError } from '../../base/coded-error';
import type { Json } from '../quotes';

/** Maximum time that a reading may be ahead of the cloud's clock (§A3.1). */
const AHEAD_HOURS = 24;
const HOUR_MS = 3_600_000;

/** Times before 1973 are seconds instead of ms, or come from a clock that was never set. */
const EARLIEST_MS = 1e11;

/** The maximum of a Date. */
const LATEST_MS = 8.64e15;

/** The time zone is required: without one the instant would differ between machines. */
const ISO = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/i;

/** UTC in whole ms, from a number of ms, its digits, or ISO 8601 text; undefined for anything else. */
export function instantOf(value: Json): number | undefined {
  let atMs = NaN;
  if (typeof value === 'number') atMs = Math.round(value);
  else if (typeof value === 'string' && /^-?\d{1,16}$/.test(value)) atMs = Number(value);
  else if (typeof value === 'string' && ISO.test(value)) atMs = Date.parse(value);
  return Math.abs(atMs) <= LATEST_MS ? atMs : undefined;
}

/**
 * The same for a value of the type date. A number, or its digits, as early as seconds would be is undefined; an ISO 8601
 * text says what it means, however early.
 */
export function dateOf(value: Json): number | undefined {
  const atMs = instantOf(value);
  const isWritten = typeof value === 'string' && ISO.test(value);
  return atMs !== undefined && (isWritten || isInMs(atMs)) ? atMs : undefined;
}

function isInMs(atMs: number): boolean {
  return atMs >= EARLIEST_MS;
}

export function timeInvalid(identifier: string, value: Json): CodedError {
  const text = printable(typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 40);
  return new CodedError('EC20_TIME_INVALID', { params: { identifier, value: text } });
}

/**
 * The time of a reading, UTC in ms. Throws `EC20_TIME_INVALID`, and `EC20_TIME_AHEAD` more than 24 hours after `nowMs`
 * (undefined: the time is unknown).
 */
export function readingTime(value: Json, identifier: string, nowMs: number | undefined): number {
  const atMs = instantOf(value);
  if (atMs === undefined || !isInMs(atMs)) throw timeInvalid(identifier, value);
  const hours = nowMs === undefined ? 0 : (atMs - nowMs) / HOUR_MS;
  if (hours > AHEAD_HOURS) {
    throw new CodedError('EC20_TIME_AHEAD', { params: { identifier, hours: Math.ceil(hours) } });
  }
  return atMs;
}
