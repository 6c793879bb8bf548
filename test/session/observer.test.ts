import assert from 'node:assert/strict';
import type { ConnectionFacts, PassingMessage, SessionObserver } from '../../src/session/observer';
import { DEMO_TRIPLET } from '../../src/simulator/embedded-cloud';
import { VirtualDevice } from '../support/virtual-device';

const MINUTE = 60_000;

/** Notes everything that it is told. */
class Noted implements SessionObserver {
  readonly connections: ConnectionFacts[] = [];
  readonly filters: number[] = [];
  readonly sentMessages: PassingMessage[] = [];
  readonly roundTrips: number[] = [];
  readonly receivedMessages: PassingMessage[] = [];
  readonly failures: [string, number][] = [];

  connected(facts: ConnectionFacts): void {
    this.connections.push(facts);
  }
  subscribed(filterBytes: number): void {
    this.filters.push(filterBytes);
  }
  sent(message: PassingMessage): void {
    this.sentMessages.push(message);
  }
  acknowledged(roundTripMs: number): void {
    this.roundTrips.push(roundTripMs);
  }
  received(message: PassingMessage): void {
    this.receivedMessages.push(message);
  }
  failed(code: string, count: number): void {
    this.failures.push([code, count]);
  }
}

function observed(options: Partial<VirtualDevice['options']> = {}): { device: VirtualDevice; noted: Noted } {
  const noted = new Noted();
  return { device: new VirtualDevice({ ackMs: 80 }, () => ({ ...options, observer: noted })), noted };
}

describe('The observer of a session', () => {
  it('is told of the connection, each filter, each publish and its acknowledgement, and each message received', async () => {
    const { device, noted } = observed();
    const { clock, session, cloud } = device;
    await device.online();
    const [connection, ...more] = noted.connections;
    assert.deepEqual(more, []);
    assert.deepEqual([connection?.tls, connection?.keepAliveS], [false, 120]);
    assert(connection !== undefined && connection.clientBytes > 50);
    const filter = device.downlink;
    await clock.settle(
      session.subscribe('node', filter, 0, () => undefined),
      MINUTE,
    );
    assert(noted.filters.includes(filter.length));
    const topic = device.uplink;
    const before = noted.sentMessages.length;
    const result = device.publish('你好', { topic });
    await clock.until(() => result.delivered.length === 1, MINUTE, 'delivery');
    assert.deepEqual(noted.sentMessages.slice(before), [
      { topicBytes: topic.length, payloadBytes: 6, qos: 1 },
    ]);
    const roundTrip = noted.roundTrips.at(-1) ?? 0;
    assert(roundTrip >= 80 && roundTrip < 5000, String(roundTrip));
    cloud.send(DEMO_TRIPLET, filter, 'down');
    await clock.until(() => noted.receivedMessages.some(({ payloadBytes }) => payloadBytes === 4), MINUTE);
    assert.deepEqual(noted.receivedMessages.at(-1), { topicBytes: filter.length, payloadBytes: 4, qos: 0 });
    assert.deepEqual(noted.failures, []);
    await clock.settle(session.close(), MINUTE);
  });

  it('is told of each message that ends without delivery, by its code, and counts none twice', async () => {
    const { device, noted } = observed({ queueLimit: 2, queueTtlMs: MINUTE });
    const { clock, session } = device;
    for (let number = 0; number < 5; number++) device.publish('x');
    device.publish('x', { offline: 'drop' });
    await clock.advance(1000);
    const sum = () => {
      const sums = new Map<string, number>();
      for (const [code, count] of noted.failures) sums.set(code, (sums.get(code) ?? 0) + count);
      return Object.fromEntries(sums);
    };
    assert.deepEqual(sum(), { EC20_QUEUE_FULL: 3, EC20_OFFLINE: 1 });
    await clock.advance(2 * MINUTE);
    assert.deepEqual(sum(), { EC20_QUEUE_FULL: 3, EC20_OFFLINE: 1, EC20_EXPIRED: 2 });
    device.publish('x');
    await clock.settle(session.close(), MINUTE);
    assert.deepEqual(sum(), { EC20_QUEUE_FULL: 3, EC20_OFFLINE: 1, EC20_EXPIRED: 2, EC20_CLOSED: 1 });
    device.publish('x');
    await clock.advance(1000);
    assert.equal(sum()['EC20_CLOSED'], 2);
  });
});
