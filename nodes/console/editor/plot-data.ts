import type { PlotSample } from '../history-reading';

/** What a line of a plot shows of each sample. */
export type SeriesId = 'signal' | 'lowest' | 'p50' | 'p95' | 'queue' | 'delivered' | 'received' | 'failed';

export type PlotId = 'signal' | 'roundTrip' | 'queue' | 'messages';

/** One plot: its lines, and how its values are written. */
export interface PlotSpec {
  readonly id: PlotId;
  readonly series: readonly SeriesId[];
  readonly unit: 'dbm' | 'ms' | 'count';
  /** `step`: a level or sum of its whole span, drawn from zero; `line`: a measurement. */
  readonly shape: 'line' | 'step';
  /** Whether a value is the sum of its span, so that it depends on how long that is. */
  readonly isSum: boolean;
}

export const PLOTS: readonly PlotSpec[] = [
  { id: 'signal', series: ['signal', 'lowest'], unit: 'dbm', shape: 'line', isSum: false },
  { id: 'roundTrip', series: ['p50', 'p95'], unit: 'ms', shape: 'line', isSum: false },
  { id: 'queue', series: ['queue'], unit: 'count', shape: 'step', isSum: false },
  { id: 'messages', series: ['delivered', 'received', 'failed'], unit: 'count', shape: 'step', isSum: true },
];

/** A moment in seconds since 1970, and of each line the value there; `null`: nothing was recorded. */
export type Columns = readonly [number[], ...(number | null)[][]];

/** The samples known so far with those just read, oldest first, without those that begin before `from`. */
export function merged(
  known: readonly PlotSample[],
  added: readonly PlotSample[],
  from: number,
): readonly PlotSample[] {
  const byTime = new Map(known.map((sample) => [sample.at, sample]));
  for (const sample of added) byTime.set(sample.at, sample);
  return [...byTime.values()].filter(({ at }) => at >= from).sort((one, other) => one.at - other.at);
}

/** The lines of a plot. Where nothing was recorded they are interrupted. */
export function columnsOf(series: readonly SeriesId[], samples: readonly PlotSample[]): Columns {
  const times: number[] = [];
  const lines: (number | null)[][] = series.map(() => []);
  const add = (at: number, valueOf: (id: SeriesId) => number | null) => {
    times.push(at / 1000);
    for (const [place, id] of series.entries()) lines[place]?.push(valueOf(id));
  };
  let end: number | undefined;
  for (const sample of samples) {
    if (end !== undefined && sample.at > end) add(end, () => null);
    add(sample.at, (id) => (sample.recordedMs === 0 ? null : sample[id]));
    end = sample.at + sample.spanMs;
  }
  // A step is as long as its span, the last one too.
  const last = samples.at(-1);
  if (last !== undefined) add(last.at + last.spanMs, (id) => (last.recordedMs === 0 ? null : last[id]));
  return [times, ...lines];
}

/** A time from its begin to its end, in milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The times during which something was recorded, neighbours joined. */
export function recordedSpans(samples: readonly PlotSample[], now: number): readonly Span[] {
  const spans: Span[] = [];
  for (const { at, spanMs, recordedMs } of samples) {
    if (recordedMs === 0) continue;
    const to = Math.min(now, at + spanMs);
    const before = spans.at(-1);
    if (before !== undefined && at <= before.to) spans[spans.length - 1] = { from: before.from, to };
    else spans.push({ from: at, to });
  }
  return spans;
}

/** Left edge and width of a part of the range, in percent. */
export function placeOf(range: Span, { from, to }: Span): { readonly left: string; readonly width: string } {
  const length = range.to - range.from;
  const begin = Math.max(0, (from - range.from) / length);
  const end = Math.min(1, (to - range.from) / length);
  return { left: `${100 * begin}%`, width: `${100 * Math.max(0, end - begin)}%` };
}

/** The share of the recorded time during which the device was online, 0–1; undefined: nothing was recorded. */
export function onlineShare(samples: readonly PlotSample[]): number | undefined {
  let recordedMs = 0;
  let onlineMs = 0;
  for (const sample of samples) {
    recordedMs += sample.recordedMs;
    onlineMs += sample.onlineMs;
  }
  return recordedMs === 0 ? undefined : Math.min(1, onlineMs / recordedMs);
}

/** A line in numbers; undefined: it has no value. */
export interface Summary {
  readonly lowest: number;
  readonly mean: number;
  readonly highest: number;
  readonly latest: number;
  readonly total: number;
}

export function summaryOf(id: SeriesId, samples: readonly PlotSample[]): Summary | undefined {
  const values = samples.flatMap((sample) => {
    const value = sample.recordedMs === 0 ? null : sample[id];
    return value === null ? [] : [value];
  });
  const latest = values.at(-1);
  if (latest === undefined) return undefined;
  const total = values.reduce((sum, value) => sum + value, 0);
  return {
    lowest: Math.min(...values),
    mean: total / values.length,
    highest: Math.max(...values),
    latest,
    total,
  };
}
