import { randomInt } from 'node:crypto';

/** The core's source of randomness, so that a test can repeat a run (rule 11). */
export interface Random {
  /** A number from 0 (included) to 1 (excluded). */
  next(): number;
}

/** Randomness from the system's generator. */
export const systemRandom: Random = { next: () => randomInt(2 ** 47) / 2 ** 47 };

/** A repeatable sequence from `seed` (mulberry32). Not for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return {
    next() {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    },
  };
}

/** An integer from `low` to `high`, both included. */
export function randomInteger(random: Random, low: number, high: number): number {
  return low + Math.floor(random.next() * (high - low + 1));
}
