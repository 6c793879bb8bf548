import type { PeerName } from './rig';

/** One row of the table: the conditions, and who is measured. */
export interface Cell {
  readonly name: string;
  readonly direction: 'up' | 'down';
  /** Bits/s; 0: no limit. */
  readonly baud: number;
  readonly qos: 0 | 1;
  readonly bytes: number;
  readonly brokerMs: number;
  /** Messages per second; 0: as many as possible. */
  readonly rate: number;
  readonly peers: readonly PeerName[];
  readonly rounds: number;
  /** Duration of each round of each peer. */
  readonly forMs: number;
}

const COMMON = {
  direction: 'up',
  qos: 1,
  bytes: 200,
  brokerMs: 80,
  rate: 0,
  rounds: 2,
  forMs: 3000,
} as const;
const PAIR: readonly PeerName[] = ['ours', 'bare serialport'];
const FIELD: readonly PeerName[] = [...PAIR, 'by hand, characters', 'by hand, pauses'];
const DISK: readonly PeerName[] = ['ours on that Node.js', 'ours, disk'];

/** The default selection. */
export const CELLS: readonly Cell[] = [
  {
    ...COMMON,
    name: 'line',
    baud: 115_200,
    peers: [
      'ours',
      'ours, one at a time',
      'core',
      'bare serialport',
      'by hand, characters',
      'by hand, pauses',
    ],
    rounds: 3,
    forMs: 5000,
  },
  { ...COMMON, name: 'line-qos0', baud: 115_200, qos: 0, peers: PAIR },
  { ...COMMON, name: 'line-short', baud: 115_200, bytes: 20, peers: PAIR },
  { ...COMMON, name: 'line-long', baud: 115_200, bytes: 1400, peers: PAIR, forMs: 5000 },
  { ...COMMON, name: 'line-far', baud: 115_200, brokerMs: 300, peers: PAIR, forMs: 5000 },
  { ...COMMON, name: 'fast', baud: 921_600, peers: FIELD },
  { ...COMMON, name: 'fast-long', baud: 921_600, bytes: 1400, peers: PAIR },
  { ...COMMON, name: 'free', baud: 0, brokerMs: 0, peers: ['core', ...FIELD], rounds: 3 },
  { ...COMMON, name: 'free-qos0', baud: 0, brokerMs: 0, qos: 0, peers: PAIR },
  { ...COMMON, name: 'disk', baud: 0, brokerMs: 0, peers: DISK },
  {
    ...COMMON,
    name: 'disk-slow',
    baud: 115_200,
    peers: ['ours on that Node.js', 'ours, slow disk'],
    rounds: 3,
  },
  { ...COMMON, name: 'disk-rate', baud: 115_200, rate: 10, peers: ['ours, disk'], rounds: 1, forMs: 10_000 },
  { ...COMMON, name: 'receive', direction: 'down', baud: 115_200, peers: ['ours', 'by hand, characters'] },
  {
    ...COMMON,
    name: 'receive-free',
    direction: 'down',
    baud: 0,
    rate: 500,
    peers: ['ours', 'by hand, characters'],
  },
];

/** The rest of the grid: every speed, QoS, size and delay without a named cell. */
export function furtherCells(): Cell[] {
  return [115_200, 921_600, 0].flatMap((baud) =>
    ([1, 0] as const).flatMap((qos) =>
      [20, 200, 1400].flatMap((bytes) =>
        [0, 80, 300].map((brokerMs): Cell => ({
          ...COMMON,
          name: `${baud === 0 ? 'free' : baud}-q${qos}-${bytes}-${brokerMs}`,
          baud,
          qos,
          bytes,
          brokerMs,
          peers: PAIR,
        })),
      ),
    ),
  );
}
