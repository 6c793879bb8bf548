import type { BrokerMessage } from './broker';
import type { SimulatorSettings } from './settings';

/** A message with the packet id that the module reports. */
export interface StoredMessage {
  readonly message: BrokerMessage;
  readonly messageId: number;
}

/** Decodes UTF-8 in which each byte is one latin1 character. */
export function utf8FromLine(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8');
}

/** Encodes as UTF-8, each byte one latin1 character. */
function lineFromUtf8(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** How a module stores messages. */
export type SlotHabits = Pick<SimulatorSettings, 'slots' | 'slotOrder' | 'slotOverflow'>;

/** One client's message slots in recv/mode 1 (§M4). */
export class ReceiveSlots {
  /** By slot, oldest first. */
  readonly #kept = new Map<number, StoredMessage>();

  constructor(private readonly habits: SlotHabits) {}

  /** Stores a message and returns the slot number that is reported; undefined when it is lost because all are taken. */
  store(stored: StoredMessage): number | undefined {
    const free = this.#places.find((place) => !this.#kept.has(place));
    const place = free ?? (this.habits.slotOverflow === 'oldest-lost' ? this.#oldest : undefined);
    if (place === undefined) return undefined;
    this.#kept.delete(place);
    this.#kept.set(place, stored);
    return this.habits.slotOrder === 'normal' ? place : this.#places.length - 1 - place;
  }

  /** Returns a slot's message and frees it. With `reversed` order it has to be the last minus the number that store() returned. */
  take(slot: number): StoredMessage | undefined {
    const stored = this.#kept.get(slot);
    this.#kept.delete(slot);
    return stored;
  }

  /** `0,1,0,0,0`: 1 where a message is stored. */
  describe(): string {
    return this.#places.map((place) => (this.#kept.has(place) ? 1 : 0)).join(',');
  }

  get #places(): readonly number[] {
    return Array.from({ length: Math.floor(this.habits.slots) }, (_, place) => place);
  }

  get #oldest(): number | undefined {
    return this.#kept.keys().next().value;
  }

  clear(): void {
    this.#kept.clear();
  }

  /**
   * A +QMTRECV line with topic and payload; the payload is raw, quotes in it are not escaped. `next-line` is an EC200U whose driver
   * expects the payload after a line that ends with topic and length.
   */
  show(
    index: number,
    stored: StoredMessage,
    length: boolean,
    layout: SimulatorSettings['recvLayout'],
  ): string {
    const { message, messageId } = stored;
    const payload = message.payload.toString('latin1');
    const head = `+QMTRECV: ${index},${messageId},"${lineFromUtf8(message.topic)}"`;
    const counted = length ? `${head},${message.payload.length}` : head;
    switch (layout) {
      case 'quoted':
        return `${counted},"${payload}"`;
      case 'unquoted':
        return `${counted},${payload}`;
      case 'next-line':
        return `${counted}\r\n${payload}`;
    }
  }
}
