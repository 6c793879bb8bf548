import { allOf } from '../base/all-of';
import { aliyunSubDevice } from '../cloud/aliyun/sub-device';
import type { SubDevice as AttachedDevice } from '../cloud/gateway';
import type { PublicationListener, QualityOfService } from '../session/publication';
import type { Session as Driver } from '../session/session';
import type { SubDeviceSnapshot } from '../session/sub-device-state';
import type { RoutedMessage } from '../session/subscriptions';
import { CLOUD_DEFAULTS } from '../settings/modem';
import type { AliyunDevice } from './clouds';
import { type OutgoingMessage, publishAs } from './outgoing-message';

/** What identifies it. */
type SubDeviceChoice = Pick<AliyunDevice, 'productKey' | 'deviceName' | 'deviceSecret' | 'thingModel'>;

/**
 * A device behind the session's gateway: added to the topology and logged in by itself, on each connection anew. What waits
 * for it holds up neither the gateway nor other devices. Created by {@link Session.attachSubDevice}.
 */
export class SubDevice {
  readonly #driver: Driver;
  readonly #device: AttachedDevice;
  readonly #detach: () => void;
  /** Its subscriptions, as owner and filter, and its listeners' ends. */
  readonly #filters = new Map<string, readonly [owner: string, filter: string]>();
  readonly #stops = new Set<() => void>();

  private constructor(driver: Driver, device: AttachedDevice) {
    this.#driver = driver;
    this.#device = device;
    this.#detach = driver.attachSubDevice(device);
  }

  /** @internal */
  static attach(driver: Driver, choice: SubDeviceChoice): SubDevice {
    const { productKey, deviceName, deviceSecret = '', thingModel = '' } = choice;
    const { tslCheck: thingCheck } = CLOUD_DEFAULTS;
    const settings = {
      productKey,
      deviceName,
      deviceSecret,
      thingModel,
      thingCheck,
      quotes: 'keep',
    } as const;
    return new SubDevice(driver, aliyunSubDevice(settings));
  }

  /** `productKey/deviceName`. */
  get key(): string {
    return this.#device.key;
  }

  /** State and error; undefined once it is detached. */
  snapshot(): SubDeviceSnapshot | undefined {
    return this.#driver.snapshot().subDevices?.find(({ device }) => device === this.key);
  }

  /** Each change of its state or error. Returns a function that unsubscribes. */
  onChange(listener: (snapshot: SubDeviceSnapshot) => void): () => void {
    const stop = this.#driver.onSubDevice((snapshot) => {
      if (snapshot.device === this.key) listener(snapshot);
    });
    this.#stops.add(stop);
    return () => {
      this.#stops.delete(stop);
      stop();
    };
  }

  /**
   * Publishes one message of this device, now or when it is logged in: {@link Session.publish}, with this device's names in
   * the topic. {@link send} is the same with promises.
   */
  publish(message: OutgoingMessage, listener: PublicationListener): void {
    publishAs(this.#device, this.#driver, message, listener);
  }

  /**
   * Subscribes an owner to a filter of this device, whose `${productKey}` and `${deviceName}` are filled in: {@link
   * Session.subscribe}. At each login it is subscribed anew.
   */
  async subscribe(
    owner: string,
    filter: string,
    qos: QualityOfService,
    listener: (message: RoutedMessage) => void,
  ): Promise<number> {
    const own = this.#device.expandTopic(filter);
    this.#filters.set(`${owner} ${own}`, [owner, own]);
    return this.#driver.subscribe(owner, own, qos, listener);
  }

  /** Removes an owner's filter: {@link Session.unsubscribe}. */
  async unsubscribe(owner: string, filter: string): Promise<void> {
    const own = this.#device.expandTopic(filter);
    this.#filters.delete(`${owner} ${own}`);
    await this.#driver.unsubscribe(owner, own);
  }

  /**
   * Removes its subscriptions and logs it out; it stays in the topology. Its waiting messages leave when it is attached again.
   * Rejects with `EC20_UNSUBSCRIBE_FAILED`, after logging it out.
   */
  async detach(): Promise<void> {
    for (const stop of this.#stops) stop();
    this.#stops.clear();
    const filters = [...this.#filters.values()];
    this.#filters.clear();
    try {
      await allOf(filters.map(([owner, filter]) => this.#driver.unsubscribe(owner, filter)));
    } finally {
      this.#detach();
    }
  }
}
