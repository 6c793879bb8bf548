import type { OnlineStream, StreamRequest } from './online-stream';
import { ok, finalWord, type Reply } from './reply';

/** What a connection needs of the module. */
export interface ConnectionHost {
  stream(request: StreamRequest): OnlineStream;
  connected(words: string): void;
  write(bytes: Buffer): void;
  urc(text: string): void;
  /** The pause around +++, ms. */
  readonly guardMs: number;
}

/** Who is at the other end of the line while it carries data. */
export interface OnlinePeer {
  /** CONNECT, with what stands behind it. */
  readonly greeting: string;
  received(bytes: Buffer): void;
  /** ATH: the host has ended it. */
  hungUp(): void;
}

/** The one connection that the line can carry instead of commands: entered, left with +++, entered again with ATO, ended. */
export class DataConnection {
  #peer: OnlinePeer | undefined;
  #stream: OnlineStream | undefined;

  constructor(private readonly host: ConnectionHost) {}

  /** True while bytes from the host are data. */
  get isOpen(): boolean {
    return this.#stream !== undefined;
  }

  /** Says CONNECT and hands the line to `peer`. Resolves with the result that ends it: OK after +++, NO CARRIER. */
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

  /** ATH: false when there was nothing to end. */
  hangUp(): boolean {
    const peer = this.#peer;
    this.#peer = undefined;
    peer?.hungUp();
    return peer !== undefined;
  }

  /** Bytes of a peer to the host; false while the line carries commands, or another's data. */
  send(peer: OnlinePeer, bytes: Buffer): boolean {
    if (this.#peer !== peer || this.#stream === undefined) return false;
    this.host.write(bytes);
    return true;
  }

  /** The connection is not there any more, and nobody needs to be told. */
  forget(peer: OnlinePeer): void {
    if (this.#peer === peer) this.#peer = undefined;
  }

  /** The other end has closed: NO CARRIER, as the result of what is open or as a code. */
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
