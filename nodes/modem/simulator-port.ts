import { DEMO_TRIPLET } from '../../src/simulator/demo-device';
import { settingsFromQuery, type SimulatorSettings } from '../../src/simulator/settings';
import { isDemoDevice, isSimulator } from '../../src/settings/demo-device';
import type { PortSource, Transport } from '../../src/transport/transport';
import type { CloudSettings } from './settings';
import type { DevicesBehind, VirtualModule } from './virtual-module';

export { isSimulator };

/** On the simulator the demo device needs no credentials: an example flow can't contain any. */
export function withDemoTriplet(cloud: CloudSettings): CloudSettings {
  return isDemoDevice(cloud) ? { ...cloud, ...DEMO_TRIPLET } : cloud;
}

/** The port's query as settings of the virtual module. Throws `EC20_SETTING` for an unknown name or value. */
export function simulatorSettings(port: string): Partial<SimulatorSettings> {
  return settingsFromQuery(port.slice('simulator'.length).replace(/^\?/, ''));
}

/** The port of a virtual module, which is loaded and started on first use: with a real module it stays out of memory. */
export class SimulatorPort implements PortSource {
  readonly #settings: Partial<SimulatorSettings>;
  #started: Promise<VirtualModule> | undefined;
  #module: VirtualModule | undefined;

  /** Throws `EC20_SETTING` for an unknown setting in the port's query. */
  constructor(
    private readonly port: string,
    private readonly cloud: CloudSettings,
    private readonly behind?: DevicesBehind,
  ) {
    this.#settings = simulatorSettings(port);
  }

  /** The module, once it has been started. */
  get module(): VirtualModule | undefined {
    return this.#module;
  }

  async find(): Promise<Transport> {
    this.#started ??= this.#start();
    return (await this.#started).transport;
  }

  async close(): Promise<void> {
    await (await this.#started)?.close();
  }

  async #start(): Promise<VirtualModule> {
    const { startVirtualModule } = await import('./virtual-module.js');
    this.#module = await startVirtualModule(this.port, this.cloud, this.#settings, this.behind);
    return this.#module;
  }
}
