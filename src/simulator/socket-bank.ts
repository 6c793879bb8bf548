import { BrokerUnreachable, type Broker } from './broker';
import type { DataConnection, OnlinePeer } from './data-connection';
import type { Memory } from './module-state';
import { ERROR, okThen, type Reply } from './reply';
import type { SimulatorSettings } from './settings';
import type { TlsRequest } from './tls';

/** What sockets require of the module. */
export interface SocketHost {
  readonly settings: SimulatorSettings;
  readonly broker: Broker;
  readonly memory: Memory;
  readonly online: DataConnection;
  after(delayMs: number, action: () => void): unknown;
  delay(ms: number): Promise<void>;
  urc(text: string): void;
  reach(): SimulatorSettings['internet'];
}

/** The names that the commands of plain and of TLS sockets use. */
interface SocketFamily {
  readonly open: 'QIOPEN' | 'QSSLOPEN';
  readonly code: 'QIURC' | 'QSSLURC';
}
export const SOCKET_FAMILIES = {
  plain: { open: 'QIOPEN', code: 'QIURC' },
  secure: { open: 'QSSLOPEN', code: 'QSSLURC' },
} as const satisfies Readonly<Record<string, SocketFamily>>;

/** Results of the TCP/IP note, §M2; the texts are those of AT+QIGETERROR (M). */
const FAILED = {
  operation: { code: 550, text: 'unknown error' },
  used: { code: 563, text: 'socket identity has been used' },
  dns: { code: 565, text: 'DNS parse failed' },
  refused: { code: 566, text: 'socket connect failed' },
} as const;

/** The socket_state of AT+QISTATE. */
export const SOCKET_STATE = { opening: 1, connected: 2, listening: 3, closing: 4 } as const;

/** How the peer's data reaches the host. */
export const ACCESS = { buffered: 0, pushed: 1, transparent: 2 } as const;

/** The parameters with which a socket is opened. */
export interface SocketRequest {
  readonly id: number;
  readonly context: number;
  readonly service: string;
  readonly host: string;
  readonly port: number;
  readonly localPort: number;
  readonly access: number;
  readonly tlsContext?: number;
}

/** One socket from its opening to QICLOSE. */
export interface Socket extends SocketRequest {
  access: number;
  state: (typeof SOCKET_STATE)[keyof typeof SOCKET_STATE];
  /** Bytes that the host has not read. */
  unread: Buffer;
  readBytes: number;
  sentBytes: number;
  acknowledgedBytes: number;
  /** A URC has reported the unread data. */
  isReported: boolean;
  readonly peer: OnlinePeer;
}

const FIRST_LOCAL_PORT = 49_152;

/** The sockets of QIOPEN, or those of QSSLOPEN, and their peer, which behaves as the setting `socketPeer` says. */
export class SocketBank {
  readonly #sockets = new Map<number, Socket>();
  #nextPort = FIRST_LOCAL_PORT;

  constructor(
    private readonly host: SocketHost,
    private readonly family: SocketFamily,
  ) {}

  /** All open sockets, by number. */
  get all(): readonly Socket[] {
    return [...this.#sockets.values()].sort((one, other) => one.id - other.id);
  }

  get(id: number): Socket | undefined {
    return this.#sockets.get(id);
  }

  /** Connects; `tls` undefined: without TLS, `impossible`: a required file is missing. The result is a URC, or CONNECT. */
  open(request: SocketRequest, tls?: TlsRequest | 'impossible'): Reply | Promise<Reply> {
    if (request.access === ACCESS.transparent) return this.#openTransparent(request, tls);
    return okThen(() => {
      void this.#connect(request, tls).then((result) => {
        this.host.urc(`+${this.family.open}: ${request.id},${result}`);
      });
    });
  }

  /** Sends the host's data to the peer. False: the socket is not connected. */
  send(id: number, bytes: Buffer): boolean {
    const socket = this.#sockets.get(id);
    if (socket?.state !== SOCKET_STATE.connected) return false;
    socket.sentBytes += bytes.length;
    const { settings } = this.host;
    this.host.after(settings.pingMs, () => {
      if (this.#sockets.get(id) !== socket || this.host.reach() !== 'ok') return;
      socket.acknowledgedBytes += bytes.length;
      if (settings.socketPeer === 'echoes') this.#deliver(socket, bytes);
      if (settings.socketPeer === 'closes') this.#lose(socket);
    });
    return true;
  }

  /** Takes at most `mostBytes` of the unread data. */
  read(socket: Socket, mostBytes: number): Buffer {
    const part = socket.unread.subarray(0, mostBytes);
    socket.unread = socket.unread.subarray(part.length);
    socket.readBytes += part.length;
    if (socket.unread.length === 0) socket.isReported = false;
    return part;
  }

  /** QICLOSE; does nothing if it isn't open. */
  close(id: number): void {
    const socket = this.#sockets.get(id);
    this.#sockets.delete(id);
    if (socket !== undefined) this.host.online.forget(socket.peer);
  }

  /** The PDP context is down: its sockets are dead until they are closed. */
  contextLost(context: number): void {
    for (const socket of this.#sockets.values()) {
      if (socket.context !== context) continue;
      socket.state = SOCKET_STATE.closing;
      this.host.online.lost(socket.peer);
    }
  }

  async #openTransparent(request: SocketRequest, tls?: TlsRequest | 'impossible'): Promise<Reply> {
    const result = await this.#connect(request, tls);
    const socket = this.#sockets.get(request.id);
    return result === 0 && socket !== undefined ? this.host.online.enter(socket.peer) : ERROR;
  }

  /** The result of QIOPEN: 0, or why not. */
  async #connect(request: SocketRequest, tls?: TlsRequest | 'impossible'): Promise<number> {
    if (this.#sockets.has(request.id)) return this.#fail('used');
    const socket: Socket = {
      ...request,
      localPort: request.localPort === 0 ? this.#nextPort++ : request.localPort,
      state: SOCKET_STATE.opening,
      unread: Buffer.alloc(0),
      readBytes: 0,
      sentBytes: 0,
      acknowledgedBytes: 0,
      isReported: false,
      peer: {
        greeting: 'CONNECT',
        received: (bytes) => void this.send(request.id, bytes),
        hungUp: () => this.close(request.id),
      },
    };
    this.#sockets.set(request.id, socket);
    await this.host.delay(this.host.settings.openMs);
    const isServer = /LISTENER|SERVICE/i.test(socket.service);
    const failure = isServer ? undefined : await this.#obstacle(socket, tls);
    // QICLOSE or a reset may have come first.
    if (this.#sockets.get(request.id) !== socket) return this.#fail('operation');
    if (failure !== undefined) {
      this.#sockets.delete(request.id);
      return this.#fail(failure);
    }
    socket.state = /LISTENER/i.test(socket.service) ? SOCKET_STATE.listening : SOCKET_STATE.connected;
    return 0;
  }

  #fail(why: keyof typeof FAILED): number {
    this.host.memory.lastError = FAILED[why];
    return FAILED[why].code;
  }

  /** What prevents a connection; undefined: nothing. */
  async #obstacle(
    { host, port, service }: Socket,
    tls?: TlsRequest | 'impossible',
  ): Promise<keyof typeof FAILED | undefined> {
    if (tls === 'impossible') return 'operation';
    const reach = this.host.reach();
    if (reach === 'no-dns') return 'dns';
    if (reach === 'no-tcp' || this.host.settings.socketPeer === 'refuses') return 'refused';
    if (/^UDP/i.test(service)) return undefined;
    try {
      await this.host.broker.probe(host, port, tls);
      return undefined;
    } catch (error) {
      const failure = error instanceof BrokerUnreachable ? error.failure : 'timeout';
      if (failure === 'dns') return 'dns';
      return failure === 'tls' ? 'operation' : 'refused';
    }
  }

  #deliver(socket: Socket, bytes: Buffer): void {
    if (socket.access === ACCESS.transparent && this.host.online.send(socket.peer, bytes)) return;
    if (socket.access === ACCESS.pushed) {
      socket.readBytes += bytes.length;
      this.#report(`"recv",${socket.id},${bytes.length}\r\n${bytes.toString('latin1')}`);
      return;
    }
    socket.unread = Buffer.concat([socket.unread, bytes]);
    if (socket.isReported) return;
    socket.isReported = true;
    this.#report(`"recv",${socket.id}`);
  }

  #lose(socket: Socket): void {
    socket.state = SOCKET_STATE.closing;
    if (socket.access === ACCESS.transparent) this.host.online.lost(socket.peer);
    else this.#report(`"closed",${socket.id}`);
  }

  #report(values: string): void {
    this.host.urc(`+${this.family.code}: ${values}`);
  }
}
