import type { PortInfo } from './port-list';
import type { UsbModule } from './usb-module';

/** Who is looking for a port, with a name for messages. */
export interface PortOwner {
  readonly id: string;
  readonly name: string;
}

/**
 * What has been learnt about USB modules, shared by all owners in a process: by device and function, so that it survives
 * renumbering and redeploying.
 */
export class PortMemory {
  readonly #answering = new Map<string, string>();
  readonly #owners = new Map<string, PortOwner>();
  /** Owner → module. */
  readonly #homes = new Map<string, string>();

  /** This port of the module has answered AT, and will be tried first from now on. */
  answered({ key }: UsbModule, port: PortInfo): void {
    this.#answering.set(key, functionOf(port));
  }

  /** Assigns the module to the owner. */
  settle({ key }: UsbModule, owner: PortOwner): void {
    this.release(owner.id);
    this.#owners.set(key, owner);
    this.#homes.set(owner.id, key);
  }

  /** The port of the module that answered AT last, if it still has that function. */
  answering({ key, candidates }: UsbModule): PortInfo | undefined {
    return candidates.find((port) => functionOf(port) === this.#answering.get(key));
  }

  /** The module's current owner. */
  owner({ key }: UsbModule): PortOwner | undefined {
    return this.#owners.get(key);
  }

  /** Whether it was the owner's last module, even if it has been absent since. */
  isHome({ key }: UsbModule, ownerId: string): boolean {
    return this.#homes.get(ownerId) === key;
  }

  /** The owner is gone: its module becomes available. Ports that have answered stay known. */
  release(ownerId: string): void {
    for (const [key, owner] of this.#owners) if (owner.id === ownerId) this.#owners.delete(key);
  }
}

/** In another composition the same interface has another function. */
function functionOf({ interfaceNumber, kind, path }: PortInfo): string {
  return interfaceNumber === undefined ? path : `${interfaceNumber} ${kind}`;
}
