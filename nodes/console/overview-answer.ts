import type { Language } from '../../src/base/coded-error';
import { explain } from '../../src/base/error-text';
import type { ServerKey } from '../../src/base/server-words';
import { type HistoryReader, type Outage, presentOf, type RecordedReason } from '../../src/history/history';
import type { SessionSnapshot } from '../../src/session/snapshot';
import { errorOf } from '../shared/recorded-reason';
import { type HistoryReading, plotSample, RANGES, type RangeName, type ShownOutage } from './history-reading';
import { shownDevices } from './shown-devices';
import { startOfMonth, usageOf } from './shown-usage';
import { stages } from './stages';

/** Maximum outages of an answer, the newest. */
const MOST_OUTAGES = 100;

/** What is asked about a device. */
export interface HistoryQuestion {
  readonly range: RangeName;
  /** Only samples from there on, in milliseconds since 1970: what the page has got already stays there. */
  readonly since: number;
  readonly language: Language;
  /** Wall-clock milliseconds. */
  readonly now: number;
}

/** A device as the overview needs it. */
export interface WatchedDevice {
  readonly server: ServerKey | undefined;
  readonly history: HistoryReader;
  snapshot(): SessionSnapshot;
}

/** The overview of a device: its stages now, its range of the past. */
export async function historyReading(
  device: WatchedDevice,
  question: HistoryQuestion,
): Promise<HistoryReading> {
  const { range, since, language } = question;
  const { history, server } = device;
  const { lengthMs, spanMs } = RANGES[range];
  // Where the computer's clock is behind what is recorded, the present is where recording is.
  const now = presentOf(history, question.now);
  const from = Math.floor((now - lengthMs) / spanMs) * spanMs;
  // To the end of the present minute, which is not over.
  const to = now + 1;
  const budget = history.budget();
  const [samples, outages, days] = await Promise.all([
    history.samples(Math.max(from, since), to, spanMs),
    history.outages(from, to),
    history.usage(budget?.from ?? startOfMonth(now), to),
  ]);
  const snapshot = device.snapshot();
  const newest = outages.toSorted((one, other) => other.from - one.from).slice(0, MOST_OUTAGES);
  const { where, days: kept, notice } = history.keeping;
  const devices = shownDevices(snapshot, language);
  return {
    deployed: true,
    state: snapshot.state,
    stages: stages(snapshot, language, question.now),
    ...(devices === undefined ? {} : { devices }),
    now,
    from,
    where,
    days: kept,
    notice: notice === undefined ? '' : toldIn(notice, server, language),
    samples: samples.map(plotSample),
    outages: newest.map((outage) => shownOutage(outage, server, language)),
    outagesLeft: outages.length - newest.length,
    ...(days.length === 0 ? {} : { usage: usageOf(days, now) }),
    ...(budget === undefined ? {} : { budget }),
  };
}

/** Where there is no such config node in the running flows. */
export function nothingDeployed(now: number): HistoryReading {
  return {
    deployed: false,
    stages: [],
    now,
    from: now,
    where: 'off',
    days: 0,
    notice: '',
    samples: [],
    outages: [],
    outagesLeft: 0,
  };
}

function shownOutage(
  { from, to, reason }: Outage,
  server: ServerKey | undefined,
  language: Language,
): ShownOutage {
  return { from, to: to ?? null, code: reason.code, ...told(reason, server, language) };
}

/** A recorded reason in words. */
function told(
  reason: RecordedReason,
  server: ServerKey | undefined,
  language: Language,
): { readonly what: string; readonly cure: string } {
  const error = errorOf(reason, server);
  if (error === undefined) return { what: reason.code, cure: '' };
  const { what, cure } = explain(error, 'console');
  return { what: what[language], cure: cure[language] };
}

function toldIn(reason: RecordedReason, server: ServerKey | undefined, language: Language): string {
  const { what, cure } = told(reason, server, language);
  return [what, cure].filter((part) => part !== '').join(language === 'zh' ? '' : ' ');
}
