import assert from 'node:assert/strict';
import { generate, type Packet } from 'mqtt-packet';
import { aliyunProfile } from '../../src/cloud/aliyun/aliyun-profile';
import { DataUsage } from '../../src/history/data-usage';
import { MemoryUsageStore } from '../../src/history/usage-store';
import type { Broker } from '../../src/simulator/broker';
import { DEMO_TRIPLET } from '../../src/simulator/embedded-cloud';
import { DEMO_SETTINGS, VirtualDevice } from '../support/virtual-device';

/** What passes between the module and its broker, as a library of MQTT writes it. */
class Wire {
  up = 0;
  down = 0;
  #id = 0;

  /** Counts all that passes through this broker from now on. */
  constructor(broker: Broker) {
    const open = broker.open.bind(broker);
    broker.open = async (host, port, listener, tls) => {
      const link = await open(
        host,
        port,
        {
          message: (message, messageId) => {
            this.#came({ cmd: 'publish', dup: false, messageId, ...message });
            if (message.qos === 1) this.#went({ cmd: 'puback', messageId });
            listener.message(message, messageId);
          },
          closed: () => listener.closed(),
        },
        tls,
      );
      return {
        connect: async (request) => {
          const { clientId, username, password, cleanSession: clean, keepAliveSeconds: keepalive } = request;
          const login = { clientId, username, password: Buffer.from(password ?? '') };
          this.#went({
            cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean, keepalive, ...login,
          } as Packet); // prettier-ignore
          const returnCode = await link.connect(request);
          this.#came({ cmd: 'connack', returnCode, sessionPresent: false });
          return returnCode;
        },
        subscribe: async (filters) => {
          const subscriptions = filters.map(({ filter: topic, qos }) => ({ topic, qos }));
          this.#went({ cmd: 'subscribe', messageId: ++this.#id, subscriptions });
          const granted = await link.subscribe(filters);
          this.#came({ cmd: 'suback', messageId: this.#id, granted: [...granted] });
          return granted;
        },
        unsubscribe: async (filters) => {
          this.#went({ cmd: 'unsubscribe', messageId: ++this.#id, unsubscriptions: [...filters] });
          await link.unsubscribe(filters);
          this.#came({ cmd: 'unsuback', messageId: this.#id } as Packet);
        },
        publish: async (message) => {
          const messageId = ++this.#id;
          this.#went({ cmd: 'publish', dup: false, messageId, ...message });
          await link.publish(message);
          if (message.qos === 1) this.#came({ cmd: 'puback', messageId });
        },
        ping: async () => {
          this.#went({ cmd: 'pingreq' });
          await link.ping();
          this.#came({ cmd: 'pingresp' });
        },
        close: (orderly) => {
          if (orderly) this.#went({ cmd: 'disconnect' });
          link.close(orderly);
        },
      };
    };
  }

  #went(packet: Packet): void {
    this.up += generate(packet).length;
  }

  #came(packet: Packet): void {
    this.down += generate(packet).length;
  }
}

/** A device whose data is counted by its session, by its broker's link and by its module. */
class Metered {
  readonly device: VirtualDevice;
  readonly usage: DataUsage;
  readonly wire: Wire;

  constructor() {
    let usage: DataUsage | undefined;
    this.device = new VirtualDevice({}, ({ clock }) => {
      usage = new DataUsage({
        clock,
        store: new MemoryUsageStore(),
        messageUnitBytes: 512,
        budget: undefined,
        listener: { told: () => undefined, held: () => undefined },
      });
      return { observer: usage, profile: aliyunProfile({ ...DEMO_SETTINGS, auth: 'sign', keepAlive: 60 }) };
    });
    assert(usage !== undefined);
    this.usage = usage;
    usage.watch(this.device.session);
    this.wire = new Wire(this.device.cloud);
  }

  get day() {
    const [day] = this.usage.usage(0, Infinity);
    assert(day !== undefined);
    return day;
  }

  /** By AT+QGDCNT?. */
  async module(): Promise<{ sent: number; received: number }> {
    const { clock, session } = this.device;
    const { lines } = await clock.settle(session.command({ command: 'AT+QGDCNT?' }), 5000);
    const [, sent, received] = /\+QGDCNT: (\d+),(\d+)/.exec(lines.join(' ')) ?? [];
    return { sent: Number(sent), received: Number(received) };
  }

  async send(count: number, bytes: number, qos: 0 | 1): Promise<void> {
    const sent = Array.from({ length: count }, () => this.device.publish('x'.repeat(bytes), { qos }));
    const isOver = () => sent.every(({ delivered }) => delivered.length === 1);
    await this.device.clock.until(isOver, 600_000, 'the deliveries');
  }
}

describe('A session’s data', () => {
  it('is counted as it passes the broker’s link to the byte, and on the air as the module counts it within 3 %', async () => {
    const metered = new Metered();
    const { device, wire } = metered;
    await metered.usage.open();
    await device.online();
    let heard = 0;
    await device.clock.settle(
      device.session.subscribe('node', device.downlink, 1, () => heard++),
      60_000,
    );
    await metered.send(50, 20, 1);
    await metered.send(20, 1400, 1);
    await metered.send(20, 300, 0);
    for (let each = 0; each < 30; each++)
      device.cloud.send(DEMO_TRIPLET, device.downlink, 'y'.repeat(each * 7), each % 2 === 0 ? 0 : 1);
    await device.clock.until(() => heard === 30, 60_000, 'the messages');
    // A quiet hour, a connection that is lost, and another one.
    await device.clock.advance(3_600_000);
    device.simulator.dropConnection(0, 1);
    await device.online(300_000);
    await metered.send(10, 100, 1);
    await device.clock.settle(device.session.unsubscribeAll('node'), 60_000);
    await device.clock.advance(1000);

    const { mqttUp, mqttDown, airUp, airDown, payloadUp, payloadDown, messagesUp, messagesDown } =
      metered.day;
    assert.deepEqual([mqttUp, mqttDown], [wire.up, wire.down]);
    assert.equal(payloadUp, 50 * 20 + 20 * 1400 + 20 * 300 + 10 * 100 + ownBytes(device));
    assert.equal(messagesUp, 50 + 20 * 3 + 20 + 10 + ownMessages(device));
    assert(payloadDown > 3000 && messagesDown >= 30);
    const module = await metered.module();
    for (const [what, estimate, counted] of [
      ['sent', airUp, module.sent],
      ['received', airDown, module.received],
    ] as const) {
      assert(Math.abs(estimate / counted - 1) < 0.03, `${what}: ${estimate} of ${counted}`);
    }
    await device.close();
    assert.deepEqual([metered.day.mqttUp, metered.day.mqttDown], [wire.up, wire.down]);
    await metered.usage.close();
  });
});

/** The session's own questions for the time. */
const own = ({ arrivals }: VirtualDevice) => arrivals.filter(({ topic }) => topic.startsWith('/ext/ntp/'));
const ownBytes = (device: VirtualDevice) =>
  own(device).reduce((total, { payload }) => total + payload.length, 0);
const ownMessages = (device: VirtualDevice) => own(device).length;
