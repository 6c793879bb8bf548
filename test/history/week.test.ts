import assert from 'node:assert/strict';
import { seededRandom } from '../../src/base/random';
import type { ErrorCode } from '../../src/errors/catalogue';
import { bucketOf, BUCKETS, percentile } from '../../src/history/round-trip-buckets';
import { Recorder } from '../../src/history/recorder';
import { VirtualClock } from '../support/virtual-clock';
import { PlayedSession } from './played-session';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 10, 22);

/** Hour of the week, minutes, cause. */
const OUTAGES: readonly (readonly [number, number, ErrorCode])[] = [
  [30, 90, 'EC20_REGISTRATION_DENIED'],
  [75, 12, 'EC20_SIM_ABSENT'],
  [140, 240, 'EC20_OPEN_DNS'],
];

describe('A week of a device', () => {
  it('with three outages of different causes is read off: when, for how long, why', async () => {
    const clock = new VirtualClock(START);
    const recorder = new Recorder({ clock, version: '1', store: undefined });
    const session = new PlayedSession(clock, recorder);
    session.connect();
    for (let hour = 0; hour < 7 * 24; hour++) {
      const due = OUTAGES.find(([begin]) => begin === hour);
      if (due === undefined) {
        await clock.advance(HOUR);
        continue;
      }
      const [, minutes, code] = due;
      session.be('waiting', 'EC20_LINK_PEER_CLOSED');
      for (let minute = 0; minute < minutes; minute += 2) {
        session.be('opening', session.snapshot().error?.code);
        session.be('failed', code);
        await clock.advance(2 * MINUTE);
      }
      session.connect();
      hour += Math.ceil(minutes / 60) - 1;
      await clock.advance(Math.ceil(minutes / 60) * HOUR - minutes * MINUTE);
    }
    const found = await recorder.reader.outages(START, START + 7 * DAY);
    assert.deepEqual(
      found.map(({ from, to = NaN, reason }) => [(from - START) / HOUR, (to - from) / MINUTE, reason.code]),
      OUTAGES,
    );
    await session.end();
  });
});

describe('Round trips', () => {
  it('have their median and 95 % within a tenth, whatever their lengths', () => {
    const random = seededRandom(7);
    const lengths = Array.from({ length: 5000 }, () => 15 * Math.exp(random.next() * 8)).sort(
      (one, two) => one - two,
    );
    const counts = new Uint32Array(BUCKETS);
    for (const ms of lengths) counts[bucketOf(ms)] = (counts[bucketOf(ms)] ?? 0) + 1;
    for (const share of [0.5, 0.95]) {
      const exact = lengths[Math.ceil(lengths.length * share) - 1] ?? NaN;
      const told = percentile(counts, share) ?? NaN;
      assert(Math.abs(told - exact) <= exact / 10 + 1, `${told} for ${exact}`);
    }
    assert.equal(percentile(new Uint32Array(BUCKETS), 0.5), undefined);
  });
});
