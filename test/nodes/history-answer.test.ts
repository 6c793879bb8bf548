import assert from 'node:assert/strict';
import type { Reader } from '../../nodes/shared/recorded-reason';
import { historyAnswer, pointsFor } from '../../nodes/status/history-answer';
import type { Subject } from '../../nodes/status/history-request';
import type { HistoryEvent, HistoryReader, HistorySample } from '../../src/history/history';

const MINUTE = 60_000;
const BEGIN = Date.UTC(2026, 10, 29);
const NOW = BEGIN + 600 * MINUTE;
const ENGLISH: Reader = { place: 'node', language: 'en', server: 'aliyun' };
const CHINESE: Reader = { ...ENGLISH, language: 'zh' };
const ABSENT = { code: 'EC20_SIM_ABSENT', params: {}, phrases: {} };

function sample(minute: number, more: Partial<HistorySample> = {}): HistorySample {
  return {
    at: BEGIN + minute * MINUTE,
    spanMs: MINUTE,
    recordedMs: MINUTE,
    onlineMs: MINUTE,
    signalDbm: -71,
    lowestSignalDbm: -80,
    roundTripP50Ms: 90,
    roundTripP95Ms: 240,
    queueLength: 3,
    counts: {
      accepted: 7,
      delivered: 6,
      failed: 1,
      received: 2,
      payloadUp: 600,
      payloadDown: 80,
      airUp: 1400,
      airDown: 700,
    },
    ...more,
  };
}

/** A history with a gap of three minutes, an outage that is over, and one that lasts. */
const HISTORY: HistoryReader = {
  keeping: { where: 'memory', days: 1, notice: undefined },
  samples: () =>
    Promise.resolve([
      sample(0),
      sample(1, { signalDbm: undefined, onlineMs: 30_000 }),
      sample(5, { recordedMs: 0 }),
    ]),
  events: () =>
    Promise.resolve([
      { at: BEGIN, kind: 'started', version: '1.0.0' },
      { at: BEGIN + 1, kind: 'state', state: 'online', reason: undefined },
      { at: BEGIN + 2, kind: 'fault', reason: ABSENT, traceId: 4 },
      { at: BEGIN + 3, kind: 'fault', reason: { ...ABSENT, code: 'EC20_OF_TOMORROW' }, traceId: undefined },
      { at: BEGIN + 4, kind: 'network', operator: 'CHINA MOBILE', technology: 'FDD LTE', band: 'BAND 3' },
      { at: BEGIN + 5, kind: 'clock', byMs: -1500 },
    ]),
  outages: () =>
    Promise.resolve([
      { from: BEGIN, to: BEGIN + 90_000, reason: ABSENT },
      { from: NOW - 5 * MINUTE, to: undefined, reason: ABSENT },
    ]),
  usage: () =>
    Promise.resolve([
      {
        day: '2026-11-29',
        payloadUp: 1,
        payloadDown: 2,
        mqttUp: 3,
        mqttDown: 4,
        airUp: 5,
        airDown: 6,
        messagesUp: 7,
        messagesDown: 8,
        moduleUp: 9,
        moduleDown: undefined,
      },
    ]),
  budget: () => undefined,
  faultTraces: () => Promise.resolve([]),
};

function ask(what: Subject, reader = ENGLISH) {
  return pointsFor(HISTORY, { what, from: BEGIN, to: NOW, spanMs: MINUTE }, reader, NOW);
}

describe('What ec20-status says of the past', () => {
  it('is a point for each sample of a curve, and a broken line where nothing is known or recorded', async () => {
    const points = await ask('signal');
    const signal = points.filter(({ series }) => series === 'signal');
    assert.deepEqual(
      signal.map(({ x, y }) => [(x - BEGIN) / MINUTE, y]),
      [
        [0, -71],
        [1, null],
        [2, null],
        [5, -71],
      ],
    );
    assert.deepEqual([...new Set(points.map(({ topic }) => topic))], ['signal, dBm', 'lowest, dBm']);
    const chinese = await ask('signal', CHINESE);
    assert.deepEqual([...new Set(chinese.map(({ topic }) => topic))], ['信号 dBm', '最低 dBm']);
    assert.deepEqual([...new Set(chinese.map(({ series }) => series))], ['signal', 'lowest']);
  });

  const FIRST: readonly (readonly [Subject, Readonly<Record<string, number>>])[] = [
    ['roundTrip', { p50: 90, p95: 240 }],
    ['queue', { queue: 3 }],
    ['messages', { delivered: 6, failed: 1, received: 2 }],
    ['data', { airUp: 1400, airDown: 700, payloadUp: 600, payloadDown: 80 }],
    ['online', { online: 100 }],
  ];
  for (const [what, values] of FIRST) {
    it(`has each curve of ${what}`, async () => {
      const first = (await ask(what)).filter(({ x }) => x === BEGIN);
      assert.deepEqual(Object.fromEntries(first.map(({ series, y }) => [series, y])), values);
    });
  }

  it('is the share of the time that was recorded during which the device was online', async () => {
    assert.deepEqual(
      (await ask('online')).map(({ y }) => y),
      [100, 50, null, null],
    );
  });

  it('is each outage with its minutes, its reason and its cure; one that lasts ends now', async () => {
    const [over, lasting] = await ask('outages');
    assert.ok(over !== undefined && lasting !== undefined);
    assert.deepEqual(
      [over.x, over.y, over['from'], over['to'], over['durationMs'], over['code'], over.series],
      [BEGIN, 1.5, BEGIN, BEGIN + 90_000, 90_000, 'EC20_SIM_ABSENT', 'EC20_SIM_ABSENT'],
    );
    assert.match(String(over['reason']), /SIM/);
    assert.notEqual(over.topic, '');
    assert.deepEqual([lasting.y, lasting['to']], [5, null]);
    assert.match(String((await ask('outages', CHINESE))[0]?.['reason']), /没有.*卡|SIM 卡/);
  });

  it('is each event in words, a code of another version as it is', async () => {
    const events = await ask('events');
    assert.deepEqual(
      events.map(({ y, series }) => [y, series]),
      ['started', 'state', 'fault', 'fault', 'network', 'clock'].map((kind) => [1, kind]),
    );
    const texts = events.map(({ text }) => text);
    assert.match(String(texts[0]), /1\.0\.0/);
    assert.equal(texts[1], 'online');
    assert.match(String(texts[2]), /SIM/);
    assert.deepEqual(texts.slice(3), [
      'EC20_OF_TOMORROW',
      'CHINA MOBILE FDD LTE BAND 3',
      'the clock was set by -1.5 s',
    ]);
    for (const { text } of await ask('events', CHINESE)) assert.notEqual(text, '');
  });

  it('is each event of a file that a newer version has written, also of a kind or a state that is unknown here', async () => {
    const later = [
      { at: BEGIN, kind: 'landed', where: 'Mars' },
      { at: BEGIN, kind: 'constructor' },
      { at: BEGIN, kind: 'state', state: 'orbiting', reason: undefined },
    ] as unknown as readonly HistoryEvent[];
    const history = { ...HISTORY, events: () => Promise.resolve(later) };
    const request = { what: 'events', from: BEGIN, to: NOW, spanMs: MINUTE } as const;
    const points = await pointsFor(history, request, ENGLISH, NOW);
    assert.deepEqual(
      points.map(({ topic, series, text }) => [topic, series, text]),
      [
        ['landed', 'landed', 'landed'],
        ['constructor', 'constructor', 'constructor'],
        ['state', 'state', 'orbiting'],
      ],
    );
    assert.equal(points[0]?.['where'], 'Mars');
  });

  it('is each day’s data, every number beside it', async () => {
    const points = await ask('usage');
    assert.deepEqual(
      points.map(({ x, y, series }) => [x, y, series]),
      [
        [new Date(2026, 10, 29).getTime(), 5, 'airUp'],
        [new Date(2026, 10, 29).getTime(), 6, 'airDown'],
      ],
    );
    const { day, messagesUp, moduleUp, moduleDown } = points[0] ?? assert.fail();
    assert.deepEqual([day, messagesUp, moduleUp, moduleDown], ['2026-11-29', 7, 9, null]);
  });

  it('is an object with each of several subjects', async () => {
    const times = { from: BEGIN, to: NOW, spanMs: MINUTE };
    const both = (['queue', 'outages'] as const).map((what) => ({ what, ...times }));
    assert.deepEqual(await historyAnswer(HISTORY, both, ENGLISH, NOW), {
      queue: await ask('queue'),
      outages: await ask('outages'),
    });
    assert.deepEqual(
      await historyAnswer(HISTORY, { what: 'queue', ...times }, ENGLISH, NOW),
      await ask('queue'),
    );
  });

  it('is plain JSON, of which a flow may change every part', async () => {
    const points = await ask('outages');
    assert.deepEqual(JSON.parse(JSON.stringify(points)), points);
    for (const point of points) Object.assign(point, { y: 0 });
    assert.equal((await ask('outages'))[0]?.y, 1.5);
  });

  it('is an error where nothing is recorded', async () => {
    const off: HistoryReader = { ...HISTORY, keeping: { where: 'off', days: 0, notice: undefined } };
    await assert.rejects(
      historyAnswer(off, { what: 'signal', from: BEGIN, to: NOW, spanMs: MINUTE }, ENGLISH, NOW),
      { code: 'EC20_HISTORY_OFF' },
    );
  });
});
