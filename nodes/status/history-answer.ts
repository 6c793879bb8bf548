import { CodedError, type Language, type Phrase } from '../../src/base/coded-error';
import type { HistoryReader, HistorySample, UsageDay } from '../../src/history/history';
import { eventText, kindText } from '../shared/event-words';
import { type Reader, reasonInShort, reasonText } from '../shared/recorded-reason';
import type { HistoryRequest, Subject } from './history-request';

/**
 * One point of a chart: `x` in milliseconds since 1970; `y` is `null` where nothing is known, so that a line breaks there.
 * `topic` names its series in the reader's language, `series` for a flow. Points of lists have more properties.
 */
export interface HistoryPoint {
  readonly x: number;
  readonly y: number | null;
  readonly topic: string;
  readonly series: string;
  readonly [more: string]: unknown;
}

/** One curve: what it is called, and its value in a sample. */
interface Curve {
  readonly series: string;
  readonly name: Phrase;
  readonly value: (sample: HistorySample) => number | undefined;
}

const MINUTE_MS = 60_000;
const PERCENT = 100;
/** Decimal places of computed values. */
const rounded = (value: number): number => Math.round(value * 10) / 10;

type List = 'outages' | 'events' | 'usage';

const CURVES: Readonly<Record<Exclude<Subject, List>, readonly Curve[]>> = {
  signal: [
    { series: 'signal', name: { en: 'signal, dBm', zh: '信号 dBm' }, value: (each) => each.signalDbm },
    { series: 'lowest', name: { en: 'lowest, dBm', zh: '最低 dBm' }, value: (each) => each.lowestSignalDbm },
  ],
  roundTrip: [
    { series: 'p50', name: { en: 'median, ms', zh: '中位数（毫秒）' }, value: (each) => each.roundTripP50Ms },
    {
      series: 'p95',
      name: { en: '95 % below, ms', zh: '95% 低于（毫秒）' },
      value: (each) => each.roundTripP95Ms,
    },
  ],
  queue: [{ series: 'queue', name: { en: 'waiting', zh: '排队' }, value: (each) => each.queueLength }],
  messages: [
    { series: 'delivered', name: { en: 'delivered', zh: '送达' }, value: ({ counts }) => counts.delivered },
    { series: 'failed', name: { en: 'not delivered', zh: '未送达' }, value: ({ counts }) => counts.failed },
    { series: 'received', name: { en: 'received', zh: '收到' }, value: ({ counts }) => counts.received },
  ],
  data: [
    { series: 'airUp', name: { en: 'up, bytes', zh: '上行字节' }, value: ({ counts }) => counts.airUp },
    { series: 'airDown', name: { en: 'down, bytes', zh: '下行字节' }, value: ({ counts }) => counts.airDown },
    {
      series: 'payloadUp',
      name: { en: 'payload up', zh: '上行消息内容' },
      value: ({ counts }) => counts.payloadUp,
    },
    {
      series: 'payloadDown',
      name: { en: 'payload down', zh: '下行消息内容' },
      value: ({ counts }) => counts.payloadDown,
    },
  ],
  online: [
    {
      series: 'online',
      name: { en: 'online, %', zh: '在线 %' },
      value: ({ onlineMs, recordedMs }) =>
        recordedMs === 0 ? undefined : Math.min(PERCENT, rounded((PERCENT * onlineMs) / recordedMs)),
    },
  ],
};

const USED: readonly { readonly series: keyof UsageDay; readonly name: Phrase }[] = [
  { series: 'airUp', name: { en: 'up, bytes', zh: '上行字节' } },
  { series: 'airDown', name: { en: 'down, bytes', zh: '下行字节' } },
];

/**
 * What a message asks for: the points of one subject, or of a list of subjects an object with the points of each. Throws
 * `EC20_HISTORY_OFF` where nothing is recorded.
 */
export async function historyAnswer(
  history: HistoryReader,
  request: HistoryRequest | readonly HistoryRequest[],
  reader: Reader,
  nowMs: number,
): Promise<HistoryPoint[] | Partial<Record<Subject, HistoryPoint[]>>> {
  if (history.keeping.where === 'off') throw new CodedError('EC20_HISTORY_OFF');
  if ('what' in request) return pointsFor(history, request, reader, nowMs);
  const answers = request.map(async (each) => [each.what, await pointsFor(history, each, reader, nowMs)]);
  return Object.fromEntries(await Promise.all(answers)) as Partial<Record<Subject, HistoryPoint[]>>;
}

/** The points of one subject. */
export async function pointsFor(
  history: HistoryReader,
  request: HistoryRequest,
  reader: Reader,
  nowMs: number,
): Promise<HistoryPoint[]> {
  const { what, from, to, spanMs } = request;
  if (what === 'outages') return outages(history, request, reader, nowMs);
  if (what === 'events') return events(history, request, reader);
  if (what === 'usage') return usage(await history.usage(from, to), reader.language);
  return curves(CURVES[what], await history.samples(from, to, spanMs), reader.language);
}

/** Each curve in the order of its times. Where samples are missing a line breaks. */
function curves(
  shown: readonly Curve[],
  samples: readonly HistorySample[],
  language: Language,
): HistoryPoint[] {
  return shown.flatMap(({ series, name, value }) => {
    const named = { topic: name[language], series };
    return samples.flatMap((sample, place): HistoryPoint[] => {
      const point = { x: sample.at, y: value(sample) ?? null, ...named };
      const endsAt = sample.at + sample.spanMs;
      const next = samples[place + 1];
      return next === undefined || next.at <= endsAt ? [point] : [point, { x: endsAt, y: null, ...named }];
    });
  });
}

/** `y`: how long it lasted, in minutes, until `nowMs` where it still does. */
async function outages(
  history: HistoryReader,
  { from, to }: HistoryRequest,
  reader: Reader,
  nowMs: number,
): Promise<HistoryPoint[]> {
  return (await history.outages(from, to)).map((outage) => {
    const durationMs = Math.max(0, (outage.to ?? nowMs) - outage.from);
    return {
      x: outage.from,
      y: rounded(durationMs / MINUTE_MS),
      topic: reasonInShort(outage.reason, reader),
      series: outage.reason.code,
      from: outage.from,
      to: outage.to ?? null,
      durationMs,
      code: outage.reason.code,
      reason: reasonText(outage.reason, reader),
    };
  });
}

/** `y` is 1: a chart of bars counts them. */
async function events(
  history: HistoryReader,
  { from, to }: HistoryRequest,
  reader: Reader,
): Promise<HistoryPoint[]> {
  return (await history.events(from, to)).map(({ at, kind, ...more }) => ({
    x: at,
    y: 1,
    topic: kindText(kind, reader.language),
    series: kind,
    at,
    kind,
    text: eventText({ at, kind, ...more } as Parameters<typeof eventText>[0], reader),
    ...plain(more),
  }));
}

/** Two points a day; each has all numbers of its day. `x`: its beginning in the computer's time zone. */
function usage(days: readonly UsageDay[], language: Language): HistoryPoint[] {
  return USED.flatMap(({ series, name }) =>
    days.map((day) => ({
      x: Date.parse(`${day.day}T00:00`),
      y: Number(day[series]),
      topic: name[language],
      series,
      ...plain({ ...day }),
    })),
  );
}

/** Plain JSON that a flow may change: copies, and `null` for what is not known. */
function plain(values: object): Record<string, unknown> {
  return JSON.parse(
    JSON.stringify(values, (_name, value: unknown) => (value === undefined ? null : value)),
  ) as Record<string, unknown>;
}
