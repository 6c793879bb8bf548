import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import {
  DEMO_SUB_DEVICES,
  DEMO_TRIPLET,
  type DeviceIdentity,
  type EmbeddedCloud,
  type EmbeddedCloudOptions,
  type Triplet,
} from '../../../src/simulator/embedded-cloud';
import type { VirtualClock } from '../../support/virtual-clock';
import { cloudOnVirtualTime, TestDevice } from './device';

export const ADD = '/sys/PK/DN/thing/topo/add';
export const LOGIN = '/ext/session/PK/DN/combine/login';
export const LOGOUT = '/ext/session/PK/DN/combine/logout';
export const BATCH_LOGIN = '/ext/session/PK/DN/combine/batch_login';
export const BATCH_LOGOUT = '/ext/session/PK/DN/combine/batch_logout';

/** A ready-made sub-device by its name. */
export function ready(name: string): Triplet {
  const found = DEMO_SUB_DEVICES.find(({ deviceName }) => deviceName === name);
  assert.ok(found);
  const { productKey, deviceName, deviceSecret } = found;
  return { productKey, deviceName, deviceSecret };
}

export function identityOf({ productKey, deviceName }: DeviceIdentity): DeviceIdentity {
  return { deviceName, productKey };
}

/** The parameters of topo/add and of a login, signed as the documents say. */
export function signed(triplet: Triplet, change: Readonly<Record<string, string>> = {}) {
  const { productKey, deviceName, deviceSecret } = triplet;
  const clientId = `${productKey}&${deviceName}`;
  const content = `clientId${clientId}deviceName${deviceName}productKey${productKey}timestamp1700000000000`;
  const sign = createHmac('sha256', deviceSecret).update(content).digest('hex');
  return {
    productKey,
    deviceName,
    clientId,
    timestamp: '1700000000000',
    signMethod: 'hmacsha256',
    sign,
    ...change,
  };
}

export interface Answer {
  readonly id: string;
  readonly code: number;
  readonly message: string;
  readonly data: unknown;
}

/** What a gateway received on one topic. */
export interface Seen {
  readonly topic: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A gateway's connection: a raw client, which does nothing by itself. */
export class Gateway {
  constructor(
    readonly clock: VirtualClock,
    readonly cloud: EmbeddedCloud,
    readonly device: TestDevice,
  ) {}

  /** Publishes with QoS 0, and returns what comes within 100 ms. */
  async ask(topic: string, params: unknown, qos: 0 | 1 = 0): Promise<readonly Seen[]> {
    const before = this.device.received.length;
    const body = typeof params === 'string' ? params : JSON.stringify({ id: '7', version: '1.0', params });
    await this.device.publish(topic, body, qos);
    await this.clock.advance(100);
    return this.since(before);
  }

  /** The one reply to a request. */
  async reply(topic: string, params: unknown): Promise<Answer> {
    const seen = await this.ask(topic, params);
    assert.deepEqual(
      seen.map((each) => each.topic),
      [`${this.device.topic(topic)}_reply`],
    );
    return seen[0]?.body as unknown as Answer;
  }

  async code(topic: string, params: unknown): Promise<number> {
    return (await this.reply(topic, params)).code;
  }

  since(before: number): readonly Seen[] {
    return this.device.received.slice(before).map(({ topic, payload }) => ({
      topic,
      body: JSON.parse(payload.toString()) as Seen['body'],
    }));
  }

  /** What comes while `act` is done. */
  async during(act: () => void): Promise<readonly Seen[]> {
    const before = this.device.received.length;
    act();
    await this.clock.advance(100);
    return this.since(before);
  }

  /** Adds to the topology and logs in. */
  async bring(...triplets: readonly Triplet[]): Promise<void> {
    for (const triplet of triplets) {
      assert.equal(await this.code(ADD, [signed(triplet)]), 200);
      assert.equal(await this.code(LOGIN, signed(triplet)), 200);
    }
  }
}

export const GATEWAY_FILTERS = ['/sys/PK/DN/#', '/ext/session/PK/DN/#', '/ext/error/PK/DN'] as const;

export async function connectGateway(
  clock: VirtualClock,
  cloud: EmbeddedCloud,
  triplet: Triplet = DEMO_TRIPLET,
): Promise<Gateway> {
  const device = new TestDevice(cloud, triplet);
  assert.equal(await device.login(), 0);
  assert.deepEqual(await device.subscribe(...GATEWAY_FILTERS), [1, 1, 1]);
  return new Gateway(clock, cloud, device);
}

/** The demo gateway online, with its subscriptions. */
export async function gatewayOnline(options: Partial<EmbeddedCloudOptions> = {}): Promise<Gateway> {
  const { clock, cloud } = cloudOnVirtualTime(options);
  return connectGateway(clock, cloud);
}
