/** 0 received and unread, 1 read, 2 written and not sent, 3 sent (EC2x AT manual §9.6). */
export type MessageStatus = 0 | 1 | 2 | 3;

/** A stored message: its TPDU, and the service centre that delivered it. */
export interface StoredMessage {
  status: MessageStatus;
  readonly centre: string;
  readonly tpdu: Buffer;
}

/** Stores as named in AT+CPMS; MT is a synonym of ME. */
export type StoreName = 'SM' | 'ME' | 'MT';

/** Capacity of a SIM card and of the module (EC2x AT manual §9.4). */
const PLACES = { SM: 50, ME: 255 } as const;

/** Numbered places for text messages, from 0. */
export class Mailbox {
  readonly #places = new Map<number, StoredMessage>();

  constructor(readonly total: number) {}

  get used(): number {
    return this.#places.size;
  }

  /** The messages with their index, in order. */
  get all(): readonly (readonly [place: number, message: StoredMessage])[] {
    return [...this.#places].sort(([one], [other]) => one - other);
  }

  get(place: number): StoredMessage | undefined {
    return this.#places.get(place);
  }

  /** Stores a message in the first free place and returns its index; undefined: the store is full. */
  add(message: StoredMessage): number | undefined {
    for (let place = 0; place < this.total; place += 1) {
      if (this.#places.has(place)) continue;
      this.#places.set(place, message);
      return place;
    }
    return undefined;
  }

  delete(place: number): void {
    this.#places.delete(place);
  }
}

/** The stores of SIM card and module; they survive a reset. */
export class MessageStores {
  readonly #card = new Mailbox(PLACES.SM);
  readonly #module = new Mailbox(PLACES.ME);

  get(name: StoreName): Mailbox {
    return name === 'SM' ? this.#card : this.#module;
  }
}
