import { seededRandom, type Random } from '../../src/base/random';
import { DEMO_TRIPLET } from '../../src/simulator/embedded-cloud';
import { FAST, type SimulatorSettings } from '../../src/simulator/simulator';
import type { QualityOfService } from '../../src/session/publication';
import { VirtualDevice } from '../support/virtual-device';
import type { Fault } from './faults';
import { type Crossing, FaultyLine, type Piece } from './faulty-line';
import { type Doubts, Rules } from './rules';
import { Traffic, payloadOf } from './traffic';

export const DEVICE = { productKey: DEMO_TRIPLET.productKey, deviceName: DEMO_TRIPLET.deviceName };
const HOME = `/${DEVICE.productKey}/${DEVICE.deviceName}/user`;
/** Two topics to publish to and two to subscribe to. */
export const UPLINKS = [`${HOME}/update`, `${HOME}/alarm`] as const;
export const DOWNLINKS = [`${HOME}/get`, `${HOME}/light`] as const;

/** Slow enough that five publishes await the broker at once, and out of order. */
const MODULE: Partial<SimulatorSettings> = {
  ...FAST,
  commandMs: 2,
  promptMs: 2,
  dataMs: 3,
  resultMs: 20,
  ackMs: 100,
  ackJitterMs: 60,
  bootMs: 9000,
  closeMs: 20,
  openMs: 20,
  connectMs: 20,
  subscribeMs: 20,
};

/** Number of messages queued before the device is online for the first time, and of those that follow. */
const EARLY = 4;
const LIVE = 20;
/** Between two messages. */
const PACE_MS = 7;
/** How many messages the cloud sends meanwhile, and their interval. */
const DOWNLINK_COUNT = 12;
const DOWNLINK_MS = 90;
/** Longer than anything is held back on the line, and than a connection's first minute with its timers. */
const QUIET_MS = 205_000;

/** A session, the virtual module behind a faulty line, the embedded cloud, and traffic both ways, on one virtual clock. */
export class Bench {
  readonly device: VirtualDevice;
  readonly line: FaultyLine;
  readonly traffic = new Traffic();
  readonly random: Random;
  /** The cloud's messages as received. */
  readonly received: string[] = [];
  readonly downlinks: string[] = [];
  readonly doubts: Doubts = { undrainableUntilMs: -Infinity, forgedAtMs: Infinity, changedAtMs: -1 };
  readonly #rules: Rules;
  readonly #wrong: string[] = [];
  /** Faults that have not ended yet. */
  pending = 0;
  /** When the last of them ended. */
  endedMs = 0;
  injected = 0;
  /** Selects a chunk of the module that is to be lost. */
  swallow: ((crossing: Crossing) => boolean) | undefined;
  #isOver = false;
  #index = 0;

  constructor(seed: number, settings: Partial<SimulatorSettings> = {}) {
    this.random = seededRandom(seed);
    this.device = new VirtualDevice(
      { ...MODULE, ...settings },
      () => ({ findTransport: () => Promise.resolve(this.line), maxRate: 500 }),
      seed,
    );
    const { device } = this;
    this.line = new FaultyLine(device.clock, device.pair.left);
    device.cloud.addTopicClass('user/alarm', 'publish');
    device.cloud.addTopicClass('user/light', 'subscribe');
    device.cloud.onPublish((arrival) => this.traffic.arrived.push(arrival));
    this.#rules = new Rules(device.simulator.log, this.traffic, this.doubts);
  }

  /** Publishes the next message. */
  publish(qos: QualityOfService): void {
    const index = this.#index++;
    const topic = UPLINKS[index % 3 === 2 ? 1 : 0];
    this.traffic.publish(this.device.session, topic, qos, payloadOf(index));
  }

  /** The cloud sends the next message; it may get lost, since the line's downlink is at most once. */
  send(): void {
    const index = this.downlinks.length;
    const text = payloadOf(index + 100_000).toString('latin1');
    this.downlinks.push(text);
    const topic = DOWNLINKS[index % 2] ?? DOWNLINKS[0];
    this.device.cloud.send(DEVICE, topic, Buffer.from(text, 'latin1'), index % 3 === 0 ? 0 : 1);
  }

  /** Injects a fault; returns what arrives instead of the crossing. */
  inject(fault: Fault, crossing: Crossing): readonly Piece[] | undefined {
    this.injected++;
    this.endedMs = this.device.clock.now();
    return fault.inject(this, crossing);
  }

  /** True, once, for the chunk that is to be lost. */
  isLost(crossing: Crossing): boolean {
    if (this.swallow?.(crossing) !== true) return false;
    this.swallow = undefined;
    return true;
  }

  /** Runs `action` in `delayMs`; calm comes after it. */
  later(delayMs: number, action: () => void): void {
    this.pending++;
    this.device.clock.after(delayMs, () => {
      this.pending--;
      if (!this.#isOver) action();
    });
  }

  /** Plugs in and starts, with two filters and some queued messages. */
  async begin(): Promise<void> {
    await this.device.start();
    for (const filter of DOWNLINKS) this.#subscribe(filter);
    for (let count = 0; count < EARLY; count++) this.publish(1);
  }

  /** From the port to the last settlement: bring-up, connect, subscribe, messages both ways with a full window. */
  async run(limitMs: number): Promise<void> {
    const { device } = this;
    await this.begin();
    await device.clock.until(() => device.session.snapshot().state === 'online', limitMs, 'being online');
    for (let count = 0; count < DOWNLINK_COUNT; count++) this.later(count * DOWNLINK_MS, () => this.send());
    for (let count = 0; count < LIVE; count++) {
      this.publish(count % 4 === 3 ? 0 : 1);
      await device.clock.advance(PACE_MS);
    }
    await this.calm(limitMs);
  }

  /** Advances time until no fault is left, every message has settled and the session is online. */
  async calm(limitMs: number): Promise<void> {
    const { clock, session } = this.device;
    const isCalm = () =>
      this.pending === 0 && this.traffic.isSettled && session.snapshot().state === 'online';
    await clock.until(isCalm, limitMs, `calm (${this.#standing()})`).catch((error: unknown) => {
      throw new Error(`not calm again: ${this.#standing()}`, { cause: error });
    });
    this.watch();
  }

  /** Records violations in the module's log, before old entries are discarded. */
  watch(): void {
    this.#wrong.push(...this.#rules.broken());
  }

  /** A message each way, at QoS 1, on a filter that one more owner has subscribed to. */
  async exchange(): Promise<void> {
    const { clock, session, cloud } = this.device;
    const received: string[] = [];
    const [filter] = DOWNLINKS;
    const subscribed = session.subscribe('exchange', filter, 1, ({ payload }) => {
      received.push(payload.toString('latin1'));
    });
    await clock.settle(subscribed, 30_000, 'a subscription afterwards');
    const sent = this.traffic.publish(session, UPLINKS[0], 1, Buffer.from(`exchange ${this.#index++}`));
    await clock.until(() => sent.delivered === 1, 600_000, 'an uplink afterwards');
    cloud.send(DEVICE, filter, Buffer.from('afterwards'), 1);
    await clock.until(() => received.includes('afterwards'), 10_000, 'a downlink afterwards');
    await clock.settle(session.unsubscribe('exchange', filter), 30_000, 'unsubscribing afterwards');
    await this.calm(600_000);
  }

  /** How many timers are running after a quiet period, which comes after what only the keep-alive detects. */
  async quiet(): Promise<number> {
    const { clock, session } = this.device;
    const reconnects = () => session.snapshot().counters.reconnects;
    for (let before = -1; before !== reconnects();) {
      before = reconnects();
      await clock.advance(QUIET_MS);
      await this.calm(QUIET_MS);
    }
    return clock.armed;
  }

  /** Closes everything; returns the remaining timers. */
  async close(): Promise<number> {
    this.#isOver = true;
    this.line.disturb = () => undefined;
    const { clock } = this.device;
    await this.device.close();
    this.device.cloud.close();
    await clock.advance(200_000);
    this.watch();
    return clock.armed;
  }

  /** Every violation found in the module's log so far. */
  get wrong(): readonly string[] {
    return this.#wrong;
  }

  #subscribe(filter: string): void {
    const subscribed = this.device.session.subscribe('node', filter, 1, ({ payload }) => {
      const text = payload.toString('latin1');
      if (text !== 'afterwards') this.received.push(text);
    });
    // Offline, subscribing can't fail; what the broker says later is reported as a fault.
    subscribed.catch(() => undefined);
  }

  #standing(): string {
    const { state, error, queue } = this.device.session.snapshot();
    const open = this.traffic.sent.filter(({ delivered, failed }) => delivered + failed.length === 0).length;
    return `${state}, ${error?.code ?? 'no error'}, ${open} unsettled, ${queue.length} queued, ${this.pending} pending`;
  }
}
