import { connect, type Socket } from 'node:net';
import { type Clock, SystemClock } from '../base/clock';
import { CodedError } from '../base/coded-error';
import { parseAddress } from '../base/tcp-address';
import { StreamLine } from './stream-line';
import type { Line, LineListener, Transport } from './transport';

const CONNECT_MS = 10_000;
/** A serial server that has lost power sends nothing; TCP's keep-alive probes detect that. */
const KEEP_ALIVE_MS = 30_000;

/**
 * A network serial server (raw TCP, as used by ser2net or a DTU) by its address `tcp://host:port`. Throws `EC20_SETTING` with field
 * `port` for any other form.
 */
export function tcpTransport(address: string, clock: Clock = new SystemClock()): Transport {
  const { host, port } = requiredAddress(address);
  return {
    path: address,
    open(listener: LineListener): Promise<Line> {
      return new Promise((resolve, reject) => {
        const socket = connect({
          host,
          port,
          noDelay: true,
          keepAlive: true,
          keepAliveInitialDelay: KEEP_ALIVE_MS,
        });
        const fail = (error: Error) => {
          timer.cancel();
          socket.destroy();
          const params = { port: address, detail: error.message };
          reject(new CodedError('EC20_PORT_FAILED', { params, cause: error }));
        };
        const timer = clock.after(CONNECT_MS, () => fail(new Error(`no answer in ${CONNECT_MS / 1000} s`)));
        socket.once('error', fail);
        socket.once('connect', () => {
          timer.cancel();
          // The line listens from here on, without a gap in which an error would end Node.js.
          const source = { path: address, stream: socket, shut: () => shutSocket(socket) };
          resolve(new StreamLine(source, listener, clock));
          socket.off('error', fail);
        });
      });
    },
  };
}

function requiredAddress(address: string): { readonly host: string; readonly port: number } {
  const parsed = parseAddress(address, { scheme: 'tcp' });
  if (parsed !== undefined) return parsed;
  throw new CodedError('EC20_SETTING', {
    params: { field: 'port', value: address, allowed: 'tcp://192.168.1.7:8899' },
  });
}

/** Flushes pending writes first. */
function shutSocket(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) {
      resolve();
      return;
    }
    socket.once('close', () => resolve());
    socket.destroySoon();
  });
}
