import { createHash } from 'node:crypto';
import { configurationNotice } from './alink';
import { readAnswer, type CallOutcome, type DeviceAnswer, type RawAnswer } from './calls';
import type { DeviceRecord } from './device-record';
import type { DeviceIdentity } from './login';
import type { DownlinkOutcome, Platform } from './platform';
import type { Json, JsonObject } from './relaxed-json';
import type { Members } from './thing-model';
import { ownTopic } from './topic-filter';

/** A firmware upgrade for a device or one of its modules. */
export interface Upgrade {
  readonly version: string;
  readonly firmware: Buffer;
  /** Absent: the device's own firmware. */
  readonly module?: string;
  readonly extData?: JsonObject;
}

/** RRPC: the device has 8 s to answer (§A2). */
const RRPC_WAIT_MS = 8000;
/** The platform sets no limit for an asynchronous call; here the caller waits for its outcome. */
const ASYNC_WAIT_MS = 30_000;
const LARGEST_BROADCAST_BYTES = 64 * 1024;
/** Versions of the Alink protocol in downlinks, as seen on the wire (§A3.1). */
const VERSION = '1.0.0';

/** What the cloud initiates: property sets, services, RRPC, broadcasts, upgrades. Source: §A3.2. */
export class Downlinks {
  constructor(private readonly platform: Platform) {}

  /** The request of a property set; the device repeats its id. */
  propertySet(params: JsonObject): { readonly id: string; readonly payload: Buffer } {
    return this.#request('thing.service.property.set', params);
  }

  setProperties(device: DeviceIdentity, params: JsonObject, qos: 0 | 1): Promise<CallOutcome<DeviceAnswer>> {
    const { id, payload } = this.propertySet(params);
    return this.#call(device, 'thing/service/property/set', id, payload, qos, undefined);
  }

  /** Stores desired values; an online device receives each as a property set too. */
  setDesired(device: DeviceIdentity, values: JsonObject): void {
    const record = this.platform.directory.device(device);
    const topic = ownTopic(record, '/sys/{pk}/{dn}/thing/service/property/set');
    for (const [identifier, value] of Object.entries(values)) {
      const version = (record.desired.get(identifier)?.version ?? 0) + 1;
      record.desired.set(identifier, { value, version });
      if (record.connection === undefined) continue;
      this.platform.send(record, topic, this.propertySet({ [identifier]: value }).payload, 1);
    }
  }

  /** `isSync` undefined: as the thing model says, otherwise asynchronous. */
  callService(
    device: DeviceIdentity,
    service: string,
    input: JsonObject,
    isSync: boolean | undefined,
  ): Promise<CallOutcome<DeviceAnswer>> {
    const record = this.platform.directory.device(device);
    const model = this.platform.directory.modelOf(record)?.services.get(service);
    const { id, payload } = this.#request(`thing.service.${service}`, input);
    if (!(isSync ?? model?.isSync ?? false)) {
      return this.#call(record, `thing/service/${service}`, id, payload, 1, model?.outputs);
    }
    return this.#rrpc(record, '/sys/{pk}/{dn}/rrpc/request/', payload, (answer) =>
      readAnswer(answer, model?.outputs, this.platform.settings.validation),
    );
  }

  rrpc(
    device: DeviceIdentity,
    payload: Buffer,
    waitMs: number = RRPC_WAIT_MS,
  ): Promise<CallOutcome<RawAnswer>> {
    const record = this.platform.directory.device(device);
    return this.#rrpc(record, '/sys/{pk}/{dn}/rrpc/request/', payload, bytes, waitMs);
  }

  /** `name` as in `user/get`. */
  customRrpc(
    device: DeviceIdentity,
    name: string,
    payload: Buffer,
    waitMs: number = RRPC_WAIT_MS,
  ): Promise<CallOutcome<RawAnswer>> {
    const record = this.platform.directory.device(device);
    const topic = `/ext/rrpc/${this.#rrpcId()}/${record.productKey}/${record.deviceName}/${name}`;
    return this.#await(record, { topic, answerTopic: topic, payload, waitMs, read: bytes });
  }

  /** Sends to every online device of the product; returns how many. */
  broadcast(productKey: string, payload: Buffer): number {
    checkBroadcast(payload);
    const pattern = `/sys/{pk}/{dn}/broadcast/request/${this.#rrpcId()}`;
    const listeners = this.platform.directory.online.filter((record) => record.productKey === productKey);
    return this.#count(listeners, (record) => ownTopic(record, pattern), payload);
  }

  /** Sends to every device subscribed to `/broadcast/{productKey}/{group}`; returns how many. */
  broadcastGroup(productKey: string, group: string, payload: Buffer): number {
    checkBroadcast(payload);
    const listeners = this.platform.directory.devices.filter((record) => record.productKey === productKey);
    return this.#count(listeners, () => `/broadcast/${productKey}/${group}`, payload);
  }

  sendRaw(device: DeviceIdentity, bytes: Buffer, qos: 0 | 1): DownlinkOutcome {
    const record = this.platform.directory.device(device);
    return this.platform.send(record, ownTopic(record, '/sys/{pk}/{dn}/thing/model/down_raw'), bytes, qos);
  }

  /** A synchronous call in a product of the format 透传/自定义: bytes by RRPC, answered with bytes. */
  callRaw(device: DeviceIdentity, payload: Buffer): Promise<CallOutcome<RawAnswer>> {
    const record = this.platform.directory.device(device);
    const topic = ownTopic(record, `/ext/rrpc/${this.#rrpcId()}/sys/{pk}/{dn}/thing/model/down_raw`);
    return this.#await(record, { topic, answerTopic: topic, payload, waitMs: RRPC_WAIT_MS, read: bytes });
  }

  /** Stores an upgrade for the device and notifies it. */
  pushUpgrade(device: DeviceIdentity, upgrade: Upgrade): DownlinkOutcome {
    const record = this.platform.directory.device(device);
    const { version, firmware, module, extData } = upgrade;
    const sign = createHash('sha256').update(firmware).digest('hex');
    const data: JsonObject = {
      size: firmware.length,
      version,
      url: `https://ota.iot-thing.cn-shanghai.aliyuncs.com/ota/${record.productKey}/${sign.slice(0, 16)}`,
      md5: createHash('md5').update(firmware).digest('hex'),
      sign,
      signMethod: 'SHA256',
      ...(module === undefined ? {} : { module }),
      extData: extData ?? {},
    };
    record.upgrades.set(module ?? 'default', data);
    const push = { code: '1000', data, id: this.platform.nextId(), message: 'success' };
    const topic = ownTopic(record, '/ota/device/upgrade/{pk}/{dn}');
    return this.platform.send(record, topic, Buffer.from(JSON.stringify(push)), 1);
  }

  pushConfiguration(device: DeviceIdentity, text: string): Promise<CallOutcome<DeviceAnswer>> {
    const record = this.platform.directory.device(device);
    record.configuration = text;
    const params = configurationNotice(record.productKey, text);
    const { id, payload } = this.#request('thing.config.push', params);
    return this.#call(record, 'thing/config/push', id, payload, 1, undefined);
  }

  /** Asks a gateway to add devices to its topology. Source: §A8.3. */
  askForTopology(
    gateway: DeviceIdentity,
    devices: readonly DeviceIdentity[],
  ): Promise<CallOutcome<DeviceAnswer>> {
    const params = devices.map(({ productKey, deviceName }) => ({ productKey, deviceName }));
    const { id, payload } = this.#request('thing.topo.add.notify', params);
    return this.#call(gateway, 'thing/topo/add/notify', id, payload, 1, undefined);
  }

  #request(method: string, params: Json): { readonly id: string; readonly payload: Buffer } {
    const id = this.platform.nextId();
    return { id, payload: Buffer.from(JSON.stringify({ method, id, params, version: VERSION })) };
  }

  /** A request on `/sys/{pk}/{dn}/{rest}`, answered on `…_reply` with the same id. */
  #call(
    device: DeviceIdentity,
    rest: string,
    id: string,
    payload: Buffer,
    qos: 0 | 1,
    outputs: Members | undefined,
  ): Promise<CallOutcome<DeviceAnswer>> {
    const record = this.platform.directory.device(device);
    const topic = ownTopic(record, `/sys/{pk}/{dn}/${rest}`);
    const { settings } = this.platform;
    return this.platform.calls.start({
      answerTopic: `${topic}_reply`,
      id,
      waitMs: ASYNC_WAIT_MS,
      send: () => this.platform.send(record, topic, payload, qos) !== 'dropped',
      read: (answer) => readAnswer(answer, outputs, settings.validation),
      late: () => undefined,
    });
  }

  #rrpc<A extends object>(
    record: DeviceRecord,
    prefix: string,
    payload: Buffer,
    read: (payload: Buffer) => A,
    waitMs: number = RRPC_WAIT_MS,
  ): Promise<CallOutcome<A>> {
    const topic = `${ownTopic(record, prefix)}${this.#rrpcId()}`;
    const answerTopic = topic.replace('/rrpc/request/', '/rrpc/response/');
    return this.#await(record, { topic, answerTopic, payload, waitMs, read });
  }

  /** RRPC requests are never stored for an offline device. */
  #await<A extends object>(
    record: DeviceRecord,
    {
      topic,
      payload,
      ...call
    }: {
      readonly topic: string;
      readonly answerTopic: string;
      readonly payload: Buffer;
      readonly waitMs: number;
      readonly read: (payload: Buffer) => A;
    },
  ): Promise<CallOutcome<A>> {
    return this.platform.calls.start({
      ...call,
      id: undefined,
      send: () => this.platform.send(record, topic, payload, 0) === 'delivered',
      late: () => this.platform.note(record, `1951: RRPC answer on ${call.answerTopic} came too late`),
    });
  }

  #count(
    records: readonly DeviceRecord[],
    topicOf: (record: DeviceRecord) => string,
    payload: Buffer,
  ): number {
    const outcomes = records.map((record) => this.platform.send(record, topicOf(record), payload, 1));
    return outcomes.filter((outcome) => outcome === 'delivered').length;
  }

  /** Message ids of RRPC and broadcasts are long numbers. */
  #rrpcId(): string {
    return `1${this.platform.nextId().padStart(18, '0')}`;
  }
}

function bytes(payload: Buffer): RawAnswer {
  return { payload };
}

function checkBroadcast(payload: Buffer): void {
  if (payload.length > LARGEST_BROADCAST_BYTES) throw new RangeError('a broadcast has at most 64 KB');
}
