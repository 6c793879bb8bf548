import type { Transport } from '../src/transport/transport';
import { findTransport } from '../src/transport/port';
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
  let turn = 0;
  if (port !== 'auto') registry.reserve(port, owner.id, owner.name);
  return {
    find(wasSilent = false) {
      if (wasSilent) turn++;
      return findTransport(port, { baudRate, flowControl, turn }, (path) =>
        registry.claim(path, owner.id, owner.name),
      );
    },
    close() {
      registry.release(owner.id);
      return Promise.resolve();
    },
  };
}
