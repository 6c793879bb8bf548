import type { Clock, Timer } from '../../base/clock';
import type { BrokerMessage, ConnectRequest } from '../broker';
import { platformReply } from './alink';
import type { CloudConnection, ConnectionOwner } from './connection';
import { DeviceRecord } from './device-record';
import {
  CONNACK,
  checkLogin,
  parseUsername,
  readRegistration,
  type DeviceIdentity,
  type RegistrationRequest,
  type Triplet,
} from './login';
import {
  arrivesUnasked,
  DEFAULT_TOPIC_CLASSES,
  publishBarrier,
  subscribeBarrier,
  type TopicRight,
} from './topic-rights';

export interface CloudSettings {
  /** At most 5 CONNECTs a minute for each device; more are refused. */
  connectLimit: boolean;
  /** At most 30 QoS 0 and 10 QoS 1 messages a second from each device; more vanish without an answer. */
  messageLimit: boolean;
  /** Takes encrypted connections only: one that begins with a plain CONNECT is closed unanswered, as new instances do. */
  tlsOnly: boolean;
  /** When the server's own certificate expires: UTC, ms. */
  certificateEndsMs: number;
  /** Milliseconds until the platform answers on a system topic. */
  replyMs: number;
}

/** A message that a device has published and had the right to. */
export interface Arrival {
  readonly device: DeviceIdentity;
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: 0 | 1;
  readonly wallMs: number;
}

/** A line of the console's log: what the device itself never learns. */
export interface ConsoleEntry {
  readonly wallMs: number;
  /** `dn&pk`, or what stood in its place. */
  readonly device: string;
  readonly text: string;
}

/** What became of a downlink: given to the device, kept for its next login, or dropped as nobody hears it. */
export type DownlinkFate = 'delivered' | 'stored' | 'dropped';

/** Limits of aliyun.md §2. */
const CONNECTS_PER_MINUTE = 5;
const MESSAGES_PER_SECOND = { 0: 30, 1: 10 } as const;
const MOST_SUBSCRIPTIONS = 100;
const FILTERS_PER_PACKET = 8;
const LARGEST_PAYLOAD_BYTES = 256 * 1024;
const LOG_LENGTH = 1000;

/** The platform behind the connections: who may log in, who may send what where, and what comes back. */
export class Platform implements ConnectionOwner {
  readonly classes = new Map<string, TopicRight>(DEFAULT_TOPIC_CLASSES);
  readonly listeners = new Set<(arrival: Arrival) => void>();
  /** The newest lines, at most 1,000. */
  log: readonly ConsoleEntry[] = [];
  readonly #devices = new Map<string, DeviceRecord>();
  /** Products whose devices may register, with 动态注册 on or off. */
  readonly products = new Map<string, { readonly secret: string; readonly registers: boolean }>();
  answersRegistrations = true;
  readonly #registrations = new Map<CloudConnection, string>();
  readonly #sessions = new Map<CloudConnection, Session>();
  readonly #replies = new Set<Timer>();

  constructor(
    private readonly clock: Clock,
    readonly settings: CloudSettings,
  ) {}

  addDevice(triplet: Triplet): void {
    const record = this.#devices.get(keyOf(triplet));
    if (record === undefined) this.#devices.set(keyOf(triplet), new DeviceRecord(triplet));
    else record.deviceSecret = triplet.deviceSecret;
  }

  /** Throws `RangeError` when there is no such device. */
  device(identity: DeviceIdentity): DeviceRecord {
    const record = this.#devices.get(keyOf(identity));
    if (record === undefined) throw new RangeError(`the embedded cloud knows no device ${keyOf(identity)}`);
    return record;
  }

  /** The devices that are online. */
  get online(): readonly DeviceIdentity[] {
    return [...this.#sessions.values()].map(({ record }) => record);
  }

  /** Sends a message to a device that has subscribed its topic, or to whom it comes unasked. */
  send(identity: DeviceIdentity, topic: string, payload: Buffer, qos: 0 | 1): DownlinkFate {
    const record = this.device(identity);
    const message = { topic, payload, qos, retain: false };
    if (!record.hears(topic) && !arrivesUnasked(record, topic)) return 'dropped';
    if (record.connection === undefined)
      return record.store(message, this.clock.now()) ? 'stored' : 'dropped';
    record.connection.deliver(message);
    return 'delivered';
  }

  /** Forgets the replies that are under way. */
  close(): void {
    for (const timer of this.#replies) timer.cancel();
    this.#replies.clear();
  }

  login(connection: CloudConnection, request: ConnectRequest): number | undefined {
    if (this.settings.tlsOnly && !connection.isSecure) {
      this.#note(request.username ?? '', 'connection closed: not encrypted');
      return undefined;
    }
    const registration = readRegistration(request);
    if (registration !== undefined) return this.#register(connection, registration);
    const named = parseUsername(request.username ?? '');
    const known = named === undefined ? undefined : this.#devices.get(keyOf(named));
    const refuse = (code: number, text: string) => {
      this.#note(request.username ?? '', `login refused with ${code}: ${text}`);
      return code;
    };
    // No document names the code; official clients that reconnect each second have seen 3 (aliyun.md §2).
    if (known !== undefined && this.settings.connectLimit && !this.#countConnect(known)) {
      return refuse(CONNACK.serverUnavailable, 'more than 5 connects in a minute');
    }
    const login = checkLogin(request, (identity) => this.#devices.get(keyOf(identity))?.deviceSecret);
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
    const counted = { second: -1, 0: 0, 1: 0 };
    this.#sessions.set(connection, { record, customRrpc: login.customRrpc, waiting, counted });
    return CONNACK.accepted;
  }

  /** One product, one secret: CONNACK 2 without TLS, 4 for a bad signature; the rest comes as a message (aliyun.md §1.4). */
  #register(connection: CloudConnection, { identity, isSignedWith }: RegistrationRequest): number {
    const { productKey, deviceName } = identity;
    const product = this.products.get(productKey);
    const record = this.#devices.get(keyOf(identity));
    this.#note(keyOf(identity), 'asks to be registered');
    if (!connection.isSecure) return CONNACK.badClientId;
    if (product === undefined || record === undefined || !isSignedWith(product.secret)) {
      return CONNACK.badCredentials;
    }
    const refusal = !product.registers ? 6288 : record.activated ? 6289 : undefined;
    const answer =
      refusal === undefined
        ? { productKey, deviceName, deviceSecret: record.deviceSecret }
        : { code: refusal, productKey, deviceName };
    this.#registrations.set(connection, JSON.stringify(answer));
    return CONNACK.accepted;
  }

  accepted(connection: CloudConnection): void {
    const answer = this.#registrations.get(connection);
    if (answer !== undefined) {
      if (!this.answersRegistrations) return;
      const payload = Buffer.from(answer);
      connection.deliver({ topic: '/ext/register', payload, qos: 0, retain: false });
      return;
    }
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
    if (this.settings.messageLimit && !this.#countMessage(session, qos)) {
      drop('rate limit');
      return false;
    }
    if (message.retain) this.#note(keyOf(record), `retain of ${topic} ignored: not supported`);
    // Acknowledged all the same: only the console's log tells (aliyun.md §2).
    const barrier =
      payload.length > LARGEST_PAYLOAD_BYTES
        ? 'more than 256 KB'
        : publishBarrier(record, this.classes, topic);
    if (barrier === undefined) this.#take(record, topic, payload, qos);
    else drop(barrier);
    return true;
  }

  subscribed(connection: CloudConnection, filters: readonly string[]): readonly boolean[] {
    const session = this.#sessions.get(connection);
    if (session === undefined) return filters.map(() => false);
    const { record, customRrpc } = session;
    return filters.map((filter, index) => {
      const barrier =
        index >= FILTERS_PER_PACKET
          ? 'more than 8 topics in one packet'
          : subscribeBarrier(record, this.classes, filter, customRrpc);
      if (barrier === undefined && record.subscribe(filter, MOST_SUBSCRIPTIONS)) return true;
      this.#note(
        keyOf(record),
        `subscribe to ${filter} refused: ${barrier ?? 'more than 100 subscriptions'}`,
      );
      return false;
    });
  }

  unsubscribed(connection: CloudConnection, filters: readonly string[]): void {
    for (const filter of filters) this.#sessions.get(connection)?.record.unsubscribe(filter);
  }

  ended(connection: CloudConnection): void {
    const record = this.#sessions.get(connection)?.record;
    this.#sessions.delete(connection);
    this.#registrations.delete(connection);
    if (record?.connection === connection) record.end();
  }

  #take(record: DeviceRecord, topic: string, payload: Buffer, qos: 0 | 1): void {
    const wallMs = this.clock.wallTime();
    const reply = platformReply({ record, topic, payload, wallMs });
    if (reply !== undefined) {
      const timer = this.clock.after(this.settings.replyMs, () => {
        this.#replies.delete(timer);
        this.send(record, reply.topic, reply.payload, 0);
      });
      this.#replies.add(timer);
    }
    const { productKey, deviceName } = record;
    for (const listener of [...this.listeners]) {
      listener({ device: { productKey, deviceName }, topic, payload, qos, wallMs });
    }
  }

  #countConnect(record: DeviceRecord): boolean {
    const nowMs = this.clock.now();
    record.connectTimes = record.connectTimes.filter((timeMs) => timeMs > nowMs - 60_000);
    if (record.connectTimes.length >= CONNECTS_PER_MINUTE) return false;
    record.connectTimes.push(nowMs);
    return true;
  }

  #countMessage(session: Session, qos: 0 | 1): boolean {
    const second = Math.floor(this.clock.now() / 1000);
    if (session.counted.second !== second) session.counted = { second, 0: 0, 1: 0 };
    session.counted[qos] += 1;
    return session.counted[qos] <= MESSAGES_PER_SECOND[qos];
  }

  #note(device: string, text: string): void {
    this.log = [...this.log.slice(1 - LOG_LENGTH), { wallMs: this.clock.wallTime(), device, text }];
  }
}

interface Session {
  readonly record: DeviceRecord;
  readonly customRrpc: boolean;
  /** QoS 1 messages that came while the device was offline. */
  readonly waiting: readonly BrokerMessage[];
  counted: { second: number; 0: number; 1: number };
}

function keyOf(device: DeviceIdentity): string {
  return `${device.deviceName}&${device.productKey}`;
}
