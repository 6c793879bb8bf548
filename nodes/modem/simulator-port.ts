import { DEMO_TRIPLET } from '../../src/simulator/demo-device';
import { settingsFromQuery, type SimulatorSettings } from '../../src/simulator/settings';
import { isDemoDevice, isSimulator } from '../../src/settings/demo-device';
import type { PortSource } from '../../src/transport/transport';
import type { CloudSettings } from './settings';
import type { VirtualModule } from './virtual-module';

export { isSimulator };

/** On the simulator the demo device needs no credentials: an example flow can't carry any. */
export function withDemoTriplet(cloud: CloudSettings): CloudSettings {
  return isDemoDevice(cloud) ? { ...cloud, ...DEMO_TRIPLET } : cloud;
}

/** What the port's query changes in the virtual module. Throws `EC20_SETTING` for an unknown name or value. */
export function simulatorSettings(port: string): Partial<SimulatorSettings> {
  return settingsFromQuery(port.slice('simulator'.length).replace(/^\?/, ''));
}

/**
 * The port of a virtual module, which is loaded and started when it is first looked for: whoever has a real one need not
 * have it in memory. Throws `EC20_SETTING` for an unknown fault in the port's query.
 */
export function simulatorPort(port: string, cloud: CloudSettings): PortSource {
  const settings = simulatorSettings(port);
  let started: Promise<VirtualModule> | undefined;
  return {
    async find() {
      started ??= import('./virtual-module.js').then(({ startVirtualModule }) =>
        startVirtualModule(port, cloud, settings),
      );
      return (await started).transport;
    },
    async close() {
      await (await started)?.close();
    },
  };
}
