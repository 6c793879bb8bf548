import { type Clock, sleep } from '../base/clock';
import { asCodedError } from '../base/coded-error';
import { Deferred } from '../base/deferred';
import type { PublishPacket } from '../ec20/publish';
import type { InFlight } from './in-flight';
import type { PublishingClient } from './publisher-options';
import type { RateLimit } from './rate-limit';

export interface OwnMessagesOptions {
  readonly clock: Clock;
  readonly rate: RateLimit;
  readonly inFlight: InFlight;
  /** The connection, if there is one. */
  readonly client: () => PublishingClient | undefined;
  /** Lets no message of the outbox leave until the returned function is called. */
  readonly hold: () => () => void;
}

/** Looks at this interval whether none is in flight. */
const QUIET_POLL_MS = 100;

/** The session's own messages, which leave one by one between those of the outbox. */
export class OwnMessages {
  readonly #options: OwnMessagesOptions;
  /** Resolves when the last of them has left. */
  #last: Promise<void> = Promise.resolve();

  constructor(options: OwnMessagesOptions) {
    this.#options = options;
  }

  /**
   * Waits until none is in flight, and keeps the rate. Resolves when the broker, or for QoS 0 the module, has taken it. Rejects
   * with `signal`'s reason, or the client's.
   */
  async send(packet: PublishPacket, signal: AbortSignal): Promise<void> {
    const { clock, rate, inFlight } = this.#options;
    const release = this.#options.hold();
    const before = this.#last;
    const turn = new Deferred<void>();
    this.#last = turn.promise;
    try {
      // Two of QoS 0 at once would share one result (rule 12).
      await before;
      while (inFlight.size > 0) await sleep(clock, QUIET_POLL_MS, signal);
      const waitMs = rate.waitMs(clock.now());
      if (waitMs > 0) await sleep(clock, waitMs, signal);
      const client = this.#options.client();
      if (client === undefined || signal.aborted) throw asCodedError(signal.reason);
      rate.take(clock.now(), packet.qos);
      const { accepted, completed } = client.publish(packet);
      // Both reject with the same reason.
      accepted.catch(() => undefined);
      await completed;
    } finally {
      turn.resolve();
      release();
    }
  }
}
