import assert from 'node:assert/strict';
import { DeviceTime } from '../../src/session/device-time';
import { VirtualClock } from '../support/virtual-clock';

const TRUE_MS = Date.UTC(2026, 10, 25, 12);
const HOUR_MS = 3_600_000;

function clockAt(wallMs: number): VirtualClock {
  const clock = new VirtualClock();
  clock.setWallTime(wallMs);
  return clock;
}

describe('the time of a device', () => {
  it('is this computer’s while no other was reported', () => {
    assert.deepEqual(new DeviceTime(clockAt(TRUE_MS)).now(), {
      utc: TRUE_MS,
      source: 'computer',
      offsetMs: 0,
    });
  });

  it('is unknown on a computer whose clock was never set', () => {
    assert.equal(new DeviceTime(clockAt(Date.UTC(2020, 0, 1))).now(), undefined);
  });

  it('is the network’s where this computer’s is hours behind, as after a power cut without a battery', async () => {
    const clock = clockAt(TRUE_MS - 5 * HOUR_MS);
    const time = new DeviceTime(clock);
    time.learn(TRUE_MS, 'network');
    await clock.advance(90_000);
    assert.deepEqual(time.now(), { utc: TRUE_MS + 90_000, source: 'network', offsetMs: 5 * HOUR_MS });
  });

  it('goes on when the computer’s clock is set meanwhile, and is then the computer’s finer one', async () => {
    const clock = clockAt(0);
    const time = new DeviceTime(clock);
    time.learn(TRUE_MS, 'cloud');
    await clock.advance(1000);
    clock.setWallTime(TRUE_MS + 1400);
    assert.deepEqual(time.now(), { utc: TRUE_MS + 1400, source: 'computer', offsetMs: -400 });
  });

  it('stays the cloud’s when the network says something coarser', () => {
    const time = new DeviceTime(clockAt(0));
    time.learn(TRUE_MS, 'cloud');
    time.learn(TRUE_MS - 30_000, 'network');
    assert.equal(time.now()?.utc, TRUE_MS);
    assert.equal(time.now()?.source, 'cloud');
  });

  it('takes no word of a clock that was never set itself', () => {
    const time = new DeviceTime(clockAt(0));
    time.learn(Date.UTC(1980, 0, 6), 'network');
    assert.equal(time.now(), undefined);
    assert.equal(time.isReported, false);
  });
});
