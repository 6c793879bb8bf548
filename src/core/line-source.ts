import { LINE_DEFAULTS } from '../settings/modem';
import { AutoPort } from '../transport/auto-port';
import { findTransport } from '../transport/port';
import type { PortFinder } from '../transport/port-trial';
import type { Transport } from '../transport/transport';

/** Where the module is, and how it is spoken to there. */
export interface PortChoice {
  /**
   * `auto` (the one module that is plugged in, and there the port that answers AT), a path such as `/dev/ttyUSB2` or `COM5`, `tcp://host:port` of a serial server,
   * or a {@link Transport} of your own: the `port` of a virtual module, say.
   */
  readonly port: string | Transport;
  /** Bits a second, default 115,200; without meaning over USB and TCP. */
  readonly baudRate?: number;
  /** RTS and CTS, default false. */
  readonly flowControl?: boolean;
}

/** The way to the access point, and what the SIM card asks; what a {@link Session} and a module on its own have in common. */
export interface ModuleChoice {
  /** Default empty: the network's own. */
  readonly apn?: string;
  readonly apnUser?: string;
  readonly apnPassword?: string;
  /** 0 none (default), 1 PAP, 2 CHAP, 3 either. */
  readonly apnAuth?: number;
  /** PDP context, 1–16, default 1. */
  readonly pdpContext?: number;
  /** Tried once for each card, and never when less than two tries are left. */
  readonly simPin?: string;
  /** Where unsolicited codes go; default `auto`: `usbat` or `usbmodem` on a USB port that is known as that, else `all`. Saved in the module when it differs. */
  readonly urcPort?: 'auto' | 'usbat' | 'usbmodem' | 'uart1' | 'uart2' | 'all';
  /** The module's MQTT client, 0–5, default 0. */
  readonly clientIndex?: number;
}

/** The line that a choice means; asked anew at each opening, as `auto` may have moved. */
export function lineSource(choice: PortChoice): {
  readonly name: string;
  readonly find: PortFinder;
} {
  const { port, baudRate = LINE_DEFAULTS.baudRate, flowControl = LINE_DEFAULTS.flowControl } = choice;
  if (typeof port !== 'string') return { name: port.path, find: () => Promise.resolve(port) };
  if (port !== 'auto') return { name: port, find: () => findTransport(port, { baudRate, flowControl }) };
  const auto = new AutoPort({ baudRate, flowControl });
  return { name: port, find: (wasSilent) => auto.find(wasSilent) };
}
