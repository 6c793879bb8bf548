import type { PortInfo } from './port-list';
import type { UsbModule } from './usb-module';

/** Who looks for a port, as people call it. */
export interface PortOwner {
  readonly id: string;
  readonly name: string;
}

/**
 * What has been found out of the modules on USB, for all that look for one in a process: by device and function, so that it
 * outlives a renumbering and a redeploy.
 */
export class PortMemory {
  readonly #answering = new Map<string, string>();
  readonly #owners = new Map<string, PortOwner>();
  /** Owner → module. */
  readonly #homes = new Map<string, string>();

  /** That port of the module has answered AT, and so will be tried first. */
  answered({ key }: UsbModule, port: PortInfo): void {
    this.#answering.set(key, functionOf(port));
  }

  /** It is the owner's module from now on. */
  settle({ key }: UsbModule, owner: PortOwner): void {
    this.release(owner.id);
    this.#owners.set(key, owner);
    this.#homes.set(owner.id, key);
  }

  /** The port of the module that has answered AT last, if it still has that function. */
  answering({ key, candidates }: UsbModule): PortInfo | undefined {
    return candidates.find((port) => functionOf(port) === this.#answering.get(key));
  }

  /** Whose module it is now. */
  owner({ key }: UsbModule): PortOwner | undefined {
    return this.#owners.get(key);
  }

  /** Whether it was the owner's module last, even if that has been away since. */
  isHome({ key }: UsbModule, ownerId: string): boolean {
    return this.#homes.get(ownerId) === key;
  }

  /** The owner has gone: others may have its module. What has answered stays known. */
  release(ownerId: string): void {
    for (const [key, owner] of this.#owners) if (owner.id === ownerId) this.#owners.delete(key);
  }
}

/** In another composition the same interface is for something else. */
function functionOf({ interfaceNumber, kind, path }: PortInfo): string {
  return interfaceNumber === undefined ? path : `${interfaceNumber} ${kind}`;
}
