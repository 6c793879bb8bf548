import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { ConnectLimit } from '../../src/session/connect-limit';

describe('the connects that a cloud allows a device', () => {
  it('are 5 in any 60 s: the sixth waits until the first is a minute old', () => {
    const limit = new ConnectLimit();
    for (const atMs of [0, 1_000, 2_000, 3_000, 4_000]) {
      assert.equal(limit.waitMs('a', 5, atMs), 0);
      limit.note('a', atMs);
    }
    assert.equal(limit.waitMs('a', 5, 5_000), 55_000);
    assert.equal(limit.waitMs('a', 5, 59_999), 1);
    assert.equal(limit.waitMs('a', 5, 60_000), 0);
  });

  it('are counted for each device alone, and not where the cloud has no limit', () => {
    const limit = new ConnectLimit();
    for (let connect = 0; connect < 6; connect++) limit.note('a', 0);
    assert.equal(limit.waitMs('b', 5, 1), 0);
    assert.equal(limit.waitMs('a', undefined, 1), 0);
    assert(limit.waitMs('a', 5, 1) > 0);
  });

  it('never exceed the limit when a device always waits as required', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 70_000 }), { maxLength: 60 }), (pauses) => {
        const limit = new ConnectLimit();
        const connects: number[] = [];
        let nowMs = 0;
        for (const pauseMs of pauses) {
          nowMs += pauseMs;
          nowMs += limit.waitMs('a', 5, nowMs);
          limit.note('a', nowMs);
          connects.push(nowMs);
        }
        for (const [index, atMs] of connects.entries()) {
          const sixth = connects[index + 5];
          if (sixth !== undefined) assert(sixth - atMs >= 60_000);
        }
      }),
    );
  });

  it('are forgotten after a minute, for devices that never come again too', () => {
    const limit = new ConnectLimit();
    for (let device = 0; device < 100; device++) limit.note(`device ${device}`, 0);
    assert.equal(limit.size, 100);
    limit.note('another', 60_000);
    assert.equal(limit.size, 1);
  });
});
