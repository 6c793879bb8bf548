import { placeInTurn } from './auto-port';
import { isModuleAtPort, isSurely, likelyModulePorts, listPorts, type PortInfo } from './port-list';
import { type SerialOptions, serialTransport } from './serial';
import { tcpTransport } from './tcp';
import type { Transport } from './transport';

/** How a port is opened, and which one `auto` means. */
export interface PortOptions extends Omit<SerialOptions, 'usbAt' | 'usbModem'> {
  /**
   * 0, the default: the most likely AT port of the module. Each higher number is the next one, cyclically: increment it after a
   * silent port.
   */
  readonly turn?: number;
}

/**
 * Resolves a port name: `auto` (the one module that is plugged in, by its USB ids), `tcp://host:port`, or a path such as
 * `/dev/ttyUSB2` or `COM5`. `claimed` is called with the port and may refuse it by throwing. Rejects with `EC20_PORT_NONE`,
 * `EC20_PORT_AMBIGUOUS`, `EC20_SETTING` (an address of another form) and, where a list of ports is required and not available,
 * `EC20_PORT_FAILED`. Does not open anything yet.
 */
export async function findTransport(
  name: string,
  { turn = 0, ...options }: PortOptions,
  claimed: (path: string) => void = () => undefined,
): Promise<Transport> {
  if (name.startsWith('tcp://')) {
    claimed(name);
    return tcpTransport(name);
  }
  const ports = await listPorts();
  const path = name === 'auto' ? automatic(ports, turn) : name;
  claimed(path);
  const usbAt = isModuleAtPort(ports, path);
  return serialTransport(path, { ...options, usbAt, usbModem: isSurely('ec20-modem', ports, path) });
}

/** The ports in turn, cyclically: the most likely one may have been silent because the module was off. */
function automatic(ports: readonly PortInfo[], turn: number): string {
  const likely = likelyModulePorts(ports);
  return likely[placeInTurn(turn, likely.length, false)] ?? likely[0];
}
