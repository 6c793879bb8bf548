import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { RateLimit } from '../../src/session/rate-limit';

/** Sends as fast as the limit lets it; returns the moments. */
function send(limit: RateLimit, count: number, qos: 0 | 1 = 1, startMs = 0): number[] {
  const moments: number[] = [];
  let nowMs = startMs;
  for (let message = 0; message < count; message++) {
    nowMs += limit.waitMs(nowMs);
    limit.take(nowMs, qos);
    moments.push(nowMs);
  }
  return moments;
}

function mostInOneSecond(moments: readonly number[]): number {
  return Math.max(...moments.map((from) => moments.filter((at) => at >= from && at < from + 1000).length));
}

describe('the rate of publishes', () => {
  for (const perSecond of [1, 5, 10, 30]) {
    it(`is at most ${perSecond} in any second, and not much less`, () => {
      const moments = send(new RateLimit(perSecond), perSecond * 10);
      assert(mostInOneSecond(moments) <= perSecond);
      assert((moments.at(-1) ?? 0) <= 10_500);
    });
  }

  it('lets the first message and one after a rest leave at once', () => {
    const limit = new RateLimit(5);
    assert.equal(limit.waitMs(1_000), 0);
    limit.take(1_000);
    assert.equal(limit.waitMs(1_000), 200);
    assert.equal(limit.waitMs(1_150), 50);
    assert.equal(limit.waitMs(9_000), 0);
  });

  it('does not save up: after an hour of rest a backlog leaves as evenly as before', () => {
    const limit = new RateLimit(5);
    send(limit, 1);
    assert(mostInOneSecond(send(limit, 50, 1, 3_600_000)) <= 5);
  });

  it('has no bounds where the cloud has no limit', () => {
    for (const limit of [new RateLimit(undefined), new RateLimit(() => undefined)]) {
      assert.equal(send(limit, 1_000).at(-1), 0);
      limit.halve();
      assert.equal(limit.waitMs(0), 0);
    }
  });

  it('keeps any mix of QoS 0 and 1 within both limits', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 120 }), (mix) => {
        const limit = new RateLimit((qos) => (qos === 0 ? 30 : 10));
        let nowMs = 0;
        const sent = mix.map((qos) => {
          nowMs += limit.waitMs(nowMs);
          limit.take(nowMs, qos);
          return { qos, nowMs };
        });
        assert(mostInOneSecond(sent.map((each) => each.nowMs)) <= 30);
        const ones = sent.filter((each) => each.qos === 1).map((each) => each.nowMs);
        if (ones.length > 0) assert(mostInOneSecond(ones) <= 10);
      }),
    );
  });

  it('halves when the module refuses, down to a sixteenth, and comes back step by step', () => {
    const limit = new RateLimit(16);
    const spacing = () => {
      const [first = 0, second = 0] = send(limit, 2, 1, (startMs += 1_000_000));
      return second - first;
    };
    let startMs = 0;
    const falling = Array.from({ length: 6 }, () => {
      limit.halve();
      return Math.floor(spacing());
    });
    assert.deepEqual(falling, [125, 250, 500, 1000, 1000, 1000]);
    const rising = Array.from({ length: 5 }, () => {
      limit.restore();
      return Math.floor(spacing());
    });
    assert.deepEqual(rising, [500, 250, 125, 63, 63]);
  });
});
