import type { Clock, Timer } from '../base/clock';
import { randomInteger, type Random } from '../base/random';
import {
  BrokerUnreachable,
  type Broker,
  type BrokerLink,
  type BrokerLinkListener,
  type ReachFailure,
} from './broker';
import { CloudConnection } from './cloud/connection';
import type { DesiredValue } from './cloud/device-record';
import type { DeviceIdentity, Triplet } from './cloud/login';
import {
  Platform,
  type Arrival,
  type CloudSettings,
  type ConsoleEntry,
  type DownlinkFate,
} from './cloud/platform';
import { cloudCertificateRefusal } from './cloud/certificate';
import type { Json, JsonObject } from './cloud/relaxed-json';
import type { TopicRight } from './cloud/topic-rights';
import { DEMO_TRIPLET } from './demo-device';
import type { TlsRequest } from './tls';

export { DEMO_TRIPLET } from './demo-device';
export type { DeviceIdentity, Triplet } from './cloud/login';
export type { Arrival, CloudSettings, ConsoleEntry, DownlinkFate } from './cloud/platform';
export type { TopicRight } from './cloud/topic-rights';

export interface EmbeddedCloudOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Devices besides {@link DEMO_TRIPLET}. */
  readonly devices?: readonly Triplet[];
  readonly settings?: Partial<CloudSettings>;
  /** Sends each device that is online a message every 10 s. */
  readonly demo?: boolean;
}

const DEFAULT_SETTINGS: CloudSettings = {
  connectLimit: true,
  messageLimit: false,
  tlsOnly: false,
  certificateEndsMs: Date.UTC(2044, 0, 1),
  replyMs: 20,
};
/** Ports of the platform (aliyun.md §1.6). */
const PORTS: ReadonlySet<number> = new Set([443, 1883, 8883]);
const DEMO_INTERVAL_MS = 10_000;

/**
 * Alibaba Cloud IoT Platform's device side in memory, as its documents describe it (sources: aliyun.md §1–3).
 * A device hears only what it subscribed, besides RRPC requests and broadcasts, and never what it published itself.
 */
export class EmbeddedCloud implements Broker {
  /** May be changed at any time. */
  readonly settings: CloudSettings;
  readonly #clock: Clock;
  readonly #platform: Platform;
  readonly #connections = new Set<CloudConnection>();
  readonly #unreachable = new Map<string, ReachFailure>();
  readonly #demo: boolean;
  #demoTimer: Timer | undefined;
  #downlinkId: number;

  constructor(options: EmbeddedCloudOptions) {
    this.#clock = options.clock;
    this.#demo = options.demo ?? false;
    this.#downlinkId = randomInteger(options.random, 1, 1_000_000_000);
    this.settings = { ...DEFAULT_SETTINGS, ...options.settings };
    this.#platform = new Platform(options.clock, this.settings);
    for (const triplet of [DEMO_TRIPLET, ...(options.devices ?? [])]) this.addDevice(triplet);
  }

  /** Creates a device, or gives an existing one another secret. */
  addDevice(triplet: Triplet): void {
    this.#platform.addDevice(triplet);
  }

  /** Gives a product its secret; `registers` is its switch 动态注册. */
  addProduct(productKey: string, secret: string, registers = true): void {
    this.#platform.products.set(productKey, { secret, registers });
  }

  /** As if the device had logged in before: it can't register any more. */
  activate(device: DeviceIdentity): void {
    this.#platform.device(device).activated = true;
  }

  /** Answers no registration from now on. */
  silenceRegistrations(): void {
    this.#platform.answersRegistrations = false;
  }

  /** Switches a device on or off as the console does; off, it is thrown out and its logins get CONNACK 5. */
  enableDevice(device: DeviceIdentity, enabled: boolean): void {
    const record = this.#platform.device(device);
    record.disabled = !enabled;
    if (!enabled) record.connection?.end();
  }

  /** Defines a topic class for every product, `name` as in `user/light`; wildcards only with `subscribe`. */
  addTopicClass(name: string, right: TopicRight): void {
    this.#platform.classes.set(name, right);
  }

  /** Makes a host unreachable, or reachable again with `undefined`. */
  setUnreachable(host: string, failure: ReachFailure | undefined): void {
    if (failure === undefined) this.#unreachable.delete(host.toLowerCase());
    else this.#unreachable.set(host.toLowerCase(), failure);
  }

  open(host: string, port: number, listener: BrokerLinkListener, tls?: TlsRequest): Promise<BrokerLink> {
    const failure = this.#failure(host, port, tls);
    if (failure !== undefined) {
      return Promise.reject(new BrokerUnreachable(failure, `${host}:${port} can't be reached (${failure})`));
    }
    const connection: CloudConnection = new CloudConnection(this.#clock, listener, this.#platform, {
      isSecure: tls !== undefined,
      onFinished: () => this.#connections.delete(connection),
    });
    this.#connections.add(connection);
    if (this.#demo) this.#armDemo();
    return Promise.resolve(connection);
  }

  probe(host: string, port: number, tls?: TlsRequest): Promise<void> {
    const failure = this.#failure(host, port, tls);
    if (failure === undefined) return Promise.resolve();
    return Promise.reject(new BrokerUnreachable(failure, `${host}:${port} can't be reached (${failure})`));
  }

  #failure(host: string, port: number, tls: TlsRequest | undefined): ReachFailure | undefined {
    const failure = this.#unreachable.get(host.toLowerCase()) ?? reach(host, port);
    if (failure !== undefined || tls === undefined) return failure;
    return cloudCertificateRefusal(port, this.settings.certificateEndsMs, tls) === undefined
      ? undefined
      : 'tls';
  }

  /** Hears what devices publish; returns how to stop. */
  onPublish(listener: (arrival: Arrival) => void): () => void {
    this.#platform.listeners.add(listener);
    return () => this.#platform.listeners.delete(listener);
  }

  /** The newest 1,000 lines of the console's log: refused logins, publishes and subscriptions. */
  get log(): readonly ConsoleEntry[] {
    return this.#platform.log;
  }

  isOnline(device: DeviceIdentity): boolean {
    return this.#platform.device(device).connection !== undefined;
  }

  /** The filters that a device has subscribed. */
  subscriptions(device: DeviceIdentity): readonly string[] {
    return this.#platform.device(device).filters;
  }

  tags(device: DeviceIdentity): ReadonlyMap<string, string> {
    return this.#platform.device(device).tags;
  }

  /** Versions that a device has told for OTA, by module; `default` where it named none. */
  versions(device: DeviceIdentity): ReadonlyMap<string, string> {
    return this.#platform.device(device).versions;
  }

  /** Sets a desired value; the device asks for it when it wants. */
  setDesired(device: DeviceIdentity, identifier: string, value: Json): void {
    const { desired } = this.#platform.device(device);
    desired.set(identifier, { value, version: (desired.get(identifier)?.version ?? 0) + 1 });
  }

  desired(device: DeviceIdentity): ReadonlyMap<string, DesiredValue> {
    return this.#platform.device(device).desired;
  }

  /** The remote configuration that `thing/config/get` tells of. */
  setConfiguration(device: DeviceIdentity, text: string): void {
    this.#platform.device(device).configuration = text;
  }

  /** Sends a message to a device. QoS 1 waits for a device that is offline and keeps its session. */
  send(device: DeviceIdentity, topic: string, payload: Buffer | string, qos: 0 | 1 = 0): DownlinkFate {
    return this.#platform.send(device, topic, Buffer.from(payload), qos);
  }

  /** Sends a property set as the console's online debugging does. Returns the id that the device repeats in its answer. */
  setProperty(device: DeviceIdentity, params: JsonObject, qos: 0 | 1 = 1): string {
    const id = this.#nextId();
    const topic = `/sys/${device.productKey}/${device.deviceName}/thing/service/property/set`;
    const request = { method: 'thing.service.property.set', id, params, version: '1.0.0' };
    this.send(device, topic, JSON.stringify(request), qos);
    return id;
  }

  /** Closes a device's connection from the platform's side. */
  kick(device: DeviceIdentity): void {
    this.#platform.device(device).connection?.end();
  }

  /** Closes every connection and leaves no timer behind. */
  close(): void {
    for (const connection of [...this.#connections]) connection.end();
    this.#platform.close();
    this.#demoTimer?.cancel();
    this.#demoTimer = undefined;
  }

  #armDemo(): void {
    this.#demoTimer ??= this.#clock.after(DEMO_INTERVAL_MS, () => {
      this.#demoTimer = undefined;
      for (const device of this.#platform.online) {
        const payload = JSON.stringify({ id: this.#nextId(), message: 'hello from the embedded cloud' });
        this.send(device, `/${device.productKey}/${device.deviceName}/user/get`, payload, 1);
      }
      if (this.#connections.size > 0) this.#armDemo();
    });
  }

  #nextId(): string {
    this.#downlinkId += 1;
    return String(this.#downlinkId);
  }
}

/** Why a host can't be reached: the cloud is the only thing on this network. */
function reach(host: string, port: number): ReachFailure | undefined {
  if (/^[\d.]+$|:/.test(host)) return 'refused';
  if (!/^(?:[a-z\d-]+\.)+aliyuncs\.com$/i.test(host)) return 'dns';
  return PORTS.has(port) ? undefined : 'refused';
}
