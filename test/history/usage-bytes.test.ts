import assert from 'node:assert/strict';
import { generate, type Packet } from 'mqtt-packet';
import {
  acknowledgementCost,
  billedMessages,
  connectionCost,
  endCost,
  pingCost,
  receivedCost,
  sentCost,
  subscriptionCost,
  unsubscriptionCost,
} from '../../src/history/usage-bytes';

const bytesOf = (packet: Packet) => generate(packet, { protocolVersion: 4 }).length;
const publish = (qos: 0 | 1 | 2, payloadBytes: number, topic = '/a/温度'): Packet => ({
  cmd: 'publish',
  topic,
  payload: Buffer.alloc(payloadBytes, 0x61),
  qos,
  retain: false,
  dup: false,
  messageId: 7,
});
const TOPIC_BYTES = Buffer.byteLength('/a/温度');

describe('What a message costs', () => {
  for (const qos of [0, 1, 2] as const) {
    for (const payloadBytes of [0, 1, 110, 119, 120, 500, 1500, 16_369, 16_384]) {
      it(`as MQTT at QoS ${qos} with ${payloadBytes} bytes is what a library of MQTT writes`, () => {
        const message = { topicBytes: TOPIC_BYTES, payloadBytes, qos };
        const expected = bytesOf(publish(qos, payloadBytes));
        assert.deepEqual(sentCost(message, false).mqtt, { up: expected, down: 0 });
        const [up, down] =
          [
            [0, 0],
            [4, 0],
            [8, 4],
          ][qos] ?? [];
        assert.deepEqual(receivedCost(message, true).mqtt, { up, down: expected + (down ?? 0) });
        assert.deepEqual(acknowledgementCost(qos, false).mqtt, { up: down, down: up });
      });
    }
  }

  it('as MQTT in the other packets is what a library of MQTT writes', () => {
    const login = { clientId: 'a'.repeat(60), username: 'name&key', password: Buffer.from('0'.repeat(64)) };
    const clientBytes = 60 + 8 + 64;
    const connect: Packet = {
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clean: true,
      keepalive: 120,
      ...login,
    };
    assert.equal(connectionCost({ clientBytes, tls: false, keepAliveS: 120 }).mqtt.up, bytesOf(connect));
    const will = { topic: 'gone', payload: Buffer.from('offline'), qos: 0 as const, retain: false };
    assert.equal(
      connectionCost({
        clientBytes: 60,
        clientFields: 1,
        willBytes: 11,
        tls: true,
        keepAliveS: 0,
      }).mqtt.up,
      bytesOf({ ...connect, username: undefined, password: undefined, will } as unknown as Packet),
    );
    const filter = { topic: '/a/温度', qos: 1 as const };
    assert.deepEqual(subscriptionCost(TOPIC_BYTES, false).mqtt, {
      up: bytesOf({ cmd: 'subscribe', messageId: 1, subscriptions: [filter] }),
      down: bytesOf({ cmd: 'suback', messageId: 1, granted: [1] }),
    });
    assert.deepEqual(unsubscriptionCost(TOPIC_BYTES, false).mqtt, {
      up: bytesOf({ cmd: 'unsubscribe', messageId: 1, unsubscriptions: [filter.topic] }),
      down: 4,
    });
    assert.deepEqual(pingCost(true).mqtt, {
      up: bytesOf({ cmd: 'pingreq' }),
      down: bytesOf({ cmd: 'pingresp' }),
    });
    assert.deepEqual(endCost(true, true).mqtt, { up: bytesOf({ cmd: 'disconnect' }), down: 0 });
  });

  it('on the air is its segments’ headers more, TLS’s records, and the acknowledgement that no answer carries', () => {
    const message = { topicBytes: 30, payloadBytes: 100, qos: 1 as const };
    // 137 bytes of MQTT, then PUBACK.
    assert.deepEqual(sentCost(message, false).air, { up: 137 + 40, down: 0 });
    assert.deepEqual(acknowledgementCost(1, false).air, { up: 40, down: 4 + 40 });
    assert.deepEqual(sentCost(message, true).air, { up: 137 + 29 + 40, down: 0 });
    assert.deepEqual(sentCost({ ...message, qos: 0 }, false).air, { up: 135 + 40, down: 40 });
    // Two segments of 1360.
    assert.deepEqual(sentCost({ ...message, payloadBytes: 1400 }, false).air.up, 1437 + 80);
  });

  it('a connection with TLS costs kilobytes, one without some hundred bytes', () => {
    const facts = { clientBytes: 200, keepAliveS: 120 };
    const total = ({ air: { up, down } }: ReturnType<typeof connectionCost>) => up + down;
    const plain = total(connectionCost({ ...facts, tls: false }));
    const encrypted = total(connectionCost({ ...facts, tls: true }));
    assert(plain > 500 && plain < 900, `${plain}`);
    // 6.8 kB each by the counter of an EG800K, with longer chains (§D1).
    assert(encrypted > 4500 && encrypted < 7000, `${encrypted}`);
  });

  it('for the cloud is one message for each 512 bytes begun, one at least', () => {
    const billed = [0, 1, 512, 513, 1024, 1025].map((bytes) => billedMessages(bytes, 512));
    assert.deepEqual(billed, [1, 1, 1, 2, 2, 3]);
    assert.equal(billedMessages(5000, undefined), 1);
  });
});
