import type { Clock } from '../base/clock';
import type { Random } from '../base/random';
import {
  BrokerUnreachable,
  type Broker,
  type BrokerLink,
  type BrokerLinkListener,
  type ReachFailure,
} from './broker';
import type { CallOutcome, DeviceAnswer, RawAnswer } from './cloud/calls';
import { DEFAULT_CLOUD_SETTINGS, type CloudSettings } from './cloud/cloud-settings';
import { CloudConnection } from './cloud/connection';
import { Demo } from './cloud/demo';
import { DEMO_CONFIGURATION, DEMO_TSL } from './cloud/demo-model';
import { DEMO_SUB_DEVICES, DEMO_SUB_PRODUCTS, OTHER_GATEWAY } from './cloud/demo-sub-devices';
import type { DesiredValue, UpgradeProgress } from './cloud/device-record';
import { Downlinks, type Upgrade } from './cloud/downlinks';
import { GatewayConsole } from './cloud/gateway-console';
import { cloudCertificateRefusal, hostFailure } from './cloud/hosts';
import type { DeviceIdentity, Triplet } from './cloud/login';
import type { ConsoleEntry } from './cloud/console-log';
import { Platform, type Arrival, type DownlinkOutcome } from './cloud/platform';
import { KEEPING_SCRIPT, type RawScript } from './cloud/raw-script';
import type { Json, JsonObject } from './cloud/relaxed-json';
import { settingFault } from './cloud/reports';
import type { ThingData } from './cloud/thing-data';
import { readThingModel } from './cloud/thing-model';
import type { TopicRight } from './cloud/topic-rights';
import { DEMO_TRIPLET } from './demo-device';
import type { TlsRequest } from './tls';

export { DEMO_TRIPLET } from './demo-device';
export type { DeviceIdentity, Triplet } from './cloud/login';
export { cloudSettings, type CloudSettings } from './cloud/cloud-settings';
export type { ConsoleEntry } from './cloud/console-log';
export type { Arrival, DownlinkOutcome as DownlinkFate } from './cloud/platform';
export type { TopicRight } from './cloud/topic-rights';
export type { CallOutcome, DeviceAnswer, RawAnswer } from './cloud/calls';
export type { DesiredValue, NodeType, UpgradeProgress } from './cloud/device-record';
export { GatewayConsole } from './cloud/gateway-console';
export { DEMO_SUB_DEVICES, type DemoSubDevice } from './cloud/demo-sub-devices';
export type { Upgrade } from './cloud/downlinks';
export type { RawScript } from './cloud/raw-script';
export type { Json, JsonObject } from './cloud/relaxed-json';
export type { Reading, RejectedValue, ReportedEvent, ThingData } from './cloud/thing-data';
export { ThingModelError } from './cloud/thing-model';
export { DEMO_TSL } from './cloud/demo-model';

/** A product, or a single device. */
export interface ThingModelOwner {
  readonly productKey: string;
  readonly deviceName?: string;
}

/** Options of {@link EmbeddedCloud}. */
export interface EmbeddedCloudOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Devices in addition to {@link DEMO_TRIPLET}. */
  readonly devices?: readonly Triplet[];
  readonly settings?: Partial<CloudSettings>;
  /** The thing model of every device's product, a TSL; absent: nothing is checked. Throws `ThingModelError`. */
  readonly tsl?: string | JsonObject;
  /**
   * Sends each online device a message every 10 s, gives the demo product a thing model and every device a remote
   * configuration, switches LightSwitch of devices that have subscribed to property sets, and does what a device asks for on
   * user/update.
   */
  readonly demo?: boolean;
}

/**
 * The device side of Alibaba Cloud IoT Platform, in memory, as documented (sources: §A1, §A2, §A3). A device receives only what it
 * has subscribed to, apart from RRPC requests and broadcasts, and never its own messages.
 */
export class EmbeddedCloud implements Broker {
  /** May be changed at any time. */
  readonly settings: CloudSettings;
  /** Gateways and their sub-devices. */
  readonly gateways: GatewayConsole;
  readonly #clock: Clock;
  readonly #platform: Platform;
  readonly #connections = new Set<CloudConnection>();
  readonly #unreachable = new Map<string, ReachFailure>();
  readonly #downlinks: Downlinks;
  readonly #demo: Demo | undefined;

  constructor(options: EmbeddedCloudOptions) {
    this.#clock = options.clock;
    this.settings = { ...DEFAULT_CLOUD_SETTINGS, ...options.settings };
    this.#platform = new Platform(options.clock, this.settings, options.random);
    this.#downlinks = new Downlinks(this.#platform);
    this.gateways = new GatewayConsole(this.#platform, this.#downlinks);
    this.#demo = options.demo === true ? new Demo(options.clock, this.#platform, this.#downlinks) : undefined;
    this.#platform.watcher = this.#demo;
    if (options.demo === true) this.setThingModel({ productKey: DEMO_TRIPLET.productKey }, DEMO_TSL);
    this.#addDemoGateway(options.demo === true);
    for (const triplet of [DEMO_TRIPLET, ...(options.devices ?? [])]) {
      this.addDevice(triplet);
      if (options.tsl !== undefined) this.setThingModel({ productKey: triplet.productKey }, options.tsl);
    }
  }

  /** The demo device is a gateway, with sub-devices in its topology and others. */
  #addDemoGateway(withModels: boolean): void {
    this.gateways.setNodeType(DEMO_TRIPLET.productKey, 'gateway');
    for (const { productKey, registers, tsl } of DEMO_SUB_PRODUCTS) {
      this.gateways.setNodeType(productKey, 'sub-device');
      this.gateways.setRegistration(productKey, registers);
      if (withModels) this.setThingModel({ productKey }, tsl);
    }
    const demo = this.#platform.directory.add(DEMO_TRIPLET);
    const other = this.#platform.directory.add(OTHER_GATEWAY);
    for (const { place, disabled, ...triplet } of DEMO_SUB_DEVICES) {
      this.addDevice(triplet);
      const record = this.#platform.directory.device(triplet);
      record.disabled = disabled;
      if (place !== 'nowhere') this.#platform.subDevices.attach(place === 'here' ? demo : other, record);
    }
  }

  /** Creates a device, or changes the secret of an existing one. */
  addDevice(triplet: Triplet): void {
    this.#platform.directory.add(triplet);
    if (this.#demo !== undefined)
      this.#platform.directory.device(triplet).configuration ??= DEMO_CONFIGURATION;
  }

  /** Sets a product's secret; `registers` is its switch 动态注册. */
  addProduct(productKey: string, secret: string, registers = true): void {
    Object.assign(this.#platform.directory.product(productKey), { secret, registers });
  }

  /** From now on registrations of the product have to name this instance (实例ID). */
  setInstance(productKey: string, instanceId: string): void {
    this.#platform.directory.product(productKey).instanceId = instanceId;
  }

  /** Adds a device as one that has registered before without having been entered (免预注册), with what it was given. */
  addToken(device: DeviceIdentity, clientId: string, deviceToken: string): void {
    this.#platform.directory.add({ ...device, deviceSecret: '' }).tokens.set(clientId, deviceToken);
  }

  /** How many times that device has registered without having been entered. */
  tokensOf(device: DeviceIdentity): number {
    return this.#platform.directory.device(device).tokens.size;
  }

  /**
   * Sets the thing model of a product or device; `undefined` removes it, and nothing is checked any more. Throws `ThingModelError`,
   * which says where the TSL is wrong.
   */
  setThingModel(owner: ThingModelOwner, tsl: string | JsonObject | undefined): void {
    const { productKey, deviceName } = owner;
    const model = tsl === undefined ? undefined : readThingModel(tsl);
    if (deviceName === undefined) this.#platform.directory.product(productKey).model = model;
    else this.#platform.directory.device({ productKey, deviceName }).model = model;
  }

  /** Switches a product to 透传/自定义: data on up_raw passes through its script, whose reply is sent back as bytes. */
  setRaw(productKey: string, script: RawScript = KEEPING_SCRIPT): void {
    this.#platform.directory.product(productKey).rawScript = script;
  }

  /** Marks a device as having logged in before, so that it can no longer register. */
  activate(device: DeviceIdentity): void {
    this.#platform.directory.device(device).activated = true;
  }

  /** Leaves registrations unanswered from now on. */
  silenceRegistrations(): void {
    this.#platform.registrations.areAnswered = false;
  }

  /**
   * Enables or disables a device as the console does; a disabled one is disconnected and its logins get CONNACK 5, those of a
   * sub-device 522. A sub-device's gateway is notified.
   */
  enableDevice(device: DeviceIdentity, enabled: boolean): void {
    this.#platform.enableDevice(this.#platform.directory.device(device), enabled);
  }

  /**
   * The secret in the console no longer is the device's (true), or is it again. At a change it is disconnected; while they differ
   * its logins get CONNACK 4.
   */
  changeSecret(device: DeviceIdentity, changed: boolean): void {
    const record = this.#platform.directory.device(device);
    record.secretChanged = changed;
    if (changed) this.#platform.disconnect(record);
  }

  /** Defines a topic class for every product, `name` as in `user/light`; wildcards only with `subscribe`. */
  addTopicClass(name: string, right: TopicRight): void {
    this.#platform.classes.set(name, right);
  }

  /** Makes a host unreachable; `undefined` makes it reachable again. */
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
    this.#demo?.start(() => this.#connections.size > 0);
    return Promise.resolve(connection);
  }

  probe(host: string, port: number, tls?: TlsRequest): Promise<void> {
    const failure = this.#failure(host, port, tls);
    if (failure === undefined) return Promise.resolve();
    return Promise.reject(new BrokerUnreachable(failure, `${host}:${port} can't be reached (${failure})`));
  }

  #failure(host: string, port: number, tls: TlsRequest | undefined): ReachFailure | undefined {
    const failure = this.#unreachable.get(host.toLowerCase()) ?? hostFailure(host, port);
    if (failure !== undefined || tls === undefined) return failure;
    return cloudCertificateRefusal(port, this.settings.certificateEndsMs, tls) === undefined
      ? undefined
      : 'tls';
  }

  /** Calls `listener` for each message that a device publishes; returns a function that unsubscribes. */
  onPublish(listener: (arrival: Arrival) => void): () => void {
    this.#platform.listeners.add(listener);
    return () => this.#platform.listeners.delete(listener);
  }

  /** The most recent 1,000 lines of the console's log: refused logins, publishes and subscriptions. */
  get log(): readonly ConsoleEntry[] {
    return this.#platform.log;
  }

  /** Whether the device exists here; the other methods throw a `RangeError` for one that doesn't. */
  hasDevice(device: DeviceIdentity): boolean {
    return this.#platform.directory.find(device) !== undefined;
  }

  /** The thing model that a device's messages are checked with, as given; undefined: none. */
  thingModel(device: DeviceIdentity): JsonObject | undefined {
    return this.#platform.directory.modelOf(this.#platform.directory.device(device))?.tsl;
  }

  /**
   * What the console's form, which knows the thing model, would not set, and why; undefined: nothing.
   * {@link EmbeddedCloud.setProperties} sends whatever it is given.
   */
  settingFault(
    device: DeviceIdentity,
    params: JsonObject,
  ): { readonly identifier: string; readonly text: string } | undefined {
    const { directory } = this.#platform;
    return settingFault(directory.modelOf(directory.device(device)), params);
  }

  isOnline(device: DeviceIdentity): boolean {
    return this.#platform.directory.device(device).connection !== undefined;
  }

  /** A device's active subscriptions. */
  subscriptions(device: DeviceIdentity): readonly string[] {
    return this.#platform.directory.device(device).filters;
  }

  tags(device: DeviceIdentity): ReadonlyMap<string, string> {
    return this.#platform.directory.device(device).tags;
  }

  /** Versions that a device has reported for OTA, by module; `default` where it named none. */
  versions(device: DeviceIdentity): ReadonlyMap<string, string> {
    return this.#platform.directory.device(device).versions;
  }

  /** What a device has reported: values with times, history, events, and rejected values. */
  data(device: DeviceIdentity): ThingData {
    return this.#platform.directory.device(device).data;
  }

  /** What a device has reported about its upgrades. */
  progress(device: DeviceIdentity): readonly UpgradeProgress[] {
    return this.#platform.directory.device(device).progress;
  }

  /** Sets a desired value. An online device receives it as a property set; others can request it later. */
  setDesired(device: DeviceIdentity, identifier: string, value: Json): void {
    this.#downlinks.setDesired(device, { [identifier]: value });
  }

  desired(device: DeviceIdentity): ReadonlyMap<string, DesiredValue> {
    return this.#platform.directory.device(device).desired;
  }

  /** Sets the remote configuration that `thing/config/get` refers to. */
  setConfiguration(device: DeviceIdentity, text: string): void {
    this.#platform.directory.device(device).configuration = text;
  }

  /** Sends a message to a device. QoS 1 is stored for an offline device with a persistent session. */
  send(device: DeviceIdentity, topic: string, payload: Buffer | string, qos: 0 | 1 = 0): DownlinkOutcome {
    return this.#platform.send(device, topic, Buffer.from(payload), qos);
  }

  /** Sends a property set as the console's online debugging does. Returns the id that the device's answer repeats. */
  setProperty(device: DeviceIdentity, params: JsonObject, qos: 0 | 1 = 1): string {
    const { id, payload } = this.#downlinks.propertySet(params);
    const topic = `/sys/${device.productKey}/${device.deviceName}/thing/service/property/set`;
    this.send(device, topic, payload, qos);
    return id;
  }

  /** Sends a property set and waits up to 30 s for its set_reply. */
  setProperties(
    device: DeviceIdentity,
    params: JsonObject,
    qos: 0 | 1 = 1,
  ): Promise<CallOutcome<DeviceAnswer>> {
    return this.#downlinks.setProperties(device, params, qos);
  }

  /**
   * Calls a service: synchronously over RRPC (8 s) or asynchronously (30 s), as `isSync` says, otherwise as the thing model says,
   * otherwise asynchronously. Outputs that the model rejects are in the outcome's `faults`.
   */
  callService(
    device: DeviceIdentity,
    service: string,
    input: JsonObject = {},
    isSync?: boolean,
  ): Promise<CallOutcome<DeviceAnswer>> {
    return this.#downlinks.callService(device, service, input, isSync);
  }

  /** RRPC on the system topic; the device has `waitMs`, default 8 s. A later answer is logged as 1951. */
  rrpc(device: DeviceIdentity, payload: Buffer | string, waitMs?: number): Promise<CallOutcome<RawAnswer>> {
    return this.#downlinks.rrpc(device, Buffer.from(payload), waitMs);
  }

  /** RRPC on a custom topic, `name` as in `user/get`; reaches devices that logged in with `ext=1` and have subscribed to it. */
  customRrpc(
    device: DeviceIdentity,
    name: string,
    payload: Buffer | string,
    waitMs?: number,
  ): Promise<CallOutcome<RawAnswer>> {
    return this.#downlinks.customRrpc(device, name, Buffer.from(payload), waitMs);
  }

  /** Calls a synchronous service of a device whose product has the format 透传/自定义, logged in with `ext=1`: bytes, answered in 8 s. */
  callRaw(device: DeviceIdentity, bytes: Buffer): Promise<CallOutcome<RawAnswer>> {
    return this.#downlinks.callRaw(device, bytes);
  }

  /** Sends bytes on down_raw, to a product of the format 透传/自定义. */
  sendRaw(device: DeviceIdentity, bytes: Buffer, qos: 0 | 1 = 1): DownlinkOutcome {
    return this.#downlinks.sendRaw(device, bytes, qos);
  }

  /** Pushes an upgrade (OTA). `thing/ota/firmware/get` offers it too, until the device reports the new version. */
  pushUpgrade(device: DeviceIdentity, upgrade: Upgrade): DownlinkOutcome {
    return this.#downlinks.pushUpgrade(device, upgrade);
  }

  /** Sets the remote configuration, notifies the device and waits up to 30 s for its push_reply. */
  pushConfiguration(device: DeviceIdentity, text: string): Promise<CallOutcome<DeviceAnswer>> {
    return this.#downlinks.pushConfiguration(device, text);
  }

  /** Sends a message to every online device of a product, subscribed or not; returns how many. At most 64 KB. */
  broadcast(productKey: string, payload: Buffer | string): number {
    return this.#downlinks.broadcast(productKey, Buffer.from(payload));
  }

  /** Sends a message to all subscribers of `/broadcast/{productKey}/{group}`; returns how many. At most 64 KB. */
  broadcastGroup(productKey: string, group: string, payload: Buffer | string): number {
    return this.#downlinks.broadcastGroup(productKey, group, Buffer.from(payload));
  }

  /** Closes a device's connection from the platform's side; of a sub-device only its session ends, and nobody is told. */
  kick(device: DeviceIdentity): void {
    this.#platform.disconnect(this.#platform.directory.device(device));
  }

  /** Closes every connection and cancels every timer. */
  close(): void {
    for (const connection of [...this.#connections]) connection.end();
    this.#platform.close();
    this.#demo?.close();
  }
}
