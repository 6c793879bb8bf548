import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { generate, parser, type Packet } from 'mqtt-packet';

/** A broker that does only what a test defines: it records every packet and answers by `answer`. */
export class ScriptedServer {
  readonly packets: Packet[] = [];
  answer: (packet: Packet, server: ScriptedServer) => void = () => undefined;
  #socket: Socket | undefined;
  readonly #waiting: (() => void)[] = [];
  readonly #server = createServer((socket) => {
    this.#socket = socket;
    const packets = parser();
    packets.on('packet', (packet) => {
      this.packets.push(packet);
      this.answer(packet, this);
      for (const wake of this.#waiting.splice(0)) wake();
    });
    socket.on('data', (bytes) => packets.parse(bytes));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.closed = true;
      for (const wake of this.#waiting.splice(0)) wake();
    });
  });
  closed = false;

  /** Listens on a free port of this machine. */
  async start(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  send(packet: Packet): void {
    this.#socket?.write(generate(packet));
  }

  sendBytes(bytes: Uint8Array): void {
    this.#socket?.write(bytes);
  }

  hangUp(): void {
    this.#socket?.destroy();
  }

  /** Resolves when `done` holds; checked at each packet and at the end of the connection. */
  async until(done: () => boolean): Promise<void> {
    while (!done()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async stop(): Promise<void> {
    this.#socket?.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** Answers every packet like an ordinary broker. */
export function obliging(packet: Packet, server: ScriptedServer): void {
  const reply = replyTo(packet);
  if (reply !== undefined) server.send(reply);
}

function replyTo(packet: Packet): Packet | undefined {
  const messageId = packet.messageId ?? 0;
  if (packet.cmd === 'connect') return { cmd: 'connack', returnCode: 0, sessionPresent: false };
  if (packet.cmd === 'subscribe') {
    return { cmd: 'suback', messageId, granted: packet.subscriptions.map(({ qos }) => qos) };
  }
  if (packet.cmd === 'unsubscribe') return { cmd: 'unsuback', messageId, granted: [] };
  if (packet.cmd === 'publish' && packet.qos === 1) return { cmd: 'puback', messageId };
  if (packet.cmd === 'publish' && packet.qos === 2) return { cmd: 'pubrec', messageId };
  if (packet.cmd === 'pubrel') return { cmd: 'pubcomp', messageId };
  if (packet.cmd === 'pubrec') return { cmd: 'pubrel', messageId };
  return packet.cmd === 'pingreq' ? { cmd: 'pingresp' } : undefined;
}
