import { AutoPort } from '../../src/transport/auto-port';
import { findTransport } from '../../src/transport/port';
import type { PortOwner } from '../../src/transport/port-memory';
import type { PortSource } from '../../src/transport/transport';
import type { SessionRegistry } from '../shared/session-registry';
import type { ModemSettings } from './settings';
import { isSimulator, SimulatorPort } from './simulator-port';
import type { DevicesBehind } from './virtual-module';

/**
 * The source that `settings.line.port` names, for the config node `owner`: `auto`, a path, `tcp://host:port` or `simulator`. `behind`: the
 * sub-devices that a virtual cloud has to know.
 */
export function portSource(
  settings: ModemSettings,
  owner: PortOwner,
  registry: SessionRegistry,
  behind?: DevicesBehind,
): PortSource {
  const { port } = settings.line;
  if (isSimulator(port)) return new SimulatorPort(port, settings.cloud, behind);
  return port === 'auto'
    ? automaticSource(settings, owner, registry)
    : namedSource(port, settings, owner, registry);
}

function automaticSource(
  { line: { baudRate, flowControl } }: ModemSettings,
  owner: PortOwner,
  registry: SessionRegistry,
): PortSource {
  const auto = new AutoPort({
    baudRate,
    flowControl,
    owner,
    memory: registry.portMemory,
    holder: (path) => (registry.holder(path) === owner.id ? undefined : registry.holderName(path)),
    claimed: (path) => registry.claim(path, owner.id, owner.name),
  });
  return {
    find(wasSilent) {
      // Its number may belong to another module by now.
      registry.release(owner.id);
      return auto.find(wasSilent);
    },
    close() {
      registry.portMemory.release(owner.id);
      registry.release(owner.id);
      return Promise.resolve();
    },
  };
}

function namedSource(
  port: string,
  { line: { baudRate, flowControl } }: ModemSettings,
  owner: PortOwner,
  registry: SessionRegistry,
): PortSource {
  registry.reserve(port, owner.id, owner.name);
  return {
    find: () =>
      findTransport(port, { baudRate, flowControl }, (path) => registry.claim(path, owner.id, owner.name)),
    close() {
      registry.release(owner.id);
      return Promise.resolve();
    },
  };
}
