import { arch, release, type as system } from 'node:os';
import type { Language } from '../../src/base/coded-error';
import { describeError } from '../../src/base/error-text';
import type { TraceEntry } from '../../src/at/trace-entry';
import { traceLine } from '../../src/at/trace-line';
import {
  jsonBlock,
  plainText,
  type ReportBlock,
  type ReportPart,
  writeReport,
} from '../../src/doctor/sendable-report';
import { type HistoryReader, presentOf } from '../../src/history/history';
import { lastDigits } from '../../src/session/check-line';
import type { SessionSnapshot } from '../../src/session/snapshot';
import { MODEM } from '../../src/settings/modem';
import type { ServerName } from '../../src/settings/servers';
import type { Rows } from '../../src/settings/table';
import { STATE_WORDS } from '../shared/event-words';
import type { Reader } from '../shared/recorded-reason';
import type { CheckOrigin, CheckReport } from '../modem/check-report';
import type { Properties } from '../modem/settings';
import { historyParts } from './history-chapters';
import { maskedJson, masking } from './masking';
import { checkText } from './report-check';
import { devicesPart, tableSummary } from './report-devices';
import { reportWords, type Say, utc } from './report-words';

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
    ...(await historyParts(subject.history, reader, presentOf(subject.history, nowMs), say)),
    tracePart(subject.trace, say),
  ];
  return writeReport({
    title: say('title'),
    intro: [say('made', { time: utc(nowMs) }), say('masked'), say('purpose', { address: origin.issues })],
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
    blocks: [jsonBlock('versions', found)],
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
    blocks: [jsonBlock('settings', { settings, credentials })],
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
      `- ${STATE_WORDS[state][language]}${say('joint')}${say('since', { time: utc(since) })}`,
      ...reason,
      ...(name === '' ? [] : [`- ${plainText(name)}`]),
    ],
    blocks: [jsonBlock('state', found)],
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
    text: origin === undefined ? [] : [utc(origin.startedAt)],
    blocks: [
      { name: 'check-lines', language: 'text', lines: checkText(lines, language) },
      jsonBlock('check', { origin, running, untried, paused, lines: kept }, 0),
    ],
  };
}

function tracePart(trace: readonly TraceEntry[], say: Say): ReportPart {
  return {
    heading: say('trace'),
    text: trace.length === 0 ? [say('none')] : [say('marks')],
    blocks: [{ name: 'trace', language: 'text', lines: trace.map(traceLine), head: 0 }],
  };
}

function maskedPart({ heading, text, blocks }: ReportPart, mask: (text: string) => string): ReportPart {
  return { heading, text: text.map(mask), blocks: blocks.map((block) => maskedBlock(block, mask)) };
}

/** Programs read it afterwards as before. */
function maskedBlock(block: ReportBlock, mask: (text: string) => string): ReportBlock {
  const { language, lines } = block;
  // Numbers alone: a short PIN that stands among them by chance is none.
  if (language === 'csv') return block;
  const isJson = language !== 'text';
  return { ...block, lines: lines.map((line) => (isJson ? maskedJson(line, mask) : mask(line))) };
}
