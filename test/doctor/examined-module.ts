import { seededRandom } from '../../src/base/random';
import { examine, type Diagnosis, type DoctorOptions } from '../../src/doctor/doctor';
import { PlainBroker } from '../../src/simulator/plain-broker';
import { Simulator, type SimulatorSettings } from '../../src/simulator/simulator';
import { createPair, type Pair } from '../../src/transport/pair';
import { VirtualClock } from '../support/virtual-clock';

/** No examination takes longer, whatever is on the other end. */
const LONGEST_MS = 30 * 60_000;

/** A module on a virtual clock with an ordinary broker behind it, and the doctor at the other end. */
export class ExaminedModule {
  readonly clock = new VirtualClock(Date.UTC(2026, 10, 27, 14));
  readonly pair: Pair = createPair('patient');
  readonly broker = new PlainBroker({ clock: this.clock });
  readonly simulator: Simulator;

  constructor(settings: Partial<SimulatorSettings> = {}) {
    const { clock, broker } = this;
    this.simulator = new Simulator({ clock, random: seededRandom(1), broker, settings });
  }

  async examine(options: Partial<DoctorOptions> = {}): Promise<Diagnosis> {
    await this.simulator.attach(this.pair.right);
    const diagnosis = examine({ ...doctorOptions(this.clock, this.pair), ...options });
    return this.clock.settle(diagnosis, LONGEST_MS, 'the examination');
  }

  close(): Promise<void> {
    return this.simulator.close();
  }
}

export function doctorOptions(clock: VirtualClock, pair: Pair): DoctorOptions {
  return {
    clock,
    transport: pair.left,
    level: 'broker',
    broker: { host: 'broker.example', port: 1883, user: 'greenhouse', password: 'pass-word-7' },
    program: '0.1.0',
    consent: () => Promise.resolve('yes'),
  };
}
