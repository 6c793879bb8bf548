import { arch, release, type as system } from 'node:os';
import type { Language } from '../../src/base/coded-error';
import { describeError } from '../../src/base/error-text';
import { thrownText } from '../../src/base/thrown-text';
import type { TraceEntry } from '../../src/at/trace-entry';
import { traceLine } from '../../src/at/trace-line';
import { plainText, type ReportBlock, type ReportPart, writeReport } from '../../src/doctor/sendable-report';
import type { HistoryReader, HistorySample } from '../../src/history/history';
import { lastDigits } from '../../src/session/check-line';
import type { SessionSnapshot } from '../../src/session/snapshot';
import { MODEM } from '../../src/settings/modem';
import type { ServerName } from '../../src/settings/servers';
import type { Rows } from '../../src/settings/table';
import { eventText, STATE_WORDS } from '../shared/event-words';
import { type Reader, reasonText } from '../shared/recorded-reason';
import type { CheckOrigin, CheckReport } from '../modem/check-report';
import type { Properties } from '../modem/settings';
import { masking } from './masking';
import { checkText } from './report-check';
import { devicesPart, tableSummary } from './report-devices';
import { reportWords, type Say } from './report-words';

/** What a report is about. */
export interface ReportSubject {
  /** Properties and credentials as the flow file has them: environment variables by name. */
  readonly written: { readonly config: Properties; readonly credentials: Properties };
  readonly snapshot: SessionSnapshot;
  readonly simulated: boolean;
  readonly server: ServerName | undefined;
  readonly history: HistoryReader;
  readonly lastCheck: CheckReport | undefined;
  /** The newest entries, oldest first. */
  readonly trace: readonly TraceEntry[];
  /** Whatever must not be in it. */
  readonly secrets: readonly string[];
}

/** Who makes it, for whom, when. */
export interface ReportOrigin {
  readonly versions: CheckOrigin['versions'];
  /** Where issues are filed. */
  readonly issues: string;
  readonly language: Language;
  readonly nowMs: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const DAY_SPAN_MS = 5 * MINUTE_MS;
const MONTH_SPAN_MS = 180 * MINUTE_MS;
const MOST_TRACES = 10;
const MOST_EVENTS = 500;
/** A thing model has many kilobytes, and its own rules report what is wrong with it. */
const LONGEST_SETTING = 200;

/** A report to send, as Markdown: readable, and with blocks that programs read. It contains no secret. */
export async function diagnosticReport(subject: ReportSubject, origin: ReportOrigin): Promise<string> {
  const { language, nowMs } = origin;
  const say = reportWords(language);
  const mask = masking(subject.secrets);
  const reader: Reader = { place: 'console', language, server: subject.server };
  const parts = [
    versionsPart(subject, origin, say),
    settingsPart(subject, say, mask),
    statePart(subject, reader, say),
    ...devicesPart(subject.snapshot, reader, say),
    checkPart(subject.lastCheck, language, say),
    ...(await historyParts(subject.history, reader, nowMs, say)),
    tracePart(subject.trace, say),
  ];
  return writeReport({
    title: say('title'),
    intro: [say('made', { time: iso(nowMs) }), say('masked'), say('purpose', { address: origin.issues })],
    parts: parts.map((part) => maskedPart(part, mask)),
    omitted: say('omitted'),
  });
}

function versionsPart(
  { simulated }: ReportSubject,
  { versions, language }: ReportOrigin,
  say: Say,
): ReportPart {
  const os = `${system()} ${release()} ${arch()}`;
  const found = { format: 'ec20-report', version: 1, ...versions, os, language, simulator: simulated };
  return {
    heading: say('versions'),
    text: [
      `- @ec20/node-red-ec20-aliyun ${versions.package}`,
      `- Node-RED ${versions.nodeRed}, Node.js ${versions.nodeJs}`,
      `- ${os}`,
    ],
    blocks: [json('versions', found)],
  };
}

function settingsPart({ written }: ReportSubject, say: Say, mask: (text: string) => string): ReportPart {
  const rows: Rows = MODEM;
  const settings: Record<string, unknown> = {};
  const credentials: Record<string, boolean> = {};
  for (const [name, { credential }] of Object.entries(rows)) {
    if (credential !== undefined) credentials[name] = isSet(written.credentials[name]);
    else if (!isSet(written.config[name])) continue;
    else if (name === 'subDevices') settings[name] = tableSummary(written.config[name]);
    else settings[name] = shortened(written.config[name], mask);
  }
  const list = Object.entries(credentials).map(([name, has]) => `${name} ${say(has ? 'set' : 'unset')}`);
  return {
    heading: say('settings'),
    text: [say('credentials', { list: list.join(say('joint')) })],
    blocks: [json('settings', { settings, credentials })],
  };
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

/** Masked before it is cut: no beginning of a secret stays. */
function shortened(value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  const text = mask(typeof value === 'string' ? value : JSON.stringify(value));
  return text.length <= LONGEST_SETTING ? text : `${text.slice(0, LONGEST_SETTING)}… (${text.length})`;
}

function statePart({ snapshot }: ReportSubject, { language }: Reader, say: Say): ReportPart {
  const { state, error, since, module, sim, network, signal, time, queue, counters, leftOut } = snapshot;
  const { address, ...others } = network;
  const found = {
    state,
    code: error?.code ?? null,
    params: error?.params ?? {},
    since,
    advice: snapshot.advice ?? null,
    port: snapshot.port,
    module: { ...module, imei: lastDigits(module.imei) },
    sim: { state: sim.state, iccid: lastDigits(sim.iccid) },
    network: { ...others, hasAddress: address !== '' },
    signal: signal ?? null,
    time: time ?? null,
    queue,
    counters,
    leftOut: leftOut.map(({ filter, error: cause }) => ({ filter, code: cause.code })),
  };
  const name = [module.model, module.revision].filter((part) => part !== '').join(' ');
  const reason = error === undefined ? [] : [`- ${plainText(describeError(error, 'console', language))}`];
  return {
    heading: say('now'),
    text: [
      `- ${STATE_WORDS[state][language]}${say('joint')}${say('since', { time: iso(since) })}`,
      ...reason,
      ...(name === '' ? [] : [`- ${plainText(name)}`]),
    ],
    blocks: [json('state', found)],
  };
}

function checkPart(check: CheckReport | undefined, language: Language, say: Say): ReportPart {
  if (check === undefined) return { heading: say('check'), text: [say('noCheck')], blocks: [] };
  const { lines, origin, running, untried, paused } = check;
  const kept = lines.map(({ id, state, ms, detail, code, traffic }) => ({
    id,
    state,
    ms,
    detail,
    code,
    traffic,
  }));
  return {
    heading: say('check'),
    text: origin === undefined ? [] : [iso(origin.startedAt)],
    blocks: [
      { name: 'check-lines', language: 'text', lines: checkText(lines, language) },
      json('check', { origin, running, untried, paused, lines: kept }, 0),
    ],
  };
}

async function historyParts(
  history: HistoryReader,
  reader: Reader,
  nowMs: number,
  say: Say,
): Promise<readonly ReportPart[]> {
  if (history.keeping.where === 'off') {
    return [{ heading: say('outages'), text: [say('noHistory')], blocks: [] }];
  }
  try {
    return await Promise.all([
      outagesPart(history, reader, nowMs, say),
      eventsPart(history, reader, nowMs, say),
      plotsPart(history, nowMs, say),
      usagePart(history, nowMs, say),
      faultsPart(history, say),
    ]);
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
    return `- ${[iso(from), ...length, plainText(reasonText(reason, reader))].join(say('joint'))}`;
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
  const lines = events.map((event) => `${iso(event.at)} ${event.kind}: ${eventText(event, reader)}`);
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

async function usagePart(history: HistoryReader, nowMs: number, say: Say): Promise<ReportPart> {
  const days = await history.usage(nowMs - 62 * DAY_MS, nowMs);
  const budget = history.budget();
  return {
    heading: say('usage'),
    text: budget === undefined ? [] : [`- ${budget.used} / ${budget.limit} ${budget.unit}`],
    blocks: [jsonLines('usage', days), json('keeping', { ...history.keeping, budget: budget ?? null })],
  };
}

async function faultsPart(history: HistoryReader, say: Say): Promise<ReportPart> {
  const traces = await history.faultTraces(MOST_TRACES);
  return {
    heading: say('traces'),
    text: traces.length === 0 ? [say('none')] : [say('marks')],
    blocks: traces.map(({ at, code, lines }) => ({
      name: 'fault-trace',
      language: 'text',
      lines: [say('fault', { time: iso(at), code }), ...lines],
      head: 1,
    })),
  };
}

function tracePart(trace: readonly TraceEntry[], say: Say): ReportPart {
  return {
    heading: say('trace'),
    text: trace.length === 0 ? [say('none')] : [say('marks')],
    blocks: [{ name: 'trace', language: 'text', lines: trace.map(traceLine), head: 0 }],
  };
}

function json(name: string, value: unknown, indentation = 2): ReportBlock {
  return { name, language: 'json', lines: JSON.stringify(value, undefined, indentation).split('\n') };
}

/** One value a line; where there are too many, the oldest go. */
function jsonLines(name: string, values: readonly unknown[]): ReportBlock {
  return { name, language: 'jsonl', lines: values.map((value) => JSON.stringify(value)), head: 0 };
}

function csv(name: string, samples: readonly HistorySample[]): ReportBlock {
  const head = ['at', 'spanMs', ...COLUMNS.map(([column]) => column)].join(',');
  const rows = samples.map((sample) =>
    [iso(sample.at), sample.spanMs, ...COLUMNS.map(([, value]) => rounded(value(sample)))].join(','),
  );
  return { name, language: 'csv', lines: [head, ...rows], head: 1 };
}

function rounded(value: number | undefined): string {
  return value === undefined ? '' : String(Math.round(value * 10) / 10);
}

function maskedPart({ heading, text, blocks }: ReportPart, mask: (text: string) => string): ReportPart {
  return {
    heading,
    text: text.map(mask),
    // Numbers alone: a short PIN that stands among them by chance is none.
    blocks: blocks.map((block) =>
      block.language === 'csv' ? block : { ...block, lines: block.lines.map(mask) },
    ),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
