import { asCodedError, CodedError } from '../../src/base/coded-error';
import type { SubDevice } from '../../src/cloud/gateway';
import type { Session } from '../../src/session/session';
import type { ReadySetup } from '../modem/device-setup';

/** Called with each device that there is, and with each that comes; what it returns, when that one goes. */
type Follower = (device: SubDevice) => () => void;

/** The devices behind a config node's own: those of its table, and of the ec20-device nodes that name it. */
export class SubDevices {
  readonly #devices = new Map<string, SubDevice>();
  readonly #followers = new Map<Follower, Map<string, () => void>>();
  readonly #ofTable = new Set<string>();
  /** Nodes that set one up, whether they succeed or not. */
  readonly #expected = new Set<object>();
  /** Of these, what some still have to read. */
  readonly #reading = new Set<Promise<void>>();
  #session: Session | undefined;
  #leave = new Map<string, () => void>();

  /** Adds the devices of the config node's table; one that an ec20-device node has too is reported there. */
  takeTable({ settings: { gateway }, table }: ReadySetup): void {
    // From a table without any a message may name one all the same.
    if (gateway.subDevices !== '' || gateway.subDevicesFile !== '') this.expect(undefined);
    for (const device of table) {
      this.add(device);
      this.#ofTable.add(device.key);
    }
  }

  /**
   * A node sets a device up, with success or not, now or when it has read its files: `reading`, which never rejects. From then on
   * `msg.device` names one, whatever becomes of it. The returned function ends that.
   */
  expect(reading: Promise<void> | undefined): () => void {
    const one = {};
    this.#expected.add(one);
    if (reading !== undefined) {
      this.#reading.add(reading);
      void reading.finally(() => this.#reading.delete(reading));
    }
    return () => this.#expected.delete(one);
  }

  /** Whether any is set up, or was meant to be. */
  get areExpected(): boolean {
    return this.#expected.size > 0 || this.#devices.size > 0;
  }

  /** Resolves once all that are set up are known; undefined: they are. */
  get reading(): Promise<unknown> | undefined {
    return this.#reading.size === 0 ? undefined : Promise.all(this.#reading);
  }

  /** Adds a device; the returned function removes it. Throws `EC20_SUB_TWICE`. */
  add(device: SubDevice): () => void {
    const { key } = device;
    if (this.#devices.has(key)) throw new CodedError('EC20_SUB_TWICE', { params: { device: key } });
    if (this.#session !== undefined) this.#leave.set(key, this.#session.attachSubDevice(device));
    this.#devices.set(key, device);
    for (const [follower, ends] of this.#followers) ends.set(key, follower(device));
    return () => {
      if (this.#devices.get(key) !== device) return;
      this.#devices.delete(key);
      this.#leave.get(key)?.();
      this.#leave.delete(key);
      for (const ends of this.#followers.values()) {
        ends.get(key)?.();
        ends.delete(key);
      }
    };
  }

  /** A new session brings them all online; `refused` receives why one can't be. */
  join(session: Session, refused: (error: CodedError) => void): void {
    this.#session = session;
    this.#leave = new Map();
    for (const [key, device] of this.#devices) {
      try {
        this.#leave.set(key, session.attachSubDevice(device));
      } catch (error) {
        refused(asCodedError(error));
      }
    }
  }

  /** The session ends: its devices with it. */
  leave(): void {
    this.#session = undefined;
    this.#leave.clear();
  }

  /** Follows the devices, those that there are and those to come; the returned function ends that. */
  follow(follower: Follower): () => void {
    const ends = new Map([...this.#devices].map(([key, device]) => [key, follower(device)]));
    this.#followers.set(follower, ends);
    return () => {
      this.#followers.delete(follower);
      for (const end of ends.values()) end();
    };
  }

  get all(): readonly SubDevice[] {
    return [...this.#devices.values()];
  }

  /** Those that are not of the table. */
  get ofNodes(): readonly SubDevice[] {
    return this.all.filter(({ key }) => !this.#ofTable.has(key));
  }

  /** The device of that key, `productKey/deviceName`. */
  get(key: string): SubDevice | undefined {
    return this.#devices.get(key);
  }

  /**
   * The device of that DeviceName, or `productKey/deviceName`; undefined: the config node's own, whose key is `own`. Throws
   * `EC20_SUB_CHOICE`: there is none, or more than one.
   */
  named(name: string, own?: string): SubDevice | undefined {
    const byKey = this.#devices.get(name);
    if (byKey !== undefined) return byKey;
    const [found, ...others] = this.all.filter(({ deviceName }) => deviceName === name);
    if (found !== undefined && others.length === 0) return found;
    if (found === undefined && (name === own || own?.split('/')[1] === name)) return undefined;
    throw new CodedError('EC20_SUB_CHOICE', { params: { device: name }, outcome: 'not-sent' });
  }
}
