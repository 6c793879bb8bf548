import assert from 'node:assert/strict';
import { LINE_FAULTS, MODULE_FAULTS, NETWORK_FAULTS } from './faults';
import { Tally } from './tally';
import { type DryRun, type Outcome, closing, cutEverywhere, dryRun, trial } from './trial';

/** Randomness of the module and of where in a chunk a fault is injected. */
const SEED = 1;
/** A fault that would take too long at every point is injected at this many, evenly spread. */
const MAX_POINTS = 80;

describe('Rules 4–9, 12–14: one fault, at each point from bring-up to the last settlement', function () {
  this.timeout(120_000);
  const tally = new Tally();
  let dry: DryRun;

  before(async () => {
    dry = await dryRun(SEED);
  });

  after(() => console.log(`\n${tally.table}\n`));

  /** Runs and counts; fails with the first few problems, each with its point. */
  async function each<P>(points: readonly P[], attempt: (point: P) => Promise<Outcome>): Promise<void> {
    assert.ok(points.length > 0, 'there are points');
    const problems: string[] = [];
    for (const point of points) {
      const outcome = await attempt(point);
      tally.add(outcome.row);
      for (const problem of outcome.problems) problems.push(`${describePoint(point)}: ${problem}`);
    }
    assert.deepEqual(problems.slice(0, 10), [], `${problems.length} problems`);
  }

  it('without a fault all goes well, with a full window', () => {
    assert.deepEqual(dry.problems, []);
    assert.equal(dry.largestWindow, 5);
    assert.ok(dry.crossings.length > 150, `${dry.crossings.length} points`);
  });

  for (const [what, faults] of [
    ['the line', LINE_FAULTS],
    ['the module', MODULE_FAULTS],
    ['the network', NETWORK_FAULTS],
  ] as const) {
    describe(what, () => {
      for (const fault of faults) {
        it(`${fault.name}: online again, nothing lost, every rule kept`, async () => {
          const points = spread(dry.crossings.filter(fault.fits), fault.points ?? MAX_POINTS);
          await each(points, (point) => trial(fault, point, dry, SEED));
        });
      }
    });
  }

  for (const gapMs of [0, 30]) {
    it(`the line cut at every boundary up to the 80th, the pieces ${gapMs} ms apart, changes nothing`, async () => {
      const boundaries = Array.from({ length: 80 }, (_, index) => index + 1);
      await each(boundaries, (at) => cutEverywhere(at, gapMs, dry, SEED));
    });
  }

  for (const [state, trouble] of [
    ['answers', () => undefined],
    ['has just fallen silent', ({ device }) => device.simulator.hang(true)],
    ['reboots', ({ device }) => device.simulator.reboot()],
  ] as const satisfies readonly (readonly [string, Parameters<typeof closing>[2]])[]) {
    it(`closing while the module ${state} takes less than 5 s, settles everything and leaves no timer`, async () => {
      const problems: string[] = [];
      for (const point of spread(dry.crossings, MAX_POINTS)) {
        for (const problem of await closing(point, SEED, trouble)) {
          problems.push(`${describePoint(point)}: ${problem}`);
        }
      }
      assert.deepEqual(problems.slice(0, 10), []);
    });
  }
});

/** At most `most` of `points`, evenly spread. */
function spread<P>(points: readonly P[], most: number): readonly P[] {
  if (points.length <= most) return points;
  const step = points.length / most;
  return Array.from({ length: most }, (_, index) => points[Math.floor(index * step)]).filter(
    (point) => point !== undefined,
  );
}

function describePoint(point: unknown): string {
  if (typeof point !== 'object' || point === null || !('side' in point)) return `boundary ${String(point)}`;
  const { side, index, bytes } = point as { side: string; index: number; bytes: Buffer };
  return `${side} ${index} ${JSON.stringify(bytes.toString('latin1').slice(0, 50))}`;
}
