import type { Clock } from '../../base/clock';
import type { DeviceIdentity } from './login';

/** A line of the console's log, which the device never sees. */
export interface ConsoleEntry {
  readonly wallMs: number;
  /** `dn&pk`, or whatever was received in its place. */
  readonly device: string;
  readonly text: string;
}

const LENGTH = 1000;

/** The console's log: the most recent lines, at most 1,000. */
export class ConsoleLog {
  entries: readonly ConsoleEntry[] = [];

  constructor(private readonly clock: Clock) {}

  note(device: string, text: string): void {
    const entry = { wallMs: this.clock.wallTime(), device, text };
    this.entries = [...this.entries.slice(1 - LENGTH), entry];
  }
}

/** `dn&pk`. */
export function keyOf({ deviceName, productKey }: DeviceIdentity): string {
  return `${deviceName}&${productKey}`;
}
