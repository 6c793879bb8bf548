import assert from 'node:assert/strict';
import {
  columnsOf,
  merged,
  onlineShare,
  placeOf,
  recordedSpans,
  summaryOf,
} from '../../nodes/console/editor/plot-data';
import { ReadingPace } from '../../nodes/console/editor/reading-pace';
import { bytesText, percentText, usedShare, valueText } from '../../nodes/console/editor/shown-number';
import { axisText, endText, lengthText, momentText } from '../../nodes/console/editor/shown-time';
import type { Words } from '../../nodes/shared/editor/words';
import { plotSample } from '../../nodes/console/history-reading';
import { sampleWith } from './made-up-device';

const MINUTE_MS = 60_000;

/** The key's end with its values. */
const _: Words = (key, values) => `${key.replace(/^.*\./, '')} ${Object.values(values ?? {}).join()}`;

const sample = (minute: number, changes: Parameters<typeof sampleWith>[0] = {}) =>
  plotSample(sampleWith({ at: minute * MINUTE_MS, ...changes }));

describe('The overview’s plots', () => {
  it('keep what they have, take what is new in its place, and let go of what is past', () => {
    const known = [sample(1), sample(2), sample(3, { queueLength: 1 })];
    const now = merged(known, [sample(3, { queueLength: 7 }), sample(4)], 2 * MINUTE_MS);
    assert.deepEqual(
      now.map(({ at, queue }) => [at / MINUTE_MS, queue]),
      [
        [2, 0],
        [3, 7],
        [4, 0],
      ],
    );
  });

  it('interrupt their lines where nothing was recorded, and end a span where it ends', () => {
    const samples = [
      sample(1),
      sample(2, { signalDbm: undefined }),
      sample(5),
      sample(6, { recordedMs: 0, onlineMs: 0 }),
    ];
    assert.deepEqual(columnsOf(['signal', 'queue'], samples), [
      [60, 120, 180, 300, 360, 420],
      [-71, null, null, -71, null, null],
      [0, 0, null, 0, null, null],
    ]);
    assert.deepEqual(columnsOf(['queue'], []), [[], []]);
  });

  it('join neighbouring spans of recording, to the present moment at most', () => {
    const samples = [sample(1), sample(2), sample(4), sample(5, { recordedMs: 0 }), sample(6)];
    assert.deepEqual(recordedSpans(samples, 6.5 * MINUTE_MS), [
      { from: MINUTE_MS, to: 3 * MINUTE_MS },
      { from: 4 * MINUTE_MS, to: 5 * MINUTE_MS },
      { from: 6 * MINUTE_MS, to: 6.5 * MINUTE_MS },
    ]);
  });

  it('know the share of the recorded time that was online', () => {
    assert.equal(onlineShare([sample(1), sample(2, { onlineMs: 0 })]), 0.5);
    assert.equal(onlineShare([sample(1, { recordedMs: 0, onlineMs: 0 })]), undefined);
    assert.equal(onlineShare([]), undefined);
  });

  it('are summed up in numbers, without what is not known', () => {
    const samples = [
      sample(1, { queueLength: 4 }),
      sample(2, { queueLength: 1, signalDbm: undefined }),
      sample(3, { recordedMs: 0, queueLength: 9 }),
    ];
    assert.deepEqual(summaryOf('queue', samples), { lowest: 1, mean: 2.5, highest: 4, latest: 1, total: 5 });
    assert.equal(summaryOf('signal', samples)?.latest, -71);
    assert.equal(summaryOf('signal', [sample(1, { signalDbm: undefined })]), undefined);
  });

  it('place a band by its share of the range, cut at both edges', () => {
    const range = { from: 0, to: 64 };
    assert.deepEqual(placeOf(range, { from: 16, to: 32 }), { left: '25%', width: '25%' });
    assert.deepEqual(placeOf(range, { from: -9, to: 32 }), { left: '0%', width: '50%' });
    assert.deepEqual(placeOf(range, { from: 48, to: 500 }), { left: '75%', width: '25%' });
  });
});

describe('The overview’s readings', () => {
  it('follow each change while a session comes online', () => {
    const pace = new ReadingPace();
    pace.takes(0, true);
    const taken: number[] = [];
    for (let ms = 500; ms <= 12_000; ms += 500) {
      if (ms % 2000 === 0) pace.news();
      if (pace.takes(ms, true)) taken.push(ms);
    }
    assert.deepEqual(taken, [2000, 4000, 6000, 8000, 10_000, 12_000]);
  });

  it('are one in ten seconds where changes do not end, and only on screen', () => {
    const pace = new ReadingPace();
    assert.equal(pace.takes(0, false), false);
    assert.equal(pace.takes(500, true), true);
    const taken: number[] = [];
    for (let ms = 1000; ms <= 600_500; ms += 500) {
      pace.news();
      if (pace.takes(ms, true)) taken.push(ms);
    }
    assert.equal(
      taken.length,
      65,
      'six at once, and one in each of the 59 periods of ten seconds that have passed by then',
    );
    const gaps = taken.slice(1).map((ms, place) => ms - (taken[place] ?? 0));
    assert.ok(gaps.every((gap) => gap >= 1000));
    pace.news();
    for (let ms = 601_000; ms <= 900_000; ms += 500) assert.equal(pace.takes(ms, false), false);
    assert.equal(pace.takes(900_500, true), true);
  });

  it('come once a minute without news, and at once when something else is to be shown', () => {
    const pace = new ReadingPace();
    pace.takes(0, true);
    const taken: number[] = [];
    for (let ms = 500; ms <= 180_000; ms += 500) if (pace.takes(ms, true)) taken.push(ms);
    assert.deepEqual(taken, [60_000, 120_000, 180_000]);
    pace.ask();
    assert.equal(pace.takes(180_500, true), true);
    assert.equal(pace.takes(181_000, true), false);
  });
});

describe('The overview’s words and numbers', () => {
  it('are lengths in their two largest units', () => {
    const texts = [0, 1499, 59_999, 90_000, 3_600_000, 4_200_000, 90_000_000, 172_800_000].map((ms) =>
      lengthText(_, ms),
    );
    assert.deepEqual(texts, [
      'seconds 0',
      'seconds 1',
      'seconds 60',
      'minutesAnd 1,30',
      'hours 1',
      'hoursAnd 1,10',
      'daysAnd 1,1',
      'days 2',
    ]);
  });

  it('are values with their unit', () => {
    assert.equal(valueText('en-US', 'dbm', -71), '-71 dBm');
    assert.equal(valueText('en-US', 'ms', 999.6), '1,000 ms');
    assert.equal(valueText('en-US', 'ms', 340), '340 ms');
    assert.equal(valueText('zh-CN', 'ms', 340), '340 毫秒');
    assert.equal(valueText('zh-CN', 'ms', 1240), '1.2 秒');
    assert.equal(valueText('en-US', 'count', 12_345), '12,345');
    assert.equal(valueText('en-US', 'count', 2.55), '2.6');
    assert.deepEqual(
      [999, 1500, 12_340_000].map((bytes) => bytesText('en-US', bytes)),
      ['999 B', '1.5 kB', '12.3 MB'],
    );
    assert.deepEqual(
      [1, 0.99999, 0.987, 0].map((share) => percentText('en-US', share)),
      ['100%', '99.9%', '98.7%', '0%'],
    );
  });

  it('are a budget’s share, also of one that allows nothing', () => {
    const budget = { unit: 'MB', from: 0, to: 1, then: 'go' } as const;
    assert.equal(usedShare({ ...budget, limit: 30, used: 24 }), 0.8);
    assert.equal(usedShare({ ...budget, limit: 0, used: 0 }), 1);
  });

  it('are moments by the calendar of the language, at midnight too', () => {
    const midnight = new Date(2026, 10, 29).getTime();
    assert.equal(momentText('en-US', midnight), 'Nov 29, 00:00');
    assert.equal(momentText('zh-CN', midnight), '11月29日 00:00');
    assert.equal(endText('en-US', midnight, midnight + 60 * MINUTE_MS), '01:00');
    assert.equal(endText('en-US', midnight - 1, midnight), 'Nov 29, 00:00');
    assert.equal(axisText('en-US', 'hour')(midnight), '00:00');
    assert.equal(axisText('zh-CN', 'month')(midnight), '11/29');
  });
});
