import type { BrokerMessage } from './broker';
import type { SimulatorSettings } from './settings';

/** A message with the packet id that the module tells. */
export interface StoredMessage {
  readonly message: BrokerMessage;
  readonly messageId: number;
}

/** Text that stands on the line as UTF-8, where each byte is one latin1 character. */
export function utf8FromLine(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8');
}

/** The other way round. */
export function lineFromUtf8(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** How a module keeps messages. */
export type SlotHabits = Pick<SimulatorSettings, 'slots' | 'slotOrder' | 'slotOverflow'>;

/** The places for messages of one client in recv/mode 1 (§M4). */
export class ReceiveSlots {
  /** By place, the oldest first. */
  readonly #kept = new Map<number, StoredMessage>();

  constructor(private readonly habits: SlotHabits) {}

  /** Keeps a message; its slot number as told, or undefined when it is lost because all are taken. */
  store(stored: StoredMessage): number | undefined {
    const free = this.#places.find((place) => !this.#kept.has(place));
    const place = free ?? (this.habits.slotOverflow === 'oldest-lost' ? this.#oldest : undefined);
    if (place === undefined) return undefined;
    this.#kept.delete(place);
    this.#kept.set(place, stored);
    return this.habits.slotOrder === 'normal' ? place : this.#places.length - 1 - place;
  }

  /** Hands out and frees a slot. With `reversed` order it has to be the last minus the number that store() told. */
  take(slot: number): StoredMessage | undefined {
    const stored = this.#kept.get(slot);
    this.#kept.delete(slot);
    return stored;
  }

  /** `0,1,0,0,0`: 1 where a message waits. */
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
   * A +QMTRECV line with topic and payload; the payload is raw, quotes in it are not escaped. `next-line` is an EC200U
   * whose driver waits for the payload after a line that ends with the topic and the length.
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
