import { type Random, randomInteger } from '../base/random';

const HIGHEST_ID = 65_535;

/**
 * MQTT packet ids for one client index, shared by publish, subscribe and unsubscribe (rule 12): 1–65535, from a random
 * start, never reset at a reconnect, skipping ids that are in flight now or were in the last connection. So a late
 * result of an old connection never settles a new message.
 */
export class MessageIds {
  #last: number;
  #current = new Set<number>();
  #previous = new Set<number>();

  constructor(random: Random) {
    this.#last = randomInteger(random, 0, HIGHEST_ID - 1);
  }

  /** Takes a free id. Never 0, which belongs to QoS 0. */
  take(): number {
    do {
      this.#last = (this.#last % HIGHEST_ID) + 1;
    } while (this.#current.has(this.#last) || this.#previous.has(this.#last));
    this.#current.add(this.#last);
    return this.#last;
  }

  /** Releases an id: its exchange is over. */
  release(id: number): void {
    this.#current.delete(id);
  }

  /** A new connection begins: from now on, what is still in flight belongs to the old one. */
  beginConnection(): void {
    this.#previous = this.#current;
    this.#current = new Set();
  }
}
