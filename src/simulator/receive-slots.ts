import type { BrokerMessage } from './broker';
import type { SimulatorSettings } from './settings';

/** A message with the packet id that the module tells. */
export interface StoredMessage {
  readonly message: BrokerMessage;
  readonly messageId: number;
}

const SLOTS = 5;

/** Text that stands on the line as UTF-8, where each byte is one latin1 character. */
export function utf8FromLine(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8');
}

/** The other way round. */
export function lineFromUtf8(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** The five places for messages of one client in recv/mode 1 (reference/ec20-at.md §4). */
export class ReceiveSlots {
  #slots: (StoredMessage | undefined)[] = new Array<undefined>(SLOTS).fill(undefined);

  /** Keeps a message; its slot number as told, or undefined when all five are taken: the message is lost. */
  store(stored: StoredMessage, order: SimulatorSettings['slotOrder']): number | undefined {
    const place = this.#slots.indexOf(undefined);
    if (place === -1) return undefined;
    this.#slots[place] = stored;
    return order === 'normal' ? place : SLOTS - 1 - place;
  }

  /** Hands out and frees slot 0–4. With `reversed` order it has to be 4 minus the number that store() told. */
  take(slot: number): StoredMessage | undefined {
    const stored = this.#slots[slot];
    this.#slots[slot] = undefined;
    return stored;
  }

  /** `0,1,0,0,0`: 1 where a message waits. */
  describe(): string {
    return this.#slots.map((stored) => (stored === undefined ? 0 : 1)).join(',');
  }

  clear(): void {
    this.#slots.fill(undefined);
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
