import type { Timer } from '../base/clock';
import { CodedError } from '../base/coded-error';
import type { LoadedMessages } from './loaded-messages';
import type { OutboxOptions } from './outbox-options';
import type { OutboxRecord } from './outbox-record';

export interface ExpiryOptions extends Pick<OutboxOptions, 'clock' | 'ttlMs'> {
  readonly loaded: LoadedMessages;
  /** One has expired, and is no longer in memory. */
  readonly onExpired: (record: OutboxRecord, error: CodedError) => void;
  /** The time of some was over. */
  readonly onDue: () => void;
}

/** Gives up messages that have become too old before they could leave, the oldest in memory first. */
export class Expiry {
  readonly #options: ExpiryOptions;
  #timer: Timer | undefined;
  #isClosed = false;

  constructor(options: ExpiryOptions) {
    this.#options = options;
  }

  /** Wakes up when the first in memory expires, unless that is planned already. */
  arm(): void {
    const { clock, ttlMs, loaded } = this.#options;
    const first = loaded.ready[0];
    if (ttlMs === 0 || first === undefined || this.#timer !== undefined || this.#isClosed) return;
    const dueMs = first.entry.acceptedAtMs + ttlMs;
    this.#timer = clock.after(dueMs - clock.now(), () => {
      this.#timer = undefined;
      this.run();
      this.#options.onDue();
    });
  }

  /** Fails messages that have expired before they could leave, and schedules the next check. */
  run(): void {
    const { clock, ttlMs, loaded, onExpired } = this.#options;
    if (ttlMs === 0 || this.#isClosed) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    const error = new CodedError('EC20_EXPIRED', { params: { seconds: Math.round(ttlMs / 1000) } });
    for (;;) {
      const first = loaded.ready[0];
      if (first === undefined || clock.now() - first.entry.acceptedAtMs < ttlMs) break;
      loaded.shift();
      onExpired(first, error);
    }
    this.arm();
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
  }
}
