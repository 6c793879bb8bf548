import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { CodedError } from '../base/coded-error';
import type { Line, LineListener, Transport } from '../transport/transport';

/** A client that leaves this many bytes unread is considered gone. */
const UNREAD_BYTES = 1024 * 1024;
const PROBE_MS = 30_000;

/**
 * The module's end of a serial port behind TCP, like a serial server. One client at a time: a newer one replaces the older, which
 * may have vanished silently. The module doesn't notice clients coming and going.
 */
export class SerialServer implements Transport {
  #port: number;

  /** `port` 0: the system chooses one; `path` has it once the line is open. */
  constructor(
    private readonly host: string,
    port: number,
  ) {
    this.#port = port;
  }

  get path(): string {
    return `tcp://${this.host.includes(':') ? `[${this.host}]` : this.host}:${this.#port}`;
  }

  /** Starts to listen. Rejects with `EC20_PORT_BUSY`, `EC20_PORT_DENIED` or `EC20_PORT_FAILED`. */
  open(listener: LineListener): Promise<Line> {
    const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: PROBE_MS });
    return new Promise((resolve, reject) => {
      server.once('error', (error) => reject(this.#failure(error)));
      server.listen(this.#port, this.host, () => {
        this.#port = (server.address() as AddressInfo).port;
        resolve(serve(server, listener, () => this.#lost()));
      });
    });
  }

  #failure(cause: NodeJS.ErrnoException): CodedError {
    const params = { port: this.path, detail: cause.message };
    if (cause.code === 'EADDRINUSE') return new CodedError('EC20_PORT_BUSY', { params, cause });
    if (cause.code === 'EACCES') return new CodedError('EC20_PORT_DENIED', { params, cause });
    return new CodedError('EC20_PORT_FAILED', { params, cause });
  }

  #lost(): CodedError {
    return new CodedError('EC20_PORT_LOST', { params: { port: this.path }, outcome: 'unknown' });
  }
}

function serve(server: Server, listener: LineListener, lost: () => CodedError): Line {
  let client: Socket | undefined;
  let closing: Promise<void> | undefined;
  server.on('connection', (socket) => {
    client?.destroy();
    client = socket;
    socket.on('data', (bytes) => {
      if (client === socket) listener.received(bytes);
    });
    // A reset is followed by `close`, which is enough.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (client === socket) client = undefined;
    });
  });
  // Accepting can fail temporarily, for want of descriptors; the server continues.
  server.on('error', () => undefined);
  return {
    write(bytes) {
      if (closing !== undefined) return Promise.reject(lost());
      if (client !== undefined && client.writableLength > UNREAD_BYTES) client.destroy();
      else client?.write(Buffer.from(bytes));
      return Promise.resolve();
    },
    close() {
      closing ??= new Promise((resolve) => {
        server.close(() => resolve());
        client?.destroy();
      });
      return closing;
    },
  };
}
