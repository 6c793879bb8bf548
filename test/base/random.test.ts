import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Random, randomInteger, seededRandom, systemRandom } from '../../src/base/random';

/** `count` numbers from one source. */
function draw(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => random.next());
}

const always = (value: number): Random => ({ next: () => value });

/** The largest number below 1: the highest that a source may return. */
const HIGHEST = 1 - Number.EPSILON / 2;

describe('random numbers', () => {
  for (const [name, random] of [
    ['system', systemRandom],
    ['seeded', seededRandom(2026)],
  ] as const) {
    it(`${name}: lie between 0 (included) and 1 (excluded) and differ`, () => {
      const numbers = draw(random, 1000);
      assert.ok(numbers.every((number) => number >= 0 && number < 1));
      assert.ok(new Set(numbers).size > 900);
    });
  }

  it('seeded: spread evenly', () => {
    const tenths = new Array<number>(10).fill(0);
    for (const number of draw(seededRandom(1), 10_000)) {
      const tenth = Math.floor(number * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    assert.ok(
      tenths.every((count) => count > 850 && count < 1150),
      tenths.join(),
    );
  });

  it('seeded: the same seed repeats the run, another one does not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 2 }), (seed) => {
        assert.deepEqual(draw(seededRandom(seed), 5), draw(seededRandom(seed), 5));
        assert.notDeepEqual(draw(seededRandom(seed), 5), draw(seededRandom(seed + 1), 5));
      }),
    );
  });

  it('a whole number never leaves its bounds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1000, max: 1000 }),
        fc.nat(70_000),
        fc.double({ min: 0, max: HIGHEST, noNaN: true }),
        (low, width, chance) => {
          const number = randomInteger(always(chance), low, low + width);
          assert.ok(Number.isInteger(number) && number >= low && number <= low + width, String(number));
        },
      ),
    );
  });

  it('a whole number reaches both its bounds', () => {
    assert.equal(randomInteger(always(0), 1, 65_535), 1);
    assert.equal(randomInteger(always(HIGHEST), 1, 65_535), 65_535);
  });
});
