import { CodedError, asCodedError } from '../base/coded-error';
import type { GatewayMessage } from '../cloud/gateway';
import { ANSWER_MS, type Reply } from './gateway-questions';
import { blame, isOfOne, naming } from './refused-batch';
import type { SecretStore } from './registrar';
import type { SubDeviceNeed, SubDeviceState } from './sub-device-state';

export interface SubDeviceVerdictsOptions {
  readonly secretStore: SecretStore | undefined;
  /** Masks a secret in every trace from now on. */
  readonly conceal: (secret: string) => void;
  /** A sub-device has logged in: its messages may leave, its filters be subscribed. */
  readonly ready: (key: string) => void;
}

/** What the cloud says of the sub-devices of a gateway, and what follows from it for each. Each fails alone. */
export class SubDeviceVerdicts {
  constructor(
    /** Those that are set up now, by key. */
    private readonly devices: ReadonlyMap<string, SubDeviceState>,
    private readonly options: SubDeviceVerdictsOptions,
  ) {}

  /** What an answer means for the devices that were asked for together. */
  async answered(
    kind: SubDeviceNeed,
    asked: readonly SubDeviceState[],
    { verdict, devices }: Reply,
  ): Promise<void> {
    const states = asked.filter((state) => this.#isAttached(state));
    const named = new Map(devices.map(({ key, secret }) => [key, secret]));
    const isBatch = asked.length > 1;
    for (const state of states) state.silences = 0;
    if (verdict.kind === 'refused') {
      if (isBatch && isOfOne(verdict)) blame(states, named, kind, verdict.cure);
      else {
        const cure = verdict.cure === 'login' ? 'again' : verdict.cure;
        for (const state of states) this.#refused(state, cure, naming(state.device, verdict.error));
      }
      return;
    }
    for (const state of states) {
      const { key } = state.device;
      // Done for those that are named: what is wrong with another is told to itself alone.
      if (isBatch && named.size > 0 && !named.has(key)) state.isAlone = true;
      else if (kind === 'register') await this.#registered(state, named.get(key));
      else this.#done(state, kind);
    }
  }

  /** No answer has come for the devices that were asked for together. */
  unanswered(asked: readonly SubDeviceState[]): void {
    for (const state of asked) if (this.#isAttached(state)) this.#silent(state);
  }

  /** The cloud refuses what an online device does. */
  refused({ verdict, devices }: GatewayMessage & { kind: 'refusal' }): void {
    for (const { key } of devices) {
      const state = this.devices.get(key);
      if (state === undefined) continue;
      // Several of its messages may be refused for one reason, and late.
      if (verdict.cure === 'login' && state.stage !== 'online') continue;
      // It was in the topology, or it would not be online: somebody has taken it out, maybe into another gateway's.
      if (verdict.cure === 'add' && state.stage === 'online') this.#removed(state);
      else this.#refused(state, verdict.cure, naming(state.device, verdict.error));
    }
  }

  /** The console has changed the topology. */
  changed({ change, devices }: GatewayMessage & { kind: 'changed' }): void {
    for (const { key } of devices) {
      const state = this.devices.get(key);
      if (state === undefined) continue;
      if (change === 'disabled') {
        const params = { device: key };
        this.#refused(state, 'none', new CodedError('EC20_SUB_DISABLED', { params, outcome: 'rejected' }));
      } else if (change === 'removed') {
        this.#removed(state);
      } else {
        state.isRemoved = false;
        if (state.stage === 'online') continue;
        state.restart();
        state.become('offline', undefined);
      }
    }
  }

  #done(state: SubDeviceState, kind: SubDeviceNeed): void {
    state.succeeded();
    if (kind === 'add') {
      state.isInTopology = true;
      state.wasAdded = true;
      return;
    }
    state.isInTopology = true;
    if (state.stage === 'online') return;
    state.become('online', undefined);
    this.options.ready(state.device.key);
  }

  async #registered(state: SubDeviceState, secret: string | undefined): Promise<void> {
    const { device } = state;
    if (secret === undefined) {
      const params = { device: device.key, code: 200, message: '' };
      this.#refused(state, 'none', new CodedError('EC20_SUB_REFUSED', { params, outcome: 'rejected' }));
      return;
    }
    this.options.conceal(secret);
    try {
      await this.options.secretStore?.keep(device, secret);
      state.device = device.registered(secret);
      for (const each of state.device.secrets) this.options.conceal(each);
    } catch (error) {
      this.#refused(state, 'again', asCodedError(error));
    }
  }

  /** An answer may get lost: the second time is a fault. */
  #silent(state: SubDeviceState): void {
    if (++state.silences === 1) return;
    const params = { device: state.device.key, seconds: ANSWER_MS / 1000 };
    this.#refused(state, 'again', new CodedError('EC20_SUB_SILENT', { params, outcome: 'unknown' }));
  }

  #refused(state: SubDeviceState, cure: 'add' | 'login' | 'again' | 'none', error: CodedError): void {
    const isCurable = (cure === 'add' && !state.wasAdded && !state.isRemoved) || cure === 'login';
    if (isCurable) {
      if (cure === 'add') state.isInTopology = false;
      state.become('offline', error);
      return;
    }
    // Told once more, on another topic: that is no further attempt.
    if (state.stage === 'failed' && state.error?.code === error.code) return;
    state.refused(cure === 'again' ? 'again' : 'none');
    state.become('failed', error);
  }

  /** Somebody has taken it out of the topology: it is not added again by itself. */
  #removed(state: SubDeviceState): void {
    const params = { device: state.device.key };
    state.isRemoved = true;
    this.#refused(state, 'none', new CodedError('EC20_SUB_REMOVED', { params, outcome: 'rejected' }));
    state.dueMs = Infinity;
  }

  #isAttached(state: SubDeviceState): boolean {
    return this.devices.get(state.device.key) === state;
  }
}
