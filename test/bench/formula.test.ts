import assert from 'node:assert/strict';
import { limitOneAtATime, limitWindowed, type PublishCycle } from '../../bench/formula';

/** The example of the model's description: 32 characters of topic, 256 bytes, 5, 10 and 80 ms, 1 ms for the host. */
const EXAMPLE: PublishCycle = {
  commandBytes: 63,
  payloadBytes: 256,
  promptBytes: 4,
  okBytes: 6,
  ackBytes: 24,
  promptMs: 5,
  okMs: 10,
  ackMs: 80,
  reactionMs: 1,
};

describe('The formula of the line’s limit', () => {
  const rows = [
    { baud: 9600, single: 2.15, two: 2.78, three: 2.78, five: 2.78 },
    { baud: 115_200, single: 7.83, two: 15.7, three: 21.9, five: 21.9 },
    { baud: 460_800, single: 9.55, two: 19.1, three: 28.7, five: 41.4 },
    { baud: 921_600, single: 9.92, two: 19.8, three: 29.7, five: 48.6 },
    { baud: 3_000_000, single: 10.2, two: 20.4, three: 30.6, five: 50.9 },
  ];
  for (const { baud, single, two, three, five } of rows) {
    it(`gives the example's rates at ${baud} baud`, () => {
      const found = [1, 2, 3, 5].map((window) => limitWindowed(EXAMPLE, baud, window));
      for (const [place, wanted] of [single, two, three, five].entries()) {
        const rate = found[place] ?? NaN;
        assert.ok(Math.abs(rate - wanted) / wanted < 0.005, `${rate} instead of ${wanted}`);
      }
      assert.equal(limitOneAtATime(EXAMPLE, baud), found[0]);
    });
  }

  it('knows no wire where there is no limit', () => {
    assert.equal(limitOneAtATime(EXAMPLE, 0), 1000 / (5 + 10 + 80 + 2));
    assert.equal(limitWindowed(EXAMPLE, 0, 100), 1000 / (5 + 10 + 2));
  });

  it('is bound by what comes back where answers are longer than publishes', () => {
    const tiny = {
      ...EXAMPLE,
      commandBytes: 4,
      payloadBytes: 1,
      promptMs: 0,
      okMs: 0,
      ackMs: 0,
      reactionMs: 0,
    };
    const backMs = ((4 + 6 + 24) * 10 * 1000) / 9600;
    assert.ok(Math.abs(limitWindowed(tiny, 9600, 5) * backMs - 1000) < 1e-6);
  });
});
