import type { CallOutcome, DeviceAnswer } from './calls';
import type { DeviceRecord, NodeType } from './device-record';
import type { Downlinks } from './downlinks';
import type { DeviceIdentity } from './login';
import type { Platform } from './platform';

/** Gateways and their sub-devices, as the console manages them. Methods throw a `RangeError` for a device that doesn't exist. */
export class GatewayConsole {
  readonly #platform: Platform;
  readonly #downlinks: Downlinks;

  /** @internal */
  constructor(platform: Platform, downlinks: Downlinks) {
    this.#platform = platform;
    this.#downlinks = downlinks;
  }

  /** Sets a product's node type; 直连设备 (`direct`) before. */
  setNodeType(productKey: string, nodeType: NodeType): void {
    this.#platform.directory.product(productKey).nodeType = nodeType;
  }

  /** The product's switch 动态注册, which thing/sub/register needs. */
  setRegistration(productKey: string, registers: boolean): void {
    this.#platform.directory.product(productKey).registers = registers;
  }

  /** Adds a device to a gateway's topology, out of another's; the gateways are notified. */
  add(gateway: DeviceIdentity, device: DeviceIdentity): void {
    const record = this.#record(device);
    if (record.gateway === this.#record(gateway)) return;
    this.#platform.subDevices.attach(this.#record(gateway), record, true);
  }

  /** Takes a device out of its gateway's topology: its session ends (6401), and the gateway is notified. */
  remove(device: DeviceIdentity): void {
    this.#platform.subDevices.remove(this.#record(device), 6401);
  }

  /** Deletes a device: its session ends (521), and its gateway is notified. */
  delete(device: DeviceIdentity): void {
    this.#platform.deleteDevice(this.#record(device));
  }

  /** Asks a gateway to add devices to its topology (thing/topo/add/notify), and waits up to 30 s for its reply. */
  askToAdd(gateway: DeviceIdentity, devices: readonly DeviceIdentity[]): Promise<CallOutcome<DeviceAnswer>> {
    return this.#downlinks.askForTopology(gateway, devices);
  }

  /** The sub-devices in a gateway's topology. */
  topology(gateway: DeviceIdentity): readonly DeviceIdentity[] {
    return [...this.#record(gateway).subDevices].map(identity);
  }

  /** Those that are online through the gateway. */
  online(gateway: DeviceIdentity): readonly DeviceIdentity[] {
    return this.#platform.subDevices.online(this.#record(gateway)).map(identity);
  }

  /** The gateway in whose topology a device is; undefined: none. */
  gatewayOf(device: DeviceIdentity): DeviceIdentity | undefined {
    const { gateway } = this.#record(device);
    return gateway === undefined ? undefined : identity(gateway);
  }

  /** The devices that a gateway has discovered and reported (thing/list/found); of all gateways the newest 1,000. */
  found(gateway: DeviceIdentity): readonly DeviceIdentity[] {
    return this.#platform.subDevices.foundBy(gateway);
  }

  #record(device: DeviceIdentity): DeviceRecord {
    return this.#platform.directory.device(device);
  }
}

function identity({ productKey, deviceName }: DeviceIdentity): DeviceIdentity {
  return { productKey, deviceName };
}
