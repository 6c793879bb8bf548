import { SystemClock, type Clock } from '../../src/base/clock';
import { systemRandom } from '../../src/base/random';
import { readToken } from '../../src/cloud/aliyun/device-token';
import type { Broker } from '../../src/simulator/broker';
import type { DeviceIdentity } from '../../src/simulator/cloud/login';
import { cloudSettings, EmbeddedCloud } from '../../src/simulator/embedded-cloud';
import { RemoteBroker } from '../../src/simulator/remote-broker';
import { Simulator, type SimulatorSettings } from '../../src/simulator/simulator';
import { VirtualWorld } from '../../src/simulator/virtual-world';
import { createPair } from '../../src/transport/pair';
import type { Transport } from '../../src/transport/transport';
import { DEMO_DEVICE } from '../../src/settings/demo-device';
import type { SubDevice } from '../../src/cloud/gateway';
import type { CloudSettings } from './settings';

/** The secret that a registering device receives from the virtual cloud. */
const GIVEN_SECRET = 'given0by0the0virtual0cloud0000';

/** The sub-devices of a config node: those that there are, and those to come. */
export interface DevicesBehind {
  follow(follower: (device: SubDevice) => () => void): () => void;
}

export interface VirtualCloud {
  readonly cloud: EmbeddedCloud;
  readonly device: DeviceIdentity;
}

export interface VirtualModule {
  /** The host's end of its line. */
  readonly transport: Transport;
  readonly world: VirtualWorld;
  /** The virtual cloud, and the config node's device there; undefined: a broker is behind the module. */
  readonly cloud: VirtualCloud | undefined;
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
  behind?: DevicesBehind,
): Promise<VirtualModule> {
  const clock = new SystemClock();
  const network = networkFor(cloud, clock, settings);
  const simulator = new Simulator({ clock, random: systemRandom, broker: network.broker, settings });
  const pair = createPair(port);
  const world = new VirtualWorld(clock, simulator, pair);
  await simulator.attach(pair.right);
  const { cloud: virtualCloud } = network;
  const unfollow = virtualCloud && behind?.follow((device) => addBehind(virtualCloud, cloud, device));
  const { productKey, deviceName } = cloud;
  return {
    transport: pair.left,
    world,
    cloud:
      network.cloud === undefined ? undefined : { cloud: network.cloud, device: { productKey, deviceName } },
    async close() {
      unfollow?.();
      world.close();
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
): { broker: Broker; cloud?: EmbeddedCloud; close(): void } {
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
  return { broker, cloud: broker, close: () => broker.close() };
}

/** The user's own sub-devices are in the console, as the gateway's own device is; those of the demo are there already. */
function addBehind(broker: EmbeddedCloud, gateway: DeviceIdentity, device: SubDevice): () => void {
  const { productKey, deviceName, secret } = device;
  if (!broker.hasDevice(device)) {
    broker.gateways.setNodeType(gateway.productKey, 'gateway');
    broker.gateways.setNodeType(productKey, 'sub-device');
    broker.gateways.setRegistration(productKey, true);
    broker.addDevice({ productKey, deviceName, deviceSecret: secret ?? GIVEN_SECRET });
  }
  return () => undefined;
}

/** Such a device need not be in the console: its registration adds it. */
function registersFreely({ registration, productSecret, deviceSecret }: CloudSettings): boolean {
  return registration === 'free' && productSecret !== '' && deviceSecret === '';
}

/** The demo device keeps its secret, so a wrong one is refused as in the real cloud. */
function isDemo({ productKey, deviceName }: CloudSettings): boolean {
  return productKey === DEMO_DEVICE.productKey && deviceName === DEMO_DEVICE.deviceName;
}
