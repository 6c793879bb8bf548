import assert from 'node:assert/strict';
import type { Delivery, Gather } from '../../src/session/publication';
import { PlayedCloud, post, reply } from './played-cloud';
import { Rig } from './publisher-rig';

const REPLY_MS = 10_000;

/** A publisher to a played cloud, with the outcome of each post by its id. */
class Cloud extends Rig {
  readonly told = new Map<number, string>();
  readonly deliveries: Delivery[] = [];

  constructor(options: { compact?: boolean; mostJoined?: number; largest?: number } = {}) {
    let ids = 1000;
    super({
      largest: options.largest ?? 1,
      packing: {
        dialogue: new PlayedCloud(options.mostJoined),
        compact: options.compact === true,
        largestPayloadBytes: () => 1500,
        nextId: () => String(++ids),
      },
    });
  }

  async post(
    id: number,
    replyMs = REPLY_MS,
    properties?: Record<string, number>,
    gather?: Gather,
  ): Promise<void> {
    const tell = (what: string) => {
      assert(!this.told.has(id), `${id} settles twice`);
      this.told.set(id, what);
    };
    this.outbox.add(
      {
        ...post(id, properties),
        qos: 1,
        retain: false,
        offline: 'queue',
        nodeId: 'n',
        flowMessageId: `m${id}`,
        replyMs,
        gather,
      },
      {
        accepted: () => undefined,
        delivered: (delivery) => {
          this.deliveries.push(delivery);
          tell('delivered');
        },
        failed: (error) => tell(error.code),
      },
    );
    await this.settle();
  }

  /** The ids in the publish, in order: one, or those that were joined. */
  static ids(payload: Buffer): number[] {
    const { id, posts } = JSON.parse(payload.toString()) as { id: string; posts?: string[] };
    if (posts === undefined) return [Number(id)];
    return posts.map((text) => Number((JSON.parse(text) as { id: string }).id));
  }
}

describe('a post that waits for the cloud’s reply', () => {
  it('is delivered when the reply comes, not with the broker’s ack, and carries it', async () => {
    const cloud = new Cloud();
    await cloud.attach();
    await cloud.post(1);
    await cloud.acknowledge();
    assert.deepEqual([...cloud.told], []);
    assert.equal(cloud.outbox.length, 1);
    await cloud.clock.advance(700);
    cloud.publisher.replyReceived(reply(1));
    assert.deepEqual([...cloud.told], [[1, 'delivered']]);
    assert.equal(cloud.deliveries[0]?.reply?.code, 200);
    assert.equal(cloud.deliveries[0].deliveredMs, 700);
  });

  it('leaves its place in the window to the next while it waits', async () => {
    const cloud = new Cloud({ largest: 1 });
    await cloud.attach();
    await cloud.post(1);
    await cloud.post(2);
    await cloud.acknowledge();
    assert.equal(cloud.client.attempts.length, 2);
  });

  it('is delivered when the reply overtakes the broker’s ack', async () => {
    const cloud = new Cloud();
    await cloud.attach();
    await cloud.post(1);
    cloud.publisher.replyReceived(reply(1));
    assert.deepEqual([...cloud.told], []);
    await cloud.acknowledge();
    assert.deepEqual([...cloud.told], [[1, 'delivered']]);
  });

  it('is delivered, not sent again, when the ack is lost with the connection but the reply had come', async () => {
    const cloud = new Cloud();
    await cloud.attach();
    await cloud.post(1);
    cloud.publisher.replyReceived(reply(1));
    await cloud.lose('EC20_LINK_PEER_CLOSED');
    assert.deepEqual([...cloud.told], [[1, 'delivered']]);
  });

  it('receives the reply on the next connection', async () => {
    const cloud = new Cloud();
    await cloud.attach();
    await cloud.post(1);
    await cloud.acknowledge();
    await cloud.lose('EC20_LINK_PEER_CLOSED');
    await cloud.attach();
    assert.equal(cloud.client.attempts.length, 0);
    cloud.publisher.replyReceived(reply(1));
    assert.deepEqual([...cloud.told], [[1, 'delivered']]);
  });

  it('takes no other’s reply for its own', async () => {
    const cloud = new Cloud();
    await cloud.attach();
    await cloud.post(1);
    await cloud.acknowledge();
    cloud.publisher.replyReceived(reply(2));
    cloud.publisher.replyReceived({ ...reply(1), topic: 'other_reply' });
    assert.deepEqual([...cloud.told], []);
  });

  it('goes again when no reply comes, since the cloud drops what exceeds its rate, and fails after three silences', async () => {
    const cloud = new Cloud();
    await cloud.attach();
    await cloud.post(1);
    for (const attempt of [1, 2, 3]) {
      assert.equal(cloud.client.attempts.length, attempt);
      assert.deepEqual([...cloud.told], []);
      await cloud.acknowledge();
      await cloud.clock.advance(REPLY_MS);
    }
    assert.deepEqual([...cloud.told], [[1, 'EC20_REPLY_TIMEOUT']]);
    assert.equal(cloud.outbox.length, 0);
  });

  it('is delivered by the late reply to its first attempt', async () => {
    const cloud = new Cloud();
    await cloud.attach();
    await cloud.post(1);
    await cloud.acknowledge();
    await cloud.clock.advance(REPLY_MS);
    await cloud.acknowledge();
    cloud.publisher.replyReceived(reply(1));
    assert.deepEqual([...cloud.told], [[1, 'delivered']]);
    assert.equal(cloud.deliveries[0]?.attempts, 2);
  });

  it('goes again when the cloud is busy', async () => {
    const cloud = new Cloud();
    await cloud.attach();
    await cloud.post(1);
    await cloud.acknowledge();
    cloud.publisher.replyReceived(reply(1, 429));
    await cloud.settle();
    assert.equal(cloud.client.attempts.length, 2);
    await cloud.acknowledge();
    cloud.publisher.replyReceived(reply(1));
    assert.deepEqual([...cloud.told], [[1, 'delivered']]);
  });

  for (const [name, answer] of [
    ['with a code', reply(1, 460)],
    ['inside a 200', reply(1, 200, { T: 'tsl parse: params not exist' })],
  ] as const) {
    it(`fails when it is refused ${name}`, async () => {
      const cloud = new Cloud();
      await cloud.attach();
      await cloud.post(1);
      await cloud.acknowledge();
      cloud.publisher.replyReceived(answer);
      assert.deepEqual([...cloud.told], [[1, 'EC20_PUBLISH_REFUSED']]);
    });
  }

  it('holds the others back when 64 wait already, so that nothing grows', async () => {
    const cloud = new Cloud();
    await cloud.attach();
    for (let id = 1; id <= 70; id++) await cloud.post(id);
    for (let id = 1; id <= 64; id++) await cloud.acknowledge();
    assert.equal(cloud.client.attempts.length, 64);
    cloud.publisher.replyReceived(reply(1));
    await cloud.settle();
    assert.equal(cloud.client.attempts.length, 65);
  });

  it('is delivered with the ack when it wants no reply', async () => {
    const cloud = new Cloud();
    await cloud.attach();
    await cloud.post(1, 0);
    await cloud.acknowledge();
    assert.deepEqual([...cloud.told], [[1, 'delivered']]);
    assert.equal(cloud.deliveries[0]?.reply, undefined);
  });
});

describe('a backlog of posts, compacted', () => {
  async function backlog(cloud: Cloud, count: number, replyMs = REPLY_MS): Promise<void> {
    for (let id = 1; id <= count; id++) await cloud.post(id, replyMs);
  }

  it('leaves joined, in order, and each is delivered by the one reply', async () => {
    const cloud = new Cloud({ compact: true, mostJoined: 8 });
    await backlog(cloud, 20);
    await cloud.attach();
    const [first] = cloud.client.attempts;
    assert.deepEqual(Cloud.ids(first?.payload ?? Buffer.alloc(0)), [1, 2, 3, 4, 5, 6, 7, 8]);
    await cloud.acknowledge();
    assert.deepEqual([...cloud.told], []);
    const key = (JSON.parse(first?.payload.toString() ?? '') as { id: string }).id;
    cloud.publisher.replyReceived(reply(key));
    assert.deepEqual([...cloud.told.keys()], [1, 2, 3, 4, 5, 6, 7, 8]);
    assert.deepEqual(Cloud.ids(cloud.client.attempt(1).payload), [9, 10, 11, 12, 13, 14, 15, 16]);
  });

  it('leaves one by one while it is short', async () => {
    const cloud = new Cloud({ compact: true });
    await backlog(cloud, 9);
    await cloud.attach();
    assert.deepEqual(Cloud.ids(cloud.client.attempt(0).payload), [1]);
  });

  it('leaves one by one where the setting is off', async () => {
    const cloud = new Cloud();
    await backlog(cloud, 50);
    await cloud.attach();
    assert.deepEqual(Cloud.ids(cloud.client.attempt(0).payload), [1]);
  });

  it('returns whole and in order when the connection is lost', async () => {
    const cloud = new Cloud({ compact: true, mostJoined: 5 });
    await backlog(cloud, 12);
    await cloud.attach();
    await cloud.lose('EC20_LINE_CLOSED');
    await cloud.attach();
    assert.deepEqual(Cloud.ids(cloud.client.attempt(0).payload), [1, 2, 3, 4, 5]);
    assert.deepEqual([...cloud.told], []);
  });

  it('has only those fail that hold what the cloud refused', async () => {
    const cloud = new Cloud({ compact: true, mostJoined: 3 });
    await cloud.post(1, REPLY_MS, { T: 1 });
    await cloud.post(2, REPLY_MS, { Wrong: 1 });
    await cloud.post(3, REPLY_MS, { NotWrong: 1 });
    for (let id = 4; id <= 12; id++) await cloud.post(id);
    await cloud.attach();
    await cloud.acknowledge();
    const { id } = JSON.parse(cloud.client.attempt(0).payload.toString()) as { id: string };
    cloud.publisher.replyReceived(reply(id, 200, { Wrong: 'tsl parse: params not exist' }));
    assert.deepEqual(
      [...cloud.told],
      [
        [1, 'delivered'],
        [2, 'EC20_PUBLISH_REFUSED'],
        [3, 'delivered'],
      ],
    );
  });

  it('goes again one by one when the cloud refuses the whole, so that each gets its own result', async () => {
    const cloud = new Cloud({ compact: true, mostJoined: 3 });
    await backlog(cloud, 12);
    await cloud.attach();
    await cloud.acknowledge();
    const { id } = JSON.parse(cloud.client.attempt(0).payload.toString()) as { id: string };
    cloud.publisher.replyReceived(reply(id, 460));
    await cloud.settle();
    await cloud.acknowledge();
    assert.deepEqual([...cloud.told], []);
    const later = cloud.client.attempts.slice(1).map(({ payload }) => Cloud.ids(payload));
    assert(later.some((ids) => ids.length === 1 && ids[0] === 1));
  });
});

describe('gathered posts', () => {
  const gathered = { forMs: 60_000, form: 'posts' as const };

  /** Three posts that have waited for each other and are in flight together. */
  async function together(): Promise<Cloud> {
    const cloud = new Cloud();
    await cloud.attach();
    for (const id of [1, 2, 3]) await cloud.post(id, REPLY_MS, { T: id }, gathered);
    assert.equal(cloud.client.attempts.length, 0);
    await cloud.clock.advance(60_000);
    assert.deepEqual(sent(cloud), [[1, 2, 3]]);
    return cloud;
  }

  const sent = ({ client }: Cloud) => client.attempts.map(({ payload }) => Cloud.ids(payload));

  it('are each delivered by the one reply', async () => {
    const cloud = await together();
    await cloud.acknowledge();
    assert.deepEqual([...cloud.told], []);
    cloud.publisher.replyReceived(reply(1001));
    assert.deepEqual(
      [...cloud.told],
      [1, 2, 3].map((id) => [id, 'delivered']),
    );
  });

  it('go again each alone, without waiting, when the cloud refuses the whole', async () => {
    const cloud = await together();
    await cloud.acknowledge();
    cloud.publisher.replyReceived(reply(1001, 460));
    for (const id of [1, 2, 3]) {
      await cloud.settle();
      await cloud.acknowledge();
      cloud.publisher.replyReceived(reply(id, id === 2 ? 460 : 200));
      await cloud.settle();
    }
    assert.deepEqual(sent(cloud), [[1, 2, 3], [1], [2], [3]]);
    assert.deepEqual([...cloud.told].sort(), [
      [1, 'delivered'],
      [2, 'EC20_PUBLISH_REFUSED'],
      [3, 'delivered'],
    ]);
  });

  it('go again together when the connection is lost or no reply comes; the third attempt finds the one to blame', async () => {
    const cloud = await together();
    await cloud.lose('EC20_LINK_PEER_CLOSED');
    await cloud.attach();
    assert.deepEqual(sent(cloud), [[1, 2, 3]]);
    await cloud.lose('EC20_LINK_PEER_CLOSED');
    await cloud.attach();
    assert.deepEqual(sent(cloud), [[1]]);
    await cloud.lose('EC20_LINK_PEER_CLOSED');
    assert.deepEqual([...cloud.told], [[1, 'EC20_PUBLISH_POISON']]);
  });
});
