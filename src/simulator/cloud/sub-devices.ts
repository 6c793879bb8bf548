import type { Clock } from '../../base/clock';
import type { CloudSettings } from './cloud-settings';
import type { DeviceRecord } from './device-record';
import type { Directory } from './directory';
import { isSubDeviceSigned, type DeviceIdentity } from './login';
import { PerSecond } from './per-second';
import type { Json } from './relaxed-json';
import { MAX_KEPT_OF_SUB_DEVICE } from './thing-data';
import { ownTopic } from './topic-filter';

/** A sub-device in a gateway's request, with all its parameters as texts. */
export interface SubDeviceRequest extends DeviceIdentity {
  readonly params: ReadonlyMap<string, string>;
}

/** What the platform provides for its gateways. */
export interface SubDeviceHost {
  readonly clock: Clock;
  readonly settings: CloudSettings;
  readonly directory: Directory;
  /** False for more than 5 logins in a minute. */
  countConnect(device: DeviceRecord): boolean;
  nextId(): string;
  give(device: DeviceRecord, topic: string, payload: Buffer, qos: 0 | 1): unknown;
  /** Acts after so many milliseconds, unless the cloud is closed before. */
  later(delayMs: number, act: () => void): void;
  sessionEnded(device: DeviceRecord): void;
  note(device: DeviceIdentity, text: string): void;
}

/** `status` of thing/topo/change (§A8.3). */
export const TOPOLOGY_CHANGE = { added: 0, removed: 1, enabled: 2, disabled: 8 } as const;

/** Messages on `/ext/error/{gateway}` (§A8.3). */
const ERRORS = {
  427: 'device connect in elsewhere',
  520: 'device session error',
  521: 'device deleted',
  522: 'device forbidden',
  6401: 'topo relation not exist',
} as const;

/** Why a sub-device is no longer online, or was not when it published. */
export type SessionError = keyof typeof ERRORS;

/** Logins of sub-devices by one gateway (§A8.2). */
const LOGINS_PER_SECOND = 200;
/** Maximum of devices that a gateway has reported by thing/list/found, the newest. */
const MAX_FOUND = 1000;

/**
 * Gateways and their sub-devices: who is in whose topology, and who is online through whose connection. A method that may be refused
 * returns the code of the reply, undefined where nothing is wrong. Source: §A8.
 */
export class SubDevices {
  readonly #logins = new WeakMap<DeviceRecord, PerSecond>();
  #found: { readonly gateway: DeviceIdentity; readonly device: DeviceIdentity }[] = [];

  constructor(private readonly host: SubDeviceHost) {}

  /** What that gateway has reported by thing/list/found. */
  foundBy(gateway: DeviceIdentity): readonly DeviceIdentity[] {
    return this.#found.filter((entry) => isSame(entry.gateway, gateway)).map(({ device }) => device);
  }

  online(gateway: DeviceRecord): readonly DeviceRecord[] {
    return [...gateway.subDevices].filter((record) => record.via === gateway);
  }

  /** Adds all of them to the gateway's topology, or none. Codes: §A8.1. */
  add(gateway: DeviceRecord, requests: readonly SubDeviceRequest[]): number | undefined {
    for (const request of requests) {
      const fault = this.#topologyFault(gateway, request);
      if (fault !== undefined) return fault;
    }
    const records = this.#records(requests).filter((record) => record.gateway !== gateway);
    if (gateway.subDevices.size + records.length > this.host.settings.subDevices) return 6400;
    for (const record of records) this.attach(gateway, record);
    return undefined;
  }

  /** Takes all of them out of the gateway's topology, or none; their sessions end. Codes: §A8.1. */
  delete(gateway: DeviceRecord, devices: readonly DeviceIdentity[]): number | undefined {
    for (const device of devices) {
      const record = this.host.directory.find(device);
      if (record === undefined) return 6100;
      if (record.gateway !== gateway) return 6401;
    }
    for (const record of this.#records(devices)) this.#detach(record, undefined);
    return undefined;
  }

  /** Whether devices that a gateway has discovered may be reported. Codes: §A8.1. */
  report(gateway: DeviceRecord, devices: readonly DeviceIdentity[]): number | undefined {
    for (const { productKey, deviceName } of devices) {
      if (!this.host.directory.hasProduct(productKey)) return 6250;
      if (!/^[\w\-@.:]{4,32}$/.test(deviceName)) return 6280;
    }
    const { productKey, deviceName } = gateway;
    const entries = devices.map((device) => ({ gateway: { productKey, deviceName }, device }));
    this.#found = [...this.#found, ...entries].slice(-MAX_FOUND);
    return undefined;
  }

  /** The secrets of all of them, or the code of the first that gets none: §A8.1. */
  register(gateway: DeviceRecord, devices: readonly DeviceIdentity[]): number | readonly DeviceRecord[] {
    for (const device of devices) {
      const { directory } = this.host;
      if (isSame(device, gateway)) return 6402;
      if (!directory.hasProduct(device.productKey)) return 5005;
      if (!directory.product(device.productKey).registers) return 6288;
      const record = this.host.directory.find(device);
      if (record?.ownSecret === undefined) return 6100;
      if (record.gateway !== undefined && record.gateway !== gateway) return 6619;
    }
    return this.#records(devices);
  }

  /**
   * Logs all of them in through the gateway's connection, or none. Returns the refused ones with their codes: §A8.2.
   */
  login(
    gateway: DeviceRecord,
    requests: readonly SubDeviceRequest[],
  ): readonly { readonly device: DeviceIdentity; readonly code: number }[] {
    const refused = requests.flatMap((device, index) => {
      const code = this.#loginFault(gateway, device, index);
      if (code !== undefined)
        this.host.note(device, `login through ${gateway.deviceName} refused with ${code}`);
      return code === undefined ? [] : [{ device, code }];
    });
    if (refused.length > 0) return refused;
    for (const request of requests) {
      const record = this.host.directory.find(request);
      if (record !== undefined) this.#begin(gateway, record, request.params.get('cleanSession') !== 'false');
    }
    return [];
  }

  /** Logs all of them out, or none. Returns those that have no session: code 520. */
  logout(gateway: DeviceRecord, devices: readonly DeviceIdentity[]): readonly DeviceIdentity[] {
    const without = devices.filter((device) => this.host.directory.find(device)?.via !== gateway);
    if (without.length === 0) for (const record of this.#records(devices)) this.endSession(record, undefined);
    return without;
  }

  /** A message on the topic of a device that is not online through this gateway: code 520, with the message's id. */
  refuseMessage(gateway: DeviceRecord, device: DeviceIdentity, id: string): void {
    this.#sendError(gateway, device, 520, id);
  }

  /** A gateway's connection has ended, and with it the sessions of its sub-devices. */
  gatewayEnded(gateway: DeviceRecord): void {
    for (const record of this.online(gateway)) this.endSession(record, undefined);
  }

  /** Ends a sub-device's session; its gateway is told the code, if there is one. */
  endSession(record: DeviceRecord, code: SessionError | undefined): void {
    const gateway = record.via;
    if (gateway === undefined) return;
    record.end();
    this.host.sessionEnded(record);
    if (code !== undefined) this.#sendError(gateway, record, code, this.host.nextId());
  }

  /** Puts a device into a gateway's topology, out of another's, which is told; `announced`: the new one is told too. */
  attach(gateway: DeviceRecord, record: DeviceRecord, announced = false): void {
    const former = record.gateway;
    this.#detach(record, 6401);
    if (former !== undefined) this.notify(former, TOPOLOGY_CHANGE.removed, record);
    record.gateway = gateway;
    gateway.subDevices.add(record);
    record.data.keepAtMost(MAX_KEPT_OF_SUB_DEVICE);
    if (announced) this.notify(gateway, TOPOLOGY_CHANGE.added, record);
  }

  /** Takes a device out of its gateway's topology from the cloud's side, and tells the gateway. */
  remove(record: DeviceRecord, code: 521 | 6401): void {
    const { gateway } = record;
    this.#detach(record, code);
    if (gateway !== undefined) this.notify(gateway, TOPOLOGY_CHANGE.removed, record);
  }

  /** Tells a gateway of a change in its topology. */
  notify(gateway: DeviceRecord, status: number, { productKey, deviceName }: DeviceIdentity): void {
    const params = { status, subList: [{ productKey, deviceName }] };
    this.#request(gateway, 'topo/change', params);
  }

  /** thing/disable or thing/delete, on the sub-device's own topic. */
  announce(record: DeviceRecord, action: 'disable' | 'delete'): void {
    if (record.via !== undefined) this.#request(record, action, {});
  }

  #request(record: DeviceRecord, name: string, params: Json): void {
    const method = `thing.${name.replaceAll('/', '.')}`;
    const payload = JSON.stringify({ id: this.host.nextId(), version: '1.0', params, method });
    this.host.give(record, ownTopic(record, `/sys/{pk}/{dn}/thing/${name}`), Buffer.from(payload), 1);
  }

  #detach(record: DeviceRecord, code: 521 | 6401 | undefined): void {
    this.endSession(record, code);
    record.gateway?.subDevices.delete(record);
    record.gateway = undefined;
  }

  #topologyFault(gateway: DeviceRecord, request: SubDeviceRequest): number | undefined {
    if (isSame(request, gateway)) return 6402;
    const record = this.host.directory.find(request);
    if (record === undefined) return 6100;
    if (this.host.directory.isGateway(request)) return 460;
    if (record.disabled) return 6204;
    const signed = isSigned(record, request);
    if (signed !== true) return signed === undefined ? 460 : 401;
    const isElsewhere = record.gateway !== undefined && record.gateway !== gateway;
    return isElsewhere && this.host.settings.boundElsewhere === 'refused' ? 6619 : undefined;
  }

  /** `others`: how many of the same request are to come online before it. */
  #loginFault(gateway: DeviceRecord, request: SubDeviceRequest, others: number): number | undefined {
    const { settings } = this.host;
    const record = this.host.directory.find(request);
    if (record === undefined) return this.host.directory.wasDeleted(request) ? 521 : 6100;
    if (settings.connectLimit && !this.#countLogin(gateway, record)) return 429;
    if (record.disabled) return 522;
    const signed = isSigned(record, request);
    if (signed !== true) return signed === undefined ? 460 : 6287;
    if (record.gateway !== gateway) return 6401;
    if (record.via === gateway) return undefined;
    const isFull = this.online(gateway).length + others >= settings.subDevices;
    const { onlineDevices } = settings;
    const isInstanceFull = onlineDevices > 0 && this.host.directory.online.length + others >= onlineDevices;
    return isFull || isInstanceFull ? 428 : undefined;
  }

  #countLogin(gateway: DeviceRecord, record: DeviceRecord): boolean {
    const rate = this.#logins.get(gateway) ?? new PerSecond(this.host.clock, LOGINS_PER_SECOND);
    this.#logins.set(gateway, rate);
    return rate.take() && this.host.countConnect(record);
  }

  #begin(gateway: DeviceRecord, record: DeviceRecord, cleanSession: boolean): void {
    const { connection } = gateway;
    if (connection === undefined) return;
    if (record.via !== gateway) {
      this.endSession(record, 427);
      record.connection?.end();
    }
    const waiting = record.begin(cleanSession, this.host.clock.now());
    record.connection = connection;
    record.via = gateway;
    record.activated = true;
    if (waiting.length === 0) return;
    // After the reply to the login.
    this.host.later(this.host.settings.replyMs + 1, () => {
      for (const message of waiting) record.connection?.deliver(message);
    });
  }

  #sendError(gateway: DeviceRecord, device: DeviceIdentity, code: SessionError, id: string): void {
    const { productKey, deviceName } = device;
    const body = { id, code, message: ERRORS[code], data: { productKey, deviceName } };
    const payload = Buffer.from(JSON.stringify(body));
    this.host.note(device, `${code}: ${ERRORS[code]}, told to ${gateway.deviceName}`);
    this.host.give(gateway, ownTopic(gateway, '/ext/error/{pk}/{dn}'), payload, 0);
  }

  #records(devices: readonly DeviceIdentity[]): readonly DeviceRecord[] {
    const records = devices.map((device) => this.host.directory.find(device));
    return [...new Set(records)].filter((record) => record !== undefined);
  }
}

/** Whether a request is signed with the device's secret; undefined: by no known method. */
function isSigned(record: DeviceRecord, { params }: SubDeviceRequest): boolean | undefined {
  const { ownSecret } = record;
  const matches = isSubDeviceSigned(params, ownSecret ?? '');
  return matches === undefined ? undefined : matches && ownSecret !== undefined && !record.secretChanged;
}

export function isSame(one: DeviceIdentity, other: DeviceIdentity): boolean {
  return one.productKey === other.productKey && one.deviceName === other.deviceName;
}
