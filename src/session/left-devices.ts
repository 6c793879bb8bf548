import type { Clock, Timer } from '../base/clock';
import { CodedError } from '../base/coded-error';

export interface LeftDevicesOptions {
  readonly clock: Clock;
  /** The device behind the gateway that a topic belongs to, as a key. */
  readonly deviceOf: (topic: string) => string | undefined;
  /** Whether it is set up, or its messages leave all the same. */
  readonly isServed: (key: string) => boolean;
  /** How many messages wait on each topic. Rejects where the queue can't be read. */
  readonly topics: () => Promise<ReadonlyMap<string, number>>;
  readonly warn: (warning: CodedError) => void;
}

/** A deploy takes a device away and sets it up again; a node may have to read its thing model first. */
const LOOK_MS = 60_000;

/**
 * Devices behind a gateway for which messages wait, and which are not set up any more. Their messages are kept, as somebody may set them
 * up again: each is told of once.
 */
export class LeftDevices {
  readonly #options: LeftDevicesOptions;
  readonly #told = new Set<string>();
  #timer: Timer | undefined;
  #isClosed = false;

  constructor(options: LeftDevicesOptions) {
    this.#options = options;
  }

  /** Messages may wait for such a device: looks in a minute. */
  suspect(): void {
    if (this.#isClosed) return;
    this.#timer ??= this.#options.clock.after(LOOK_MS, () => {
      this.#timer = undefined;
      void this.#look();
    });
  }

  /** It is set up. */
  returned(key: string): void {
    this.#told.delete(key);
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
  }

  async #look(): Promise<void> {
    const { topics, deviceOf, isServed, warn } = this.#options;
    const counts = new Map<string, number>();
    // What is wrong with the queue is reported by itself.
    for (const [topic, count] of await topics().catch(() => new Map<string, number>())) {
      const key = deviceOf(topic);
      if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + count);
    }
    if (this.#isClosed) return;
    for (const [device, count] of counts) {
      if (isServed(device) || this.#told.has(device)) continue;
      this.#told.add(device);
      warn(new CodedError('EC20_SUB_LEFT', { params: { device, count } }));
    }
  }
}
