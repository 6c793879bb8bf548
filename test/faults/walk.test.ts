import assert from 'node:assert/strict';
import { randomInteger } from '../../src/base/random';
import { Bench } from './bench';
import { ALL_FAULTS, type Fault } from './faults';
import type { Crossing } from './faulty-line';
import { Tally } from './tally';
import { type Excuses, judge, noExcuses } from './verdict';

/** CI repeats one walk, so that a red build is always caused by its commit; `npm run soak` takes new, longer walks. */
const SEED = Number(process.env['EC20_FAULTS_SEED'] ?? 1);
const STEPS = Number(process.env['EC20_FAULTS_STEPS'] ?? 6000);

/** Steps in one life of the session; then everything has to be calm, is compared, and closed. */
const STEPS_IN_A_LIFE = 50;
/** All of them over by then: many faults of ten minutes and hours, one after the other. */
const LIMIT_MS = 40 * 3_600_000;
/** How long a payload that the module misses keeps its data phase open, at most. */
const DATA_PHASE_MS = 20_000;
/** Longer than the longest fault: whatever a life left behind must be gone after it. */
const CALM_MS = 24 * 3_600_000;

describe(`faults at random, ${STEPS} of them (seed ${SEED})`, function () {
  this.timeout(STEPS * 100 + 60_000);
  const tally = new Tally();

  after(() => console.log(`\n${tally.table}\n\nEC20_FAULTS_SEED=${SEED} EC20_FAULTS_STEPS=${STEPS}\n`));

  it('nothing is lost, every message settles once, every rule is kept, and all is well afterwards', async () => {
    const problems: string[] = [];
    for (let life = 0; life * STEPS_IN_A_LIFE < STEPS; life++) {
      const walk = new Walk((SEED + life) >>> 0);
      for (const problem of await walk.go(Math.min(STEPS_IN_A_LIFE, STEPS - life * STEPS_IN_A_LIFE))) {
        problems.push(`life ${life} (EC20_FAULTS_SEED=${SEED + life}): ${problem}`);
      }
      tally.add(walk.row);
      if (problems.length === 0) continue;
      problems.push(`faults of this life: ${walk.history.join('; ')}`);
      break;
    }
    assert.deepEqual(problems, []);
  });
});

/** One life of a session among random faults. */
class Walk {
  readonly history: string[] = [];
  readonly #bench: Bench;
  /** A message whose connection is closed again and again may be given up, and so may one that is refused three times. */
  readonly #excuses: Excuses = {
    ...noExcuses(),
    givenUpAs: new Set(['EC20_PUBLISH_POISON', 'EC20_PUBLISH_REFUSED']),
  };
  #recoveryMs = 0;
  #isEchoing = false;
  #payloadHitMs = -Infinity;
  #armed: { readonly fault: Fault; skip: number } | undefined;

  constructor(seed: number) {
    this.#bench = new Bench(seed);
    this.#bench.line.disturb = (crossing) => {
      const text = crossing.bytes.toString('latin1');
      if (crossing.side === 'host' && /^ATE0(Q0V1)?\r$/.test(text)) this.#isEchoing = false;
      else if (crossing.side === 'module' && text.startsWith('AT')) this.#isEchoing = true;
      if (this.#bench.isLost(crossing)) return [];
      return this.#isDue(crossing) ? this.#inject(crossing) : undefined;
    };
  }

  get row() {
    const { row } = judge(this.#bench, this.#excuses);
    return { ...row, fault: 'any', injected: this.#bench.injected, recoveryMs: this.#recoveryMs };
  }

  /** Returns the violations. */
  async go(steps: number): Promise<readonly string[]> {
    const bench = this.#bench;
    try {
      await bench.begin();
      for (let step = 0; step < steps; step++) await this.#step();
      await this.#calm();
      await bench.quiet();
      await bench.exchange();
      const left = await bench.close();
      const { problems } = judge(bench, this.#excuses);
      return left === 0 ? problems : [...problems, `${left} timers after the close`];
    } catch (error) {
      return [error instanceof Error ? error.message : String(error), ...bench.wrong];
    }
  }

  /** A new fault waits for its crossing while messages go both ways for a moment, or for an hour. */
  async #step(): Promise<void> {
    const { random, device } = this.#bench;
    const fault = ALL_FAULTS[randomInteger(random, 0, ALL_FAULTS.length - 1)];
    if (fault !== undefined) this.#armed ??= { fault, skip: randomInteger(random, 0, 12) };
    for (let count = randomInteger(random, 0, 6); count > 0; count--) {
      this.#bench.publish(random.next() < 0.25 ? 0 : 1);
      if (random.next() < 0.5) this.#bench.send();
      await device.clock.advance(randomInteger(random, 0, 50));
    }
    const longestMs = this.#bench.pending > 0 ? 600_000 : random.next() < 0.1 ? 60_000 : 3000;
    await device.clock.advance(randomInteger(random, 0, longestMs));
    this.#bench.watch();
  }

  async #calm(): Promise<void> {
    const bench = this.#bench;
    this.#armed = undefined;
    await bench.device.clock.until(() => bench.pending === 0, CALM_MS, 'the end of all faults');
    const { simulator, pair } = bench.device;
    // Faults of one kind may have overlapped, so that the first one's end was undone by the second's.
    simulator.hang(false);
    pair.replug();
    simulator.powerOn();
    await bench.calm(LIMIT_MS);
    this.#recoveryMs = bench.device.clock.now() - bench.endedMs;
  }

  #isDue(crossing: Crossing): boolean {
    const armed = this.#armed;
    if (armed?.fault.fits(crossing) !== true) return false;
    armed.skip--;
    return armed.skip < 0;
  }

  #inject(crossing: Crossing) {
    const bench = this.#bench;
    const nowMs = bench.device.clock.now();
    const fault = this.#armed?.fault;
    this.#armed = undefined;
    if (fault === undefined) return undefined;
    this.history.push(`${Math.round(nowMs)} ${fault.name} at ${crossing.side} ${crossing.index}`);
    bench.watch();
    this.#excuse(fault, crossing, nowMs);
    return bench.inject(fault, crossing);
  }

  /** Two simultaneous faults may have an effect that neither host nor module can detect. */
  #excuse(fault: Fault, { side, bytes }: Crossing, nowMs: number): void {
    const { doubts } = this.#bench;
    const text = bytes.toString('latin1');
    if (fault.multiplies === true) this.#excuses.isBusyExcused = true;
    if (fault.forges === 'to-module') {
      this.#excuses.forgedMessages++;
      // If the length was hit, it is unknown how many spaces end the data phase.
      doubts.changedAtMs = nowMs;
      doubts.undrainableUntilMs = nowMs + DATA_PHASE_MS;
    }
    if (fault.forges === 'to-host' || text.includes('recv/mode')) this.#excuses.forgedDownlinks++;
    if (fault.forges === 'to-host') {
      doubts.forgedAtMs = nowMs;
      doubts.undrainableUntilMs = nowMs + DATA_PHASE_MS;
      // A damaged downlink is read again as lines: an OK within it is mistaken for that of a payload in transit.
      if (nowMs - this.#payloadHitMs < DATA_PHASE_MS) this.#excuses.forgedMessages++;
    }
    if (side === 'module' || text.startsWith('AT') || text.trim() === '') return;
    this.#payloadHitMs = nowMs;
    // If unplugged in that data phase, the greeting after opening completes the payload, and no drain is needed.
    this.#excuses.changedCopies++;
    if (!this.#isEchoing) return;
    // A payload that the line changed is echoed, and an OK within it is mistaken for the module's.
    doubts.forgedAtMs = nowMs;
    this.#excuses.forgedMessages++;
  }
}
