import type { Node, NodeStatus } from 'node-red';

import type { CodedError, Language } from '../../src/base/coded-error';
import { nodeOf } from '../../src/session/owner';
import type { SessionSnapshot } from '../../src/session/snapshot';
import type { ServerName } from '../../src/settings/servers';
import type { DeviceSpeakers } from './device-speakers';
import { faultStatus, nodeStatus, subDeviceStatus } from './status-text';

/** The device that is used. */
export interface UsedDevice {
  readonly speakers: DeviceSpeakers;
  readonly simulated: boolean;
  readonly language: () => Language;
  readonly server: () => ServerName | undefined;
  readonly snapshot: () => SessionSnapshot;
  /** How many messages of the node with that id wait for others, to leave together. */
  readonly gathering: (id: string) => number;
  /** A user has come or gone. */
  readonly changed: () => void;
  /** Called before each status of the config node, so that those who listen for statuses receive it. */
  readonly addressStatus: () => void;
}

/** The nodes that use a config node's device, and the statuses under them and under the config node. */
export class AttachedUsers {
  readonly #users = new Set<Node>();
  /** Users that can't work as they are set, and why not. */
  readonly #unfit = new Map<Node, CodedError>();
  #shown = '';

  constructor(
    private readonly node: Pick<Node, 'status'>,
    private readonly device: UsedDevice,
  ) {}

  get all(): ReadonlySet<Node> {
    return this.#users;
  }

  /** Adds `user`, which shows the device's status from now on. Returns a function that removes it. */
  attach(user: Node): () => void {
    this.#users.add(user);
    this.device.changed();
    this.#showUnder(user);
    return () => {
      this.#users.delete(user);
      this.device.speakers.delete(user);
      this.#unfit.delete(user);
      this.device.changed();
    };
  }

  /** A user can't work as it is set, until its next deploy: shown under it, whatever the session's state. */
  showUnfit(user: Node, error: CodedError): void {
    if (!this.#users.has(user)) return;
    this.#unfit.set(user, error.at(this.device.server()));
    this.#showUnder(user);
  }

  /** A user speaks for a device behind the config node's, whose state it shows and whose errors it reports. */
  speaksFor(user: Node, key: string): void {
    if (!this.#users.has(user)) return;
    this.device.speakers.add(user, key);
    this.#showUnder(user);
  }

  /** The session, or what is known of it, has changed: all statuses follow, unless they would stay as they are. */
  show(snapshot: SessionSnapshot): void {
    const { simulated, language } = this.device;
    const status = nodeStatus(snapshot, simulated, language());
    const leftOut = snapshot.leftOut.map(({ filter, error, owners }) => [filter, error.code, owners]);
    const gathering = [...this.#users].map((user) => this.#gatheringOf(user, snapshot));
    const devices = snapshot.subDevices?.map(({ device, state, error }) => [device, state, error?.code]);
    const shown = JSON.stringify([status, leftOut, gathering, devices]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    for (const user of this.#users) this.#showUnder(user, snapshot);
    this.device.addressStatus();
    this.node.status({ ...status });
  }

  #showUnder(user: Node, snapshot = this.device.snapshot()): void {
    user.status(this.#statusOf(user, snapshot));
  }

  /** A user node's status: its own fault or skipped subscription, otherwise the device's. */
  #statusOf(user: Node, snapshot: SessionSnapshot): NodeStatus {
    const { speakers, simulated } = this.device;
    const language = this.device.language();
    const unfit = this.#unfit.get(user);
    const skipped = snapshot.leftOut.find(({ owners }) => owners.some((owner) => nodeOf(owner) === user.id));
    const speaksFor = snapshot.state === 'online' ? speakers.of(user, snapshot) : undefined;
    if (unfit === undefined && speaksFor !== undefined && speaksFor.state !== 'online')
      return subDeviceStatus(speaksFor, simulated, language);
    const fault = unfit === undefined ? snapshot.state === 'online' && skipped : { error: unfit };
    return fault === false || fault === undefined
      ? nodeStatus(snapshot, simulated, language, this.#gatheringOf(user, snapshot))
      : faultStatus(fault, snapshot, simulated, language);
  }

  /** How many of a node's messages wait for others, to leave together. */
  #gatheringOf(user: Node, { queue: { gathering = 0 } }: SessionSnapshot): number {
    return gathering === 0 ? 0 : this.device.gathering(user.id);
  }
}
