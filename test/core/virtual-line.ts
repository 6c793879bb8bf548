import { seededRandom } from '../../src/base/random';
import { EmbeddedCloud } from '../../src/simulator/embedded-cloud';
import type { SimulatorSettings } from '../../src/simulator/simulator';
import { FAST, type VirtualEc20, startVirtualEc20 } from '../../src/simulator/virtual-ec20';
import { VirtualClock } from '../support/virtual-clock';

/** A virtual module with its cloud on a virtual clock, as a user of `…/simulator` makes one. */
export interface VirtualLine {
  readonly clock: VirtualClock;
  readonly cloud: EmbeddedCloud;
  readonly module: VirtualEc20;
  /** What {@link openModule} and {@link createSession} take. */
  readonly choice: {
    readonly port: VirtualEc20['port'];
    readonly clock: VirtualClock;
    readonly random: ReturnType<typeof seededRandom>;
  };
}

export async function virtualLine(settings: Partial<SimulatorSettings> = {}): Promise<VirtualLine> {
  const clock = new VirtualClock();
  const random = seededRandom(7);
  const cloud = new EmbeddedCloud({ clock, random });
  const module = await startVirtualEc20({ clock, random, broker: cloud, settings: { ...FAST, ...settings } });
  return { clock, cloud, module, choice: { port: module.port, clock, random } };
}

/** Advances time until `promise` settles, which may wait for a disk too, whose time no virtual clock has. */
export async function overDisk<Result>(clock: VirtualClock, promise: Promise<Result>): Promise<Result> {
  const settlement = { isOver: false };
  const settled = () => {
    settlement.isOver = true;
  };
  promise.then(settled, settled);
  while (!settlement.isOver) {
    await clock.advance(1);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return promise;
}
