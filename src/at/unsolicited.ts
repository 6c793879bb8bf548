import { hasPrefix, parametersOf } from './response-match';
import type { Parameter } from './parameter';

/** An unsolicited result code, as its listener gets it. */
export interface Unsolicited {
  /** The prefix that it was registered by. */
  readonly prefix: string;
  readonly params: readonly Parameter[];
  /** The whole line, latin1; of a code with a payload what stands before the payload. */
  readonly text: string;
  readonly data?: Buffer;
}

/** Hears one unsolicited code. What it throws is counted and traced, and stops nobody else. */
export type UnsolicitedListener = (urc: Unsolicited) => void;

interface Registration {
  readonly prefix: string;
  readonly listener: UnsolicitedListener;
}

/** Who hears which unsolicited code. Each code goes once to each listener of its prefix, in the order of registration. */
export class UnsolicitedCodes {
  #registrations: readonly Registration[] = [];

  /** Registers `listener` for a prefix without its colon, or for a whole line such as `RDY`. Gives the way to end that. */
  on(prefix: string, listener: UnsolicitedListener): () => void {
    const registration = { prefix, listener };
    this.#registrations = [...this.#registrations, registration];
    return () => {
      this.#registrations = this.#registrations.filter((each) => each !== registration);
    };
  }

  knows(line: string): boolean {
    return this.#registrations.some(({ prefix }) => hasPrefix(line, prefix));
  }

  /** Tells everyone who listens. A listener that throws is reported to `failed` and stops nobody else. */
  deliver(text: string, data: Buffer | undefined, failed: (prefix: string, error: unknown) => void): void {
    for (const registration of this.#registrations) {
      const { prefix, listener } = registration;
      // One may have been ended by a listener before it.
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
