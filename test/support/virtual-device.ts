import { seededRandom } from '../../src/base/random';
import { aliyunProfile } from '../../src/cloud/aliyun/aliyun-profile';
import type { CodedError } from '../../src/base/coded-error';
import { ConnectLimit } from '../../src/session/connect-limit';
import { MemoryQueue } from '../../src/session/memory-queue';
import type { Delivery, PublishRequest } from '../../src/session/publication';
import { Session, type SessionOptions } from '../../src/session/session';
import { type Arrival, DEMO_TRIPLET, EmbeddedCloud } from '../../src/simulator/embedded-cloud';
import { FAST, Simulator, type SimulatorSettings } from '../../src/simulator/simulator';
import { type Pair, createPair } from '../../src/transport/pair';
import { VirtualClock } from './virtual-clock';
import { CLOUD_DEFAULTS } from '../../src/settings/modem';
import { SESSION_DEFAULTS } from '../../src/session/session-options';

/** The settings of the demo device on Aliyun. */
export const DEMO_SETTINGS = { ...CLOUD_DEFAULTS, ...DEMO_TRIPLET };

/** Outcome of one message, as reported to its publication listener. */
export interface PublishResult {
  accepted: number;
  delivered: Delivery[];
  failed: CodedError[];
}

/** A session, a virtual module and the embedded cloud on one virtual clock. */
export class VirtualDevice {
  readonly clock = new VirtualClock();
  readonly cloud: EmbeddedCloud;
  readonly simulator: Simulator;
  readonly pair: Pair;
  readonly session: Session;
  readonly arrivals: Arrival[] = [];
  readonly faults: CodedError[] = [];
  readonly states: string[] = [];
  /** The options of the session. */
  readonly options: SessionOptions;

  constructor(
    settings: Partial<SimulatorSettings> = {},
    options: (device: VirtualDevice) => Partial<SessionOptions> = () => ({}),
    seed = 1,
  ) {
    const { clock } = this;
    const random = seededRandom(seed);
    this.cloud = new EmbeddedCloud({ clock, random });
    this.cloud.onPublish((arrival) => this.arrivals.push(arrival));
    this.simulator = new Simulator({ clock, random, broker: this.cloud, settings: { ...FAST, ...settings } });
    this.pair = createPair('simulator');
    const defaults: SessionOptions = {
      clock,
      random,
      findTransport: () => Promise.resolve(this.pair.left),
      portName: 'simulator',
      ...SESSION_DEFAULTS,
      profile: aliyunProfile(DEMO_SETTINGS),
      queue: new MemoryQueue(clock),
      queueLimit: 10_000,
      connectLimit: new ConnectLimit(),
    };
    this.options = defaults;
    this.options = { ...defaults, ...options(this) };
    this.session = new Session(this.options);
    this.session.onFault((error) => this.faults.push(error));
    this.session.onChange(({ state }) => {
      if (this.states.at(-1) !== state) this.states.push(state);
    });
  }

  /** Plugs the module in and starts the session. */
  async start(): Promise<void> {
    await this.simulator.attach(this.pair.right);
    this.session.start();
  }

  /** Starts, and advances time until the session is online. */
  async online(limitMs = 60_000): Promise<void> {
    if (this.session.snapshot().state === 'closed') await this.start();
    await this.clock.until(() => this.session.snapshot().state === 'online', limitMs, 'being online');
  }

  /** A topic that the demo device may publish to. */
  get uplink(): string {
    return `/${DEMO_TRIPLET.productKey}/${DEMO_TRIPLET.deviceName}/user/update`;
  }

  /** A topic that the demo device may subscribe to. */
  get downlink(): string {
    return `/${DEMO_TRIPLET.productKey}/${DEMO_TRIPLET.deviceName}/user/get`;
  }

  publish(payload: string | Buffer, request: Partial<PublishRequest> = {}): PublishResult {
    const result: PublishResult = { accepted: 0, delivered: [], failed: [] };
    this.session.publish(
      {
        topic: this.uplink,
        payload: Buffer.from(payload),
        qos: 1,
        retain: false,
        offline: 'queue',
        nodeId: 'node',
        flowMessageId: 'message',
        ...request,
      },
      {
        accepted: () => result.accepted++,
        delivered: (delivery) => result.delivered.push(delivery),
        failed: (error) => result.failed.push(error),
      },
    );
    return result;
  }

  async close(): Promise<void> {
    await this.clock.settle(this.session.close(), 5000, 'the session’s close');
    await this.clock.settle(this.simulator.close(), 5000, 'the simulator’s close');
  }
}
