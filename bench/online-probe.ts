import { join } from 'node:path';
import { Child } from './child';
import { median } from './percentiles';
import type { ProbeFindings, ProbeWorld } from './probe';
import type { DialogueReport, ModuleRequest } from './protocol';
import { startModule } from './rig';

const BAUD = 115_200;

/** From the first byte to online, and the driver's share of it. */
export async function timeToOnline({ places, quick, note }: ProbeWorld): Promise<ProbeFindings> {
  const reports: DialogueReport[] = [];
  const rounds = quick ? 1 : 5;
  for (let round = 0; round < rounds; round++) {
    note(`online: round ${round + 1} of ${rounds}`);
    const path = join(places.folder, `online-${round}`);
    const module = await startModule(path);
    await module.ask({ kind: 'setting', baud: BAUD, brokerMs: 0 } satisfies ModuleRequest);
    await module.ask({ kind: 'begin' } satisfies ModuleRequest);
    const peer = await startSession(path);
    reports.push(await module.ask<DialogueReport>({ kind: 'dialogue' } satisfies ModuleRequest));
    await peer.stop();
    await module.stop();
  }
  const ownMs = median(reports.map(({ hostMs }) => hostMs));
  const totalMs = median(reports.map((report) => report.totalMs));
  const commands = reports[0]?.commands ?? [];
  return {
    figures: { onlineOwnMs: ownMs, onlineTotalMs: totalMs, onlineRoundTrips: commands.length },
    lines: [
      `online: ${commands.length} round trips at ${BAUD} baud, ${totalMs.toFixed(0)} ms with a module that answers at once; the driver's own share ${ownMs.toFixed(1)} ms, at most ${median(reports.map(({ longestMs }) => longestMs)).toFixed(1)} ms at a time`,
      ...commands.map((command, place) => `  ${String(place + 1).padStart(2)} ${command}`),
    ],
  };
}

/** What a session keeps of itself: where, and with which Node.js. */
export interface KeptHistory {
  readonly folder: string;
  readonly node: string;
}

/** The driver in a process of its own, without Node-RED; it is ready when it is online. */
export function startSession(path: string, history?: KeptHistory): Promise<Child> {
  const args = [join(__dirname, 'session-peer.js'), path, '5'];
  if (history === undefined) return Child.start({ name: 'a session', args });
  return Child.start({ name: 'a session', node: history.node, args: [...args, 'memory', history.folder] });
}
