import type { Node, NodeAPI } from 'node-red';

import { CodedError, type Language } from '../../src/base/coded-error';
import type { OutboxEnd } from '../../src/session/outbox';
import type { Overflow } from '../../src/session/overflow';
import { nodeOf } from '../../src/session/owner';
import type { SubDeviceSnapshot } from '../../src/session/sub-device-state';
import type { FilterChange } from '../../src/session/subscribe-attempts';
import type { UnclaimedEnds } from '../../src/session/unclaimed';
import type { ServerName } from '../../src/settings/servers';
import type { DeviceSpeakers } from './device-speakers';
import { FlowError } from './flow-error';
import { hasListener, listenerNodes, type ListenerType } from './listener-nodes';

/** A config node through whose `users` Node-RED forwards its errors and statuses. */
export interface ReportingNode extends Node {
  users: Record<string, Node>;
}

/** The device that is reported on. */
export interface ReportedDevice {
  readonly users: ReadonlySet<Node>;
  readonly speakers: DeviceSpeakers;
  readonly language: () => Language;
  readonly server: () => ServerName | undefined;
}

/** The setting queueOverflow in words. */
const OVERFLOW_POLICIES: Readonly<Record<Overflow['policy'], Readonly<Record<Language, string>>>> = {
  oldest: { en: 'the oldest make room for new ones', zh: '先丢最旧的' },
  newest: { en: 'new ones find no room', zh: '不收新来的' },
};

/** What goes wrong with a config node's device, told to the nodes that it is about, or else by the config node itself. */
export class DeviceReports {
  /** Kept until a deploy changes users or listeners. */
  readonly #listenerNodes = new Map<ListenerType, Record<string, Node>>();

  constructor(
    private readonly red: NodeAPI,
    private readonly node: ReportingNode,
    private readonly device: ReportedDevice,
  ) {}

  /** A deploy has changed users or listeners. */
  listenersChanged(): void {
    this.#listenerNodes.clear();
  }

  /** In the log and the editor's debug sidebar, whatever Catch nodes there are. */
  warn(warning: CodedError): void {
    this.node.warn(new FlowError(warning, this.device.language()));
  }

  /** To the Catch nodes. */
  report(error: CodedError): void {
    this.address('catch');
    this.node.error(this.#spoken(error), {});
  }

  /** To the Catch nodes, and to the log even if one of them takes it. */
  reportAndWarn(error: CodedError): void {
    this.report(error);
    if (hasListener(this.red, this.device.users, 'catch')) this.warn(error);
  }

  /** A subscription's error is reported by the nodes that own it; by the config node where no node does. */
  toOwners({ filter, owners, askers, error }: FilterChange): void {
    if (error === undefined) return;
    const waiting = owners.filter((owner) => !askers.has(owner));
    const ids = new Set(waiting.map(nodeOf));
    const nodes = [...this.device.users].filter(({ id }) => ids.has(id));
    for (const node of nodes) node.error(this.#spoken(error), { topic: filter });
    if (nodes.length === 0 && waiting.length > 0) this.report(error);
  }

  /** The error of a device behind this one is reported by the nodes that speak for it; by the config node where none does. */
  ofSubDevice(change: SubDeviceSnapshot): void {
    const news = this.device.speakers.news(change);
    if (news === undefined) return;
    const { error, users } = news;
    for (const user of users) user.error(this.#spoken(error), { device: change.device });
    if (users.length === 0) this.report(error);
  }

  /** Each dropped message is an error of its own node; this warns once that the queue is too short. */
  overflow({ count, policy }: Overflow): void {
    const params = { count, policy: OVERFLOW_POLICIES[policy][this.device.language()] };
    this.warn(new CodedError('EC20_QUEUE_DROPPED', { params }));
  }

  /** Each lost message fails at its own node too; in a deploy the Catch nodes that would receive that have ended. */
  lost({ lost }: OutboxEnd): void {
    if (lost > 0) this.warn(new CodedError('EC20_QUEUE_LOST', { params: { count: lost } }));
  }

  /** Messages failed whose senders are gone. `isRunning`: false at the end, when the Catch nodes may have ended as well. */
  unclaimed({ error, count }: UnclaimedEnds, isRunning: boolean): void {
    const params = { count, code: error.code };
    const unclaimed = new CodedError('EC20_UNCLAIMED', { params, outcome: error.outcome, cause: error });
    if (isRunning) this.reportAndWarn(unclaimed);
    else this.warn(unclaimed);
  }

  /** Sets `users`, through which Node-RED forwards what comes next to each tab's listeners of that type. */
  address(type: ListenerType): void {
    this.node.users = this.#listenerNodes.get(type) ?? listenerNodes(this.red, this.device.users, type);
    this.#listenerNodes.set(type, this.node.users);
  }

  #spoken(error: CodedError): FlowError {
    return new FlowError(error, this.device.language(), this.device.server());
  }
}
