import { thrownText } from '../../src/base/thrown-text';
import { jsonBlock, plainText, type ReportBlock, type ReportPart } from '../../src/doctor/sendable-report';
import type { BudgetState, HistoryKeeping, HistoryReader, HistorySample } from '../../src/history/history';
import { eventText, kindText } from '../shared/event-words';
import { type Reader, reasonText } from '../shared/recorded-reason';
import type { ShownUsage } from './history-reading';
import { type Say, utc } from './report-words';
import { dayOf, startOfMonth, usageOf } from './shown-usage';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const DAY_SPAN_MS = 5 * MINUTE_MS;
const MONTH_SPAN_MS = 180 * MINUTE_MS;
const MOST_TRACES = 10;
const MOST_EVENTS = 500;
/** Bytes in the MB of a budget. */
const MB = 1_000_000;

/** What the history has of the device, chapter by chapter; where it can’t be read, one that says why. */
export async function historyParts(
  history: HistoryReader,
  reader: Reader,
  nowMs: number,
  say: Say,
): Promise<readonly ReportPart[]> {
  const isOff = history.keeping.where === 'off';
  const nothing = { heading: say('outages'), text: [say('noHistory')], blocks: [] };
  try {
    const usage = await usagePart(history, reader, nowMs, say);
    // A budget is counted without a history too.
    if (isOff) return history.budget() === undefined ? [nothing] : [nothing, usage];
    return [
      await outagesPart(history, reader, nowMs, say),
      await eventsPart(history, reader, nowMs, say),
      await plotsPart(history, nowMs, say),
      usage,
      await faultsPart(history, say),
    ];
  } catch (error) {
    const detail = plainText(thrownText(error));
    return [{ heading: say('outages'), text: [say('unreadable', { detail })], blocks: [] }];
  }
}

async function outagesPart(
  history: HistoryReader,
  reader: Reader,
  nowMs: number,
  say: Say,
): Promise<ReportPart> {
  const outages = await history.outages(nowMs - 30 * DAY_MS, nowMs + 1);
  const text = outages.map(({ from, to, reason }) => {
    const minutes = Math.round(((to ?? nowMs) - from) / MINUTE_MS);
    const length = [say('minutes', { count: minutes }), ...(to === undefined ? [say('lasts')] : [])];
    return `- ${[utc(from), ...length, plainText(reasonText(reason, reader))].join(say('joint'))}`;
  });
  return {
    heading: say('outages'),
    text: text.length === 0 ? [say('none')] : text.slice(-100),
    blocks: [jsonLines('outages', outages)],
  };
}

async function eventsPart(
  history: HistoryReader,
  reader: Reader,
  nowMs: number,
  say: Say,
): Promise<ReportPart> {
  const events = (await history.events(nowMs - 7 * DAY_MS, nowMs + 1)).slice(-MOST_EVENTS);
  const lines = events.map((event) =>
    say('event', {
      time: utc(event.at),
      kind: kindText(event.kind, reader.language),
      text: eventText(event, reader),
    }),
  );
  return {
    heading: say('events'),
    text: [],
    blocks: [{ name: 'event-lines', language: 'text', lines, head: 0 }, jsonLines('events', events)],
  };
}

/** Column by column; a level that was not known is empty. */
const COLUMNS: readonly (readonly [name: string, value: (sample: HistorySample) => number | undefined])[] = [
  ['recordedMs', ({ recordedMs }) => recordedMs],
  ['onlineMs', ({ onlineMs }) => onlineMs],
  ['signalDbm', ({ signalDbm }) => signalDbm],
  ['lowestSignalDbm', ({ lowestSignalDbm }) => lowestSignalDbm],
  ['roundTripP50Ms', ({ roundTripP50Ms }) => roundTripP50Ms],
  ['roundTripP95Ms', ({ roundTripP95Ms }) => roundTripP95Ms],
  ['queueLength', ({ queueLength }) => queueLength],
  ['accepted', ({ counts }) => counts.accepted],
  ['delivered', ({ counts }) => counts.delivered],
  ['failed', ({ counts }) => counts.failed],
  ['received', ({ counts }) => counts.received],
  ['airUp', ({ counts }) => counts.airUp],
  ['airDown', ({ counts }) => counts.airDown],
];

async function plotsPart(history: HistoryReader, nowMs: number, say: Say): Promise<ReportPart> {
  const day = await history.samples(nowMs - DAY_MS, nowMs, DAY_SPAN_MS);
  const month = await history.samples(nowMs - 30 * DAY_MS, nowMs, MONTH_SPAN_MS);
  return {
    heading: say('plots'),
    text: [`- ${say('day')} \`plot-day\``, `- ${say('month')} \`plot-month\``],
    blocks: [csv('plot-day', day), csv('plot-month', month)],
  };
}

async function usagePart(
  history: HistoryReader,
  reader: Reader,
  nowMs: number,
  say: Say,
): Promise<ReportPart> {
  const days = await history.usage(nowMs - 62 * DAY_MS, nowMs + 1);
  const budget = history.budget();
  const { keeping } = history;
  const begin = dayOf(startOfMonth(nowMs));
  const { today, month } = usageOf(
    days.filter(({ day }) => day >= begin),
    nowMs,
  );
  return {
    heading: say('usage'),
    text: [
      `- ${say('today', { amounts: amounts(today, say) })}`,
      `- ${say('thisMonth', { amounts: amounts(month, say) })}`,
      ...(budget === undefined ? [] : [`- ${budgetText(budget, say)}`]),
      ...(keeping.where === 'off' ? [] : [`- ${keepingText(keeping, reader, say)}`]),
    ],
    blocks: [jsonLines('usage', days), jsonBlock('keeping', { ...keeping, budget: budget ?? null })],
  };
}

function amounts({ air, mqtt, payload, messages, module }: ShownUsage, say: Say): string {
  const sizes = { air: megabytes(air), mqtt: megabytes(mqtt), payload: megabytes(payload) };
  const counted = module === null ? '' : say('byModule', { module: megabytes(module) });
  return `${say('amounts', { ...sizes, messages })}${counted}`;
}

function budgetText({ unit, used, limit, from, to }: BudgetState, say: Say): string {
  const amount = (value: number) =>
    unit === 'MB' ? megabytes(value * MB) : say('messageCount', { count: value });
  return say('budget', { used: amount(used), limit: amount(limit), from: utc(from), to: utc(to) });
}

function keepingText({ where, days, notice }: HistoryKeeping, reader: Reader, say: Say): string {
  if (where === 'disk') return say('keptOnDisk', { days });
  return notice === undefined ? say('keptInMemory') : plainText(reasonText(notice, reader));
}

/** In the unit of data plans, to the kilobyte. */
function megabytes(bytes: number): string {
  return `${(bytes / MB).toFixed(3)} MB`;
}

async function faultsPart(history: HistoryReader, say: Say): Promise<ReportPart> {
  const traces = await history.faultTraces(MOST_TRACES);
  return {
    heading: say('traces'),
    text: traces.length === 0 ? [say('none')] : [say('marks')],
    blocks: traces.map(({ at, code, lines }) => ({
      name: 'fault-trace',
      language: 'text',
      lines: [say('fault', { time: utc(at), code }), ...lines],
      head: 1,
    })),
  };
}

/** One value a line; where there are too many, the oldest go. */
function jsonLines(name: string, values: readonly unknown[]): ReportBlock {
  return { name, language: 'jsonl', lines: values.map((value) => JSON.stringify(value)), head: 0 };
}

function csv(name: string, samples: readonly HistorySample[]): ReportBlock {
  const head = ['at', 'spanMs', ...COLUMNS.map(([column]) => column)].join(',');
  const rows = samples.map((sample) =>
    [utc(sample.at), sample.spanMs, ...COLUMNS.map(([, value]) => rounded(value(sample)))].join(','),
  );
  return { name, language: 'csv', lines: [head, ...rows], head: 1 };
}

function rounded(value: number | undefined): string {
  return value === undefined ? '' : String(Math.round(value * 10) / 10);
}
