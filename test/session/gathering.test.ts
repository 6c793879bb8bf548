import assert from 'node:assert/strict';
import { CodedError } from '../../src/base/coded-error';
import type { Gather } from '../../src/session/publication';
import type { SessionOptions } from '../../src/session/session';
import { DEMO_TSL } from '../../src/simulator/cloud/demo-model';
import { DEMO_TRIPLET } from '../../src/simulator/embedded-cloud';
import { type PublishResult, VirtualDevice } from '../support/virtual-device';
import { PlayedDisk, PlayedQueue } from './played-queue';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const MINUTE: Gather = { forMs: MINUTE_MS, form: 'posts' };
const AT_ONCE: Gather = { forMs: 0, form: 'posts' };
const PROPERTY_POST = '/thing/event/property/post';
const HISTORY_POST = '/thing/event/property/history/post';

interface Reading {
  readonly time: number;
  readonly value: number;
  readonly fate: PublishResult;
}

/** A device whose readings are posted as ec20-publish does. */
class Gatherer {
  readonly device: VirtualDevice;
  readonly readings: Reading[] = [];
  #ids = 0;

  constructor(options: (device: VirtualDevice) => Partial<SessionOptions> = () => ({})) {
    let ids = 1_000_000;
    this.device = new VirtualDevice({}, (device) => ({
      nextMessageId: () => String(++ids),
      ...options(device),
    }));
    this.device.cloud.setThingModel({ productKey: DEMO_TRIPLET.productKey }, DEMO_TSL);
    for (const kind of ['property', 'history'] as const) {
      const filter = this.#dialogue.replyFilter(kind, '') ?? '';
      void this.device.session.expectReplies('node', filter);
    }
  }

  static async online(options: (device: VirtualDevice) => Partial<SessionOptions> = () => ({})) {
    const gatherer = new Gatherer(options);
    await gatherer.device.online();
    return gatherer;
  }

  get #dialogue() {
    const { thing } = this.device.options.profile;
    assert(thing !== undefined);
    return thing;
  }

  post(gather: Gather | undefined = MINUTE, value = 20 + (this.readings.length % 100) / 10): Reading {
    const time = this.device.clock.wallTime();
    const fate = this.order('property', { Temperature: value }, gather);
    const reading = { time, value, fate };
    this.readings.push(reading);
    return reading;
  }

  order(kind: 'property' | 'history', given: unknown, gather?: Gather) {
    const nowMs = this.device.session.time();
    const order = { kind, payload: given, identifier: '', wantsReply: true };
    const context = { nextId: () => String(++this.#ids), nowMs, quotes: 'keep' as const };
    const { topic, payload } = this.#dialogue.compose(order, context);
    return this.device.publish(payload, { topic, replyMs: 10_000, gather });
  }

  /** A reading each second. */
  async run(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      this.post();
      await this.device.clock.advance(1000);
    }
  }

  async drained(limitMs = 3 * MINUTE_MS): Promise<void> {
    const isEmpty = () => this.device.session.snapshot().queue.length === 0;
    await this.device.clock.until(isEmpty, limitMs, 'the queue being empty');
  }

  /** Ends of the topics of the posts that the cloud got. */
  get posts(): string[] {
    const topics = this.device.arrivals.map(({ topic }) => topic);
    return topics
      .filter((topic) => topic.endsWith('/post'))
      .map((topic) => topic.replace(/^.*(?=\/thing)/, ''));
  }

  get atCloud() {
    const stored = this.device.cloud.data(DEMO_TRIPLET).history('Temperature');
    return stored.map(({ timeMs, value }) => [timeMs, value]);
  }

  /** Each reading arrived once, in order, with the time at which it was taken, and each message has settled. */
  assertAllArrived(): void {
    assert.deepEqual(
      this.atCloud,
      this.readings.map(({ time, value }) => [time, value]),
    );
    for (const { fate } of this.readings) {
      assert.equal(fate.delivered.length, 1);
      assert.equal(fate.delivered[0]?.reply?.code, 200);
      assert.deepEqual(fate.failed, []);
    }
  }
}

describe('readings that are gathered for a minute', () => {
  let gatherer: Gatherer;

  afterEach(() => gatherer.device.close());

  it('leave as history posts, full ones where they fill one, each reading with its own time', async () => {
    gatherer = await Gatherer.online();
    await gatherer.run(300);
    await gatherer.drained();
    gatherer.assertAllArrived();
    assert(gatherer.posts.every((topic) => topic === HISTORY_POST));
    assert(gatherer.posts.length <= 300 / 20, `${gatherer.posts.length} posts for 300 readings`);
    const full = gatherer.device.arrivals.filter(({ payload }) => payload.length > 1400);
    assert(full.length >= gatherer.posts.length - 1, `${full.length} of ${gatherer.posts.length} are full`);
  });

  it('leave when the oldest has waited a minute, not sooner and not later', async () => {
    gatherer = await Gatherer.online();
    gatherer.post();
    await gatherer.device.clock.advance(30_000);
    gatherer.post();
    await gatherer.device.clock.advance(29_900);
    assert.deepEqual(gatherer.posts, []);
    assert.equal(gatherer.device.session.snapshot().queue.gathering, 2);
    assert.equal(gatherer.device.session.gathering('node'), 2);
    assert.equal(gatherer.device.session.gathering('another'), 0);
    await gatherer.device.clock.advance(1000);
    assert.deepEqual(gatherer.posts, [HISTORY_POST]);
    assert.equal(gatherer.device.session.snapshot().queue.gathering, undefined);
    gatherer.assertAllArrived();
  });

  it('leave as the plain post where there is only one', async () => {
    gatherer = await Gatherer.online();
    gatherer.post();
    await gatherer.drained();
    assert.deepEqual(gatherer.posts, [PROPERTY_POST]);
    gatherer.assertAllArrived();
  });

  it('leave at once when one comes that does not wait; that one is a post of its own, which the cloud’s rules see', async () => {
    gatherer = await Gatherer.online();
    await gatherer.run(5);
    gatherer.post(AT_ONCE, 90);
    await gatherer.device.clock.advance(1500);
    assert.deepEqual(gatherer.posts, [HISTORY_POST, PROPERTY_POST]);
    gatherer.assertAllArrived();
  });

  it('let other messages past', async () => {
    gatherer = await Gatherer.online();
    await gatherer.run(3);
    const alarm = gatherer.device.publish('alarm');
    await gatherer.device.clock.advance(1000);
    assert.equal(alarm.delivered.length, 1);
    assert.deepEqual(gatherer.posts, []);
    await gatherer.drained();
    gatherer.assertAllArrived();
  });

  it('leave in full posts after hours without a network, at once', async () => {
    gatherer = new Gatherer();
    for (let reading = 0; reading < 900; reading++) {
      gatherer.post();
      await gatherer.device.clock.advance(12_000); // three hours in all
    }
    await gatherer.device.online();
    const begun = gatherer.device.clock.now();
    await gatherer.drained();
    gatherer.assertAllArrived();
    assert(gatherer.posts.length <= 900 / 25, `${gatherer.posts.length} posts for 900 readings`);
    assert(gatherer.device.clock.now() - begun < MINUTE_MS);
  });

  it('are joined with history posts, in the order of both', async () => {
    gatherer = await Gatherer.online();
    const time = gatherer.device.clock.wallTime();
    gatherer.post();
    const past = [1, 2].map((back) => ({ time: time - back * HOUR_MS, Temperature: 10 + back }));
    const fate = gatherer.order('history', past, MINUTE);
    await gatherer.drained();
    assert.deepEqual(gatherer.posts, [HISTORY_POST]);
    assert.equal(fate.delivered.length, 1);
    assert.deepEqual(gatherer.atCloud.map(([, value]) => value).sort(), [11, 12, 20]);
  });

  it('that the cloud refuses fail alone, among many that arrive', async () => {
    gatherer = await Gatherer.online();
    for (let each = 0; each < 10; each++) gatherer.post();
    const refused = gatherer.order('property', { Temperature: 'hot' }, MINUTE);
    for (let each = 0; each < 10; each++) gatherer.post();
    await gatherer.device.clock.advance(MINUTE_MS);
    await gatherer.drained();
    assert.deepEqual([refused.delivered.length, refused.failed.length], [0, 1]);
    for (const { fate } of gatherer.readings) {
      assert.deepEqual([fate.delivered.length, fate.failed.length], [1, 0]);
    }
    // Whether the cloud has taken them from the joined post too is not known: each is there once at least.
    const stored = new Map(gatherer.atCloud.map(([time, value]) => [value, time]));
    for (const { value, time } of gatherer.readings) assert.equal(stored.get(value), time);
  });

  it('never expire for having waited', async () => {
    gatherer = await Gatherer.online(() => ({ queueTtlMs: 40_000 }));
    await gatherer.run(90);
    await gatherer.drained();
    gatherer.assertAllArrived();
  });

  it('never fill the queue while they could be sent', async () => {
    gatherer = await Gatherer.online(() => ({ queueLimit: 10 }));
    await gatherer.run(60);
    await gatherer.drained();
    gatherer.assertAllArrived();
    assert.equal(gatherer.device.session.snapshot().counters.dropped, 0);
  });

  it('make room for new ones in a queue that is full offline, the oldest first', async () => {
    gatherer = new Gatherer(() => ({ queueLimit: 10 }));
    await gatherer.run(25);
    await gatherer.device.online();
    await gatherer.drained();
    const [dropped, kept] = [gatherer.readings.slice(0, 15), gatherer.readings.slice(15)];
    for (const { fate } of dropped)
      assert.deepEqual(
        fate.failed.map(({ code }) => code),
        ['EC20_QUEUE_FULL'],
      );
    for (const { fate } of kept) assert.equal(fate.delivered.length, 1);
  });

  it('are held back with all others while only events may leave, and leave together afterwards', async () => {
    gatherer = await Gatherer.online();
    const reason = new CodedError('EC20_QUEUE_FULL', { params: { limit: 1 } });
    const { session, clock } = gatherer.device;
    session.holdBack({ reason, refusal: reason, mayLeave: (topic) => topic.endsWith('/user/update') });
    await gatherer.run(120);
    const event = gatherer.device.publish('event');
    await clock.advance(1000);
    assert.equal(event.delivered.length, 1);
    assert.deepEqual(gatherer.posts, []);
    session.holdBack(undefined);
    await gatherer.drained();
    gatherer.assertAllArrived();
    assert(gatherer.posts.length <= 120 / 20, `${gatherer.posts.length} posts`);
  });

  it('get the time at which they came where the device learned it only later', async () => {
    gatherer = new Gatherer();
    const { clock } = gatherer.device;
    clock.setWallTime(Date.UTC(1970, 0, 1)); // a Pi without a battery
    const values = [21.5, 22.5, 23.5];
    for (const value of values) {
      gatherer.order('property', { Temperature: value }, MINUTE);
      await clock.advance(10_000);
    }
    clock.setWallTime(Date.UTC(2026, 10, 29));
    const now = clock.wallTime();
    await gatherer.device.online();
    await gatherer.drained();
    assert.deepEqual(gatherer.posts, [HISTORY_POST]);
    assert.deepEqual(
      gatherer.atCloud,
      values.map((value, index) => [now - 30_000 + index * 10_000, value]),
    );
  });

  it('leave before the end of a session whose queue is in memory, and so before a deploy', async () => {
    gatherer = await Gatherer.online();
    await gatherer.run(10);
    const { clock, session } = gatherer.device;
    const end = await clock.settle(session.close(), 5000, 'the end');
    assert.deepEqual(end, { kept: 0, lost: 0 });
    gatherer.assertAllArrived();
  });

  it('delay the end by two seconds at most where nothing answers', async () => {
    gatherer = await Gatherer.online();
    await gatherer.run(10);
    const { clock, session, cloud } = gatherer.device;
    cloud.settings.replies = 'none';
    const end = await clock.settle(session.close(), 5000, 'the end');
    assert.equal(end.lost, 10);
  });

  it('wait on in the queue on disk when the process ends, and leave joined from the next', async () => {
    const disk = new PlayedDisk();
    gatherer = await Gatherer.online(({ clock }) => ({ queue: new PlayedQueue(clock, { disk }) }));
    await gatherer.run(20);
    assert.equal(disk.rows.size, 20);
    assert(gatherer.readings.every(({ fate }) => fate.accepted === 1));
    const { readings } = gatherer;
    await gatherer.device.close();
    gatherer = await Gatherer.online(({ clock }) => ({ queue: new PlayedQueue(clock, { disk }) }));
    let delivered = 0;
    gatherer.device.session.claim('node', {
      delivered: () => delivered++,
      failed: (_message, error) => assert.fail(error),
    });
    await gatherer.drained();
    assert.equal(delivered, 20);
    assert.deepEqual(gatherer.posts, [HISTORY_POST]);
    assert.deepEqual(
      gatherer.atCloud,
      readings.map(({ time, value }) => [time, value]),
    );
  });
});

describe('messages of a topic that are gathered', () => {
  let device: VirtualDevice;

  beforeEach(async () => {
    device = new VirtualDevice();
    await device.online();
  });

  afterEach(() => device.close());

  const lines: Gather = { forMs: MINUTE_MS, form: 'lines' };
  const array: Gather = { forMs: MINUTE_MS, form: 'array' };
  const payloads = () => device.arrivals.map(({ payload }) => payload.toString());

  it('become lines of one message, or a JSON array, also of a single one', async () => {
    const fates = [1, 2, 3].map((number) => device.publish(`{"n":${number}}`, { gather: lines }));
    device.publish('{"n":4}', { gather: array });
    device.publish('5', { gather: array });
    device.publish('{"n":6}', { gather: array, topic: `${device.uplink}/error` });
    await device.clock.advance(MINUTE_MS + 1000);
    assert.deepEqual(payloads(), ['{"n":1}\n{"n":2}\n{"n":3}', '[{"n":4},5]', '[{"n":6}]']);
    for (const { delivered } of fates) assert.equal(delivered.length, 1);
  });

  it('are joined only with others of the same topic and QoS', async () => {
    device.publish('a', { gather: lines });
    device.publish('b', { gather: lines, qos: 0 });
    device.publish('c', { gather: lines });
    device.publish('d', { gather: lines, topic: `${device.uplink}/error` });
    device.publish('e', { gather: lines, qos: 0 });
    await device.clock.advance(MINUTE_MS + 2000);
    assert.deepEqual(payloads().sort(), ['a\nc', 'b\ne', 'd']);
  });

  it('leave as soon as they fill the module’s largest payload', async () => {
    const text = 'x'.repeat(99);
    for (let number = 0; number < 16; number++) device.publish(text, { gather: lines });
    await device.clock.advance(2000);
    assert.deepEqual(
      device.arrivals.map(({ payload }) => payload.length),
      [1499],
    );
    await device.clock.advance(MINUTE_MS);
    assert.deepEqual(
      device.arrivals.map(({ payload }) => payload.length),
      [1499, 99],
    );
  });

  it('are all sent at once with one that does not wait', async () => {
    device.publish('a', { gather: lines });
    device.publish('b', { gather: lines });
    device.publish('alarm', { gather: { ...lines, forMs: 0 } });
    await device.clock.advance(1000);
    assert.deepEqual(payloads(), ['a\nb\nalarm']);
  });

  it('are refused where an array’s brackets find no room', async () => {
    const fate = device.publish(`"${'x'.repeat(1497)}"`, { gather: array });
    const fitting = device.publish(`"${'x'.repeat(1496)}"`, { gather: array });
    await device.clock.advance(MINUTE_MS + 1000);
    assert.deepEqual(
      fate.failed.map(({ code }) => code),
      ['EC20_PAYLOAD_LONG'],
    );
    assert.equal(fitting.delivered.length, 1);
  });

  it('are not more than 200 in one, and never more than the outbox keeps in memory', async () => {
    for (let number = 0; number < 1000; number++) device.publish('1', { gather: lines });
    await device.clock.advance(10_000);
    const counts = payloads().map((payload) => payload.split('\n').length);
    assert(Math.max(...counts) === 200, counts.join());
    await device.clock.advance(MINUTE_MS);
    assert.equal(payloads().join('\n').split('\n').length, 1000);
  });
});
