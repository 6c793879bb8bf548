import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { SystemClock } from '../../../src/base/clock';
import type { BrokerLink, BrokerMessage, ConnectRequest } from '../../../src/simulator/broker';
import { parseBrokerAddress, RemoteBroker } from '../../../src/simulator/remote-broker';
import { VirtualClock } from '../../support/virtual-clock';
import { obliging, ScriptedServer } from './mqtt-server';

const REQUEST: ConnectRequest = {
  protocolLevel: 4,
  clientId: 'ec20',
  cleanSession: true,
  keepAliveSeconds: 120,
};

describe('a module joined to a real broker', () => {
  let server: ScriptedServer;
  let port: number;
  let link: BrokerLink;
  let received: (BrokerMessage & { messageId: number })[];
  let closed: Promise<void>;
  let closedCalls: number;

  beforeEach(async () => {
    server = new ScriptedServer();
    server.answer = obliging;
    port = await server.start();
    received = [];
    closedCalls = 0;
    let onClosed: () => void = () => undefined;
    closed = new Promise((resolve) => (onClosed = resolve));
    const broker = new RemoteBroker({ clock: new SystemClock(), address: { host: '127.0.0.1', port } });
    link = await broker.open('ignored.invalid', 1, {
      message: (message, messageId) => received.push({ ...message, messageId }),
      closed: () => {
        closedCalls += 1;
        onClosed();
      },
    });
  });

  afterEach(async () => {
    link.close(false);
    await server.stop();
  });

  it('CONNECT carries everything, and CONNACK’s code comes back', async () => {
    server.answer = () => server.send({ cmd: 'connack', returnCode: 4, sessionPresent: false });
    const will = { topic: 'w', payload: Buffer.from([0, 255]), qos: 1, retain: true } as const;
    const code = await link.connect({ ...REQUEST, username: 'u', password: 'p', cleanSession: false, will });
    assert.equal(code, 4);
    const packet = server.packets[0];
    assert(packet?.cmd === 'connect');
    assert.deepEqual(
      [packet.protocolId, packet.protocolVersion, packet.clientId, packet.clean, packet.keepalive],
      ['MQTT', 4, 'ec20', false, 120],
    );
    assert.deepEqual([packet.username, packet.password], ['u', Buffer.from('p')]);
    assert.deepEqual({ ...packet.will }, will);
  });

  it('protocol level 3 is MQTT 3.1', async () => {
    await link.connect({ ...REQUEST, protocolLevel: 3, clientId: 'longer than twenty-three characters' });
    const packet = server.packets[0];
    assert(packet?.cmd === 'connect');
    assert.deepEqual([packet.protocolId, packet.protocolVersion], ['MQIsdp', 3]);
  });

  it('subscribe resolves with what was granted, unsubscribe with its acknowledgement', async () => {
    await link.connect(REQUEST);
    server.answer = (packet) => {
      if (packet.cmd === 'subscribe') {
        server.send({ cmd: 'suback', messageId: packet.messageId ?? 0, granted: [1, 128] });
      } else obliging(packet, server);
    };
    const filters = [
      { filter: 'a/+', qos: 1 },
      { filter: 'b', qos: 2 },
    ] as const;
    assert.deepEqual(await link.subscribe(filters), [1, 128]);
    await link.unsubscribe(['a/+']);
    assert.deepEqual(
      server.packets.map(({ cmd }) => cmd),
      ['connect', 'subscribe', 'unsubscribe'],
    );
  });

  for (const qos of [0, 1, 2] as const) {
    it(`a QoS ${qos} publish of every byte value arrives once and resolves`, async () => {
      await link.connect(REQUEST);
      const payload = Buffer.from(Array.from({ length: 256 }, (_, value) => value));
      await link.publish({ topic: 'ünï/码', payload, qos, retain: true });
      await server.until(() => server.packets.some(({ cmd }) => cmd === 'publish'));
      const packets = server.packets.filter(({ cmd }) => cmd === 'publish');
      assert.equal(packets.length, 1);
      const [packet] = packets;
      assert(packet?.cmd === 'publish');
      assert.deepEqual(
        [packet.topic, packet.payload, packet.qos, packet.retain, packet.dup],
        ['ünï/码', payload, qos, true, false],
      );
      if (qos === 2) assert.equal(server.packets.at(-1)?.cmd, 'pubrel');
    });
  }

  it('a publish without an acknowledgement stays open, and acknowledgements settle by their ids', async () => {
    await link.connect(REQUEST);
    server.answer = () => undefined;
    const settled: string[] = [];
    const publish = async (topic: string) => {
      await link.publish({ topic, payload: Buffer.alloc(0), qos: 1, retain: false });
      settled.push(topic);
    };
    void publish('first');
    const second = publish('second');
    await server.until(() => server.packets.length === 3);
    server.answer = obliging;
    server.send({ cmd: 'puback', messageId: server.packets[2]?.messageId ?? 0 });
    await second;
    await link.ping();
    assert.deepEqual(settled, ['second']);
  });

  for (const qos of [0, 1, 2] as const) {
    it(`an inbound QoS ${qos} message reaches the listener, then is acknowledged`, async () => {
      await link.connect(REQUEST);
      server.send({
        cmd: 'publish',
        topic: 't',
        payload: Buffer.from([0, 34, 13, 10, 255]),
        qos,
        dup: false,
        retain: true,
        ...(qos === 0 ? {} : { messageId: 77 }),
      });
      const done = ['pingreq', 'puback', 'pubcomp'][qos] ?? '';
      if (qos === 0) await link.ping();
      await server.until(() => server.packets.at(-1)?.cmd === done);
      assert.deepEqual(received, [
        {
          topic: 't',
          payload: Buffer.from([0, 34, 13, 10, 255]),
          qos,
          retain: true,
          messageId: qos === 0 ? 0 : 77,
        },
      ]);
    });
  }

  it('a QoS 2 message that comes twice before its release is passed on once', async () => {
    await link.connect(REQUEST);
    const packet = { cmd: 'publish', topic: 't', payload: 'x', qos: 2, retain: false, messageId: 5 } as const;
    server.answer = () => undefined;
    server.send({ ...packet, dup: false });
    server.send({ ...packet, dup: true });
    await server.until(() => server.packets.filter(({ cmd }) => cmd === 'pubrec').length === 2);
    assert.equal(received.length, 1);
    server.send({ cmd: 'pubrel', messageId: 5 });
    await server.until(() => server.packets.at(-1)?.cmd === 'pubcomp');
    server.send({ ...packet, dup: false });
    await server.until(() => server.packets.at(-1)?.cmd === 'pubrec');
    assert.equal(received.length, 2);
  });

  it('a big message in many small pieces arrives whole', async () => {
    await link.connect(REQUEST);
    const payload = Buffer.alloc(300_000, 'abcdefg');
    server.send({ cmd: 'publish', topic: 't', payload, qos: 1, retain: false, dup: false, messageId: 1 });
    await server.until(() => server.packets.at(-1)?.cmd === 'puback');
    assert.equal(received[0]?.payload.equals(payload), true);
  });

  it('the broker hanging up is reported once', async () => {
    await link.connect(REQUEST);
    server.hangUp();
    await closed;
    link.close(false);
    assert.equal(closedCalls, 1);
  });

  it('bytes that are no MQTT end the connection', async () => {
    await link.connect(REQUEST);
    server.sendBytes(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await closed;
    await server.until(() => server.closed);
    assert.equal(closedCalls, 1);
  });

  it('a CONNECT that MQTT has no form for ends the connection instead of throwing', async () => {
    void link.connect({ ...REQUEST, password: 'without a user name' });
    await closed;
    assert.equal(server.packets.length, 0);
  });

  it('close(true) sends DISCONNECT and is not reported as a loss', async () => {
    await link.connect(REQUEST);
    link.close(true);
    await server.until(() => server.closed);
    assert.equal(server.packets.at(-1)?.cmd, 'disconnect');
    assert.equal(closedCalls, 0);
  });

  it('close(false) sends nothing', async () => {
    await link.connect(REQUEST);
    link.close(false);
    await server.until(() => server.closed);
    assert.deepEqual(
      server.packets.map(({ cmd }) => cmd),
      ['connect'],
    );
    assert.equal(closedCalls, 0);
  });
});

describe('a broker that can’t be reached', () => {
  const silent = { message: () => undefined, closed: () => undefined };

  it('is refused where no server listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const broker = new RemoteBroker({ clock: new SystemClock(), address: 'follow' });
    await assert.rejects(broker.open('127.0.0.1', port, silent), { failure: 'refused' });
  });

  it('is a DNS failure where the name does not exist', async () => {
    const broker = new RemoteBroker({ clock: new SystemClock(), address: 'follow' });
    await assert.rejects(broker.open('no-such-host.invalid', 1883, silent), { failure: 'dns' });
  });

  it('is a timeout when no connection comes up in time', async () => {
    const clock = new VirtualClock();
    // An address of the documentation's range: nothing answers, or the system reports at once that it is unreachable.
    const broker = new RemoteBroker({ clock, address: { host: '192.0.2.1', port: 1883 }, openMs: 5000 });
    const opening = broker.open('x', 1, silent);
    const refused = assert.rejects(opening, (error: { failure?: string }) => error.failure === 'timeout');
    await clock.advance(5000);
    await refused;
    assert.equal(clock.armed, 0);
  });
});

describe('the address of a broker', () => {
  for (const [text, host, port] of [
    ['mqtt://localhost', 'localhost', 1883],
    ['mqtt://10.0.0.1:11883', '10.0.0.1', 11883],
    ['mqtt://[::1]:1884/', '::1', 1884],
  ] as const) {
    it(`${text} is read`, () => assert.deepEqual(parseBrokerAddress(text), { host, port }));
  }
  for (const text of [
    'localhost:1883',
    'mqtts://x',
    'mqtt://',
    'mqtt://x:0',
    'mqtt://x:70000',
    'mqtt://u:p@x',
    'mqtt://x/a',
  ]) {
    it(`${text} is refused`, () => assert.equal(parseBrokerAddress(text), undefined));
  }
});
