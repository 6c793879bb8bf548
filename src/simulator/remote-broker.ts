import { connect, type Socket } from 'node:net';
import { generate, parser, type Packet, type Parser } from 'mqtt-packet';
import type { Clock, Timer } from '../base/clock';
import { parseAddress, type TcpAddress } from '../base/tcp-address';
import {
  BrokerUnreachable,
  type Broker,
  type BrokerLink,
  type BrokerLinkListener,
  type BrokerMessage,
  type ConnectRequest,
  type ReachFailure,
} from './broker';
import { PacketIds } from './packet-ids';
import { secure, type TlsRequest } from './tls';

/** Where the module's connections go. */
export type BrokerAddress =
  | { readonly host: string; readonly port: number }
  /** To the host and port that the module requests. */
  | 'follow';

/** Options of {@link RemoteBroker}. */
export interface RemoteBrokerOptions {
  readonly clock: Clock;
  readonly address: BrokerAddress;
  /** Timeout for a TCP connection, default 30 s. */
  readonly openMs?: number;
}

const MQTT_PORT = 1883;

/** Reads `mqtt://host[:port]`; undefined for anything else. Default port 1883. */
export function parseBrokerAddress(text: string): TcpAddress | undefined {
  return parseAddress(text, { scheme: 'mqtt', defaultPort: MQTT_PORT });
}

/** Connects the virtual module to a real MQTT 3.1 or 3.1.1 broker over TCP. */
export class RemoteBroker implements Broker {
  constructor(private readonly options: RemoteBrokerOptions) {}

  async open(
    host: string,
    port: number,
    listener: BrokerLinkListener,
    tls?: TlsRequest,
  ): Promise<BrokerLink> {
    return new RemoteLink(await this.#socket(host, port, tls), this.options.clock, listener);
  }

  async probe(host: string, port: number, tls?: TlsRequest): Promise<void> {
    const socket = await this.#socket(host, port, tls);
    socket.on('error', () => undefined);
    socket.destroy();
  }

  async #socket(host: string, port: number, tls: TlsRequest | undefined): Promise<Socket> {
    const { clock, openMs = 30_000 } = this.options;
    const socket = await this.#reach(host, port, openMs);
    if (tls === undefined) return socket;
    const timer = clock.after(openMs, () => socket.destroy());
    try {
      return await secure(socket, host, tls);
    } catch (error) {
      socket.destroy();
      throw new BrokerUnreachable('tls', error instanceof Error ? error.message : String(error));
    } finally {
      timer.cancel();
    }
  }

  #reach(host: string, port: number, openMs: number): Promise<Socket> {
    const { clock, address } = this.options;
    const target = address === 'follow' ? { host, port } : address;
    return new Promise((resolve, reject) => {
      const socket = connect({ ...target, noDelay: true });
      const fail = (failure: ReachFailure, detail: string) => {
        timer.cancel();
        socket.destroy();
        reject(new BrokerUnreachable(failure, detail));
      };
      const onError = (error: NodeJS.ErrnoException) => fail(reachFailure(error.code ?? ''), error.message);
      const timer = clock.after(openMs, () => fail('timeout', `no connection within ${openMs} ms`));
      socket.on('error', onError);
      socket.once('connect', () => {
        timer.cancel();
        socket.off('error', onError);
        resolve(socket);
      });
    });
  }
}

const REFUSED: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

function reachFailure(code: string): ReachFailure {
  if (code === 'ENOTFOUND' || code.startsWith('EAI_')) return 'dns';
  return REFUSED.has(code) ? 'refused' : 'timeout';
}

/** A peer that doesn't close its side after DISCONNECT is cut off. */
const SHUT_MS = 2000;

/** Acknowledgements awaited for a packet id of ours. */
type Awaited = 'puback' | 'pubrec' | 'pubcomp' | 'suback' | 'unsuback';

interface Waiter {
  awaited: Awaited;
  settle(granted: readonly number[]): void;
}

class RemoteLink implements BrokerLink {
  readonly #parser: Parser;
  readonly #ids = new PacketIds();
  readonly #waiters = new Map<number, Waiter>();
  /** Inbound QoS 2 messages that were delivered and not yet released. */
  readonly #unreleased = new Set<number>();
  readonly #pings: (() => void)[] = [];
  #connack: ((returnCode: number) => void) | undefined;
  #open = true;
  #shutTimer: Timer | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly clock: Clock,
    private readonly listener: BrokerLinkListener,
  ) {
    this.#parser = parser({ protocolVersion: 4 });
    this.#parser.on('packet', (packet) => this.#received(packet));
    this.#parser.on('error', () => this.#broken());
    socket.on('data', (bytes) => {
      if (this.#open) this.#parser.parse(bytes);
    });
    socket.on('error', () => this.#broken());
    socket.on('close', () => {
      this.#shutTimer?.cancel();
      this.#broken();
    });
  }

  connect(request: ConnectRequest): Promise<number> {
    const { username, password, will } = request;
    this.#send({
      cmd: 'connect',
      protocolId: request.protocolLevel === 3 ? 'MQIsdp' : 'MQTT',
      protocolVersion: request.protocolLevel,
      clientId: request.clientId,
      clean: request.cleanSession,
      keepalive: request.keepAliveSeconds,
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password: Buffer.from(password) }),
      ...(will === undefined ? {} : { will }),
    });
    return new Promise((resolve) => {
      this.#connack = resolve;
    });
  }

  subscribe(filters: readonly { filter: string; qos: 0 | 1 | 2 }[]): Promise<readonly number[]> {
    const subscriptions = filters.map(({ filter, qos }) => ({ topic: filter, qos }));
    return this.#acknowledged('suback', (messageId) => ({
      cmd: 'subscribe',
      messageId,
      subscriptions,
    }));
  }

  async unsubscribe(filters: readonly string[]): Promise<void> {
    await this.#acknowledged('unsuback', (messageId) => ({
      cmd: 'unsubscribe',
      messageId,
      unsubscriptions: [...filters],
    }));
  }

  async publish(message: BrokerMessage): Promise<void> {
    const packet = { cmd: 'publish', dup: false, ...message } as const;
    if (message.qos === 0) {
      await new Promise<void>((resolve) => this.#send(packet, resolve));
      return;
    }
    await this.#acknowledged(message.qos === 1 ? 'puback' : 'pubrec', (messageId) => ({
      ...packet,
      messageId,
    }));
  }

  ping(): Promise<void> {
    this.#send({ cmd: 'pingreq' });
    return new Promise((resolve) => this.#pings.push(resolve));
  }

  close(orderly: boolean): void {
    if (!this.#open) return;
    if (!orderly) {
      this.#open = false;
      this.socket.destroy();
      return;
    }
    this.#send({ cmd: 'disconnect' });
    this.#open = false;
    this.socket.end();
    this.#shutTimer = this.clock.after(SHUT_MS, () => this.socket.destroy());
  }

  #acknowledged(awaited: Awaited, build: (messageId: number) => Packet): Promise<readonly number[]> {
    return new Promise((settle) => {
      const messageId = this.#ids.take();
      this.#waiters.set(messageId, { awaited, settle });
      this.#send(build(messageId));
    });
  }

  /** Writes a packet. What MQTT can't encode, such as a password without a user name, breaks the connection. */
  #send(packet: Packet, written?: () => void): void {
    if (!this.#open) return;
    let bytes: Buffer;
    try {
      bytes = generate(packet);
    } catch {
      this.#broken();
      return;
    }
    this.socket.write(bytes, (error) => {
      if (error === undefined || error === null) written?.();
    });
  }

  #received(packet: Packet): void {
    if (!this.#open) return;
    const id = packet.messageId ?? 0;
    switch (packet.cmd) {
      case 'connack':
        this.#connack?.(packet.returnCode ?? 0);
        return;
      case 'publish':
        this.#deliver(packet, id);
        return;
      case 'pubrel':
        this.#unreleased.delete(id);
        this.#send({ cmd: 'pubcomp', messageId: id });
        return;
      case 'pubrec': {
        const waiter = this.#waiters.get(id);
        if (waiter?.awaited === 'pubrec') waiter.awaited = 'pubcomp';
        this.#send({ cmd: 'pubrel', messageId: id });
        return;
      }
      case 'puback':
      case 'pubcomp':
      case 'unsuback':
        this.#settle(packet.cmd, id, []);
        return;
      case 'suback':
        this.#settle('suback', id, packet.granted.map(Number));
        return;
      case 'pingresp':
        this.#pings.shift()?.();
        return;
      case 'connect':
      case 'subscribe':
      case 'unsubscribe':
      case 'pingreq':
      case 'disconnect':
      case 'auth':
        this.#broken();
        return;
    }
  }

  #deliver(packet: Packet & { cmd: 'publish' }, id: number): void {
    const { topic, qos, retain } = packet;
    const repeated = qos === 2 && this.#unreleased.has(id);
    if (qos === 2) this.#unreleased.add(id);
    if (!repeated) this.listener.message({ topic, payload: Buffer.from(packet.payload), qos, retain }, id);
    if (qos === 1) this.#send({ cmd: 'puback', messageId: id });
    if (qos === 2) this.#send({ cmd: 'pubrec', messageId: id });
  }

  #settle(awaited: Awaited, id: number, granted: readonly number[]): void {
    const waiter = this.#waiters.get(id);
    if (waiter?.awaited !== awaited) return;
    this.#waiters.delete(id);
    this.#ids.release(id);
    waiter.settle(granted);
  }

  /** The connection has ended unexpectedly. */
  #broken(): void {
    if (!this.#open) return;
    this.#open = false;
    this.socket.destroy();
    this.listener.closed();
  }
}
