import { CodedError } from '../base/coded-error';
import type { Line, LineListener, Transport } from './transport';

/** Two ends in memory: what is written at one end is received at the other, if a line is open there. */
export interface Pair {
  readonly left: Transport;
  readonly right: Transport;
  /** Ends every open line like an unplugged cable; later openings fail with `EC20_PORT_NOT_FOUND`. */
  unplug(): void;
  /** Allows both ends to be opened again. */
  replug(): void;
}

/**
 * Makes a pair. `path` names both ends in messages. Bytes arrive in a later microtask, as copies. Opening an end that is already
 * open is `EC20_PORT_BUSY`.
 */
export function createPair(path: string): Pair {
  const cable = { plugged: true };
  const left = new PairEnd(path, cable);
  const right = new PairEnd(path, cable);
  left.peer = right;
  right.peer = left;
  return {
    left,
    right,
    unplug() {
      cable.plugged = false;
      left.lose();
      right.lose();
    },
    replug() {
      cable.plugged = true;
    },
  };
}

class PairEnd implements Transport {
  peer: PairEnd | undefined;
  #line: { listener: LineListener } | undefined;

  constructor(
    readonly path: string,
    private readonly cable: { readonly plugged: boolean },
  ) {}

  open(listener: LineListener): Promise<Line> {
    if (!this.cable.plugged) {
      return Promise.reject(new CodedError('EC20_PORT_NOT_FOUND', { params: { port: this.path } }));
    }
    if (this.#line !== undefined) {
      return Promise.reject(new CodedError('EC20_PORT_BUSY', { params: { port: this.path } }));
    }
    const line = { listener };
    this.#line = line;
    return Promise.resolve({
      write: (bytes: Uint8Array) => {
        if (this.#line !== line) return Promise.reject(this.#lost());
        this.peer?.receive(Buffer.from(bytes));
        return Promise.resolve();
      },
      close: () => {
        if (this.#line === line) this.#line = undefined;
        return Promise.resolve();
      },
    });
  }

  receive(bytes: Buffer): void {
    const line = this.#line;
    if (line === undefined) return;
    queueMicrotask(() => {
      if (this.#line === line) line.listener.received(bytes);
    });
  }

  lose(): void {
    const line = this.#line;
    this.#line = undefined;
    line?.listener.lost(this.#lost());
  }

  #lost(): CodedError {
    return new CodedError('EC20_PORT_LOST', { params: { port: this.path }, outcome: 'unknown' });
  }
}
