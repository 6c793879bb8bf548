import type { CloudConnection } from './connection';
import type { DeviceIdentity, Triplet } from './login';
import type { RawScript } from './raw-script';
import type { Json, JsonObject } from './relaxed-json';
import type { BrokerMessage } from '../broker';
import { ThingData } from './thing-data';
import type { ThingModel } from './thing-model';
import { filterMatches } from './topic-filter';

/** How long QoS 1 messages are stored for an offline device: the platform drops them after seven days. */
const STORED_FOR_MS = 7 * 24 * 3600 * 1000;
const MAX_STORED = 1000;

/** A value that the cloud wants a device to adopt, with its version. */
export interface DesiredValue {
  readonly value: Json;
  readonly version: number;
}

/** What a device has reported about an upgrade: `step` is a percentage or a code from -1 to -4 (§A3.2). */
export interface UpgradeProgress {
  readonly step: string;
  readonly desc: string;
  /** `default` when the device named none. */
  readonly module: string;
}

const MAX_PROGRESS = 1000;

/**
 * A product's node type: 网关设备, 直连设备, 网关子设备. A directly connected device may be attached to a gateway all the same; a
 * gateway may not.
 */
export type NodeType = 'gateway' | 'direct' | 'sub-device';

/** What the platform knows of a product, apart from its devices. */
export class Product {
  nodeType: NodeType = 'direct';
  /** ProductSecret; undefined: devices cannot register. */
  secret: string | undefined;
  /** Set: its registrations have to name this instance. */
  instanceId: string | undefined;
  /** The 动态注册 switch; off in a new product. */
  registers = false;
  model: ThingModel | undefined;
  /** Set: the data format is 透传/自定义. */
  rawScript: RawScript | undefined;
}

/** Everything the platform remembers about one device. */
export class DeviceRecord implements DeviceIdentity {
  readonly productKey: string;
  readonly deviceName: string;
  deviceSecret: string;
  /** Of registrations without a name entered before, by client id (§A1.4). */
  readonly tokens = new Map<string, string>();
  /** Has logged in with its secret, so it can no longer register. */
  activated = false;
  /** Disabled in the console: a correct login is refused. */
  disabled = false;
  /** Its secret was changed in the console: what the device has is wrong. */
  secretChanged = false;
  /** Its own, or its gateway's while it is logged in there. */
  connection: CloudConnection | undefined;
  /** The gateway through which it is online. */
  via: DeviceRecord | undefined;
  /** The gateway in whose topology it is. */
  gateway: DeviceRecord | undefined;
  /** A gateway's topology. */
  readonly subDevices = new Set<DeviceRecord>();
  /** Times of the last CONNECTs, for the connect limit. */
  connectTimes: number[] = [];
  readonly tags = new Map<string, string>();
  readonly desired = new Map<string, DesiredValue>();
  /** Versions reported for OTA, by module. */
  readonly versions = new Map<string, string>();
  /** Pending upgrades, by module: `data` of their push. */
  readonly upgrades = new Map<string, JsonObject>();
  /** What the device has posted. */
  readonly data = new ThingData();
  /** Overrides the product's thing model. */
  model: ThingModel | undefined;
  /** The text of the product's remote configuration file. */
  configuration: string | undefined;

  readonly #progress: UpgradeProgress[] = [];
  readonly #filters = new Set<string>();
  #keepsSession = false;
  #stored: { readonly message: BrokerMessage; readonly untilMs: number }[] = [];

  constructor(triplet: Triplet) {
    this.productKey = triplet.productKey;
    this.deviceName = triplet.deviceName;
    this.deviceSecret = triplet.deviceSecret;
  }

  /** Undefined: it has only the tokens of its registrations. */
  get ownSecret(): string | undefined {
    return this.deviceSecret === '' ? undefined : this.deviceSecret;
  }

  /** The active subscriptions. */
  get filters(): readonly string[] {
    return [...this.#filters];
  }

  /** The most recent upgrade reports, at most 1,000. */
  get progress(): readonly UpgradeProgress[] {
    return this.#progress;
  }

  noteProgress(progress: UpgradeProgress): void {
    this.#progress.push(progress);
    if (this.#progress.length > MAX_PROGRESS) this.#progress.shift();
  }

  /** Starts a session; a clean one discards subscriptions and stored messages. Returns the stored messages. */
  begin(cleanSession: boolean, nowMs: number): readonly BrokerMessage[] {
    const waiting = this.#stored.filter((entry) => entry.untilMs > nowMs).map((entry) => entry.message);
    this.#stored = [];
    this.#keepsSession = !cleanSession;
    if (!cleanSession) return waiting;
    this.#filters.clear();
    return [];
  }

  /** Discards a clean session's subscriptions. */
  end(): void {
    this.connection = undefined;
    this.via = undefined;
    if (!this.#keepsSession) this.#filters.clear();
  }

  /** Adds a subscription unless there are `most` others. */
  subscribe(filter: string, most: number): boolean {
    if (!this.#filters.has(filter) && this.#filters.size >= most) return false;
    this.#filters.add(filter);
    return true;
  }

  unsubscribe(filter: string): void {
    this.#filters.delete(filter);
  }

  isSubscribed(topic: string): boolean {
    for (const filter of this.#filters) if (filterMatches(filter, topic)) return true;
    return false;
  }

  /** Stores a QoS 1 message for a device whose session outlives its connection. */
  store(message: BrokerMessage, nowMs: number): boolean {
    if (!this.#keepsSession || message.qos === 0 || this.#stored.length >= MAX_STORED) return false;
    this.#stored.push({ message, untilMs: nowMs + STORED_FOR_MS });
    return true;
  }
}
