import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Node, NodeInitializer, NodeMessageInFlow } from 'node-red';
import helper from 'node-red-node-test-helper';

import command from '../../nodes/command/ec20-command';
import device from '../../nodes/device/ec20-device';
import modem from '../../nodes/modem/ec20-modem';
import publish from '../../nodes/publish/ec20-publish';
import reply from '../../nodes/reply/ec20-reply';
import status from '../../nodes/status/ec20-status';
import subscribe from '../../nodes/subscribe/ec20-subscribe';

export { helper };

/** Where the runtime keeps its files, the queues on disk among them. */
export const userDir = mkdtempSync(join(tmpdir(), 'ec20-user-'));
process.once('exit', () => rmSync(userDir, { recursive: true, force: true }));
helper.init(require.resolve('node-red'));
useSettings();

/**
 * Settings of the next runtime; without any, the usual ones. The user directory is always the test's own: without one the
 * nodes keep their files in the working directory.
 */
export function useSettings(settings: Readonly<Record<string, unknown>> = {}): void {
  helper.settings({ ...settings, userDir });
}

/** Sets the language of the next runtime, independent of this computer’s locale. */
export function speak(language: 'en' | 'zh'): void {
  useSettings({ lang: language === 'zh' ? 'zh-CN' : 'en-US' });
}

const NODES: NodeInitializer[] = [modem, device, publish, subscribe, reply, status, command];

/** One node of a test's flow, as the editor would export it. */
export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly [property: string]: unknown;
}

/** What Node-RED's core says of an error in a message that a Catch node got. */
export interface CaughtMessage extends NodeMessageInFlow {
  readonly error: { message: string; code?: string; source: { id: string; type: string } };
}

/** A virtual module that answers at once. */
export const FAST_SIMULATOR = 'simulator?preset=fast';

/** The config node `modem` on the simulator with the demo device. */
export function modemNode(properties: Readonly<Record<string, unknown>> = {}): FlowNode {
  return { id: 'modem', type: 'ec20-modem', name: 'M', port: FAST_SIMULATOR, queue: 'memory', ...properties };
}

/** Puts the nodes on one tab, but for the config nodes, and starts them. */
export async function startFlow(
  nodes: readonly FlowNode[],
  credentials: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
  coreNodes: readonly NodeInitializer[] = [],
): Promise<void> {
  const flow = flowOf(nodes);
  if (flow.filter(({ type }) => type === 'catch').length < 2) {
    await helper.load([...NODES, ...coreNodes], flow, credentials);
    return;
  }
  // The helper registers a core node's type anew for each node of it: so first one, then all by a deploy.
  await helper.load(NODES, flowOf([{ id: 'core-catch', type: 'catch' }]));
  await helper.setFlows(flow, 'full', credentials);
}

/** The same flow deployed anew over a running one. */
export async function deploy(
  nodes: readonly FlowNode[],
  type: 'full' | 'flows' | 'nodes',
  credentials: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
): Promise<void> {
  await helper.setFlows(flowOf(nodes), type, credentials);
}

const CONFIG_NODES = ['ec20-modem', 'ec20-device', 'global-config'];

function flowOf(nodes: readonly FlowNode[]): FlowNode[] {
  // Without a place on its tab Node-RED takes a node for a config node.
  const placed = nodes.map((node) =>
    CONFIG_NODES.includes(node.type) ? node : { z: 'tab', x: 0, y: 0, ...node },
  );
  const tabs = [...new Set(placed.map((node) => node['z']))].filter((tab) => typeof tab === 'string');
  return [...tabs.map((id) => ({ id, type: 'tab', label: id })), ...placed];
}

/** Listens at a helper node; messages wait here until the test asks for them. */
export class Probe {
  readonly received: NodeMessageInFlow[] = [];
  #wake: (() => void) | undefined;
  #taken = 0;

  constructor(id: string) {
    helper.getNode(id).on('input', (msg, _send, done) => {
      this.received.push(msg);
      done();
      this.#wake?.();
    });
  }

  /** The next message that `accept` takes; those before it are passed over. */
  async next(accept: (msg: NodeMessageInFlow) => boolean = () => true): Promise<NodeMessageInFlow> {
    for (;;) {
      while (this.#taken < this.received.length) {
        const msg = this.received[this.#taken++];
        if (msg !== undefined && accept(msg)) return msg;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/** Whether a message of an ec20-status node reports that state. */
export function inState(state: string): (msg: NodeMessageInFlow) => boolean {
  return (msg) => (msg.payload as { state?: unknown }).state === state;
}

/** Waits for a node's status whose text `accept`s. */
export function statusOf(
  id: string,
  accept: (text: string) => boolean,
): Promise<{ fill: string; shape: string; text: string }> {
  return new Promise((resolve) => {
    const node: Node = helper.getNode(id);
    node.on(
      'call:status' as never,
      ((call: { args: { fill: string; shape: string; text: string }[] }) => {
        const [shown] = call.args;
        if (shown !== undefined && accept(shown.text)) resolve(shown);
      }) as never,
    );
  });
}
