/**
 * A virtual EC20 for your own tests: module, SIM card and network in the process, byte for byte on one end of a pair in memory,
 * with every fault that its settings have. Shares no code with the driver except the line itself.
 *
 * @packageDocumentation
 */
import { type Clock, SystemClock } from '../base/clock';
import { type Random, systemRandom } from '../base/random';
import { createPair } from '../transport/pair';
import type { Transport } from '../transport/transport';
import type { Broker } from './broker';
import { EmbeddedCloud } from './embedded-cloud';
import { Simulator, type SimulatorSettings } from './simulator';
import { VirtualWorld } from './virtual-world';

// The module
export { FAST, Simulator } from './simulator';
export type { LogEntry, SentMessage, SimulatorOptions, SimulatorSettings } from './simulator';

// The network behind it
export { DEMO_SUB_DEVICES, DEMO_TRIPLET, EmbeddedCloud, GatewayConsole } from './embedded-cloud';
export type { EmbeddedCloudOptions } from './embedded-cloud';
export { PlainBroker } from './plain-broker';
export type { PlainBrokerOptions } from './plain-broker';
export { RemoteBroker } from './remote-broker';
export type { RemoteBrokerOptions } from './remote-broker';
export { BrokerUnreachable } from './broker';
export type { Broker, BrokerLink, BrokerLinkListener, BrokerMessage, ConnectRequest } from './broker';

// What happens to it from outside
export { VirtualWorld } from './virtual-world';
export type { Cable } from './virtual-world';

// Types used by the names above
export type {
  Arrival,
  CallOutcome,
  CloudSettings,
  ConsoleEntry,
  DemoSubDevice,
  DesiredValue,
  DeviceAnswer,
  DeviceIdentity,
  DownlinkFate,
  Json,
  JsonObject,
  NodeType,
  RawAnswer,
  RawScript,
  Reading,
  RejectedValue,
  ReportedEvent,
  ThingModelOwner,
  TopicRight,
  Triplet,
  Upgrade,
  UpgradeProgress,
} from './embedded-cloud';
export { ThingData } from './cloud/thing-data';
export type { ReachFailure } from './broker';
export type { BrokerAddress } from './remote-broker';
export type { Validation } from './cloud/value-check';
export type { TlsRequest } from './tls';

/** Options of {@link startVirtualEc20}. */
export interface VirtualEc20Choice {
  /** Differences from a healthy EC20 on USB; may be changed later in `simulator.settings`. */
  readonly settings?: Partial<SimulatorSettings>;
  /** The network behind the module. Default: an {@link EmbeddedCloud} that knows {@link DEMO_TRIPLET}; {@link PlainBroker} is any other broker. */
  readonly broker?: Broker;
  /** The line's name, default `simulator`. */
  readonly name?: string;
  /** Default: the system's. A test passes its own. */
  readonly clock?: Clock;
  readonly random?: Random;
}

/** A running module, and the host's end of its line. */
export interface VirtualEc20 {
  /** To be opened by the code under test: `openModule({ port: module.port })`. */
  readonly port: Transport;
  /** Restarts, hangs or disconnects the module, and changes its settings. */
  readonly simulator: Simulator;
  /** Pulls its SIM card, takes the network away, weakens the signal. */
  readonly world: VirtualWorld;
  /** Unplugs the cable: the line is lost and can't be opened. */
  unplug(): void;
  /** Plugs it in again. The module's end is back within 1 s. */
  replug(): void;
  close(): Promise<void>;
}

/** Starts a virtual EC20. */
export async function startVirtualEc20(choice: VirtualEc20Choice = {}): Promise<VirtualEc20> {
  const { settings = {}, name = 'simulator', clock = new SystemClock(), random = systemRandom } = choice;
  const broker = choice.broker ?? new EmbeddedCloud({ clock, random });
  const simulator = new Simulator({ clock, random, broker, settings });
  const pair = createPair(name);
  const world = new VirtualWorld(clock, simulator, pair);
  await simulator.attach(pair.right);
  return {
    port: pair.left,
    simulator,
    world,
    unplug: () => pair.unplug(),
    replug: () => pair.replug(),
    async close() {
      world.close();
      await simulator.close();
      if (choice.broker === undefined && broker instanceof EmbeddedCloud) broker.close();
    },
  };
}
