import assert from 'node:assert/strict';
import { diagnosticReport } from '../../nodes/console/diagnostic-report';
import type { Language } from '../../src/base/coded-error';
import { CodedError } from '../../src/base/coded-error';
import { describeError } from '../../src/base/error-text';
import { blocksOf, plainText } from '../../src/doctor/sendable-report';
import { DataUsage } from '../../src/history/data-usage';
import type { HistoryReader } from '../../src/history/history';
import { NO_HISTORY } from '../../src/history/recorded-history';
import { Recorder } from '../../src/history/recorder';
import type { Budget } from '../../src/history/usage-budget';
import { MemoryUsageStore } from '../../src/history/usage-store';
import { PlayedSession } from '../history/played-session';
import { VirtualClock } from '../support/virtual-clock';
import { historyWith, snapshotWith } from './made-up-device';

const MINUTE = 60_000;
/** A local noon: days and months don't depend on the time zone of the test. */
const START = new Date(2026, 10, 22, 12).getTime();
const BUDGET: Budget = { limit: 2, unit: 'MB', resetDay: 1, then: 'events' };

function reportOn(history: HistoryReader, language: Language, nowMs: number): Promise<string> {
  return diagnosticReport(
    {
      written: { config: {}, credentials: {} },
      snapshot: snapshotWith(),
      simulated: false,
      server: 'aliyun',
      history,
      lastCheck: undefined,
      trace: [],
      secrets: [],
    },
    {
      versions: { package: '1', nodeRed: '4', nodeJs: '20' },
      issues: 'https://example.com',
      language,
      nowMs,
    },
  );
}

/** What stands between a heading and the next one. */
function chapter(report: string, heading: string): string {
  return report.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
}

function rows(report: string, name: string): readonly string[] {
  return (blocksOf(report).get(name)?.[0] ?? '').trimEnd().split('\n');
}

/** Forty minutes of a device: online, three minutes without a SIM card, online, and now without network. */
async function played() {
  const clock = new VirtualClock(START);
  const notice = new CodedError('EC20_HISTORY_MEMORY', { params: { version: 'v20.1.0' } });
  const recorder = new Recorder({ clock, version: '1.2.3', store: undefined, notice });
  const session = new PlayedSession(clock, recorder);
  const usage = new DataUsage({
    clock,
    store: new MemoryUsageStore(),
    messageUnitBytes: 512,
    budget: BUDGET,
    listener: { told: () => undefined, held: () => undefined },
  });
  await usage.open();
  recorder.usage = usage;
  session.connect();
  for (let minute = 0; minute < 10; minute++) {
    session.deliver(100);
    usage.sent({ topicBytes: 20, payloadBytes: 100_000, qos: 0 });
    session.signal(-71);
    await clock.advance(MINUTE);
  }
  session.be('waiting', 'EC20_SIM_ABSENT');
  session.fail('EC20_EXPIRED', 2);
  await clock.advance(3 * MINUTE);
  session.connect();
  session.deliver(300);
  await clock.advance(7 * MINUTE);
  session.be('failed', 'EC20_REGISTRATION_DENIED');
  await clock.advance(20 * MINUTE);
  const nowMs = clock.wallTime();
  return { report: (language: Language) => reportOn(recorder.reader, language, nowMs), usage, session };
}

const at = (minutes: number) => new Date(START + minutes * MINUTE).toISOString();
const sentence = (code: 'EC20_SIM_ABSENT' | 'EC20_REGISTRATION_DENIED', language: Language) =>
  plainText(describeError(new CodedError(code).at('aliyun'), 'console', language));

describe('The past in a report', () => {
  let device: Awaited<ReturnType<typeof played>>;
  let english: string;
  let chinese: string;
  before(async () => {
    device = await played();
    [english, chinese] = [await device.report('en'), await device.report('zh')];
  });
  after(async () => {
    await device.session.end();
    await device.usage.close();
  });

  it('says of each outage when, for how long and why, with the cure, in the reader’s language', () => {
    assert.deepEqual(chapter(english, 'Outages of the last 30 days').match(/^- .*$/gm), [
      `- ${at(10)}, 3 min, ${sentence('EC20_SIM_ABSENT', 'en')}`,
      `- ${at(20)}, 20 min, lasts, ${sentence('EC20_REGISTRATION_DENIED', 'en')}`,
    ]);
    assert.deepEqual(chapter(chinese, '最近 30 天的断线').match(/^- .*$/gm), [
      `- ${at(10)}，3 分钟，${sentence('EC20_SIM_ABSENT', 'zh')}`,
      `- ${at(20)}，20 分钟，还没恢复，${sentence('EC20_REGISTRATION_DENIED', 'zh')}`,
    ]);
    const data = rows(english, 'outages').map((row) => JSON.parse(row) as { from: number; to?: number });
    assert.deepEqual(
      data.map(({ from, to }) => [(from - START) / MINUTE, to && (to - START) / MINUTE]),
      [
        [10, 13],
        [20, undefined],
      ],
    );
    assert.deepEqual(rows(chinese, 'outages'), rows(english, 'outages'));
  });

  it('has what happened, one event a line, in words and as data', () => {
    const lines = rows(english, 'event-lines');
    assert.equal(lines[0], `${at(0)} start: Node-RED has started, version 1.2.3`);
    assert.ok(
      lines.includes(
        `${at(10)} fault: ${describeError(new CodedError('EC20_SIM_ABSENT').at('aliyun'), 'console', 'en')}`,
      ),
    );
    assert.ok(lines.includes(`${at(13)} state: online`));
    assert.ok(lines.some((line) => line.endsWith('undelivered messages: 2 not delivered: EC20_EXPIRED')));
    const inChinese = rows(chinese, 'event-lines');
    assert.equal(inChinese[0], `${at(0)} 启动：开始运行，版本 1.2.3`);
    assert.ok(inChinese.includes(`${at(13)} 状态：在线`));
    assert.ok(inChinese.some((line) => line.endsWith('未送达的消息：2 条未送达：EC20_EXPIRED')));
    assert.equal(rows(english, 'events').length, lines.length);
  });

  it('has the plots’ data: the outage as minutes not online, signal, round trips and messages by five minutes', () => {
    const [head = '', ...spans] = rows(english, 'plot-day');
    const columns = head.split(',');
    const table = spans.map((row) => new Map(row.split(',').map((cell, place) => [columns[place], cell])));
    const values = (name: string) => table.map((row) => row.get(name));
    assert.deepEqual(values('at').slice(0, 3), [at(0), at(5), at(10)]);
    assert.deepEqual(
      values('onlineMs').map((ms) => Number(ms) / MINUTE),
      [5, 5, 2, 5, 0, 0, 0, 0],
    );
    assert.deepEqual(values('delivered').slice(0, 4), ['5', '5', '1', '0']);
    assert.deepEqual(values('signalDbm').slice(0, 3), ['-71', '-71', '-71']);
    assert.ok(Number(values('roundTripP50Ms')[2]) > 250);
    assert.equal(rows(english, 'plot-month').length, 2);
  });

  it('says what the data has cost today and this month, what of the budget is left, and how long all this is kept', () => {
    const amounts =
      '1.030 MB on the air (estimate), 1.000 MB of them MQTT, 1.000 MB payload; 1960 messages, as billed';
    const text = chapter(english, 'Data and messages by day');
    assert.ok(text.includes(`- today: ${amounts}\n- this month: ${amounts}\n`), text);
    assert.match(text, /^- budget: 1\.030 MB of 2\.000 MB used, from 2026-\S+Z to 2026-\S+Z$/m);
    assert.match(text, /^- The history is kept in memory only, for a day: .*v20\.1\.0/m);
    const inChinese = chapter(chinese, '每天的流量和消息数');
    assert.ok(
      inChinese.includes(
        '- 今天：空口流量 1.030 MB（估算），其中 MQTT 1.000 MB，消息内容 1.000 MB；消息 1960 条（计费口径）',
      ),
      inChinese,
    );
    assert.match(inChinese, /^- 额度：已用 1\.030 MB，共 2\.000 MB，从 /m);
    assert.match(inChinese, /^- .*内存.*v20\.1\.0/m);
    const [day] = rows(english, 'usage').map((row) => JSON.parse(row) as Record<string, unknown>);
    assert.deepEqual(
      [day?.['day'], day?.['payloadUp'], day?.['messagesUp']],
      ['2026-11-22', 1_000_000, 1960],
    );
  });

  it('has the budget where nothing else is recorded, and counts it in messages', async () => {
    const budget = { limit: 5000, unit: 'messages', used: 120, from: START, to: START, then: 'go' } as const;
    const history = { ...NO_HISTORY, budget: () => budget };
    const report = await reportOn(history, 'zh', START);
    assert.match(report, /没有运行历史/);
    assert.match(report, /^- 额度：已用 120 条消息，共 5000 条消息，从 /m);
    assert.equal(blocksOf(await reportOn(NO_HISTORY, 'en', START)).has('usage'), false);
  });

  it('says so where it can’t be read', async () => {
    const history = historyWith({ outages: () => Promise.reject(new Error('no *such* table')) });
    const report = await reportOn(history, 'en', START);
    assert.match(report, /^The history could not be read: no \\\*such\\\* table$/m);
  });
});
