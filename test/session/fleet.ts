import assert from 'node:assert/strict';
import { aliyunSubDevice } from '../../src/cloud/aliyun/sub-device';
import type { SubDevice } from '../../src/cloud/gateway';
import type { SessionOptions } from '../../src/session/session';
import { type Arrival, DEMO_TRIPLET } from '../../src/simulator/embedded-cloud';
import { VirtualDevice } from '../support/virtual-device';

const PRODUCT = 'a1FleetMeter';
const GATEWAY = `/ext/session/${DEMO_TRIPLET.productKey}/${DEMO_TRIPLET.deviceName}/combine`;
/** Values of one device are below this, and those of the next begin with it. */
const VALUES = 100_000;
const MINUTE_MS = 60_000;
/** The cloud answers within a second, or not at all. */
const REPLY_MS = 10_000;

/** What has gone over one gateway, and what became of it. */
export interface Tally {
  posted: number;
  /** Answered 200 by the cloud. */
  answered: number;
  /** Arrived more than once, which QoS 1 allows. */
  again: number;
  /** Codes of those that failed. */
  readonly failed: Map<string, number>;
  /** What is wrong with the order, the device or the rates. */
  readonly faults: string[];
  logins: number;
  readonly mostLogins: { ofDeviceInMinute: number; inBatch: number };
  readonly mostPerSecond: Record<0 | 1, number>;
}

/** A gateway with many meters, each of which posts a reading a minute. */
export class Fleet extends VirtualDevice {
  readonly meters: readonly SubDevice[];
  readonly tally: Tally = {
    posted: 0,
    answered: 0,
    again: 0,
    failed: new Map(),
    faults: [],
    logins: 0,
    mostLogins: { ofDeviceInMinute: 0, inBatch: 0 },
    mostPerSecond: { 0: 0, 1: 0 },
  };
  readonly #next: number[];
  /** The highest number that has arrived, by device. */
  readonly #highest = new Map<string, number>();
  readonly #loginTimes = new Map<string, number[]>();
  #second = { at: -1, 0: 0, 1: 0 };
  #turn = 0;
  #isPosting = false;

  constructor(count: number, options: (device: VirtualDevice) => Partial<SessionOptions> = () => ({})) {
    let ids = 0;
    super({}, (device) => ({ nextMessageId: () => String(++ids), ...options(device) }));
    this.cloud.settings.batchLogins = 5;
    this.cloud.gateways.setNodeType(PRODUCT, 'sub-device');
    this.meters = Array.from({ length: count }, (_, index) => {
      const triplet = {
        productKey: PRODUCT,
        deviceName: `meter-${String(index).padStart(3, '0')}`,
        deviceSecret: `secret${index}`,
      };
      this.cloud.addDevice(triplet);
      return aliyunSubDevice({ ...triplet, thingModel: '', thingCheck: 'warn', quotes: 'keep' });
    });
    this.#next = this.meters.map(() => 1);
    this.cloud.onPublish((arrival) => this.#arrived(arrival));
    for (const meter of this.meters) {
      this.session.attachSubDevice(meter);
      void this.session.expectReplies('node', meter.thing.replyFilter('property', '') ?? '');
    }
  }

  /** How many of the meters are online. */
  get ready(): number {
    return this.session.snapshot().subDevices?.filter(({ state }) => state === 'online').length ?? 0;
  }

  async allReady(limitMs = 600_000): Promise<void> {
    await this.clock.until(() => this.ready === this.meters.length, limitMs, 'all meters being online');
  }

  /** Each meter posts once a minute, one after the other, until `stop`. */
  post(): void {
    this.#isPosting = true;
    const step = () => {
      if (!this.#isPosting) return;
      this.#post(this.#turn++ % this.meters.length);
      this.clock.after(MINUTE_MS / this.meters.length, step);
    };
    step();
  }

  stop(): void {
    this.#isPosting = false;
  }

  /** All that was posted has settled. */
  async settled(limitMs: number): Promise<void> {
    const { tally } = this;
    const failed = () => [...tally.failed.values()].reduce((sum, count) => sum + count, 0);
    await this.clock.until(() => tally.answered + failed() === tally.posted, limitMs, 'all posts settled');
  }

  async end(): Promise<void> {
    await this.close();
    this.cloud.close();
  }

  #post(index: number): void {
    const meter = this.meters[index];
    assert.ok(meter !== undefined);
    const { tally } = this;
    const value = index * VALUES + (this.#next[index] ?? 0);
    this.#next[index] = (this.#next[index] ?? 0) + 1;
    const order = { kind: 'property', payload: { Energy: value }, identifier: '', wantsReply: true } as const;
    const context = { nextId: () => this.session.nextMessageId(), nowMs: undefined, quotes: 'keep' } as const;
    const { topic, payload, qos } = meter.thing.compose(order, context);
    tally.posted++;
    this.session.publish(
      {
        topic,
        payload,
        qos,
        retain: false,
        offline: 'queue',
        nodeId: 'node',
        flowMessageId: String(value),
        replyMs: REPLY_MS,
      },
      {
        accepted: () => undefined,
        delivered: ({ reply }) => {
          if (Number(reply?.code) === 200) tally.answered++;
          else this.#count(`reply ${String(reply?.code)}`);
        },
        failed: ({ code }) => this.#count(code),
      },
    );
  }

  #count(code: string): void {
    this.tally.failed.set(code, (this.tally.failed.get(code) ?? 0) + 1);
  }

  #arrived({ device, topic, payload, qos }: Arrival): void {
    this.arrivals.length = 0;
    this.#countSecond(qos);
    if (topic.startsWith(GATEWAY)) this.#countLogins(topic, payload);
    if (device.productKey !== PRODUCT || !topic.endsWith('/thing/event/property/post')) return;
    const { tally } = this;
    const { params } = JSON.parse(payload.toString()) as { params: { Energy: number | { value: number } } };
    const value = typeof params.Energy === 'number' ? params.Energy : params.Energy.value;
    const index = Math.floor(value / VALUES);
    const number = value % VALUES;
    const name = device.deviceName;
    if (this.meters[index]?.deviceName !== name) tally.faults.push(`${value} arrived from ${name}`);
    const highest = this.#highest.get(name) ?? 0;
    if (number <= highest) tally.again++;
    else if (number === highest + 1) this.#highest.set(name, number);
    else tally.faults.push(`${name}: ${number} after ${highest}`);
  }

  #countSecond(qos: 0 | 1): void {
    const at = Math.floor(this.clock.now() / 1000);
    if (this.#second.at !== at) this.#second = { at, 0: 0, 1: 0 };
    this.#second[qos]++;
    this.tally.mostPerSecond[qos] = Math.max(this.tally.mostPerSecond[qos], this.#second[qos]);
  }

  #countLogins(topic: string, payload: Buffer): void {
    if (!topic.endsWith('login')) return;
    const { params } = JSON.parse(payload.toString()) as {
      params: { deviceName: string; deviceList?: readonly { deviceName: string }[] };
    };
    const devices = params.deviceList ?? [params];
    const { tally } = this;
    tally.logins += devices.length;
    tally.mostLogins.inBatch = Math.max(tally.mostLogins.inBatch, devices.length);
    const nowMs = this.clock.now();
    for (const { deviceName } of devices) {
      const times = [...(this.#loginTimes.get(deviceName) ?? []), nowMs].filter(
        (timeMs) => timeMs > nowMs - MINUTE_MS,
      );
      this.#loginTimes.set(deviceName, times);
      tally.mostLogins.ofDeviceInMinute = Math.max(tally.mostLogins.ofDeviceInMinute, times.length);
    }
  }
}
