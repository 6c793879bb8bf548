import assert from 'node:assert/strict';
import { SystemClock } from '../../src/base/clock';
import { seededRandom } from '../../src/base/random';
import { DEMO_TRIPLET } from '../../src/simulator/demo-device';
import { EmbeddedCloud, type CloudSettings } from '../../src/simulator/embedded-cloud';
import { DEMO_TSL } from '../../src/simulator/cloud/demo-model';
import { SerialServer } from '../../src/simulator/serial-server';
import { FAST, Simulator } from '../../src/simulator/simulator';
import {
  deploy,
  helper,
  inState,
  modemNode,
  Probe,
  speak,
  startFlow,
  type CaughtMessage,
  type FlowNode,
} from './rig';

/** The credentials of the demo device. */
const CREDENTIALS = { modem: { deviceSecret: DEMO_TRIPLET.deviceSecret } };

/** Nodes that listen beside those of a test. */
export const EARS: readonly FlowNode[] = [
  { id: 'status', type: 'ec20-status', modem: 'modem', wires: [['states']] },
  { id: 'states', type: 'helper' },
  { id: 'catcher', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
  { id: 'errors', type: 'helper' },
];

type Credentials = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The demo device's secret, and those of the other nodes. */
function withModem(credentials: Credentials): Credentials {
  return { ...credentials, modem: { ...CREDENTIALS.modem, ...credentials['modem'] } };
}

/** A cloud that the test plays, with a virtual module in front of it behind a serial server. */
export class Stage {
  readonly cloud: EmbeddedCloud;
  readonly simulator: Simulator;
  /** Receives what the Catch node receives, from the start on. */
  errors: Probe | undefined;
  /** The reports of the device's status, from the start on. */
  states: Probe | undefined;
  readonly #server = new SerialServer('127.0.0.1', 0);
  #modem: FlowNode | undefined;

  constructor(settings: Partial<CloudSettings> = {}) {
    const clock = new SystemClock();
    const random = seededRandom(1);
    this.cloud = new EmbeddedCloud({
      clock,
      random,
      settings: { connectLimit: false, replyMs: 2, ...settings },
    });
    this.cloud.setThingModel(DEMO_TRIPLET, DEMO_TSL);
    this.simulator = new Simulator({ clock, random, broker: this.cloud, settings: FAST });
  }

  /** Plugs the module in; resolves with the port to reach it by. */
  async attach(): Promise<string> {
    await this.simulator.attach(this.#server);
    return this.#server.path;
  }

  /** Starts the nodes on the played module; resolves once it is online. */
  async online(
    nodes: readonly FlowNode[],
    modem: Readonly<Record<string, unknown>> = {},
    credentials: Credentials = {},
  ): Promise<void> {
    const port = await this.attach();
    const { productKey, deviceName } = DEMO_TRIPLET;
    this.#modem = modemNode({ port, productKey, deviceName, ...modem });
    await startFlow([this.#modem, ...nodes, ...EARS], withModem(credentials));
    this.errors = new Probe('errors');
    this.states = new Probe('states');
    await this.states.next(inState('online'));
  }

  /** Deploys these nodes in the place of the first ones: only those that differ are restarted. */
  async deploy(nodes: readonly FlowNode[], credentials: Credentials = {}): Promise<void> {
    assert(this.#modem !== undefined);
    await deploy([this.#modem, ...nodes, ...EARS], 'nodes', withModem(credentials));
  }

  /** The next error that a Catch node gets. */
  async error(): Promise<CaughtMessage['error']> {
    assert(this.errors !== undefined);
    return ((await this.errors.next()) as CaughtMessage).error;
  }

  async close(): Promise<void> {
    await helper.unload();
    await this.simulator.close();
    this.cloud.close();
  }
}

/** Gives each test of a suite a stage of its own, in a Node-RED that speaks English. To be called in its `describe`. */
export function stageOfEach(take: (stage: Stage) => void): void {
  let stage: Stage;
  before(() => {
    speak('en');
    helper.startServer();
  });
  after((done) => {
    helper.stopServer(done);
  });
  beforeEach(() => {
    stage = new Stage();
    take(stage);
  });
  afterEach(() => stage.close());
}
