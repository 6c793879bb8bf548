import type { Transport } from '../src/transport/transport';
import { isModuleAtPort, likelyModulePorts, listPorts, type PortInfo } from '../src/transport/port-list';
import { serialTransport } from '../src/transport/serial';
import { tcpTransport } from '../src/transport/tcp';
import type { SessionRegistry } from './session-registry';
import type { ModemSettings } from './settings';
import { isSimulator, simulatorPort } from './simulator-port';

/** Where a session gets its line from. */
export interface PortSource {
  /**
   * Asked anew at each opening: a module found by `auto` may have moved to another tty. With `wasSilent` the last one answered no
   * AT, and `auto` tries another port of a module whose ports aren't known for sure.
   */
  find(wasSilent?: boolean): Promise<Transport>;
  /** Gives the port back, after the session's line is shut. */
  close(): Promise<void>;
}

/** Whose port it is, for the registry and for `EC20_PORT_SHARED`. */
export interface PortOwner {
  readonly id: string;
  readonly name: string;
}

/** The source that `settings.line.port` names: `auto`, a path, `tcp://host:port` or `simulator`. */
export function portSource(settings: ModemSettings, owner: PortOwner, registry: SessionRegistry): PortSource {
  const { port, baudRate, flowControl } = settings.line;
  if (isSimulator(port)) return simulatorPort(port, settings.cloud);
  let tried = 0;
  if (port !== 'auto') registry.reserve(port, owner.id, owner.name);
  return {
    async find(wasSilent = false) {
      if (port.startsWith('tcp://')) {
        registry.claim(port, owner.id, owner.name);
        return tcpTransport(port);
      }
      const ports = await listPorts();
      if (wasSilent) tried++;
      const path = port === 'auto' ? automatic(ports, tried) : port;
      registry.claim(path, owner.id, owner.name);
      return serialTransport(path, { baudRate, flowControl, usbAt: isModuleAtPort(ports, path) });
    },
    close() {
      registry.release(owner.id);
      return Promise.resolve();
    },
  };
}

/** The ports in turn, again and again: any of them may have been silent because the module was off. */
function automatic(ports: readonly PortInfo[], turn: number): string {
  const likely = likelyModulePorts(ports);
  return likely[turn % likely.length] ?? likely[0];
}
