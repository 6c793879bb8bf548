import { SystemClock, type Clock } from '../src/base/clock';
import { systemRandom } from '../src/base/random';
import type { Broker } from '../src/simulator/broker';
import { DEMO_TRIPLET, EmbeddedCloud } from '../src/simulator/embedded-cloud';
import { RemoteBroker } from '../src/simulator/remote-broker';
import { settingsFromQuery, Simulator, type SimulatorSettings } from '../src/simulator/simulator';
import { createPair } from '../src/transport/pair';
import type { PortSource } from './port-source';
import type { CloudSettings } from './settings';

/** What the virtual cloud gives a device that registers. */
const GIVEN_SECRET = 'given0by0the0virtual0cloud0000';

/** Whether `port` means the virtual module: `simulator` or `simulator?sim=absent&apn=wrong`. */
export function isSimulator(port: string): boolean {
  return port === 'simulator' || port.startsWith('simulator?');
}

/** On the simulator the demo device needs no credentials: an example flow can't carry any. */
export function withDemoTriplet(cloud: CloudSettings): CloudSettings {
  if (cloud.server !== 'aliyun' || cloud.deviceSecret !== '') return cloud;
  const unnamed = cloud.productKey === '' && cloud.deviceName === '';
  return unnamed || isDemoDevice(cloud) ? { ...cloud, ...DEMO_TRIPLET } : cloud;
}

/** What the port's query changes in the virtual module. Throws `EC20_SETTING` for an unknown name or value. */
export function simulatorSettings(port: string): Partial<SimulatorSettings> {
  return settingsFromQuery(port.slice('simulator'.length).replace(/^\?/, ''));
}

/**
 * A virtual module on one end of a pair in memory. Behind it is a small cloud that knows the demo device and the config
 * node's own; for the server `mqtt` it is the broker that the node names, reached over this computer's network.
 * Throws `EC20_SETTING` for an unknown fault in the port's query.
 */
export function simulatorPort(port: string, cloud: CloudSettings): PortSource {
  const clock = new SystemClock();
  const settings = simulatorSettings(port);
  const network = networkFor(cloud, clock);
  const simulator = new Simulator({ clock, random: systemRandom, broker: network.broker, settings });
  const pair = createPair(port);
  const attached = simulator.attach(pair.right);
  return {
    async find() {
      await attached;
      return pair.left;
    },
    async close() {
      await simulator.close();
      network.close();
    },
  };
}

function networkFor(cloud: CloudSettings, clock: Clock): { broker: Broker; close(): void } {
  switch (cloud.server) {
    case 'aliyun': {
      const broker = new EmbeddedCloud({ clock, random: systemRandom, demo: true });
      const { productKey, productSecret } = cloud;
      if (productSecret !== '') broker.addProduct(productKey, productSecret);
      const deviceSecret = cloud.deviceSecret || GIVEN_SECRET;
      if (!isDemoDevice(cloud)) broker.addDevice({ ...cloud, deviceSecret });
      return { broker, close: () => broker.close() };
    }
    case 'mqtt':
    case 'emqx':
    case 'tencent':
    case 'onenet':
    case 'huawei':
      return { broker: new RemoteBroker({ clock, address: 'follow' }), close: () => undefined };
  }
}

/** The demo device keeps its secret, so that a wrong one is refused as the real cloud does. */
function isDemoDevice({ productKey, deviceName }: CloudSettings): boolean {
  return productKey === DEMO_TRIPLET.productKey && deviceName === DEMO_TRIPLET.deviceName;
}
