import type { Clock, Timer } from '../base/clock';

/** What a connection requires of the line. */
export interface StreamRequest {
  /** The guard time before and after +++ (EC2x AT manual §7.6), ms. */
  readonly guardMs: number;
  /** Bytes from the host. */
  received(bytes: Buffer): void;
}

const PLUS = 0x2b;
const ESCAPE_BYTES = 3;
const NONE = Buffer.alloc(0);

/** The line while it carries a connection's data: everything passes except three plus signs within guard times. */
export class OnlineStream {
  /** How it ended: the host has returned to commands, or the connection is gone. Never settles when the power fails. */
  readonly ended: Promise<'escaped' | 'closed'>;
  #settle: (how: 'escaped' | 'closed') => void = () => undefined;
  #lastMs: number;
  #plusSigns: Buffer = NONE;
  #timer: Timer | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly request: StreamRequest,
    over: () => void,
  ) {
    this.#lastMs = clock.now();
    this.ended = new Promise((resolve) => {
      this.#settle = (how) => {
        this.stop();
        over();
        resolve(how);
      };
    });
  }

  take(bytes: Buffer): void {
    const now = this.clock.now();
    const mayEscape = this.#plusSigns.length > 0 || now - this.#lastMs >= this.request.guardMs;
    this.#lastMs = now;
    this.stop();
    const kept = Buffer.concat([this.#plusSigns, bytes]);
    if (!mayEscape || kept.length > ESCAPE_BYTES || kept.some((byte) => byte !== PLUS)) {
      this.#plusSigns = NONE;
      this.request.received(kept);
      return;
    }
    this.#plusSigns = kept;
    this.#timer = this.clock.after(this.request.guardMs, () => {
      this.#plusSigns = NONE;
      if (kept.length === ESCAPE_BYTES) this.#settle('escaped');
      else this.request.received(kept);
    });
  }

  /** The peer has closed. */
  close(): void {
    this.#settle('closed');
  }

  /** Cancels all timers. */
  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
