import type { ClientHost } from './client-host';
import type { MqttOptions } from './mqtt-options';
import { ReceiveSlots, type StoredMessage } from './receive-slots';

/** How a client gives the host the broker's messages: each as a URC, or kept in a slot until QMTRECV asks for it (§M4). */
export class Reception {
  readonly slots: ReceiveSlots;

  constructor(
    private readonly host: Pick<ClientHost, 'settings' | 'urc'>,
    private readonly options: MqttOptions,
    private readonly index: number,
  ) {
    this.slots = new ReceiveSlots(host.settings);
  }

  /** A message has arrived. */
  receive(message: StoredMessage): void {
    if (this.options.number('recv/mode') === 0) {
      this.host.urc(this.#show(message));
      return;
    }
    const slot = this.slots.store(message);
    if (slot !== undefined) this.host.urc(`+QMTRECV: ${this.index},${slot}`);
  }

  /** The lines of the stored message, whose slot is freed; none when the slot is empty. */
  readSlot(slot: number): readonly string[] {
    const stored = this.slots.take(slot);
    return stored === undefined ? [] : [this.#show(stored)];
  }

  /** A message as a URC or an answer shows it; in hexadecimal digits where `dataformat` says so. */
  #show({ message, messageId }: StoredMessage): string {
    const withLength = this.options.number('recv/mode', 1) === 1 || this.options.number('showrecvlen') === 1;
    const shown =
      this.options.number('dataformat', 1) === 1
        ? { ...message, payload: Buffer.from(message.payload.toString('hex').toUpperCase()) }
        : message;
    const { recvLayout } = this.host.settings;
    return this.slots.show(this.index, { message: shown, messageId }, withLength, recvLayout);
  }
}
