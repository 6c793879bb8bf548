import assert from 'node:assert/strict';
import { RateLimit } from '../../src/session/rate-limit';
import { DeviceTime } from '../../src/session/device-time';
import { VirtualClock } from '../support/virtual-clock';
import { VirtualDevice } from '../support/virtual-device';
import { Box, numbers } from './box';
import { PlayedQueue } from './played-queue';

const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 24 * HOUR_MS;
const START_MS = Date.UTC(2026, 10, 22);

/** What NTP, a person or a dead battery does to this computer’s clock. */
const JUMPS: readonly (readonly [what: string, wallMs: number])[] = [
  ['an hour forward', START_MS + HOUR_MS],
  ['an hour back', START_MS - HOUR_MS],
  ['a day back', START_MS - 24 * HOUR_MS],
  ['ten years forward', START_MS + 10 * YEAR_MS],
  ['ten years back', START_MS - 10 * YEAR_MS],
  ['to 1970', 0],
  ['to the year 2106', Date.UTC(2106, 1, 8)],
];

describe('this computer’s clock jumps', () => {
  for (const [what, wallMs] of JUMPS) {
    describe(what, () => {
      for (const durable of [false, true]) {
        it(`messages in the ${durable ? 'file' : 'memory'} expire after their lifetime, not sooner or later`, async () => {
          const clock = new VirtualClock(START_MS);
          const queue = new PlayedQueue(clock, { durable });
          const box = await Box.opened({ clock, queue, ttlMs: HOUR_MS });
          box.add(3);
          await clock.advance(HOUR_MS / 2);
          clock.setWallTime(wallMs);
          await clock.advance(HOUR_MS / 2 - 1000);
          assert.equal(box.settled.size, 0);
          assert.equal(Math.round(box.outbox.oldestMs / 60_000), 60);
          await clock.advance(2000);
          assert.deepEqual(
            box.told.filter((each) => each.includes('EXPIRED')),
            numbers(1, 3).map((number) => `${number} EC20_EXPIRED`),
          );
        });
      }

      it('a session stays online, sends at its rate and on time, and knows the time', async () => {
        const device = new VirtualDevice({}, () => ({ maxRate: 5 }));
        const { session, clock } = device;
        await device.online();
        await clock.advance(120_000);
        const { reconnects } = session.snapshot().counters;
        const sent = numbers(1, 20).map((number) => device.publish(String(number)));
        await clock.advance(1000);
        clock.setWallTime(wallMs);
        const jumpedMs = clock.now();
        await clock.until(() => sent.every(({ delivered }) => delivered.length === 1), 60_000, 'all of them');
        const tookMs = clock.now() - jumpedMs;
        assert(tookMs > 1500 && tookMs < 10_000, `${tookMs} ms`);
        assert.deepEqual(
          device.arrivals.map(({ payload }) => Number(payload.toString())),
          numbers(1, 20),
        );
        await clock.advance(HOUR_MS);
        assert.deepEqual(
          [session.snapshot().state, session.snapshot().counters.reconnects, device.faults],
          ['online', reconnects, []],
        );
        await device.close();
      });

      it('a time from the cloud is kept, and goes on as fast as time does', async () => {
        const clock = new VirtualClock(START_MS);
        const time = new DeviceTime(clock);
        time.learn(START_MS, 'cloud');
        clock.setWallTime(wallMs);
        await clock.advance(HOUR_MS);
        assert.equal(time.now()?.utc, START_MS + HOUR_MS);
      });
    });
  }

  it('the rate depends on no clock that can be set: one that stands still holds nothing for ever', () => {
    const limit = new RateLimit(5);
    limit.take(1000);
    assert(limit.waitMs(1000) <= 200);
    assert.equal(limit.waitMs(1000 + YEAR_MS), 0);
  });
});

describe('a disk that takes 30 s for each write', () => {
  it('neither loses nor reorders messages, and each is accepted with the first write after it', async () => {
    const clock = new VirtualClock();
    const queue = new PlayedQueue(clock, { operationMs: 30_000 });
    const box = await Box.opened({ clock, queue });
    box.add(10);
    await clock.advance(10_000);
    assert.deepEqual(box.told, []);
    box.add(10);
    await clock.advance(21_000);
    assert.deepEqual(
      box.told,
      numbers(1, 10).map((number) => `${number} accepted`),
    );
    // Those that came during the first write are in the second, whatever their number.
    await clock.advance(62_000);
    assert.deepEqual(
      box.told,
      numbers(1, 20).map((number) => `${number} accepted`),
    );
    assert.equal(queue.writes, 2);
  });

  it('delays no delivery: a message is accepted with its delivery at the latest, in order', async () => {
    const device = new VirtualDevice({}, ({ clock }) => ({
      queue: new PlayedQueue(clock, { operationMs: 30_000 }),
    }));
    await device.online(120_000);
    const first = numbers(1, 5).map((number) => device.publish(String(number)));
    await device.clock.advance(1000);
    const second = numbers(6, 10).map((number) => device.publish(String(number)));
    await device.clock.advance(10_000);
    const all = [...first, ...second];
    assert.deepEqual(
      all.map(({ accepted, delivered, failed }) => [accepted, delivered.length, failed.length]),
      all.map(() => [1, 1, 0]),
    );
    await device.clock.advance(300_000);
    assert.deepEqual(
      device.arrivals.map(({ payload }) => Number(payload.toString())),
      numbers(1, 10),
    );
    assert.equal(device.session.snapshot().queue.length, 0);
    await device.clock.settle(device.session.close(), 200_000, 'the close');
  });
});
