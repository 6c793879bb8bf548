import { isDate } from 'node:util/types';

import { shown } from '../../src/base/character';
import { CodedError, type Phrase } from '../../src/base/coded-error';
import type { Instant } from '../../src/history/history';
import { type FlowMessage, propertyOf } from '../shared/flow-message';

/** What can be asked for: curves over time, and lists. */
export const SUBJECTS = [
  'signal',
  'roundTrip',
  'queue',
  'messages',
  'data',
  'online',
  'outages',
  'events',
  'usage',
] as const;
export type Subject = (typeof SUBJECTS)[number];

/** What a message asks of a device's history. */
export interface HistoryRequest {
  readonly what: Subject;
  /** Inclusive. */
  readonly from: Instant;
  /** Exclusive. */
  readonly to: Instant;
  /** Of one point of a curve: whole minutes. */
  readonly spanMs: number;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Units of a time before now. */
const UNITS: Readonly<Record<string, number>> = {
  s: SECOND_MS,
  m: MINUTE_MS,
  min: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
  w: 7 * DAY_MS,
};
const RELATIVE = /^([+-])?(\d{1,9}(?:\.\d{1,3})?)\s*(s|m|min|h|d|w)$/i;
/** Without a zone it is the computer's, as for a calendar day of the history. */
const ISO = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/i;

/** Of `2026-11-29`. */
const DAY_LENGTH = 10;

/** Numbers below it are seconds instead of milliseconds, or no time at all: it was 1973. */
const EARLIEST_MS = 1e11;
/** The maximum of a Date. */
const LATEST_MS = 8.64e15;

/** A chart is a few hundred pixels wide. */
const MOST_POINTS = 300;
/** Spans of a point, in minutes: the shortest that gives no more points than that. */
const SPANS = [1, 2, 5, 10, 20, 30, 60, 120, 180, 360, 720, 1440];
const LONGEST_RESOLUTION_S = DAY_MS / SECOND_MS;

/** Where a message names no time: the last day; of the use of data, which is kept by days, the last thirty. */
const DEFAULT_MS: Readonly<Partial<Record<Subject, number>>> = { usage: 30 * DAY_MS };

const LONGEST_SHOWN = 40;

/**
 * Reads `msg.what`, `from`, `to` (default: now) and `resolution` (seconds, 1 to 86,400, rounded up to whole minutes; default:
 * at most 300 points): a request, or one for each subject of a list. Throws `EC20_HISTORY_REQUEST`.
 */
export function historyRequest(msg: FlowMessage, nowMs: Instant): HistoryRequest | readonly HistoryRequest[] {
  const what = propertyOf(msg, 'what');
  if (!Array.isArray(what)) return requestFor(subjectOf(what), msg, nowMs);
  if (what.length === 0) throw missing();
  return [...new Set(what.map(subjectOf))].map((subject) => requestFor(subject, msg, nowMs));
}

function requestFor(what: Subject, msg: FlowMessage, nowMs: Instant): HistoryRequest {
  const to = timeOf(msg, 'to', nowMs) ?? nowMs;
  const from = timeOf(msg, 'from', nowMs) ?? to - (DEFAULT_MS[what] ?? DAY_MS);
  if (from >= to) {
    throw refused({ en: 'msg.from is not before msg.to', zh: 'msg.from 不早于 msg.to' });
  }
  return { what, from, to, spanMs: spanOf(propertyOf(msg, 'resolution'), to - from) };
}

function subjectOf(value: unknown): Subject {
  if (isMissing(value)) throw missing();
  const subject = SUBJECTS.find((known) => known === value);
  if (subject !== undefined) return subject;
  const text = named(value);
  throw refused({ en: `msg.what is “${text}”, which is unknown`, zh: `不认识 msg.what 里的“${text}”` });
}

/** Undefined: the message names none. */
function timeOf(msg: FlowMessage, name: 'from' | 'to', nowMs: Instant): Instant | undefined {
  const value = propertyOf(msg, name);
  if (isMissing(value)) return undefined;
  const time = Math.round(instantOf(value, nowMs));
  if (time >= EARLIEST_MS && time <= LATEST_MS) return time;
  const text = named(value);
  throw refused({ en: `msg.${name} is no time: “${text}”`, zh: `msg.${name} 不是时间：“${text}”` });
}

/** NaN for what is no time. */
function instantOf(value: unknown, nowMs: Instant): number {
  if (isDate(value)) return Date.prototype.valueOf.call(value);
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return NaN;
  const text = value.trim();
  if (/^now$/i.test(text)) return nowMs;
  if (/^\d{1,16}$/.test(text)) return Number(text);
  const [, sign, count, unit = ''] = RELATIVE.exec(text) ?? [];
  if (count !== undefined) {
    return nowMs + (sign === '-' ? -1 : 1) * Number(count) * (UNITS[unit.toLowerCase()] ?? NaN);
  }
  const day = text.slice(0, DAY_LENGTH);
  // A day that its month doesn't have would be read as one of the next.
  if (!ISO.test(text) || new Date(`${day}T00:00Z`).getUTCDate() !== Number(day.slice(-2))) return NaN;
  // A date alone would be read as UTC.
  return Date.parse(text === day ? `${day}T00:00` : text.replace(' ', 'T'));
}

function spanOf(value: unknown, totalMs: number): number {
  if (isMissing(value)) {
    const minutes = SPANS.find((each) => totalMs / (each * MINUTE_MS) <= MOST_POINTS);
    return (minutes ?? LONGEST_RESOLUTION_S / 60) * MINUTE_MS;
  }
  const seconds = typeof value === 'string' && /^\s*\d{1,6}\s*$/.test(value) ? Number(value) : value;
  if (typeof seconds === 'number' && seconds >= 1 && seconds <= LONGEST_RESOLUTION_S) {
    return Math.ceil((seconds * SECOND_MS) / MINUTE_MS) * MINUTE_MS;
  }
  const text = named(value);
  throw refused({
    en: `msg.resolution is “${text}”, not a number of seconds from 1 to 86400`,
    zh: `msg.resolution 是“${text}”，应为 1～86400 的秒数`,
  });
}

function missing(): CodedError {
  return refused({ en: 'msg.what is missing', zh: '消息里没有 msg.what' });
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function named(value: unknown): string {
  if (typeof value === 'string') return shown(value, LONGEST_SHOWN);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : typeof value;
}

function refused(reason: Phrase): CodedError {
  return new CodedError('EC20_HISTORY_REQUEST', { params: { reason: reason.en }, phrases: { reason } });
}
