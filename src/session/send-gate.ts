import type { Clock, Timer } from '../base/clock';
import type { RateLimit } from './rate-limit';
import type { QualityOfService } from './publication';
import type { SendWindow } from './send-window';

export interface SendGateOptions {
  readonly clock: Clock;
  readonly window: SendWindow;
  readonly rate: RateLimit;
  /** What kept messages from leaving is over. */
  readonly onOpen: () => void;
}

/** Pause after a refusal by the module. */
const REFUSAL_PAUSE_MS = 500;

/** When the next publish may leave: not while held, as many at once as the window allows, as fast as the rate allows. */
export class SendGate {
  readonly #options: SendGateOptions;
  readonly #holds = new Set<object>();
  #isPaused = false;
  #timer: Timer | undefined;
  #restUntilMs = -Infinity;

  constructor(options: SendGateOptions) {
    this.#options = options;
  }

  /** For a new connection. */
  restart(): void {
    this.#isPaused = false;
    this.#options.window.restart();
  }

  /** The connection has ended: until the next {@link take} nobody is woken. */
  cancel(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Closes while the module's state is being queried (rule 7). */
  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#options.onOpen();
  }

  /** Closes until the returned function is called. */
  hold(): () => void {
    const hold = {};
    this.#holds.add(hold);
    return () => {
      if (this.#holds.delete(hold)) this.#options.onOpen();
    };
  }

  /** Whether another one may leave beside so many in flight, as soon as the rate allows. */
  hasRoom(inFlight: number): boolean {
    return !this.#isPaused && this.#holds.size === 0 && inFlight < this.#options.window.size;
  }

  /** Counts a message that leaves now; false: it is too early, and {@link SendGateOptions.onOpen} says when it no longer is. */
  take(qos: QualityOfService): boolean {
    const { clock, rate, onOpen } = this.#options;
    const waitMs = Math.max(rate.waitMs(clock.now()), this.#restUntilMs - clock.now());
    if (waitMs > 0) {
      this.#timer ??= clock.after(waitMs, () => {
        this.#timer = undefined;
        onOpen();
      });
      return false;
    }
    rate.take(clock.now(), qos);
    return true;
  }

  /** Whether at most one may be in flight. */
  get isNarrowest(): boolean {
    return this.#options.window.size === 1;
  }

  /** The broker has acknowledged a publish. */
  widen(): void {
    this.#options.window.succeeded();
    this.#options.rate.restore();
  }

  /** A publish was refused, retransmitted by the module, or failed: reduces the window and the rate. */
  narrow(): void {
    this.#options.window.refused();
    this.#options.rate.halve();
  }

  /** The cloud didn't reply, or wants it again. */
  halveRate(): void {
    this.#options.rate.halve();
  }

  /** The module has refused a publish: nothing leaves for a moment. */
  rest(): void {
    this.#restUntilMs = this.#options.clock.now() + REFUSAL_PAUSE_MS;
  }
}
