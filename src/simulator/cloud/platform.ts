import type { Clock, Timer } from '../../base/clock';
import { randomInteger, type Random } from '../../base/random';
import type { BrokerMessage, ConnectRequest } from '../broker';
import { findUplink, platformReply } from './alink';
import { Calls } from './calls';
import type { CloudSettings } from './cloud-settings';
import type { CloudConnection, ConnectionOwner, Subscription } from './connection';
import { ConsoleLog, keyOf, type ConsoleEntry } from './console-log';
import type { DeviceRecord } from './device-record';
import { Directory } from './directory';
import { idOf, readPayload } from './exchange';
import { CONNACK, checkLogin, parseUsername, readRegistration, type DeviceIdentity } from './login';
import { PerSecond } from './per-second';
import { Registrations } from './registrations';
import { isSame, SubDevices, TOPOLOGY_CHANGE, type SessionError, type SubDeviceHost } from './sub-devices';
import { broadcastProduct, confirmsLifecycle, isGatewayTopic, namedDevice } from './topic-owner';
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

/** Outcome of a downlink: delivered, stored for the next login, or dropped for want of a subscriber. */
export type DownlinkOutcome = 'delivered' | 'stored' | 'dropped';

/** Limits of §A2. */
const CONNECTS_PER_MINUTE = 5;
const MESSAGES_PER_SECOND = { 0: 30, 1: 10 } as const;
const INSTANCE_MESSAGES_PER_SECOND = 5;
const MAX_SUBSCRIPTIONS = 100;
const FILTERS_PER_PACKET = 8;
const LARGEST_PAYLOAD_BYTES = 256 * 1024;

/** Is notified of changes in who can receive messages. */
export interface PlatformWatcher {
  subscribed(device: DeviceRecord): void;
  ended(device: DeviceRecord): void;
}

/** The platform behind the connections: logins, topic rights, replies. */
export class Platform implements ConnectionOwner, SubDeviceHost {
  readonly classes = new Map<string, TopicRight>(DEFAULT_TOPIC_CLASSES);
  readonly listeners = new Set<(arrival: Arrival) => void>();
  readonly directory: Directory;
  readonly subDevices = new SubDevices(this);
  readonly #log: ConsoleLog;
  readonly calls: Calls;
  watcher: PlatformWatcher | undefined;
  readonly registrations = new Registrations();
  readonly #sessions = new Map<CloudConnection, Session>();
  readonly #replies = new Set<Timer>();
  readonly #instance: PerSecond;
  #lastId: number;

  constructor(
    readonly clock: Clock,
    readonly settings: CloudSettings,
    random: Random,
  ) {
    this.directory = new Directory(settings);
    this.#log = new ConsoleLog(clock);
    this.#lastId = randomInteger(random, 1, 1_000_000_000);
    this.calls = new Calls(clock);
    this.#instance = new PerSecond(clock, INSTANCE_MESSAGES_PER_SECOND);
  }

  /** Deletes a device as the console does: its session ends with 521, a gateway loses its sub-devices. */
  deleteDevice(record: DeviceRecord): void {
    this.subDevices.announce(record, 'delete');
    for (const subDevice of [...record.subDevices]) this.subDevices.remove(subDevice, 6401);
    this.subDevices.remove(record, 521);
    record.connection?.end();
    this.directory.delete(record);
  }

  /** Enables or disables a device as the console does; a disabled one is disconnected. */
  enableDevice(record: DeviceRecord, enabled: boolean): void {
    if (record.disabled === !enabled) return;
    record.disabled = !enabled;
    if (!enabled) {
      this.subDevices.announce(record, 'disable');
      this.disconnect(record, 522);
    }
    const status = enabled ? TOPOLOGY_CHANGE.enabled : TOPOLOGY_CHANGE.disabled;
    if (record.gateway !== undefined) this.subDevices.notify(record.gateway, status, record);
  }

  /** Ends a device's connection, or a sub-device's session, whose gateway is told the code if there is one. */
  disconnect(record: DeviceRecord, code?: SessionError): void {
    this.subDevices.endSession(record, code);
    record.connection?.end();
  }

  /** An id for a message to a device: decimal digits. */
  nextId(): string {
    this.#lastId += 1;
    return String(this.#lastId);
  }

  /** The most recent lines of the console's log, at most 1,000. */
  get log(): readonly ConsoleEntry[] {
    return this.#log.entries;
  }

  sessionEnded(device: DeviceRecord): void {
    this.watcher?.ended(device);
  }

  /** Sends a message to a device if it has subscribed to the topic, or if the topic needs no subscription. */
  send(identity: DeviceIdentity, topic: string, payload: Buffer, qos: 0 | 1): DownlinkOutcome {
    const record = this.directory.device(identity);
    if (this.settings.instanceLimit && !this.#instance.take()) {
      this.note(record, `message on ${topic} dropped: rate limit of the instance`);
      return 'dropped';
    }
    return this.give(record, topic, payload, qos);
  }

  /** The same, whatever the rate limit of the instance. */
  give(record: DeviceRecord, topic: string, payload: Buffer, qos: 0 | 1): DownlinkOutcome {
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
      return this.registrations.judge(connection, registration, this.directory.product(identity.productKey), {
        record: this.directory.find(identity),
        // It has no secret of its own: only its token logs it in.
        create: () => this.directory.add({ ...identity, deviceSecret: '' }),
      });
    }
    const named = parseUsername(request.username ?? '');
    const known = named === undefined ? undefined : this.directory.find(named);
    const refuse = (code: number, text: string) => {
      this.#note(request.username ?? '', `login refused with ${code}: ${text}`);
      return code;
    };
    // No document names the code; official clients that reconnect each second have seen 3 (§A2).
    if (known !== undefined && this.settings.connectLimit && !this.countConnect(known)) {
      return refuse(CONNACK.serverUnavailable, 'more than 5 connects in a minute');
    }
    const login = checkLogin(request, {
      secretOf: (identity) => this.directory.find(identity)?.ownSecret,
      tokenOf: (identity, clientId) =>
        connection.isSecure ? this.directory.find(identity)?.tokens.get(clientId) : undefined,
    });
    if (!login.accepted) return refuse(login.returnCode, login.reason);
    const record = this.directory.device(login.identity);
    if (record.secretChanged) return refuse(CONNACK.badCredentials, 'the secret was changed');
    if (record.disabled) return refuse(CONNACK.notAuthorised, 'device is disabled');
    const { onlineDevices } = this.settings;
    if (record.connection !== undefined) {
      this.#note(keyOf(record), 'kicked: the same device has logged in again');
      this.disconnect(record, 427);
    } else if (onlineDevices > 0 && this.directory.online.length >= onlineDevices) {
      return refuse(CONNACK.serverUnavailable, 'too many devices online in the instance');
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
    const { topic, payload, qos } = message;
    const sender = this.#deviceOf(session.record, topic);
    const record = sender ?? session.record;
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
    if (sender === undefined) {
      this.#refuseMessage(session.record, topic, payload);
      return true;
    }
    // Acknowledged all the same: only the console's log shows it (§A2).
    const denial =
      payload.length > LARGEST_PAYLOAD_BYTES
        ? 'more than 256 KB'
        : (publishDenial(record, this.classes, topic) ??
          this.#gatewayDenial(record, topic, qos) ??
          // A custom RRPC answer must have QoS 0 (§A3.2).
          (qos === 1 && customRrpcId(record, topic) !== undefined ? 'RRPC answers have QoS 0' : undefined));
    if (denial === undefined) this.#take(record, topic, payload, qos);
    else drop(denial);
    return true;
  }

  subscribed(connection: CloudConnection, subscriptions: readonly Subscription[]): readonly boolean[] {
    const session = this.#sessions.get(connection);
    if (session === undefined) return subscriptions.map(() => false);
    const { customRrpc } = session;
    const subscribers = new Set<DeviceRecord>([session.record]);
    const granted = subscriptions.map(({ filter }, index) => {
      const owner = this.#deviceOf(session.record, filter);
      const record = owner ?? session.record;
      subscribers.add(record);
      const denial =
        index >= FILTERS_PER_PACKET
          ? 'more than 8 topics in one packet'
          : owner === undefined
            ? 'the sub-device is not online'
            : subscribeDenial(record, this.classes, filter, customRrpc);
      if (denial === undefined && record.subscribe(filter, MAX_SUBSCRIPTIONS)) return true;
      this.#note(keyOf(record), `subscribe to ${filter} refused: ${denial ?? 'more than 100 subscriptions'}`);
      return false;
    });
    for (const record of subscribers) this.watcher?.subscribed(record);
    return granted;
  }

  unsubscribed(connection: CloudConnection, filters: readonly string[]): void {
    const record = this.#sessions.get(connection)?.record;
    if (record === undefined) return;
    for (const filter of filters) this.#deviceOf(record, filter)?.unsubscribe(filter);
  }

  /**
   * The device that a topic of a connection belongs to: the one logged in or, for a gateway, one of its online sub-devices; undefined
   * for another device's topic on a gateway's connection.
   */
  #deviceOf(record: DeviceRecord, topic: string): DeviceRecord | undefined {
    if (!this.directory.isGateway(record)) return record;
    const productKey = broadcastProduct(topic);
    if (productKey !== undefined && productKey !== record.productKey) {
      return this.subDevices.online(record).find((one) => one.productKey === productKey);
    }
    const named = namedDevice(topic);
    if (named === undefined || isSame(named, record)) return record;
    const found = this.directory.find(named);
    return found?.via === record ? found : undefined;
  }

  /** A gateway's message for a device that is not online through it. */
  #refuseMessage(gateway: DeviceRecord, topic: string, payload: Buffer): void {
    const device = namedDevice(topic);
    if (device === undefined || confirmsLifecycle(topic)) return;
    this.subDevices.refuseMessage(gateway, device, idOf(readPayload(payload)));
  }

  /** Logins and logouts of sub-devices have QoS 0 (§A8.2). */
  #gatewayDenial(record: DeviceRecord, topic: string, qos: 0 | 1): string | undefined {
    if (!isGatewayTopic(topic)) return undefined;
    if (!this.directory.isGateway(record)) {
      return this.settings.notGateway === 'silent' ? 'the product is no gateway (网关设备)' : undefined;
    }
    return qos === 1 && topic.startsWith('/ext/session/') ? 'logins of sub-devices have QoS 0' : undefined;
  }

  ended(connection: CloudConnection): void {
    const record = this.#sessions.get(connection)?.record;
    this.#sessions.delete(connection);
    this.registrations.ended(connection);
    if (record?.connection !== connection || record.via !== undefined) return;
    this.subDevices.gatewayEnded(record);
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
      model: this.directory.modelOf(record),
      validation,
      isBusy: replies === 'busy',
      rawScript: this.directory.product(record.productKey).rawScript,
      subDevices: this.directory.isGateway(record) ? this.subDevices : undefined,
      batchLogins: this.settings.batchLogins,
      note: (text) => this.note(record, text),
    });
    if (reply === undefined) return;
    this.later(replyMs, () => this.give(record, reply.topic, reply.payload, 0));
  }

  later(delayMs: number, act: () => void): void {
    const timer = this.clock.after(delayMs, () => {
      this.#replies.delete(timer);
      act();
    });
    this.#replies.add(timer);
  }

  /** Counts a login; false for the sixth in a minute. */
  countConnect(record: DeviceRecord): boolean {
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
    this.#log.note(device, text);
  }
}

interface Session {
  readonly record: DeviceRecord;
  readonly customRrpc: boolean;
  /** QoS 1 messages received while the device was offline. */
  readonly waiting: readonly BrokerMessage[];
  readonly counted: Readonly<Record<0 | 1, PerSecond>>;
}
