import { LINE_DEFAULTS } from '../settings/modem';
import { AutoPort } from '../transport/auto-port';
import { findTransport } from '../transport/port';
import type { PortFinder } from '../transport/port-trial';
import type { Transport } from '../transport/transport';

/** The module's port and its line settings. */
export interface PortChoice {
  /**
   * `auto` (the only module plugged in, on its port that answers AT), a path such as `/dev/ttyUSB2` or `COM5`,
   * `tcp://host:port` of a serial server, or a {@link Transport} of your own, such as the `port` of a virtual module.
   */
  readonly port: string | Transport;
  /** Bits per second, default 115,200; ignored over USB and TCP. */
  readonly baudRate?: number;
  /** RTS and CTS, default false. */
  readonly flowControl?: boolean;
}

/** The access point and the SIM card: options shared by a {@link Session} and a module on its own. */
export interface ModuleChoice {
  /** Default empty: the network's own. */
  readonly apn?: string;
  readonly apnUser?: string;
  readonly apnPassword?: string;
  /** 0 none (default), 1 PAP, 2 CHAP, 3 either. */
  readonly apnAuth?: number;
  /** PDP context, 1–16, default 1. */
  readonly pdpContext?: number;
  /** Tried once per card, and never with fewer than two attempts left. */
  readonly simPin?: string;
  /**
   * Where URCs are sent; default `auto`: `usbat` or `usbmodem` on a USB port known as that, otherwise `all`. Saved in
   * the module when it differs.
   */
  readonly urcPort?: 'auto' | 'usbat' | 'usbmodem' | 'uart1' | 'uart2' | 'all';
  /** The module's MQTT client, 0–5, default 0. */
  readonly clientIndex?: number;
}

/** The line for a choice; determined anew at each opening, as the port may have changed with `auto`. */
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
