import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import * as mqtt from 'mqtt-packet';

/** A message as delivered by the broker. */
export interface MqttMessage {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: number;
  readonly retain: boolean;
}

/** A second party at the broker: an MQTT 3.1.1 client that shares no code with what is tested. */
export class MqttClient {
  readonly received: MqttMessage[] = [];
  readonly #waiting = new Map<string, (packet: mqtt.Packet) => void>();
  readonly #listeners = new Set<() => void>();
  #lastId = 0;

  private constructor(private readonly socket: Socket) {
    const parser = mqtt.parser();
    parser.on('packet', (packet: mqtt.Packet) => this.#handle(packet));
    socket.on('data', (bytes) => parser.parse(bytes));
  }

  /** Connects to a broker on loopback with a clean session. */
  static async connect(port: number, clientId: string): Promise<MqttClient> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const client = new MqttClient(socket);
    const answer = client.#answer('connack');
    client.#send({
      cmd: 'connect',
      clientId,
      protocolVersion: 4,
      protocolId: 'MQTT',
      clean: true,
      keepalive: 0,
    });
    await answer;
    return client;
  }

  async subscribe(topic: string, qos: 0 | 1 | 2): Promise<void> {
    const messageId = this.#nextId();
    const answer = this.#answer('suback', messageId);
    this.#send({ cmd: 'subscribe', messageId, subscriptions: [{ topic, qos }] });
    await answer;
  }

  /** Resolves when the broker has acknowledged it (QoS 0: at once). */
  async publish(topic: string, payload: Buffer, qos: 0 | 1, retain = false): Promise<void> {
    const common = { cmd: 'publish', topic, payload, dup: false, retain } as const;
    if (qos === 0) {
      this.#send({ ...common, qos });
      return;
    }
    const messageId = this.#nextId();
    const answer = this.#answer('puback', messageId);
    this.#send({ ...common, qos, messageId });
    await answer;
  }

  /** Resolves when `count` messages in total have arrived; otherwise the test's own timeout ends the wait. */
  async receivedCount(count: number): Promise<void> {
    while (this.received.length < count) {
      await new Promise<void>((resolve) => this.#listeners.add(resolve));
    }
  }

  async close(): Promise<void> {
    this.#send({ cmd: 'disconnect' });
    const closed = once(this.socket, 'close');
    this.socket.end();
    await closed;
  }

  #handle(packet: mqtt.Packet): void {
    if (packet.cmd !== 'publish') {
      this.#waiting.get(keyOf(packet.cmd, packet.messageId))?.(packet);
      return;
    }
    const { topic, qos, retain } = packet;
    this.received.push({ topic, payload: Buffer.from(packet.payload), qos, retain });
    if (qos === 1 && packet.messageId !== undefined)
      this.#send({ cmd: 'puback', messageId: packet.messageId });
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener();
  }

  #answer(cmd: mqtt.PacketCmd, messageId?: number): Promise<mqtt.Packet> {
    const key = keyOf(cmd, messageId);
    return new Promise((resolve) => {
      this.#waiting.set(key, (packet) => {
        this.#waiting.delete(key);
        resolve(packet);
      });
    });
  }

  #nextId(): number {
    this.#lastId = (this.#lastId % 65_535) + 1;
    return this.#lastId;
  }

  #send(packet: mqtt.Packet): void {
    this.socket.write(mqtt.generate(packet));
  }
}

function keyOf(cmd: mqtt.PacketCmd, messageId: number | undefined): string {
  return messageId === undefined ? cmd : `${cmd} ${messageId}`;
}
