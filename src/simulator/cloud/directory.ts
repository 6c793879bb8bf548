import type { CloudSettings } from './cloud-settings';
import { keyOf } from './console-log';
import { DeviceRecord, Product } from './device-record';
import type { DeviceIdentity, Triplet } from './login';
import type { ThingModel } from './thing-model';

/** Maximum of deleted devices that are remembered, the newest. */
const MAX_DELETED = 1000;

/** The instance's products and devices. */
export class Directory {
  readonly #devices = new Map<string, DeviceRecord>();
  readonly #products = new Map<string, Product>();
  readonly #deleted = new Set<string>();

  constructor(private readonly settings: CloudSettings) {}

  /** Creates a device, or changes the secret of an existing one. */
  add(triplet: Triplet): DeviceRecord {
    const record = this.find(triplet) ?? new DeviceRecord(triplet);
    record.deviceSecret = triplet.deviceSecret;
    this.#devices.set(keyOf(triplet), record);
    this.#deleted.delete(keyOf(triplet));
    return record;
  }

  delete(device: DeviceIdentity): void {
    this.#devices.delete(keyOf(device));
    this.#deleted.add(keyOf(device));
    const [oldest] = this.#deleted;
    if (oldest !== undefined && this.#deleted.size > MAX_DELETED) this.#deleted.delete(oldest);
  }

  find(device: DeviceIdentity): DeviceRecord | undefined {
    return this.#devices.get(keyOf(device));
  }

  /** Throws `RangeError` when there is no such device. */
  device(identity: DeviceIdentity): DeviceRecord {
    const record = this.find(identity);
    if (record === undefined) throw new RangeError(`the embedded cloud knows no device ${keyOf(identity)}`);
    return record;
  }

  wasDeleted(device: DeviceIdentity): boolean {
    return this.#deleted.has(keyOf(device));
  }

  get devices(): readonly DeviceRecord[] {
    return [...this.#devices.values()];
  }

  /** The online devices, sub-devices included. */
  get online(): readonly DeviceRecord[] {
    return this.devices.filter(({ connection }) => connection !== undefined);
  }

  /** The product with this key; it is created on first use. */
  product(productKey: string): Product {
    const product = this.#products.get(productKey) ?? new Product();
    this.#products.set(productKey, product);
    return product;
  }

  /** Whether there is such a product, or a device of one. */
  hasProduct(productKey: string): boolean {
    if (this.#products.has(productKey)) return true;
    for (const record of this.#devices.values()) if (record.productKey === productKey) return true;
    return false;
  }

  modelOf(record: DeviceRecord): ThingModel | undefined {
    return record.model ?? this.product(record.productKey).model;
  }

  isGateway({ productKey }: DeviceIdentity): boolean {
    if (this.#products.get(productKey)?.nodeType === 'gateway') return true;
    return this.settings.gateways.split(',').includes(productKey);
  }
}
