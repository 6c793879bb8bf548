import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import type { BrokerLink, BrokerMessage, ConnectRequest } from '../../../src/simulator/broker';
import {
  DEMO_TRIPLET,
  EmbeddedCloud,
  type EmbeddedCloudOptions,
  type Triplet,
} from '../../../src/simulator/embedded-cloud';
import { seededRandom } from '../../../src/base/random';
import { VirtualClock } from '../../support/virtual-clock';

export const HOST = 'iot-06z00demo.mqtt.iothub.aliyuncs.com';

/** A cloud on a clock that stands still. */
export function cloudOnVirtualTime(options: Partial<EmbeddedCloudOptions> = {}): {
  clock: VirtualClock;
  cloud: EmbeddedCloud;
} {
  const clock = new VirtualClock();
  return { clock, cloud: new EmbeddedCloud({ clock, random: seededRandom(1), ...options }) };
}

/** A CONNECT as the documents prescribe it. */
export function connectRequest(triplet: Triplet, change: Partial<ConnectRequest> = {}): ConnectRequest {
  const { productKey, deviceName, deviceSecret } = triplet;
  const content = `clientIdtestdeviceName${deviceName}productKey${productKey}timestamp789`;
  return {
    protocolLevel: 4,
    clientId: 'test|securemode=3,signmethod=hmacsha256,timestamp=789,ext=1|',
    username: `${deviceName}&${productKey}`,
    password: createHmac('sha256', deviceSecret).update(content).digest('hex'),
    cleanSession: true,
    keepAliveSeconds: 120,
    ...change,
  };
}

/** One device's connection, with everything it received. */
export class TestDevice {
  readonly received: (BrokerMessage & { readonly messageId: number })[] = [];
  closed = 0;
  link: BrokerLink | undefined;

  constructor(
    readonly cloud: EmbeddedCloud,
    readonly triplet: Triplet = DEMO_TRIPLET,
  ) {}

  async open(): Promise<BrokerLink> {
    this.link = await this.cloud.open(HOST, 1883, {
      message: (message, messageId) => this.received.push({ ...message, messageId }),
      closed: () => (this.closed += 1),
    });
    return this.link;
  }

  /** Opens and logs in; returns the CONNACK code. */
  async login(change: Partial<ConnectRequest> = {}): Promise<number> {
    const link = await this.open();
    return link.connect(connectRequest(this.triplet, change));
  }

  topic(rest: string): string {
    return rest.replace('PK', this.triplet.productKey).replace('DN', this.triplet.deviceName);
  }

  async subscribe(...filters: string[]): Promise<readonly number[]> {
    const link = this.#online();
    return link.subscribe(filters.map((filter) => ({ filter: this.topic(filter), qos: 1 })));
  }

  publish(topic: string, payload: string, qos: 0 | 1 | 2 = 1): Promise<void> {
    const message = { topic: this.topic(topic), payload: Buffer.from(payload), qos, retain: false };
    return this.#online().publish(message);
  }

  /** The payloads received so far, parsed as JSON. */
  answers(): readonly unknown[] {
    return this.received.map(({ payload }) => JSON.parse(payload.toString()) as unknown);
  }

  #online(): BrokerLink {
    if (this.link === undefined) throw new Error('the test device is not open');
    return this.link;
  }
}

/** The demo device online with its subscriptions; `ask` publishes and returns what arrives within 100 ms. */
export async function online(
  options: Partial<EmbeddedCloudOptions> = {},
  filters: readonly string[] = ['/sys/PK/DN/#'],
) {
  const { clock, cloud } = cloudOnVirtualTime(options);
  const device = new TestDevice(cloud);
  assert.equal(await device.login(), 0);
  await device.subscribe(...filters);
  const ask = async (topic: string, payload: unknown) => {
    const before = device.received.length;
    await device.publish(topic, typeof payload === 'string' ? payload : JSON.stringify(payload));
    await clock.advance(100);
    return device.answers().slice(before);
  };
  return { clock, cloud, device, ask };
}
