import type { Words } from '../../shared/editor/words';
import type { RangeName } from '../history-reading';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Units by size, the largest first, and the key of the text with two of them. */
const UNITS = [
  [DAY_MS, HOUR_MS, 'days'],
  [HOUR_MS, MINUTE_MS, 'hours'],
  [MINUTE_MS, SECOND_MS, 'minutes'],
] as const;

/** The locale of numbers and dates for a language of the editor: its texts are Chinese or English. */
export function localeOf(language: string): 'zh-CN' | 'en-US' {
  return /^zh\b/i.test(language) ? 'zh-CN' : 'en-US';
}

/** A length of time in its two largest units: `1 h 10 min`. */
export function lengthText(_: Words, ms: number): string {
  for (const [unitMs, restMs, key] of UNITS) {
    if (ms < unitMs) continue;
    const count = Math.floor(ms / unitMs);
    const rest = Math.floor((ms - count * unitMs) / restMs);
    return rest === 0
      ? _(`ec20-console.length.${key}`, { count })
      : _(`ec20-console.length.${key}And`, { count, rest });
  }
  return _('ec20-console.length.seconds', { count: Math.max(0, Math.round(ms / SECOND_MS)) });
}

/** A moment of the reader's time zone, with its day. */
export function momentText(language: string, at: number): string {
  return new Intl.DateTimeFormat(localeOf(language), {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);
}

/** The end of a time that has begun at `from`: without its day where that is the same. */
export function endText(language: string, from: number, to: number): string {
  if (new Date(from).toDateString() !== new Date(to).toDateString()) return momentText(language, to);
  return new Intl.DateTimeFormat(localeOf(language), CLOCK).format(to);
}

const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const AXIS: Readonly<Record<RangeName, Intl.DateTimeFormatOptions>> = {
  hour: CLOCK,
  day: CLOCK,
  week: { weekday: 'short', day: 'numeric' },
  month: { month: 'numeric', day: 'numeric' },
};

/** The words at the time axis of a range. */
export function axisText(language: string, range: RangeName): (at: number) => string {
  const format = new Intl.DateTimeFormat(localeOf(language), AXIS[range]);
  return (at) => format.format(at);
}
