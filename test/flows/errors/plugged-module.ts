import { type Clock, SystemClock } from '../../../src/base/clock';
import { systemRandom } from '../../../src/base/random';
import { type Arrival, EmbeddedCloud } from '../../../src/simulator/embedded-cloud';
import { PseudoTerminal } from '../../../src/simulator/pty';
import { FAST, Simulator, type SimulatorSettings } from '../../../src/simulator/simulator';

/** A virtual module on a serial port of this computer, and the cloud behind it. */
export interface PluggedModule {
  readonly simulator: Simulator;
  readonly cloud: EmbeddedCloud;
  /** What devices have published, in order. */
  readonly arrivals: readonly Arrival[];
  /** Pulls the cable: the port hangs up and its name goes. */
  unplug(): Promise<void>;
}

/** Plugs a module in, so that it can be opened as `path`. Its network knows the time of `clock`. */
export async function plugIn(
  path: string,
  settings: Partial<SimulatorSettings> = {},
  clock: Clock = new SystemClock(),
): Promise<PluggedModule> {
  const random = systemRandom;
  const cloud = new EmbeddedCloud({ clock, random });
  const arrivals: Arrival[] = [];
  cloud.onPublish((arrival) => arrivals.push(arrival));
  const simulator = new Simulator({ clock, random, broker: cloud, settings: { ...FAST, ...settings } });
  await simulator.attach(new PseudoTerminal(path));
  return {
    simulator,
    cloud,
    arrivals,
    async unplug() {
      await simulator.close();
      cloud.close();
    },
  };
}
