import assert from 'node:assert/strict';
import type { BrokerLink, ConnectRequest } from '../../src/simulator/broker';
import { PlainBroker } from '../../src/simulator/plain-broker';
import { VirtualClock } from '../support/virtual-clock';

/** One client, with its received messages as `topic payload qos id`, and an `r` after retained ones. */
class Client {
  readonly received: string[] = [];
  closed = 0;

  private constructor(private readonly room: Room) {}

  static async connected(room: Room, clientId: string, change: Partial<ConnectRequest> = {}) {
    const client = new Client(room);
    assert.equal(await (await client.open()).connect(request(clientId, change)), 0);
    await room.clock.advance(1);
    return client;
  }

  link!: BrokerLink;

  async open(): Promise<BrokerLink> {
    this.link = await this.room.broker.open('any.example', 1883, {
      message: ({ topic, payload, qos, retain }, id) =>
        this.received.push(`${topic} ${payload.toString()} ${qos} ${id}${retain ? ' r' : ''}`),
      closed: () => (this.closed += 1),
    });
    return this.link;
  }

  async publish(topic: string, payload: string, qos: 0 | 1 | 2 = 0, retain = false): Promise<void> {
    void this.link.publish({ topic, payload: Buffer.from(payload), qos, retain });
    await this.room.clock.advance(1);
  }

  async subscribe(filter: string, qos: 0 | 1 | 2 = 0): Promise<readonly number[]> {
    const granted = await this.link.subscribe([{ filter, qos }]);
    await this.room.clock.advance(1);
    return granted;
  }
}

interface Room {
  readonly clock: VirtualClock;
  readonly broker: PlainBroker;
}

function room(largestMessageBytes?: number): Room {
  const clock = new VirtualClock();
  return {
    clock,
    broker: new PlainBroker({ clock, ...(largestMessageBytes === undefined ? {} : { largestMessageBytes }) }),
  };
}

function request(clientId: string, change: Partial<ConnectRequest>): ConnectRequest {
  return { protocolLevel: 4, clientId, cleanSession: true, keepAliveSeconds: 120, ...change };
}

describe('the plain broker', () => {
  it('gives a message to everybody who has subscribed it, its sender too, once each', async () => {
    const place = room();
    const sender = await Client.connected(place, 'a');
    const other = await Client.connected(place, 'b');
    await sender.subscribe('t/1');
    await other.subscribe('t/+');
    await other.subscribe('t/#');
    await sender.publish('t/1', 'x');
    await sender.publish('u', 'y');
    assert.deepEqual([sender.received, other.received], [['t/1 x 0 0'], ['t/1 x 0 0']]);
  });

  it('keeps to the lower QoS of message and subscription, and grants 1 at most', async () => {
    const place = room();
    const client = await Client.connected(place, 'a');
    assert.deepEqual(await client.subscribe('zero', 0), [0]);
    assert.deepEqual(await client.subscribe('one', 1), [1]);
    assert.deepEqual(await client.subscribe('two', 2), [1]);
    for (const topic of ['zero', 'one', 'two']) await client.publish(topic, 'x', 1);
    await client.publish('one', 'y', 0);
    await client.publish('one', 'z', 2);
    assert.deepEqual(client.received, ['zero x 0 0', 'one x 1 1', 'two x 1 2', 'one y 0 0', 'one z 1 3']);
  });

  it('refuses filters whose wildcards stand wrong, and ends a publish to one', async () => {
    const client = await Client.connected(room(), 'a');
    for (const filter of ['', 'a#', '#/a', 'a+/b'])
      assert.deepEqual(await client.subscribe(filter), [128], filter);
    await client.publish('a/+', 'x', 1);
    assert.equal(client.closed, 1);
  });

  it('hides what begins with $ from a leading wildcard', async () => {
    const client = await Client.connected(room(), 'a');
    await client.subscribe('#');
    await client.publish('$SYS/x', 'x');
    assert.deepEqual(client.received, []);
    await client.subscribe('$SYS/#');
    await client.publish('$SYS/x', 'x');
    assert.deepEqual(client.received, ['$SYS/x x 0 0']);
  });

  it('hands out what was retained, until something empty is', async () => {
    const place = room();
    const client = await Client.connected(place, 'a');
    await client.publish('t', 'old', 0, true);
    await client.publish('t', 'new', 1, true);
    await client.subscribe('t', 1);
    assert.deepEqual(client.received, ['t new 1 1 r']);
    await client.publish('t', '', 0, true);
    await client.subscribe('t', 1);
    assert.deepEqual(client.received, ['t new 1 1 r', 't  0 0']);
  });

  it('throws out who is online when its client id comes again', async () => {
    const place = room();
    const first = await Client.connected(place, 'a');
    const second = await Client.connected(place, 'a');
    assert.deepEqual([first.closed, second.closed, place.broker.online], [1, 0, ['a']]);
  });

  it('keeps subscriptions and QoS 1 messages of a session that is not clean', async () => {
    const place = room();
    const keeping = { cleanSession: false };
    const before = await Client.connected(place, 'a', keeping);
    await before.subscribe('t', 1);
    before.link.close(true);
    place.broker.publish('t', 'lost', { qos: 0 });
    place.broker.publish('t', 'kept', { qos: 1 });
    const after = await Client.connected(place, 'a', keeping);
    assert.deepEqual(after.received, ['t kept 1 1']);
    after.link.close(true);
    const clean = await Client.connected(place, 'a');
    place.broker.publish('t', 'x', { qos: 1 });
    assert.deepEqual(clean.received, []);
  });

  it('publishes a will only when its client goes without DISCONNECT', async () => {
    const place = room();
    const watcher = await Client.connected(place, 'w');
    await watcher.subscribe('#');
    const will = { topic: 'gone', payload: Buffer.from('x'), qos: 0, retain: false } as const;
    (await Client.connected(place, 'a', { will })).link.close(true);
    assert.deepEqual(watcher.received, []);
    (await Client.connected(place, 'a', { will })).link.close(false);
    assert.deepEqual(watcher.received, ['gone x 0 0']);
  });

  it('takes no message above its limit: the connection ends', async () => {
    const client = await Client.connected(room(4), 'a');
    await client.publish('t', '1234', 1);
    assert.equal(client.closed, 0);
    await client.publish('t', '12345', 1);
    assert.equal(client.closed, 1);
  });

  it('wants a client id for a session that is to be kept', async () => {
    const place = room();
    const client = await Client.connected(place, '');
    assert.equal(await (await client.open()).connect(request('', { cleanSession: false })), 2);
  });

  it('waits forever with keep-alive 0, otherwise for one and a half times it', async () => {
    const place = room();
    const patient = await Client.connected(place, 'a', { keepAliveSeconds: 0 });
    const watched = await Client.connected(place, 'b', { keepAliveSeconds: 10 });
    await place.clock.advance(14_000);
    assert.equal(watched.closed, 0);
    await place.clock.advance(86_400_000);
    assert.deepEqual([patient.closed, watched.closed], [0, 1]);
  });
});
