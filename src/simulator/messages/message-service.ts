import type { Flash, Memory } from '../module-state';
import type { SimulatorSettings } from '../settings';
import { deliveries, type IncomingMessage } from './delivery';
import type { Mailbox } from './mailbox';
import { addressType, encodeAddress, encodeContent } from './character-set';
import { centreBytes, readTpdu, textOf, writeTpdu, type Tpdu } from './tpdu';

/** What text messages require of the module. */
export interface MessageHost {
  readonly settings: SimulatorSettings;
  readonly flash: Flash;
  readonly memory: Memory;
  readonly network: { readonly registered: boolean };
  /** Whether the line carries data instead of commands. */
  readonly online: { readonly isOpen: boolean };
  /** Whether AT+QINDCFG enables message URCs. */
  readonly reportsMessages: boolean;
  /** The current time as the network stamps it: `yy/MM/dd,hh:mm:ss+zz`. */
  readonly networkStamp: string;
  after(delayMs: number, action: () => void): unknown;
  urc(text: string): void;
  /** A message has been sent to the network. */
  sent(message: SentMessage): void;
}

/** A text message that the module has sent. */
export interface SentMessage {
  readonly to: string;
  /** Octets as two digits each. */
  readonly text: string;
  /** The SMS-SUBMIT, in hexadecimal digits. */
  readonly tpdu: string;
}

/** Statuses in text mode, by number. */
const STATUS_NAMES = ['REC UNREAD', 'REC READ', 'STO UNSENT', 'STO SENT'] as const;
const DIRECT = 2;
/** modes of AT+CNMI. */
const MODE = { kept: 0, dropped: 1 } as const;

/** Text messages between the module, its stores and the network. */
export class MessageService {
  /** URCs that AT+CNMI withholds. */
  #held: string[] = [];
  /** The reference shared by the parts of the last message. */
  #parted = 0;

  constructor(private readonly host: MessageHost) {}

  /** The store of AT+CPMS for reading (0), writing (1) or receiving (2). */
  store(use: 0 | 1 | 2): Mailbox {
    const { stores, messages } = this.host.flash.messages;
    return messages.get(stores[use]);
  }

  /** Receives a message from the network. False: at least a part was not delivered, for want of network or storage. */
  receive(message: IncomingMessage): boolean {
    if (!this.host.network.registered) return false;
    this.#parted = (this.#parted + 1) % 256;
    return deliveries(message, this.host.networkStamp, this.#parted)
      .map((part) => this.#arrive(part))
      .every(Boolean);
  }

  /** Sends a message and returns its reference. One to the module's own number is delivered to it. */
  send(message: Tpdu): number {
    const { memory, settings } = this.host;
    memory.messages.reference = (memory.messages.reference + 1) % 256;
    const { reference } = memory.messages;
    const text = textOf(message);
    this.host.sent({
      to: message.address,
      text,
      tpdu: writeTpdu(message, reference).toString('hex').toUpperCase(),
    });
    if (isSame(message.address, settings.ownNumber)) {
      this.host.after(settings.smsMs, () => this.receive({ from: settings.ownNumber, text }));
    }
    return reference;
  }

  /** AT+CNMI enables URCs again: those withheld are sent, or dropped. */
  release(send: boolean): void {
    const held = this.#held;
    this.#held = [];
    if (send) for (const code of held) this.host.urc(code);
  }

  /** The lines of a stored message for AT+CMGR; the first without `+CMGR: `. */
  read(status: number, tpdu: Buffer, centre: string): readonly string[] | undefined {
    const { textMode } = this.host.flash.messages;
    const message = readTpdu(tpdu, status < 2 ? 'deliver' : 'submit');
    if (message === undefined) return undefined;
    if (!textMode) return [`${status},,${tpdu.length}`, pduText(tpdu, centre)];
    return [`"${STATUS_NAMES[status] ?? ''}",${this.#header(message, centre)}`, this.#content(message)];
  }

  /** The same for AT+CMGL, which shows the index and less of the header. */
  list(place: number, status: number, tpdu: Buffer, centre: string): readonly string[] | undefined {
    const { textMode } = this.host.flash.messages;
    const message = readTpdu(tpdu, status < 2 ? 'deliver' : 'submit');
    if (message === undefined) return undefined;
    if (!textMode) return [`${place},${status},,${tpdu.length}`, pduText(tpdu, centre)];
    const { characterSet, showsHeader } = this.host.memory.messages;
    const stamp = message.kind === 'deliver' ? `"${message.stamp}"` : '';
    const tail = showsHeader ? `,${addressType(message.address)},${message.length}` : '';
    return [
      `${place},"${STATUS_NAMES[status] ?? ''}","${encodeAddress(message.address, characterSet)}",,${stamp}${tail}`,
      this.#content(message),
    ];
  }

  #arrive(message: Tpdu): boolean {
    const { flash, memory } = this.host;
    const tpdu = writeTpdu(message);
    const [, route] = flash.messages.indication;
    if (route === DIRECT) {
      const head = flash.messages.textMode ? this.#header(message, flash.messages.centre) : `,${tpdu.length}`;
      const body = flash.messages.textMode ? this.#content(message) : pduText(tpdu, flash.messages.centre);
      if (flash.messages.service === 1) memory.messages.unacknowledged += 1;
      this.#report(`+CMT: ${head}\r\n${body}`);
      return true;
    }
    const place = this.store(2).add({ status: 0, centre: flash.messages.centre, tpdu });
    if (place === undefined) return false;
    // 3 shows messages of class 3 only, and there are none.
    if (route !== 0) this.#report(`+CMTI: "${flash.messages.stores[2]}",${place}`);
    return true;
  }

  #report(code: string): void {
    if (!this.host.reportsMessages) return;
    const [mode] = this.host.flash.messages.indication;
    if (mode === MODE.kept) this.#held.push(code);
    else if (mode !== MODE.dropped || !this.host.online.isOpen) this.host.urc(code);
  }

  /** The header from the address on; with AT+CSDH=1 all of it (EC2x AT manual §9.7). */
  #header(message: Tpdu, centre: string): string {
    const { characterSet, showsHeader } = this.host.memory.messages;
    const { address, first, protocol, coding, stamp, validity, length } = message;
    const type = addressType(address);
    const centreText = `"${encodeAddress(centre, characterSet)}",${addressType(centre)}`;
    const head = `"${encodeAddress(address, characterSet)}",`;
    if (message.kind === 'deliver') {
      const more = showsHeader ? `,${type},${first},${protocol},${coding},${centreText},${length}` : '';
      return `${head},"${stamp}"${more}`;
    }
    const more = `,${type},${first},${protocol},${coding},${validity ?? ''},${centreText},${length}`;
    return showsHeader ? `${head}${more}` : head;
  }

  #content(message: Tpdu): string {
    return encodeContent(message, this.host.memory.messages.characterSet);
  }
}

function pduText(tpdu: Buffer, centre: string): string {
  return Buffer.concat([centreBytes(centre), tpdu])
    .toString('hex')
    .toUpperCase();
}

/** Compares numbers regardless of a country code. */
function isSame(one: string, other: string): boolean {
  const digits = (number: string) => number.replace(/\D/g, '').slice(-11);
  return digits(other) !== '' && digits(one) === digits(other);
}
