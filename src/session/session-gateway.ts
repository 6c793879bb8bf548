import type { CodedError } from '../base/coded-error';
import type { ForeignFailure } from '../base/foreign-code';
import type { SubDevice } from '../cloud/gateway';
import type { ThingDialogue } from '../cloud/thing-dialogue';
import { LeftDevices } from './left-devices';
import type { SessionOptions } from './session-options';
import type { Status } from './status';
import type { Subscribing } from './subscribing';
import { Topology } from './topology';
import type { SubDeviceTraffic, Traffic } from './traffic';

export interface SessionGatewayOptions {
  readonly session: SessionOptions;
  readonly status: Status;
  readonly traffic: () => Traffic;
  readonly subscribing: () => Subscribing;
  /** Subscribes a filter on which the cloud tells of sub-devices. */
  readonly subscribe: (owner: string, filter: string) => Promise<unknown>;
  readonly nextId: () => string;
  readonly largestPayloadBytes: () => number;
  /** Masks a secret in every trace from now on. */
  readonly conceal: (secret: string) => void;
  /** Messages wait for a device that nobody sets up. */
  readonly warn: (warning: CodedError) => void;
  readonly listenerFailed: ForeignFailure;
}

/** The owner of the subscriptions to what the cloud says of sub-devices. */
const OWNER = 'topology';
/** Maximum wait until the cloud's answers can be heard. */
const LISTENING_MS = 30_000;

/** A session as the gateway of its sub-devices, none so far: their messages leave, and their filters are subscribed, while they are online. */
export class SessionGateway {
  readonly topology: Topology;
  readonly #options: SessionGatewayOptions;
  readonly #left: LeftDevices;

  constructor(options: SessionGatewayOptions) {
    this.#options = options;
    this.topology = this.#makeTopology();
    this.#left = new LeftDevices({
      clock: options.session.clock,
      deviceOf: (topic) => this.topology.subDeviceOf(topic),
      isServed: (key) => this.topology.isServed(key),
      topics: () => options.traffic().topics(),
      warn: options.warn,
    });
  }

  /**
   * Brings a device behind this gateway online, on each connection, until the returned function is called. Throws
   * `EC20_SUB_SERVER`, `EC20_SUB_TWICE` or `EC20_NO_SECRET`.
   */
  attach(device: SubDevice): () => void {
    const { traffic, status } = this.#options;
    const detach = this.topology.attach(device);
    this.#left.returned(device.key);
    traffic().choose();
    status.changed.emit(undefined);
    return () => {
      detach();
      this.#left.suspect();
      traffic().choose();
      status.changed.emit(undefined);
    };
  }

  /** Which other device a topic belongs to, and whether it can send now; undefined: there has been no sub-device. */
  get subDevices(): SubDeviceTraffic | undefined {
    return this.topology.isUsed ? this.topology : undefined;
  }

  /** How the device speaks to which a topic belongs. */
  dialogueOf(topic: string): ThingDialogue | undefined {
    return this.topology.dialogueOf(topic, this.#options.session.profile.thing);
  }

  /** A flow publishes on that topic: it may log sub-devices in by itself, or write to one that nobody sets up. */
  publishing(topic: string): void {
    if (this.topology.noted(topic)) this.#options.traffic().choose();
    const key = this.topology.subDeviceOf(topic);
    if (key !== undefined && !this.topology.isServed(key)) this.#left.suspect();
  }

  /** Messages of an earlier process: those of devices that nobody sets up wait, and are told of. */
  found(topics: Iterable<string>): void {
    this.topology.found(topics);
    if (!this.topology.isUsed) return;
    this.#options.traffic().choose();
    this.#left.suspect();
  }

  close(): void {
    this.#left.close();
  }

  #makeTopology(): Topology {
    const { session, status, traffic, subscribing, subscribe, conceal, listenerFailed } = this.#options;
    const { nextId, largestPayloadBytes } = this.#options;
    const topology: Topology = new Topology({
      clock: session.clock,
      dialogue: session.profile.gateway,
      send: (message, signal) => traffic().publisher.sendAlone({ ...message, retain: false }, signal),
      nextId,
      largestPayloadBytes,
      secretStore: session.secretStore,
      conceal,
      listen: async (filters, signal) => {
        // One that is refused is reported as any filter is; the logins then tell.
        for (const filter of filters) await subscribe(OWNER, filter).catch(() => undefined);
        // Some may wait for their turn; an answer that nobody hears would be asked for again.
        await subscribing().settled(filters, LISTENING_MS, signal);
      },
      ready: (key) =>
        subscribing().ready(
          (filter) => topology.subDeviceOf(filter) === key,
          (filter) => topology.isShared(filter, key),
        ),
      listenerFailed,
    });
    topology.changes.add(({ state }) => {
      if (state !== 'registering' && state !== 'adding' && state !== 'login') traffic().choose();
      status.changed.emit(undefined);
    });
    return topology;
  }
}
