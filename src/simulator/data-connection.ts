import type { OnlineStream, StreamRequest } from './online-stream';
import { ok, finalWord, type Reply } from './reply';

/** What a data connection requires of the module. */
export interface ConnectionHost {
  stream(request: StreamRequest): OnlineStream;
  connected(words: string): void;
  write(bytes: Buffer): void;
  urc(text: string): void;
  /** The guard time around +++, ms. */
  readonly guardMs: number;
}

/** The peer of the line while it carries data. */
export interface OnlinePeer {
  /** The text after CONNECT. */
  readonly greeting: string;
  received(bytes: Buffer): void;
  /** ATH: the host has ended the connection. */
  hungUp(): void;
}

/** The one connection that can use the line instead of commands: entered, left by +++, resumed by ATO, ended. */
export class DataConnection {
  #peer: OnlinePeer | undefined;
  #stream: OnlineStream | undefined;

  constructor(private readonly host: ConnectionHost) {}

  /** True while bytes from the host are data. */
  get isOpen(): boolean {
    return this.#stream !== undefined;
  }

  /** Sends CONNECT and gives the line to `peer`. Resolves with the final result: OK after +++, or NO CARRIER. */
  async enter(peer: OnlinePeer): Promise<Reply> {
    this.#peer = peer;
    this.host.connected(peer.greeting);
    const { guardMs } = this.host;
    const stream = this.host.stream({ guardMs, received: (bytes) => peer.received(bytes) });
    this.#stream = stream;
    const how = await stream.ended;
    this.#stream = undefined;
    if (how === 'escaped') return ok();
    this.#peer = undefined;
    return finalWord('NO CARRIER');
  }

  /** ATO. */
  resume(): Reply | Promise<Reply> {
    return this.#peer === undefined ? finalWord('NO CARRIER') : this.enter(this.#peer);
  }

  /** ATH: false when there was no connection. */
  hangUp(): boolean {
    const peer = this.#peer;
    this.#peer = undefined;
    peer?.hungUp();
    return peer !== undefined;
  }

  /** Sends a peer's bytes to the host; false while the line carries commands, or another peer's data. */
  send(peer: OnlinePeer, bytes: Buffer): boolean {
    if (this.#peer !== peer || this.#stream === undefined) return false;
    this.host.write(bytes);
    return true;
  }

  /** Drops a connection that no longer exists, without notifying anyone. */
  forget(peer: OnlinePeer): void {
    if (this.#peer === peer) this.#peer = undefined;
  }

  /** The peer has closed: NO CARRIER, as the final result of an open data phase or as a URC. */
  lost(peer: OnlinePeer): void {
    if (this.#peer !== peer) return;
    if (this.#stream !== undefined) {
      this.#stream.close();
      return;
    }
    this.#peer = undefined;
    this.host.urc('NO CARRIER');
  }
}
