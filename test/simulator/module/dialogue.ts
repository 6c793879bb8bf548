import assert from 'node:assert/strict';
import type { Simulator, SimulatorSettings } from '../../../src/simulator/simulator';
import { Bench, lines } from './bench';

/** A command and its answer without empty lines; a time, ms, and the output in it; or an action on the module, and its output. */
export type Step = readonly [
  does: string | number | ((simulator: Simulator) => void),
  expected?: readonly string[],
];

/** The module's settings, with echo off, and a conversation with it. */
export interface Dialogue {
  readonly about: string;
  readonly settings: Partial<SimulatorSettings>;
  readonly steps: readonly Step[];
}

/** One test per dialogue. */
export function play(dialogues: readonly Dialogue[]): void {
  for (const { about, settings, steps } of dialogues) {
    it(about, async () => {
      const bench = await Bench.start(settings);
      await bench.run('ATE0');
      for (const [place, [does, expected]] of steps.entries()) {
        const received = lines(await perform(bench, does));
        if (expected !== undefined)
          assert.deepEqual(received, expected, `step ${place + 1}: ${String(does)}`);
      }
    });
  }
}

async function perform(bench: Bench, does: Step[0]): Promise<string> {
  if (typeof does === 'string') return bench.send(`${does}\r`);
  if (typeof does === 'number') return bench.listen(does);
  does(bench.simulator);
  return bench.listen();
}
