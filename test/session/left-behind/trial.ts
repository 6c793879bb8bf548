import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodedError } from '../../../src/base/coded-error';
import { describeError } from '../../../src/base/error-text';
import { seededRandom } from '../../../src/base/random';
import { mqttProfile } from '../../../src/cloud/mqtt';
import { ConnectLimit } from '../../../src/session/connect-limit';
import { MemoryQueue } from '../../../src/session/memory-queue';
import { Session } from '../../../src/session/session';
import { createPair } from '../../../src/transport/pair';
import { VirtualClock } from '../../support/virtual-clock';
import type { PublishResult } from '../../support/virtual-device';
import type { LeftState, ModuleCase } from './module-cases';
import { type Cure, PlayedModule } from './played-module';
import type { Network } from './radio';
import { Sayings } from './sayings';
import { CLOUD_DEFAULTS } from '../../../src/settings/modem';
import { SESSION_DEFAULTS } from '../../../src/session/session-options';

const ROOT = join(__dirname, '..', '..', '..', '..', 'certificates', 'globalsign-root-r1.pem');
const HOUR_MS = 3_600_000;

/** The flow's message: as one on Aliyun, on a topic that no certificate or command could be taken for. */
export const MESSAGE = { topic: 'a', payload: '{"id":"1","params":{"Temperature":21.53}}' };

/** What the antenna, the card's contacts or the provider get the blame by, in either language. */
export const BLAME = /antenna|天线|contacts|触点|金属/i;

export interface TrialOptions {
  readonly state?: LeftState;
  readonly says?: ModuleCase['says'];
  readonly network?: Network;
  readonly cures?: readonly Cure[];
  /** `says` holds from the first time online on. */
  readonly onceOnline?: boolean;
  readonly tls?: boolean;
  /** What the user has entered. */
  readonly apn?: string;
  /** What the flow's nodes subscribe to, before it is online. */
  readonly filters?: readonly string[];
}

/** A report, and when it was made. */
interface Told {
  readonly atMs: number;
  readonly error: CodedError;
}

/** A session on a played module and a virtual clock, and what its user and the module see of it. */
export class Trial {
  readonly clock = new VirtualClock();
  readonly module: PlayedModule;
  readonly session: Session;
  readonly told: Told[] = [];
  readonly received: { readonly topic: string; readonly payload: string }[] = [];
  #onlineAtMs: number | undefined;

  private constructor(options: TrialOptions) {
    const { clock } = this;
    const pair = createPair('module');
    const sayings = new Sayings(options.says ?? []);
    sayings.asleep = options.onceOnline === true;
    this.module = new PlayedModule({
      clock,
      port: pair.right,
      state: options.state ?? {},
      sayings,
      network: options.network ?? (() => options.state?.reg ?? 1),
      cures: options.cures ?? [],
    });
    this.session = new Session({
      clock,
      random: seededRandom(1),
      findTransport: () => Promise.resolve(pair.left),
      portName: 'module',
      ...SESSION_DEFAULTS,
      modem: { ...SESSION_DEFAULTS.modem, apn: options.apn ?? '' },
      profile: mqttProfile({
        ...CLOUD_DEFAULTS,
        host: 'broker.example',
        mqttPort: options.tls === true ? 8883 : 1883,
        tls: options.tls === true ? 'on' : 'off',
        tlsIdentity: options.tls === true ? { ca: readFileSync(ROOT), client: undefined } : undefined,
        clientId: 'dev1',
        username: 'u',
        password: 'p',
      }),
      queue: new MemoryQueue(clock),
      queueLimit: 1000,
      connectLimit: new ConnectLimit(),
    });
    const tell = (error: CodedError) => this.told.push({ atMs: clock.now(), error });
    this.session.onFault(tell);
    this.session.onWarning(tell);
    this.session.onChange(({ state }) => {
      if (state !== 'online') return;
      this.#onlineAtMs ??= clock.now();
      sayings.asleep = false;
    });
  }

  /** Plugs the module in, subscribes and starts. */
  static async begun(options: TrialOptions = {}): Promise<Trial> {
    const trial = new Trial(options);
    await trial.module.attach();
    for (const filter of options.filters ?? []) {
      await trial.session.subscribe(`node of ${filter}`, filter, 1, ({ topic, payload }) =>
        trial.received.push({ topic, payload: payload.toString('latin1') }),
      );
    }
    trial.session.start();
    return trial;
  }

  /** Begins, runs, and always closes. */
  static async run(options: TrialOptions, test: (trial: Trial) => Promise<void>): Promise<Trial> {
    const trial = await Trial.begun(options);
    try {
      await test(trial);
    } finally {
      await trial.clock.settle(trial.session.close(), 10_000, 'the session’s close');
    }
    return trial;
  }

  get state(): string {
    return this.session.snapshot().state;
  }

  /** When it came online first. */
  get onlineAfter(): string {
    return this.#onlineAtMs === undefined ? 'not online' : `online after ${seconds(this.#onlineAtMs)}`;
  }

  /** The reports and their times, a line each. */
  get toldTexts(): string {
    return this.told
      .map(({ atMs, error }) => `${seconds(atMs)} ${error.code}: ${describeError(error, 'node', 'en')}`)
      .join('\n');
  }

  get codes(): readonly string[] {
    return this.told.map(({ error }) => error.code);
  }

  /** Waits until it is online. */
  async online(limitMs = HOUR_MS): Promise<void> {
    const what = () => `being online (${this.state}; told: ${this.toldTexts || 'nothing'})`;
    try {
      await this.clock.until(() => this.state === 'online', limitMs);
    } catch {
      assert.fail(`${what()} did not come true within ${seconds(limitMs)}`);
    }
  }

  /** Waits until something has been reported. */
  async toldOf(limitMs = HOUR_MS): Promise<CodedError> {
    await this.clock.until(() => this.told.length > 0, limitMs, 'a word to the user');
    const error = this.told.at(-1)?.error;
    assert(error !== undefined);
    return error;
  }

  publish(payload = MESSAGE.payload): PublishResult {
    const fate: PublishResult = { accepted: 0, delivered: [], failed: [] };
    const { topic } = MESSAGE;
    this.session.publish(
      {
        topic,
        payload: Buffer.from(payload),
        qos: 1,
        retain: false,
        offline: 'queue',
        nodeId: 'node',
        flowMessageId: 'message',
      },
      {
        accepted: () => fate.accepted++,
        delivered: (delivery) => fate.delivered.push(delivery),
        failed: (error) => fate.failed.push(error),
      },
    );
    return fate;
  }

  /** Publishes one message and waits for its end. */
  async settled(payload = MESSAGE.payload, limitMs = HOUR_MS): Promise<PublishResult> {
    const fate = this.publish(payload);
    const isOver = () => fate.delivered.length + fate.failed.length > 0;
    await this.clock.until(isOver, limitMs, `the message’s end (${this.state}; told: ${this.toldTexts})`);
    // A second copy would still be on its way.
    await this.clock.advance(120_000);
    assert.equal(fate.delivered.length + fate.failed.length, 1, 'it settles once');
    return fate;
  }

  /** A message is delivered, and the cloud has its payload, the payload alone, and once. */
  async carriesOneMessage(): Promise<void> {
    const before = this.cloud.length;
    const fate = await this.settled();
    assert.deepEqual(
      fate.failed.map(({ code }) => code),
      [],
    );
    assert.deepEqual(this.cloud.slice(before), [MESSAGE.payload]);
  }

  /** The payloads that the broker has. */
  get cloud(): readonly string[] {
    return this.module.mqtt.arrived.map(({ payload }) => payload.toString('latin1'));
  }

  /** How often a command has come, alone or joined. */
  count(command: RegExp): number {
    return this.module.commands.filter((each) => command.test(each)).length;
  }

  /** The module was sent a command. */
  sent(command: RegExp): void {
    assert.notEqual(this.count(command), 0, `${command} was sent; told: ${this.toldTexts || 'nothing'}`);
  }

  /** The module was not sent a command. */
  notSent(command: RegExp): void {
    assert.deepEqual(
      this.module.commands.filter((each) => command.test(each)),
      [],
    );
  }

  /** No report blames the antenna, the card's contacts or the provider. */
  blamesNobody(): void {
    const blaming = this.told.filter(({ error }) => BLAME.test(describeError(error, 'node', 'en')));
    assert.deepEqual(
      blaming.map(({ error }) => `${error.code}: ${describeError(error, 'node', 'en')}`),
      [],
    );
  }
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
