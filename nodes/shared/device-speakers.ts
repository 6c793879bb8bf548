import type { Node } from 'node-red';

import type { CodedError } from '../../src/base/coded-error';
import type { SessionSnapshot } from '../../src/session/snapshot';
import type { SubDeviceSnapshot } from '../../src/session/sub-device-state';

/** Which of a config node's users speak for a device behind its own, and what becomes of those devices: told to these users. */
export class DeviceSpeakers {
  readonly #keys = new Map<Node, string>();
  /** The codes that have been reported, by device, until it is online. */
  readonly #reported = new Map<string, string>();

  /** `user` speaks for that device from now on. */
  add(user: Node, key: string): void {
    this.#keys.set(user, key);
  }

  delete(user: Node): void {
    this.#keys.delete(user);
  }

  /** The device that a user speaks for; undefined: the config node's own, or one that isn't set up. */
  of(user: Node, { subDevices = [] }: SessionSnapshot): SubDeviceSnapshot | undefined {
    const key = this.#keys.get(user);
    return key === undefined ? undefined : subDevices.find(({ device }) => device === key);
  }

  /** A device is no longer set up: what is reported of it begins anew. */
  forget(key: string): void {
    this.#reported.delete(key);
  }

  /** A device has changed: the error to report, once for each code, and the users that it is about. */
  news({
    device,
    state,
    error,
  }: SubDeviceSnapshot): { readonly error: CodedError; readonly users: readonly Node[] } | undefined {
    if (state === 'online') this.#reported.delete(device);
    if (state !== 'failed' || error === undefined || this.#reported.get(device) === error.code)
      return undefined;
    this.#reported.set(device, error.code);
    return { error, users: [...this.#keys].filter(([, key]) => key === device).map(([user]) => user) };
  }
}
