import assert from 'node:assert/strict';
import { historyReading, type WatchedDevice } from '../../nodes/console/overview-answer';
import { RANGE_NAMES, type RangeName, RANGES, rangeNamed } from '../../nodes/console/history-reading';
import type { HistoryReader, Outage, UsageDay } from '../../src/history/history';
import { historyWith, sampleWith, snapshotWith } from './made-up-device';

const DAY_MS = 86_400_000;
/** A local noon: what is of this day does not depend on the time zone of the test. */
const NOW = new Date(2026, 10, 29, 12).getTime();

function device(history: Partial<HistoryReader>): WatchedDevice {
  return { server: 'aliyun', history: historyWith(history), snapshot: () => snapshotWith() };
}

interface Question {
  readonly range?: RangeName;
  readonly since?: number;
  readonly zh?: boolean;
}

function read(history: Partial<HistoryReader>, { range = 'day', since = 0, zh = false }: Question = {}) {
  return historyReading(device(history), { range, since, language: zh ? 'zh' : 'en', now: NOW });
}

function outage(from: number, to: number | undefined, code: string): Outage {
  return { from, to, reason: { code, params: {}, phrases: {} } };
}

function usageDay(day: string, changes: Partial<UsageDay> = {}): UsageDay {
  return {
    day,
    payloadUp: 100,
    payloadDown: 10,
    mqttUp: 200,
    mqttDown: 20,
    airUp: 300,
    airDown: 30,
    messagesUp: 5,
    messagesDown: 1,
    moduleUp: undefined,
    moduleDown: undefined,
    ...changes,
  };
}

describe('What the overview reads of a history', () => {
  it('is one range to the present moment, its points within whole spans, and only those that are new', async () => {
    for (const name of RANGE_NAMES) {
      const { lengthMs, spanMs } = RANGES[name];
      const asked: number[][] = [];
      const samples = (...question: number[]) => {
        asked.push(question);
        return Promise.resolve([sampleWith({ at: NOW - spanMs, spanMs })]);
      };
      const reading = await read({ samples }, { range: name });
      assert.equal(reading.from % spanMs, 0, name);
      assert.ok(NOW - reading.from >= lengthMs && NOW - reading.from < lengthMs + spanMs, name);
      assert.ok(lengthMs / spanMs <= 360, name);
      assert.deepEqual(reading.samples, [
        { at: NOW - spanMs, spanMs, recordedMs: spanMs, onlineMs: spanMs, signal: -71, lowest: -80, p50: 300, p95: 900, queue: 0, delivered: 6, failed: 0, received: 1 },
      ]); // prettier-ignore
      await read({ samples }, { range: name, since: NOW - spanMs });
      await read({ samples }, { range: name, since: 1 });
      assert.deepEqual(asked, [
        [reading.from, NOW + 1, spanMs],
        [NOW - spanMs, NOW + 1, spanMs],
        [reading.from, NOW + 1, spanMs],
      ]);
    }
  });

  it('is a day where the range has no such name', () => {
    assert.deepEqual(['hour', 'week', 'constructor', '', undefined, ['hour']].map(rangeNamed), [
      'hour',
      'week',
      'day',
      'day',
      'day',
      'day',
    ]);
  });

  it('tells of each outage in the language of the reader, the newest first', async () => {
    const history = {
      outages: () =>
        Promise.resolve([
          outage(NOW - 5000, NOW - 4000, 'EC20_SIM_ABSENT'),
          outage(NOW - 1000, undefined, 'EC20_NOT_REGISTERED'),
        ]),
    };
    const { outages, outagesLeft } = await read(history);
    assert.equal(outagesLeft, 0);
    assert.deepEqual(
      outages.map(({ from, to, code }) => [from, to, code]),
      [
        [NOW - 1000, null, 'EC20_NOT_REGISTERED'],
        [NOW - 5000, NOW - 4000, 'EC20_SIM_ABSENT'],
      ],
    );
    assert.match(outages[1]?.what ?? '', /SIM card/);
    assert.notEqual(outages[1]?.cure, '');
    const chinese = (await read(history, { zh: true })).outages;
    assert.match(chinese[1]?.what ?? '', /SIM 卡/);
    assert.match(chinese[1]?.cure ?? '', /[\u4e00-\u9fff]/);
  });

  it('names the code of an outage that a later version has recorded, and shows what it has in it', async () => {
    for (const code of ['EC20_OF_TOMORROW', 'constructor']) {
      const { outages } = await read({ outages: () => Promise.resolve([outage(0, 1, code)]) });
      assert.deepEqual(outages, [{ from: 0, to: 1, code, what: code, cure: '' }]);
    }
  });

  it('is bounded: of many outages the newest hundred, and how many are left out', async () => {
    const many = Array.from({ length: 250 }, (_, place) => outage(place, place + 1, 'EC20_SIM_ABSENT'));
    const { outages, outagesLeft } = await read({ outages: () => Promise.resolve(many) });
    assert.deepEqual(
      [outages.length, outagesLeft, outages[0]?.from, outages.at(-1)?.from],
      [100, 150, 249, 150],
    );
  });

  it('counts today and the month of the calendar, or that of the budget', async () => {
    const asked: number[] = [];
    const days = [usageDay('2026-11-28', { moduleUp: 1000, moduleDown: 500 }), usageDay('2026-11-29')];
    const usage = (from: number) => {
      asked.push(from);
      return Promise.resolve(days);
    };
    const { usage: used } = await read({ usage });
    assert.deepEqual(used, {
      today: { payload: 110, mqtt: 220, air: 330, messages: 6, module: null },
      month: { payload: 220, mqtt: 440, air: 660, messages: 12, module: 1500 },
    });
    const budget = {
      unit: 'MB',
      limit: 30,
      used: 12,
      from: NOW - 3 * DAY_MS,
      to: NOW + DAY_MS,
      then: 'go',
    } as const;
    const withBudget = await read({ usage, budget: () => budget });
    assert.deepEqual(withBudget.budget, budget);
    assert.deepEqual(asked, [new Date(2026, 10, 1).getTime(), budget.from]);
    const without = await read({});
    assert.equal('usage' in without || 'budget' in without, false);
  });

  it('says why there is less than the settings ask for', async () => {
    const notice = { code: 'EC20_SQLITE_MISSING', params: {}, phrases: {} };
    const keeping = { where: 'memory', days: 1, notice } as const;
    const reading = await read({ keeping }, { zh: true });
    assert.deepEqual([reading.where, reading.days], ['memory', 1]);
    assert.notEqual(reading.notice, '');
    assert.equal((await read({})).notice, '');
  });

  it('has the stages of this moment', async () => {
    const { stages, state, deployed } = await read({});
    assert.deepEqual([stages.length, state, deployed], [7, 'online', true]);
  });
});
