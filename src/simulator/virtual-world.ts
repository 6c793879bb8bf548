import type { Clock, Timer } from '../base/clock';
import type { Simulator } from './simulator';

/** `rssi` of AT+CSQ. */
const SIGNAL = { good: 26, weak: 4 } as const;

/** The cable between host and module. */
export interface Cable {
  unplug(): void;
  replug(): void;
}

/** What happens to a virtual module from outside while it runs: card, radio, power and cable. */
export class VirtualWorld {
  #outage: Timer | undefined;
  #isUnplugged = false;

  constructor(
    private readonly clock: Clock,
    private readonly simulator: Simulator,
    private readonly cable: Cable,
  ) {}

  get isUnplugged(): boolean {
    return this.#isUnplugged;
  }

  pullSim(): void {
    this.simulator.settings.sim = 'absent';
  }

  /** The card is a working one, whatever the module started with. */
  insertSim(): void {
    this.simulator.settings.sim = 'present';
  }

  /** The module finds no network for `durationMs`, then the home network. A second call starts the time anew. */
  loseNetwork(durationMs: number): void {
    this.#outage?.cancel();
    this.simulator.settings.registration = 'searching';
    this.#outage = this.clock.after(durationMs, () => {
      this.#outage = undefined;
      this.simulator.settings.registration = 'home';
    });
  }

  /** Sets the signal; returns it in dBm. */
  setSignal(strength: 'good' | 'weak'): number {
    const { settings } = this.simulator;
    const rssi = SIGNAL[strength];
    settings.qcsq = '';
    settings.rssi = rssi;
    return 2 * rssi - 113;
  }

  /** An unexpected reset: deaf until RDY. */
  restart(): void {
    this.simulator.reboot();
  }

  unplug(): void {
    this.#isUnplugged = true;
    this.cable.unplug();
  }

  /** The module's end is back within 1 s. */
  replug(): void {
    this.#isUnplugged = false;
    this.cable.replug();
  }

  /** Ends what was to happen later. */
  close(): void {
    this.#outage?.cancel();
    this.#outage = undefined;
  }
}
