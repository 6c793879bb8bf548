import { Bench } from './bench';
import type { Fault } from './faults';
import type { Crossing } from './faulty-line';
import type { TallyRow } from './tally';
import { type Excuses, judge, noExcuses } from './verdict';

/** By then everything must be calm again: an hour without a network, the longest back-off, some attempts. */
const LIMIT_MS = 3 * 3_600_000;

/** One run of the scenario without a fault. */
export interface DryRun {
  readonly crossings: readonly Crossing[];
  /** Timers running while the session is online and nothing happens. */
  readonly quietTimers: number;
  /** Publishes that awaited the broker at once, as seen on the line. */
  readonly largestWindow: number;
  readonly problems: readonly string[];
}

/** The effect of one fault at one point, and the violations. */
export interface Outcome {
  readonly row: TallyRow;
  readonly problems: readonly string[];
}

/** Runs the scenario undisturbed and records what crossed the line. */
export async function dryRun(seed: number): Promise<DryRun> {
  const bench = new Bench(seed);
  const crossings: Crossing[] = [];
  let window = 0;
  let largestWindow = 0;
  bench.line.disturb = (crossing) => {
    crossings.push(crossing);
    const text = crossing.bytes.toString('latin1');
    if (crossing.side === 'host' && text.startsWith('AT+QMTPUBEX')) window++;
    if (crossing.side === 'module' && text.startsWith('\r\n+QMTPUBEX')) window--;
    largestWindow = Math.max(largestWindow, window);
    return undefined;
  };
  await bench.run(LIMIT_MS);
  bench.line.disturb = () => undefined;
  const quietTimers = await bench.quiet();
  await bench.exchange();
  const left = await bench.close();
  const { problems } = judge(bench, noExcuses());
  return {
    crossings,
    quietTimers,
    largestWindow,
    problems: left === 0 ? problems : [...problems, `${left} timers after the close`],
  };
}

/** Runs the scenario with one fault at one crossing. */
export function trial(fault: Fault, point: Crossing, dry: DryRun, seed: number): Promise<Outcome> {
  return run(new Bench(seed), fault.name, dry, excusesOf(fault, point), (bench) => {
    let isInjected = false;
    bench.line.disturb = (crossing) => {
      if (bench.isLost(crossing)) return [];
      if (isInjected || crossing.side !== point.side || crossing.index !== point.index) return undefined;
      isInjected = true;
      return bench.inject(fault, crossing);
    };
  });
}

/** Runs the scenario with every write and chunk split at offset `at` (or the last possible one), `gapMs` apart. */
export function cutEverywhere(at: number, gapMs: number, dry: DryRun, seed: number): Promise<Outcome> {
  const name = `every write and chunk cut at one boundary, ${gapMs} ms apart`;
  return run(new Bench(seed), name, dry, noExcuses(), (bench) => {
    bench.line.disturb = ({ bytes }) => {
      const place = at % Math.max(1, bytes.length);
      bench.injected++;
      return [{ bytes: bytes.subarray(0, place) }, { bytes: bytes.subarray(place), afterMs: gapMs }];
    };
  });
}

async function run(
  bench: Bench,
  fault: string,
  dry: DryRun,
  excuses: Excuses,
  prepare: (bench: Bench) => void,
): Promise<Outcome> {
  prepare(bench);
  const problems: string[] = [];
  let recoveryMs = 0;
  try {
    await bench.run(LIMIT_MS);
    recoveryMs = bench.device.clock.now() - bench.endedMs;
    bench.line.disturb = () => undefined;
    const timers = await bench.quiet();
    if (timers > dry.quietTimers) problems.push(`${timers} timers while quiet, not ${dry.quietTimers}`);
    await bench.exchange();
    const left = await bench.close();
    if (left > 0) problems.push(`${left} timers after the close`);
    if (bench.injected === 0) problems.push('the point was not reached');
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
  const verdict = judge(bench, excuses);
  return {
    row: { ...verdict.row, fault, injected: bench.injected, recoveryMs },
    problems: [...problems, ...verdict.problems],
  };
}

/**
 * Closes the session at one crossing, in trouble or not. Returns the violations: it takes 5 s or more, a message never settles, or
 * a timer is left.
 */
export async function closing(
  point: Crossing,
  seed: number,
  trouble: (bench: Bench) => void,
): Promise<readonly string[]> {
  const bench = new Bench(seed);
  const { clock, session } = bench.device;
  const at = { isReached: false };
  bench.line.disturb = (crossing) => {
    if (crossing.side !== point.side || crossing.index !== point.index) return undefined;
    at.isReached = true;
    trouble(bench);
    return undefined;
  };
  await bench.begin();
  await clock.until(() => at.isReached, LIMIT_MS, 'the crossing');
  const problems: string[] = [];
  try {
    await clock.settle(session.close(), 5000, 'the close');
    const left = await bench.close();
    if (left > 0) problems.push(`${left} timers after the close`);
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
  for (const { delivered, failed } of bench.traffic.sent) {
    if (delivered + failed.length !== 1) problems.push(`delivered ${delivered}, failed ${failed.length}`);
  }
  return [...problems, ...bench.wrong];
}

/** What a fault at a point excuses. */
export function excusesOf(fault: Fault, { bytes }: Crossing): Excuses {
  // Without it the module announces no length, and a payload may contain what ends it.
  const isLengthLost = bytes.includes('recv/mode');
  return {
    ...noExcuses(),
    forgedMessages: fault.forges === 'to-module' ? 1 : 0,
    // In that data phase the greeting after opening may complete the payload, and no drain is needed.
    changedCopies: fault.name.startsWith('unplugged') ? 1 : 0,
    forgedDownlinks: isLengthLost ? Infinity : fault.forges === 'to-host' ? 1 : 0,
    isBusyExcused: fault.multiplies === true,
  };
}
