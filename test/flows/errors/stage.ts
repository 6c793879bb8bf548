import type { NodeMessageInFlow } from 'node-red';
import type { StatusReport } from '../../../nodes/status/status-report';
import { LANGUAGES } from '../../support/sentences';
import {
  type CaughtMessage,
  deploy,
  type FlowNode,
  helper,
  modemNode,
  Probe,
  speak,
  startFlow,
} from '../rig';

export { LANGUAGES };

type Language = (typeof LANGUAGES)[number];

/** What a user puts around our nodes: a Catch node, a Status node, and ec20-status. */
const WATCHERS: readonly FlowNode[] = [
  { id: 'catcher', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
  { id: 'errors', type: 'helper' },
  { id: 'onlooker', type: 'status', scope: null, wires: [['statuses']] },
  { id: 'statuses', type: 'helper' },
  { id: 'reporter', type: 'ec20-status', modem: 'modem', wires: [['reports']] },
  { id: 'reports', type: 'helper' },
  { id: 'out', type: 'helper' },
];

export interface StageOptions {
  readonly modem?: Readonly<Record<string, unknown>> | undefined;
  readonly secrets?: Readonly<Record<string, string>> | undefined;
  /** Of other config nodes, by id. */
  readonly otherSecrets?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** More of the flow, before our config node. */
  readonly before?: readonly FlowNode[];
  /** More of the flow, behind it. */
  readonly nodes?: readonly FlowNode[];
  readonly language?: Language;
}

/** Our nodes in a real Node-RED, and all that a user can see of them. */
export class Stage {
  readonly #errors = new Probe('errors');
  readonly #statuses = new Probe('statuses');
  readonly #reports = new Probe('reports');
  readonly out = new Probe('out');

  /** Starts a flow in a runtime of that language. To be ended by `helper.unload()`. */
  static async start(options: StageOptions): Promise<Stage> {
    speak(options.language ?? 'en');
    await startFlow(flowOf(options), credentialsOf(options));
    return new Stage();
  }

  /** Deploys the flow anew over the running one; listen at the result from then on. */
  async deploy(options: StageOptions, type: 'full' | 'nodes' = 'nodes'): Promise<Stage> {
    // The editor sends new credentials within their node, which thereby counts as changed.
    const modem = { ...options.modem, credentials: options.secrets };
    await deploy(flowOf({ ...options, modem }), type, credentialsOf(options));
    return new Stage();
  }

  /** The next error at the Catch node. */
  async error(): Promise<CaughtMessage['error']> {
    return ((await this.#errors.next()) as CaughtMessage).error;
  }

  /** How many errors the Catch node has had. */
  get errors(): number {
    return this.#errors.received.length;
  }

  /** The next status of a node that `accept`s. */
  async status(accept: (text: string) => boolean): Promise<string> {
    return textOf(await this.#statuses.next((msg) => accept(textOf(msg))));
  }

  /** Waits for a state of the device. */
  async state(state: string): Promise<void> {
    await this.#reports.next((msg) => (msg.payload as { state?: unknown }).state === state);
  }

  /** Asks ec20-status; resolves with what it answers. */
  async report(): Promise<StatusReport> {
    const asked = `${Math.random()}`;
    helper.getNode('reporter').receive({ asked });
    const answer = await this.#reports.next((msg) => msg['asked'] === asked);
    return answer.payload as StatusReport;
  }
}

function flowOf({ modem, before = [], nodes = [] }: StageOptions): FlowNode[] {
  return [...before, modemNode(modem), ...nodes, ...WATCHERS];
}

function credentialsOf({ secrets, otherSecrets }: StageOptions) {
  return { ...otherSecrets, ...(secrets === undefined ? {} : { modem: secrets }) };
}

function textOf(msg: NodeMessageInFlow): string {
  return (msg as { status?: { text?: string } }).status?.text ?? '';
}
