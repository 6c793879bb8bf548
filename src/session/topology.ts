import { CodedError } from '../base/coded-error';
import type { ForeignFailure } from '../base/foreign-code';
import { Listeners } from '../base/listeners';
import type { SubDevice } from '../cloud/gateway';
import type { CloudMessage, ThingDialogue } from '../cloud/thing-dialogue';
import { SubDeviceLogins, type SubDeviceLoginsOptions } from './sub-device-logins';
import { type SubDeviceSnapshot, SubDeviceState } from './sub-device-state';
import { SubDeviceVerdicts, type SubDeviceVerdictsOptions } from './sub-device-verdicts';

export interface TopologyOptions extends SubDeviceLoginsOptions, SubDeviceVerdictsOptions {
  readonly listenerFailed: ForeignFailure;
}

/**
 * The sub-devices of a gateway, and which topics are theirs: brings each into the topology and logs it in, on every connection anew; hears
 * what the console changes.
 */
export class Topology {
  /** Notifies of each change of a sub-device. */
  readonly changes: Listeners<SubDeviceSnapshot>;
  readonly #options: TopologyOptions;
  readonly #devices = new Map<string, SubDeviceState>();
  readonly #verdicts: SubDeviceVerdicts;
  readonly #logins: SubDeviceLogins;
  #isUsed = false;
  /** A flow logs sub-devices in by itself. */
  #isByHand = false;

  constructor(options: TopologyOptions) {
    this.#options = options;
    this.changes = new Listeners('onSubDevice', options.listenerFailed);
    this.#verdicts = new SubDeviceVerdicts(this.#devices, options);
    this.#logins = new SubDeviceLogins(this.#devices, this.#verdicts, options);
  }

  /** Texts to mask in all output. */
  get secrets(): readonly string[] {
    return [...this.#devices.values()].flatMap(({ device }) => device.secrets);
  }

  /** Every sub-device, in the order of being attached. */
  get snapshots(): readonly SubDeviceSnapshot[] {
    return [...this.#devices.values()].map(({ snapshot }) => snapshot);
  }

  /**
   * Adds a sub-device; the returned function removes it and logs it out. Throws `EC20_SUB_SERVER`, `EC20_SUB_TWICE`, or
   * `EC20_NO_SECRET` where it has to register and nothing can keep its secret.
   */
  attach(device: SubDevice): () => void {
    const { clock, dialogue, secretStore } = this.#options;
    const { key, signature } = device;
    if (dialogue === undefined) throw new CodedError('EC20_SUB_SERVER', { params: { device: key } });
    if (this.#devices.has(key) || key === dialogue.own)
      throw new CodedError('EC20_SUB_TWICE', { params: { device: key } });
    if (signature === undefined && secretStore === undefined) throw new CodedError('EC20_NO_SECRET');
    for (const secret of device.secrets) this.#options.conceal(secret);
    const state = new SubDeviceState(device, clock, this.changes);
    this.#devices.set(key, state);
    this.#isUsed = true;
    this.#logins.work();
    return () => {
      if (this.#devices.get(key) !== state) return;
      this.#devices.delete(key);
      // The login that is under way comes first.
      if (state.stage === 'online' || state.stage === 'login') this.#logins.logOut(state.device);
    };
  }

  /** Whether there has been a sub-device: from then on messages of others wait for theirs. */
  get isUsed(): boolean {
    return this.#isUsed;
  }

  /** Whether it is set up here, or a flow speaks for it by itself: its messages leave sooner or later. */
  isServed(key: string): boolean {
    return this.#devices.has(key) || this.#isByHand;
  }

  /** Messages of an earlier process wait on these topics: those of devices that are not set up any more would be dropped by the cloud. */
  found(topics: Iterable<string>): void {
    const { dialogue } = this.#options;
    if (dialogue === undefined) return;
    for (const topic of topics) {
      this.#isByHand ||= dialogue.isLogin(topic);
      this.#isUsed ||= dialogue.subDeviceOf(topic) !== undefined;
    }
  }

  /** A flow publishes on that topic. True: from now on more messages may leave. */
  noted(topic: string): boolean {
    if (this.#isByHand || this.#options.dialogue?.isLogin(topic) !== true) return false;
    this.#isByHand = true;
    return true;
  }

  /** The sub-device that a topic belongs to, as a key; undefined: the gateway itself, or no gateway. */
  subDeviceOf(topic: string): string | undefined {
    return this.#isUsed ? this.#options.dialogue?.subDeviceOf(topic) : undefined;
  }

  /** Whether a message or filter on that topic may go out now: its device is online. One that is not set up any more waits. */
  isReady(topic: string): boolean {
    const key = this.subDeviceOf(topic);
    if (key !== undefined) {
      const state = this.#devices.get(key);
      return state === undefined ? this.#isByHand : state.stage === 'online';
    }
    const product = this.#isUsed ? this.#options.dialogue?.productOf(topic) : undefined;
    if (product === undefined) return true;
    const devices = [...this.#devices.values()].filter(({ device }) => device.productKey === product);
    return devices.length === 0 || devices.some(({ stage }) => stage === 'online');
  }

  /** Whether a filter is for all devices of a sub-device's product: one of them has to be online. */
  isShared(filter: string, key: string): boolean {
    const product = this.#options.dialogue?.productOf(filter);
    return product !== undefined && this.#devices.get(key)?.device.productKey === product;
  }

  /** The dialogue of the device that a topic belongs to; `own`: the gateway's. */
  dialogueOf(topic: string, own: ThingDialogue | undefined): ThingDialogue | undefined {
    const key = this.subDeviceOf(topic);
    return key === undefined ? own : this.#devices.get(key)?.device.thing;
  }

  /** A new connection. */
  begin(signal: AbortSignal): void {
    this.#logins.begin(signal);
  }

  /** A message has arrived: what it tells of the sub-devices. */
  received(message: CloudMessage): void {
    if (this.#devices.size === 0) return;
    const news = this.#options.dialogue?.read(message);
    if (news === undefined) return;
    if (news.kind === 'reply') {
      this.#logins.answered(news);
      return;
    }
    if (news.kind === 'changed') {
      this.#logins.acknowledge(news.answer);
      this.#verdicts.changed(news);
    } else {
      this.#verdicts.refused(news);
    }
    this.#logins.work();
  }
}
