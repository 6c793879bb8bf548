import { aliyunProfile } from '../src/cloud/aliyun/aliyun-profile';
import { seededRandom } from '../src/base/random';
import {
  acknowledgementCost,
  type Cost as Passed,
  pingCost,
  receivedCost,
  sentCost,
} from '../src/history/usage-bytes';
import { ConnectLimit } from '../src/session/connect-limit';
import { MemoryQueue } from '../src/session/memory-queue';
import type { Gather, PublishRequest } from '../src/session/publication';
import { Session } from '../src/session/session';
import { SESSION_DEFAULTS } from '../src/session/session-options';
import { CLOUD_DEFAULTS } from '../src/settings/modem';
import { DEMO_TRIPLET, EmbeddedCloud } from '../src/simulator/embedded-cloud';
import { FAST, Simulator } from '../src/simulator/simulator';
import { createPair } from '../src/transport/pair';
import { VirtualClock } from '../test/support/virtual-clock';
import { CountingBroker } from './counting-broker';
import type { ProbeFindings, ProbeWorld } from './probe';

const READINGS = 1000;
const EVERY_MS = 1000;
const REPLY_MS = 10_000;
const ONLINE_MS = 60_000;
/** Virtual time in which all that waits has left. */
const DRAIN_MS = 3_600_000;

/** How readings leave. */
interface Way {
  readonly name: string;
  readonly kind: 'property' | 'topic';
  readonly gather: Gather | undefined;
  /** The readings come before the network does, and leave as a backlog, compacted. */
  readonly isBacklog: boolean;
}

const POSTS = { forMs: 60_000, form: 'posts' } as const;
const LINES = { forMs: 60_000, form: 'lines' } as const;

const WAYS: readonly Way[] = [
  { name: 'properties, one by one', kind: 'property', gather: undefined, isBacklog: false },
  { name: 'properties, gathered for 60 s', kind: 'property', gather: POSTS, isBacklog: false },
  { name: 'properties, a backlog, compacted', kind: 'property', gather: undefined, isBacklog: true },
  { name: 'a topic, one by one', kind: 'topic', gather: undefined, isBacklog: false },
  { name: 'a topic, gathered for 60 s as lines', kind: 'topic', gather: LINES, isBacklog: false },
];

/** What the same readings cost. */
interface Cost {
  readonly up: number;
  readonly down: number;
  readonly mqtt: number;
  readonly air: number;
  readonly airTls: number;
}

/** Messages and bytes for 1,000 readings, one a second, in virtual time. */
export async function bytesOnAir({ quick, note }: ProbeWorld): Promise<ProbeFindings> {
  const readings = quick ? READINGS / 5 : READINGS;
  const costs = new Map<Way, Cost>();
  for (const way of WAYS) {
    note(`air: ${way.name}`);
    costs.set(way, await costOf(way, readings));
  }
  const [single, gathered] = WAYS.map((way) => costs.get(way));
  if (single === undefined || gathered === undefined) throw new Error('nothing was measured');
  return {
    figures: {
      airMessagesShare: (gathered.up + gathered.down) / (single.up + single.down),
      airBytesShare: Math.max(gathered.air / single.air, gathered.airTls / single.airTls),
    },
    lines: [
      `air: ${readings} readings, one a second; bytes in both directions, without the connection itself`,
      ...[...costs].map(([way, cost]) => lineOf(way, cost, firstOf(way, costs) ?? cost)),
    ],
  };
}

/** Of the same kind, one by one. */
function firstOf({ kind }: Way, costs: ReadonlyMap<Way, Cost>): Cost | undefined {
  return [...costs].find(([way]) => way.kind === kind)?.[1];
}

function lineOf({ name }: Way, cost: Cost, single: Cost): string {
  const shared = (field: keyof Cost) => (single[field] / cost[field]).toFixed(1);
  return (
    `  ${name.padEnd(36)} ${cost.up} up, ${cost.down} down, MQTT ${cost.mqtt}, ` +
    `on the air ${cost.air}, with TLS ${cost.airTls}; ` +
    `messages 1/${shared('up')}, air 1/${shared('air')}, with TLS 1/${shared('airTls')}`
  );
}

async function costOf(way: Way, readings: number): Promise<Cost> {
  const device = new AirDevice(way);
  if (!way.isBacklog) await device.online();
  device.broker.begin();
  for (let reading = 0; reading < readings; reading++) {
    device.publish(20 + (reading % 100) / 10);
    await device.clock.advance(EVERY_MS);
  }
  if (way.isBacklog) {
    await device.online();
    // Subscriptions have no part in it.
    await device.clock.until(() => device.broker.up.length > 0, ONLINE_MS, 'the first publish');
  }
  await device.clock.until(() => device.delivered === readings, DRAIN_MS, 'every delivery');
  await device.clock.settle(device.close(), ONLINE_MS, 'the end');
  return costAt(device.broker);
}

/** The estimate is the one by which a device's own data is counted. */
function costAt({ up, down, pings }: CountingBroker): Cost {
  const total = (tls: boolean) => {
    const all: Passed[] = [
      ...up.flatMap((message) => [sentCost(message, tls), acknowledgementCost(message.qos, tls)]),
      ...down.map((message) => receivedCost(message, tls)),
      ...Array.from({ length: pings }, () => pingCost(tls)),
    ];
    const bytes = (part: keyof Passed) => all.reduce((sum, cost) => sum + cost[part].up + cost[part].down, 0);
    return { mqtt: bytes('mqtt'), air: bytes('air') };
  };
  const [open, closed] = [total(false), total(true)];
  return { up: up.length, down: down.length, mqtt: open.mqtt, air: open.air, airTls: closed.air };
}

/** A device on a virtual clock, whose cloud counts what passes. */
class AirDevice {
  readonly clock = new VirtualClock();
  readonly broker: CountingBroker;
  delivered = 0;
  readonly #way: Way;
  readonly #session: Session;
  readonly #simulator: Simulator;
  readonly #pair = createPair('air');
  readonly #profile = aliyunProfile({ ...CLOUD_DEFAULTS, ...DEMO_TRIPLET });
  #ids = 0;

  constructor(way: Way) {
    this.#way = way;
    const { clock } = this;
    const random = seededRandom(1);
    this.broker = new CountingBroker(new EmbeddedCloud({ clock, random }));
    this.#simulator = new Simulator({ clock, random, broker: this.broker, settings: FAST });
    this.#session = new Session({
      ...SESSION_DEFAULTS,
      clock,
      random,
      findTransport: () => Promise.resolve(this.#pair.left),
      portName: 'air',
      profile: this.#profile,
      queue: new MemoryQueue(clock),
      queueLimit: 10_000,
      connectLimit: new ConnectLimit(),
      compact: way.isBacklog,
      nextMessageId: () => String(1_000_000_000 + ++this.#ids),
    });
    for (const kind of ['property', 'history'] as const) {
      void this.#session.expectReplies('air', this.#thing.replyFilter(kind, '') ?? '');
    }
  }

  async online(): Promise<void> {
    await this.#simulator.attach(this.#pair.right);
    this.#session.start();
    const isOnline = () => this.#session.snapshot().state === 'online';
    await this.clock.until(isOnline, ONLINE_MS, 'being online');
  }

  publish(value: number): void {
    const { topic, payload, replyMs } = this.#content(value);
    const request: PublishRequest = {
      ...{ topic, payload, replyMs, qos: 1, retain: false, offline: 'queue' },
      ...{ nodeId: 'air', flowMessageId: '', gather: this.#way.gather },
    };
    this.#session.publish(request, {
      accepted: () => undefined,
      delivered: () => this.delivered++,
      failed: (error) => {
        throw error;
      },
    });
  }

  async close(): Promise<void> {
    await this.#session.close();
    await this.#simulator.close();
  }

  get #thing() {
    const { thing } = this.#profile;
    if (thing === undefined) throw new Error('no dialogue');
    return thing;
  }

  /** A topic gets what a flow would send there: the value and its time. */
  #content(value: number): Pick<PublishRequest, 'topic' | 'payload'> & { readonly replyMs: number } {
    const time = this.clock.wallTime();
    if (this.#way.kind === 'topic') {
      const topic = this.#profile.expandTopic('/${productKey}/${deviceName}/user/update');
      return { topic, payload: Buffer.from(JSON.stringify({ Temperature: value, time })), replyMs: 0 };
    }
    const order = {
      kind: 'property',
      payload: { Temperature: value },
      identifier: '',
      wantsReply: true,
    } as const;
    const nextId = () => String(1_000_000_000 + ++this.#ids);
    const { topic, payload } = this.#thing.compose(order, { nextId, nowMs: time, quotes: 'keep' });
    return { topic, payload, replyMs: REPLY_MS };
  }
}
