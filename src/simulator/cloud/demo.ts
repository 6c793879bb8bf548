import type { Clock, Timer } from '../../base/clock';
import { DemoRequests } from './demo-requests';
import type { DeviceRecord } from './device-record';
import type { Downlinks } from './downlinks';
import type { Platform, PlatformWatcher } from './platform';
import { ownTopic } from './topic-filter';

const HELLO_MS = 10_000;
const FIRST_SET_MS = 5000;
const SWITCH = 'LightSwitch';

/**
 * Gives an empty cloud some activity: a message on user/get every 10 s for each online device, and, for devices that have
 * subscribed to property sets, LightSwitch turned on and off where the model has a writable one. A device can ask for more:
 * {@link DemoRequests}.
 */
export class Demo implements PlatformWatcher {
  #hello: Timer | undefined;
  readonly #sets = new Map<DeviceRecord, Timer>();

  constructor(
    private readonly clock: Clock,
    private readonly platform: Platform,
    private readonly downlinks: Downlinks,
  ) {
    new DemoRequests(platform, downlinks);
  }

  /** A connection has been opened: sends the demo's messages as long as `isNeeded()`. */
  start(isNeeded: () => boolean): void {
    this.#hello ??= this.clock.after(HELLO_MS, () => {
      this.#hello = undefined;
      for (const device of this.platform.directory.online) this.#sayHello(device);
      if (isNeeded()) this.start(isNeeded);
    });
  }

  subscribed(device: DeviceRecord): void {
    if (this.#sets.has(device) || !this.#isSettable(device)) return;
    const reported = device.data.latest.get(SWITCH)?.value;
    this.#setLater(device, FIRST_SET_MS, reported === 1 ? 0 : 1);
  }

  ended(device: DeviceRecord): void {
    this.#sets.get(device)?.cancel();
    this.#sets.delete(device);
  }

  close(): void {
    this.#hello?.cancel();
    this.#hello = undefined;
    for (const timer of this.#sets.values()) timer.cancel();
    this.#sets.clear();
  }

  #setLater(device: DeviceRecord, delayMs: number, value: 0 | 1): void {
    const timer = this.clock.after(delayMs, () => {
      this.#sets.delete(device);
      if (!this.#isSettable(device)) return;
      this.platform.send(
        device,
        setTopic(device),
        this.downlinks.propertySet({ [SWITCH]: value }).payload,
        1,
      );
      this.#setLater(device, this.platform.settings.demoSet * 1000, value === 1 ? 0 : 1);
    });
    this.#sets.set(device, timer);
  }

  #isSettable(device: DeviceRecord): boolean {
    const isWritable = this.platform.directory.modelOf(device)?.properties.get(SWITCH)?.isWritable === true;
    return isWritable && this.platform.settings.demoSet > 0 && device.isSubscribed(setTopic(device));
  }

  #sayHello(device: DeviceRecord): void {
    const payload = JSON.stringify({ id: this.platform.nextId(), message: 'hello from the embedded cloud' });
    this.platform.send(device, ownTopic(device, '/{pk}/{dn}/user/get'), Buffer.from(payload), 1);
  }
}

function setTopic(device: DeviceRecord): string {
  return ownTopic(device, '/sys/{pk}/{dn}/thing/service/property/set');
}
