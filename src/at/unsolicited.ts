import { hasPrefix, parametersOf } from './response-match';
import type { Parameter } from './parameter';

/** An unsolicited result code, as passed to its listener. */
export interface Unsolicited {
  /** The prefix it was registered by. */
  readonly prefix: string;
  readonly params: readonly Parameter[];
  /** The whole line, latin1; of a code with a payload the part before the payload. */
  readonly text: string;
  readonly data?: Buffer;
}

/** Receives one unsolicited code. What it throws is counted and traced, and does not affect other listeners. */
export type UnsolicitedListener = (urc: Unsolicited) => void;

interface Registration {
  readonly prefix: string;
  readonly listener: UnsolicitedListener;
}

/** Listeners by unsolicited code. Each code goes once to each listener of its prefix, in the order of registration. */
export class UnsolicitedCodes {
  #registrations: readonly Registration[] = [];

  /**
   * Registers `listener` for a prefix without its colon, or for a whole line such as `RDY`. Returns a function that
   * unsubscribes.
   */
  on(prefix: string, listener: UnsolicitedListener): () => void {
    const registration = { prefix, listener };
    this.#registrations = [...this.#registrations, registration];
    return () => {
      this.#registrations = this.#registrations.filter((each) => each !== registration);
    };
  }

  hasListener(line: string): boolean {
    return this.#registrations.some(({ prefix }) => hasPrefix(line, prefix));
  }

  /** Notifies all listeners. What a listener throws is reported to `failed` and does not affect the others. */
  deliver(text: string, data: Buffer | undefined, failed: (prefix: string, error: unknown) => void): void {
    for (const registration of this.#registrations) {
      const { prefix, listener } = registration;
      // An earlier listener may have unsubscribed this one.
      if (!hasPrefix(text, prefix) || !this.#registrations.includes(registration)) continue;
      const params = parametersOf(text, prefix);
      try {
        listener(data === undefined ? { prefix, params, text } : { prefix, params, text, data });
      } catch (error) {
        failed(prefix, error);
      }
    }
  }
}
