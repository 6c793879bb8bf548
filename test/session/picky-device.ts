import { seededRandom } from '../../src/base/random';
import { mqttProfile } from '../../src/cloud/mqtt';
import { ConnectLimit } from '../../src/session/connect-limit';
import type { FilterChange } from '../../src/session/subscribe-attempts';
import { MemoryQueue } from '../../src/session/memory-queue';
import { Session } from '../../src/session/session';
import { PlainBroker } from '../../src/simulator/plain-broker';
import { FAST, Simulator } from '../../src/simulator/simulator';
import { createPair } from '../../src/transport/pair';
import { intercepted } from '../support/interception';
import { VirtualClock } from '../support/virtual-clock';
import { CLOUD_DEFAULTS } from '../../src/settings/modem';
import { SESSION_DEFAULTS } from '../../src/session/session-options';

/** How a filter is bad; the code it is reported with. */
export const FLAWS = {
  'refused by 128': 'EC20_SUBSCRIBE_REFUSED',
  'result 2': 'EC20_SUBSCRIBE_FAILED',
  ERROR: 'EC20_SUBSCRIBE_FAILED',
  'a CME ERROR': 'EC20_SUBSCRIBE_FAILED',
  'sent again and again': 'EC20_SUBSCRIBE_FAILED',
  'OK and no more': 'EC20_SUBSCRIBE_FAILED',
  'no answer at all': 'EC20_SUBSCRIBE_FAILED',
  'hung up on': 'EC20_SUBSCRIBE_HANGUP',
  'granted, then hung up on': 'EC20_SUBSCRIBE_HANGUP',
  'hung up on, and nobody says so': 'EC20_SUBSCRIBE_HANGUP',
} as const;

export type Flaw = keyof typeof FLAWS;

export const FLAW_NAMES = Object.keys(FLAWS) as Flaw[];

const CLIENT = 'picky';
const HANG_UP_MS = 150;

export interface PickyOptions {
  readonly seed?: number;
  readonly answer?: (command: string) => readonly string[] | undefined;
}

/** A device on a virtual module and an ordinary broker, of which some filters go wrong. */
export class PickyDevice {
  readonly clock = new VirtualClock();
  readonly broker = new PlainBroker({ clock: this.clock });
  readonly session: Session;
  readonly bad = new Map<string, Flaw>();
  /** Every filter that was subscribed, with the clock's seconds. */
  readonly written: { readonly filter: string; readonly s: number }[] = [];
  readonly changes: FilterChange[] = [];
  readonly faults: string[] = [];
  readonly heard: string[] = [];
  connections = 0;
  readonly simulator: Simulator;
  readonly #pair = createPair('simulator');
  #isSilentlyDown = false;

  constructor({ seed = 1, answer = () => undefined }: PickyOptions = {}) {
    const { clock } = this;
    const random = seededRandom(seed);
    this.simulator = new Simulator({ clock, random, broker: this.broker, settings: FAST });
    const line = intercepted(this.#pair.left, {
      answer: (command) => answer(command) ?? this.#answer(command),
      swallow: { test: (text) => this.#isSilentlyDown && text.includes('+QMTSTAT') },
    });
    this.session = new Session({
      clock,
      random,
      findTransport: () => Promise.resolve(line),
      portName: 'simulator',
      ...SESSION_DEFAULTS,
      profile: mqttProfile({ ...CLOUD_DEFAULTS, host: 'broker.example', tls: 'off', clientId: CLIENT }),
      queue: new MemoryQueue(clock),
      queueLimit: 10_000,
      connectLimit: new ConnectLimit(),
    });
    this.session.onSubscription((change) => this.changes.push(change));
    this.session.onFault(({ code }) => this.faults.push(code));
  }

  get s(): number {
    return this.clock.now() / 1000;
  }

  get isOnline(): boolean {
    return this.session.snapshot().state === 'online';
  }

  /** Codes by filter of what is left out at the moment. */
  get leftOut(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      this.session.snapshot().leftOut.map(({ filter, error }) => [filter, error.code]),
    );
  }

  /** Codes reported for a filter, `granted` among them. */
  toldOf(filter: string): readonly string[] {
    return this.changes.filter((each) => each.filter === filter).map(({ error }) => error?.code ?? 'granted');
  }

  /** A node wants a filter; what it receives is noted as `owner topic`. */
  want(filter: string, owner = `node ${filter}`): Promise<number> {
    return this.session.subscribe(owner, filter, 1, ({ topic }) => this.heard.push(`${owner} ${topic}`));
  }

  async plugIn(): Promise<void> {
    await this.simulator.attach(this.#pair.right);
    this.session.start();
  }

  /** Plugs the module in and starts; the result is the seconds until it is online. */
  async online(limitMs = 120_000): Promise<number> {
    const startS = this.s;
    await this.plugIn();
    await this.clock.until(() => this.isOnline, limitMs, 'being online');
    return this.s - startS;
  }

  /** Publishes; the result says whether and when it was delivered, or failed. */
  publish(payload: string): { deliveredS?: number; failed?: string } {
    const fate: { deliveredS?: number; failed?: string } = {};
    this.session.publish(
      {
        topic: 'up',
        payload: Buffer.from(payload),
        qos: 1,
        retain: false,
        offline: 'queue',
        nodeId: 'publisher',
        flowMessageId: payload,
      },
      {
        accepted: () => undefined,
        delivered: () => (fate.deliveredS = this.s),
        failed: ({ code }) => (fate.failed = code),
      },
    );
    return fate;
  }

  /** Whether a message of the broker on that topic arrives. */
  async hears(topic: string): Promise<boolean> {
    const before = this.heard.length;
    this.broker.publish(topic, 'x', { qos: 1 });
    await this.clock.advance(1000);
    return this.heard.slice(before).some((line) => line.endsWith(` ${topic}`));
  }

  async close(): Promise<void> {
    await this.clock.settle(this.session.close(), 10_000, 'the session’s close');
    await this.clock.settle(this.simulator.close(), 5000, 'the simulator’s close');
  }

  #answer(command: string): readonly string[] | undefined {
    if (command.startsWith('AT+QMTCONN=')) {
      this.connections++;
      this.#isSilentlyDown = false;
    }
    const match = /^AT\+QMTSUB=\d+,(\d+),"([^"]*)"/.exec(command);
    if (match === null) return undefined;
    const [, id = '', filter = ''] = match;
    this.written.push({ filter, s: this.s });
    switch (this.bad.get(filter)) {
      case undefined:
        return undefined;
      case 'refused by 128':
        return ['OK', `+QMTSUB: 0,${id},0,128`];
      case 'result 2':
        return ['OK', `+QMTSUB: 0,${id},2`];
      case 'ERROR':
        return ['ERROR'];
      case 'a CME ERROR':
        return ['+CME ERROR: 3'];
      case 'sent again and again':
        return ['OK', `+QMTSUB: 0,${id},1,1`];
      case 'OK and no more':
        return ['OK'];
      case 'no answer at all':
        return [];
      case 'hung up on':
        this.#hangUp();
        return ['OK'];
      case 'granted, then hung up on':
        this.#hangUp();
        return undefined;
      case 'hung up on, and nobody says so':
        this.#isSilentlyDown = true;
        this.#hangUp();
        return ['OK'];
    }
  }

  #hangUp(): void {
    this.clock.after(HANG_UP_MS, () => this.simulator.dropConnection(0, 1));
  }
}
