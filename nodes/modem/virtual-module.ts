import { SystemClock, type Clock } from '../../src/base/clock';
import { systemRandom } from '../../src/base/random';
import { readToken } from '../../src/cloud/aliyun/device-token';
import type { Broker } from '../../src/simulator/broker';
import { cloudSettings, EmbeddedCloud } from '../../src/simulator/embedded-cloud';
import { RemoteBroker } from '../../src/simulator/remote-broker';
import { Simulator, type SimulatorSettings } from '../../src/simulator/simulator';
import { createPair } from '../../src/transport/pair';
import type { Transport } from '../../src/transport/transport';
import { DEMO_DEVICE } from '../../src/settings/demo-device';
import type { CloudSettings } from './settings';

/** The secret that a registering device receives from the virtual cloud. */
const GIVEN_SECRET = 'given0by0the0virtual0cloud0000';

export interface VirtualModule {
  /** The host's end of its line. */
  readonly transport: Transport;
  close(): Promise<void>;
}

/**
 * A virtual module on one end of a pair in memory. Behind it is a small cloud with the demo device and the config
 * node's own; for the server `mqtt` it is the broker named by the node, reached over this computer's network. Loaded
 * only when a config node's port is `simulator`.
 */
export async function startVirtualModule(
  port: string,
  cloud: CloudSettings,
  settings: Partial<SimulatorSettings>,
): Promise<VirtualModule> {
  const clock = new SystemClock();
  const network = networkFor(cloud, clock, settings);
  const simulator = new Simulator({ clock, random: systemRandom, broker: network.broker, settings });
  const pair = createPair(port);
  await simulator.attach(pair.right);
  return {
    transport: pair.left,
    async close() {
      await simulator.close();
      network.close();
    },
  };
}

/** The virtual cloud then checks as the real one does. */
function giveModel(broker: EmbeddedCloud, { productKey, tsl }: CloudSettings): void {
  try {
    broker.setThingModel({ productKey }, tsl);
  } catch {
    // The config node has already reported a faulty model; this cloud skips the check of one that it can't read.
  }
}

function networkFor(
  cloud: CloudSettings,
  clock: Clock,
  settings: Partial<SimulatorSettings>,
): { broker: Broker; close(): void } {
  if (cloud.server !== 'aliyun') {
    return { broker: new RemoteBroker({ clock, address: 'follow' }), close: () => undefined };
  }
  const broker = new EmbeddedCloud({
    clock,
    random: systemRandom,
    demo: true,
    settings: cloudSettings(settings),
  });
  const { productKey, productSecret } = cloud;
  if (productSecret !== '') broker.addProduct(productKey, productSecret);
  const token = readToken(cloud.deviceSecret);
  if (token !== undefined) broker.addToken(cloud, token.clientId, token.deviceToken);
  else if (!isDemo(cloud) && !registersFreely(cloud)) {
    broker.addDevice({ ...cloud, deviceSecret: cloud.deviceSecret || GIVEN_SECRET });
  }
  if (cloud.tsl !== '') giveModel(broker, cloud);
  return { broker, close: () => broker.close() };
}

/** Such a device need not be in the console: its registration adds it. */
function registersFreely({ registration, productSecret, deviceSecret }: CloudSettings): boolean {
  return registration === 'free' && productSecret !== '' && deviceSecret === '';
}

/** The demo device keeps its secret, so a wrong one is refused as in the real cloud. */
function isDemo({ productKey, deviceName }: CloudSettings): boolean {
  return productKey === DEMO_DEVICE.productKey && deviceName === DEMO_DEVICE.deviceName;
}
