import { bytesOnAir } from './air-probe';
import { backlogOnDisk, million } from './memory-probe';
import { timeToOnline } from './online-probe';
import type { ProbeFindings, ProbeWorld } from './probe';
import { costOfRecorder } from './recorder-probe';
import { nodeRedStart } from './start-probe';

/** A measurement other than publishing under load. */
export interface Probe {
  readonly name: string;
  readonly run: (world: ProbeWorld) => Promise<ProbeFindings>;
}

/** In order of execution. */
export const PROBES: readonly Probe[] = [
  { name: 'start', run: nodeRedStart },
  { name: 'online', run: timeToOnline },
  { name: 'backlog', run: backlogOnDisk },
  { name: 'million', run: million },
  { name: 'air', run: bytesOnAir },
  { name: 'recorder', run: costOfRecorder },
];
