import { findModulePort, isModuleAtPort, listPorts } from './port-list';
import { type SerialOptions, serialTransport } from './serial';
import { tcpTransport } from './tcp';
import type { Transport } from './transport';

/**
 * What a port's name means: `auto` (the one module that is plugged in, by its USB ids), `tcp://host:port`, or a path such as
 * `/dev/ttyUSB2` or `COM5`. `claimed` hears which it is and may refuse it by throwing. Rejects with `EC20_PORT_NONE`,
 * `EC20_PORT_AMBIGUOUS`, `EC20_SETTING` (an address of another form) and, where a list of ports is needed and can't be had,
 * `EC20_PORT_FAILED`. Nothing is opened yet.
 */
export async function findTransport(
  name: string,
  options: Omit<SerialOptions, 'usbAt'>,
  claimed: (path: string) => void = () => undefined,
): Promise<Transport> {
  if (name.startsWith('tcp://')) {
    claimed(name);
    return tcpTransport(name);
  }
  const ports = await listPorts();
  const path = name === 'auto' ? findModulePort(ports) : name;
  claimed(path);
  return serialTransport(path, { ...options, usbAt: isModuleAtPort(ports, path) });
}
