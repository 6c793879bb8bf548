import { join } from 'node:path';
import { Child } from './child';
import { median } from './percentiles';
import type { ProbeFindings, ProbeWorld } from './probe';
import type { Load, ModuleRequest, RecorderReport, RecorderRequest } from './protocol';
import { startModule } from './rig';

/** As the cell `free` loads a session. */
const LOAD: Load = { qos: 1, bytes: 200, backlog: 10, warmMs: 500, forMs: 2000, rate: 0 };
const ROUNDS = 15;
const QUICK_ROUNDS = 3;
const RECORDED = 1_000_000;
const MICROSECONDS = 1e6;

/**
 * What the recorder and the data meter add to a publish on a line without a limit. The difference between two runs, one with them and one
 * without, drowns in the noise of any machine: so what they are told of a publish is timed by itself, in turns with publishes.
 */
export async function costOfRecorder({ places, quick, note }: ProbeWorld): Promise<ProbeFindings> {
  const path = join(places.folder, 'recorder-tty');
  const module = await startModule(path);
  await module.ask({ kind: 'setting', baud: 0, brokerMs: 0 } satisfies ModuleRequest);
  const peer = await Child.start({
    name: 'a session and a recorder',
    node: places.newerNode(),
    args: [join(__dirname, 'recorder-peer.js'), path, join(places.folder, 'recorder-history')],
  });
  const publishUs: number[] = [];
  const recorderUs: number[] = [];
  try {
    const rounds = quick ? QUICK_ROUNDS : ROUNDS;
    for (let round = 0; round < rounds; round++) {
      note(`recorder: round ${round + 1} of ${rounds}`);
      const request: RecorderRequest = { load: LOAD, publishes: RECORDED };
      const report = await peer.ask<RecorderReport>(request);
      const [error] = report.errors;
      if (error !== undefined) throw new Error(`The session beside the recorder: ${error}`);
      publishUs.push((MICROSECONDS * report.cpuSeconds) / report.publishes);
      recorderUs.push((MICROSECONDS * report.recorderSeconds) / RECORDED);
    }
  } finally {
    await peer.stop();
    await module.stop();
  }
  const [publish, recorder] = [median(publishUs), median(recorderUs)];
  return {
    figures: { recorderShare: recorder / publish },
    lines: [
      `recorder: ${recorder.toFixed(2)} µs of processor time for each publish, which itself takes ${publish.toFixed(0)} µs: ${((100 * recorder) / publish).toFixed(2)} %`,
    ],
  };
}
