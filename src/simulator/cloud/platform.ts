import type { Clock, Timer } from '../../base/clock';
import type { BrokerMessage, ConnectRequest } from '../broker';
import { findUplink, platformReply } from './alink';
import { Calls } from './calls';
import type { CloudSettings } from './cloud-settings';
import type { CloudConnection, ConnectionOwner, Subscription } from './connection';
import { DeviceRecord, Product } from './device-record';
import {
  CONNACK,
  checkLogin,
  parseUsername,
  readRegistration,
  type DeviceIdentity,
  type Triplet,
} from './login';
import { PerSecond } from './per-second';
import { Registrations } from './registrations';
import type { ThingModel } from './thing-model';
import {
  needsNoSubscription,
  customRrpcId,
  DEFAULT_TOPIC_CLASSES,
  publishDenial,
  subscribeDenial,
  type TopicRight,
} from './topic-rights';

/** A message that a device was entitled to publish. */
export interface Arrival {
  readonly device: DeviceIdentity;
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: 0 | 1;
  readonly wallMs: number;
}

/** A line of the console's log, which the device never sees. */
export interface ConsoleEntry {
  readonly wallMs: number;
  /** `dn&pk`, or whatever was received in its place. */
  readonly device: string;
  readonly text: string;
}

/** Outcome of a downlink: delivered, stored for the next login, or dropped for want of a subscriber. */
export type DownlinkOutcome = 'delivered' | 'stored' | 'dropped';

/** Limits of §A2. */
const CONNECTS_PER_MINUTE = 5;
const MESSAGES_PER_SECOND = { 0: 30, 1: 10 } as const;
const INSTANCE_MESSAGES_PER_SECOND = 5;
const MAX_SUBSCRIPTIONS = 100;
const FILTERS_PER_PACKET = 8;
const LARGEST_PAYLOAD_BYTES = 256 * 1024;
const LOG_LENGTH = 1000;

/** Is notified of changes in who can receive messages. */
export interface PlatformWatcher {
  subscribed(device: DeviceRecord): void;
  ended(device: DeviceRecord): void;
}

/** The platform behind the connections: logins, topic rights, replies. */
export class Platform implements ConnectionOwner {
  readonly classes = new Map<string, TopicRight>(DEFAULT_TOPIC_CLASSES);
  readonly listeners = new Set<(arrival: Arrival) => void>();
  /** The most recent lines, at most 1,000. */
  log: readonly ConsoleEntry[] = [];
  readonly #devices = new Map<string, DeviceRecord>();
  readonly #products = new Map<string, Product>();
  readonly calls: Calls;
  watcher: PlatformWatcher | undefined;
  readonly registrations = new Registrations();
  readonly #sessions = new Map<CloudConnection, Session>();
  readonly #replies = new Set<Timer>();
  readonly #instance: PerSecond;

  constructor(
    private readonly clock: Clock,
    readonly settings: CloudSettings,
  ) {
    this.calls = new Calls(clock);
    this.#instance = new PerSecond(clock, INSTANCE_MESSAGES_PER_SECOND);
  }

  addDevice(triplet: Triplet): DeviceRecord {
    const record = this.#devices.get(keyOf(triplet)) ?? new DeviceRecord(triplet);
    record.deviceSecret = triplet.deviceSecret;
    this.#devices.set(keyOf(triplet), record);
    return record;
  }

  /** Throws `RangeError` when there is no such device. */
  device(identity: DeviceIdentity): DeviceRecord {
    const record = this.#devices.get(keyOf(identity));
    if (record === undefined) throw new RangeError(`the embedded cloud knows no device ${keyOf(identity)}`);
    return record;
  }

  get devices(): readonly DeviceRecord[] {
    return [...this.#devices.values()];
  }

  /** The product with this key; it is created on first use. */
  product(productKey: string): Product {
    const product = this.#products.get(productKey) ?? new Product();
    this.#products.set(productKey, product);
    return product;
  }

  modelOf(record: DeviceRecord): ThingModel | undefined {
    return record.model ?? this.product(record.productKey).model;
  }

  /** The online devices. */
  get online(): readonly DeviceRecord[] {
    return [...this.#sessions.values()].map(({ record }) => record);
  }

  /** Sends a message to a device if it has subscribed to the topic, or if the topic needs no subscription. */
  send(identity: DeviceIdentity, topic: string, payload: Buffer, qos: 0 | 1): DownlinkOutcome {
    const record = this.device(identity);
    if (this.settings.instanceLimit && !this.#instance.take()) {
      this.note(record, `message on ${topic} dropped: rate limit of the instance`);
      return 'dropped';
    }
    return this.#give(record, topic, payload, qos);
  }

  #give(record: DeviceRecord, topic: string, payload: Buffer, qos: 0 | 1): DownlinkOutcome {
    const message = { topic, payload, qos, retain: false };
    const { connection } = record;
    const customRrpc = connection !== undefined && this.#sessions.get(connection)?.customRrpc === true;
    if (!record.isSubscribed(topic) && !needsNoSubscription(record, topic, customRrpc)) return 'dropped';
    if (connection === undefined) return record.store(message, this.clock.now()) ? 'stored' : 'dropped';
    connection.deliver(message);
    return 'delivered';
  }

  /** Discards pending replies. */
  close(): void {
    for (const timer of this.#replies) timer.cancel();
    this.#replies.clear();
    this.calls.close();
  }

  login(connection: CloudConnection, request: ConnectRequest): number | undefined {
    if (this.settings.tlsOnly && !connection.isSecure) {
      this.#note(request.username ?? '', 'connection closed: not encrypted');
      return undefined;
    }
    const registration = readRegistration(request);
    if (registration !== undefined) {
      const { identity } = registration;
      this.note(identity, 'asks to be registered');
      return this.registrations.judge(connection, registration, this.product(identity.productKey), {
        record: this.#devices.get(keyOf(identity)),
        // It has no secret of its own: only its token logs it in.
        create: () => this.addDevice({ ...identity, deviceSecret: '' }),
      });
    }
    const named = parseUsername(request.username ?? '');
    const known = named === undefined ? undefined : this.#devices.get(keyOf(named));
    const refuse = (code: number, text: string) => {
      this.#note(request.username ?? '', `login refused with ${code}: ${text}`);
      return code;
    };
    // No document names the code; official clients that reconnect each second have seen 3 (§A2).
    if (known !== undefined && this.settings.connectLimit && !this.#countConnect(known)) {
      return refuse(CONNACK.serverUnavailable, 'more than 5 connects in a minute');
    }
    const login = checkLogin(request, {
      secretOf: (identity) => this.#devices.get(keyOf(identity))?.ownSecret,
      tokenOf: (identity, clientId) =>
        connection.isSecure ? this.#devices.get(keyOf(identity))?.tokens.get(clientId) : undefined,
    });
    if (!login.accepted) return refuse(login.returnCode, login.reason);
    const record = this.device(login.identity);
    if (record.disabled) return refuse(CONNACK.notAuthorised, 'device is disabled');
    if (record.connection !== undefined) {
      this.#note(keyOf(record), 'kicked: the same device has logged in again');
      record.connection.end();
    }
    if (request.will !== undefined) this.#note(keyOf(record), 'will ignored: not supported');
    const waiting = record.begin(request.cleanSession, this.clock.now());
    record.connection = connection;
    record.activated = true;
    const counted = {
      0: new PerSecond(this.clock, MESSAGES_PER_SECOND[0]),
      1: new PerSecond(this.clock, MESSAGES_PER_SECOND[1]),
    };
    this.#sessions.set(connection, { record, customRrpc: login.customRrpc, waiting, counted });
    return CONNACK.accepted;
  }

  accepted(connection: CloudConnection): void {
    if (this.registrations.answer(connection)) return;
    for (const message of this.#sessions.get(connection)?.waiting ?? []) connection.deliver(message);
  }

  published(connection: CloudConnection, message: BrokerMessage): boolean {
    const session = this.#sessions.get(connection);
    if (session === undefined) return false;
    const { record } = session;
    const { topic, payload, qos } = message;
    const drop = (text: string) => this.#note(keyOf(record), `publish to ${topic} dropped: ${text}`);
    if (qos === 2) {
      drop('QoS 2 is not supported');
      connection.end();
      return false;
    }
    if (this.settings.messageLimit && !session.counted[qos].take()) {
      drop('rate limit');
      return false;
    }
    if (this.settings.instanceLimit && !this.#instance.take()) {
      drop('rate limit of the instance');
      return false;
    }
    if (message.retain) this.#note(keyOf(record), `retain of ${topic} ignored: not supported`);
    // Acknowledged all the same: only the console's log shows it (§A2).
    const denial =
      payload.length > LARGEST_PAYLOAD_BYTES
        ? 'more than 256 KB'
        : (publishDenial(record, this.classes, topic) ??
          // A custom RRPC answer must have QoS 0 (§A3.2).
          (qos === 1 && customRrpcId(record, topic) !== undefined ? 'RRPC answers have QoS 0' : undefined));
    if (denial === undefined) this.#take(record, topic, payload, qos);
    else drop(denial);
    return true;
  }

  subscribed(connection: CloudConnection, subscriptions: readonly Subscription[]): readonly boolean[] {
    const session = this.#sessions.get(connection);
    if (session === undefined) return subscriptions.map(() => false);
    const { record, customRrpc } = session;
    const granted = subscriptions.map(({ filter }, index) => {
      const denial =
        index >= FILTERS_PER_PACKET
          ? 'more than 8 topics in one packet'
          : subscribeDenial(record, this.classes, filter, customRrpc);
      if (denial === undefined && record.subscribe(filter, MAX_SUBSCRIPTIONS)) return true;
      this.#note(keyOf(record), `subscribe to ${filter} refused: ${denial ?? 'more than 100 subscriptions'}`);
      return false;
    });
    this.watcher?.subscribed(record);
    return granted;
  }

  unsubscribed(connection: CloudConnection, filters: readonly string[]): void {
    for (const filter of filters) this.#sessions.get(connection)?.record.unsubscribe(filter);
  }

  ended(connection: CloudConnection): void {
    const record = this.#sessions.get(connection)?.record;
    this.#sessions.delete(connection);
    this.registrations.ended(connection);
    if (record?.connection !== connection) return;
    record.end();
    this.watcher?.ended(record);
  }

  #take(record: DeviceRecord, topic: string, payload: Buffer, qos: 0 | 1): void {
    const wallMs = this.clock.wallTime();
    this.#answer(record, topic, payload, wallMs);
    this.calls.arrived(topic, payload);
    const { productKey, deviceName } = record;
    for (const listener of [...this.listeners]) {
      listener({ device: { productKey, deviceName }, topic, payload, qos, wallMs });
    }
  }

  #answer(record: DeviceRecord, topic: string, payload: Buffer, wallMs: number): void {
    const { replies, validation, replyMs } = this.settings;
    // What the platform drops shows up in its log and nowhere else (§A2).
    if (replies === 'none') {
      const isAsked = findUplink(record, topic)?.reply !== undefined;
      if (isAsked) this.note(record, `message on ${topic} lost: the platform takes none now`);
      return;
    }
    const reply = platformReply({
      record,
      topic,
      payload,
      wallMs,
      model: this.modelOf(record),
      validation,
      isBusy: replies === 'busy',
      rawScript: this.product(record.productKey).rawScript,
      note: (text) => this.note(record, text),
    });
    if (reply === undefined) return;
    const timer = this.clock.after(replyMs, () => {
      this.#replies.delete(timer);
      this.#give(record, reply.topic, reply.payload, 0);
    });
    this.#replies.add(timer);
  }

  #countConnect(record: DeviceRecord): boolean {
    const nowMs = this.clock.now();
    record.connectTimes = record.connectTimes.filter((timeMs) => timeMs > nowMs - 60_000);
    if (record.connectTimes.length >= CONNECTS_PER_MINUTE) return false;
    record.connectTimes.push(nowMs);
    return true;
  }

  /** Writes a line about a device to the console's log. */
  note(device: DeviceIdentity, text: string): void {
    this.#note(keyOf(device), text);
  }

  #note(device: string, text: string): void {
    this.log = [...this.log.slice(1 - LOG_LENGTH), { wallMs: this.clock.wallTime(), device, text }];
  }
}

interface Session {
  readonly record: DeviceRecord;
  readonly customRrpc: boolean;
  /** QoS 1 messages received while the device was offline. */
  readonly waiting: readonly BrokerMessage[];
  readonly counted: Readonly<Record<0 | 1, PerSecond>>;
}

function keyOf(device: DeviceIdentity): string {
  return `${device.deviceName}&${device.productKey}`;
}
