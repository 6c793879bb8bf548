import { type PortHolder, portHolders } from '../../src/transport/port-holder';
import { listPorts, type PortInfo } from '../../src/transport/port-list';
import type { SessionRegistry } from '../shared/session-registry';

/** A port as the config dialog offers it. */
export interface OfferedPort extends PortInfo {
  /** The displayed name of the config node of this Node-RED that has it or is set to it. */
  readonly node?: string;
  /** The other program that has it open, or may have (`isCertain` false). */
  readonly holder?: PortHolder;
}

/** The serial ports of this computer with who uses them, the module's AT port first. Rejects as {@link listPorts}. */
export async function offeredPorts(
  registry: SessionRegistry,
  list: () => Promise<readonly PortInfo[]> = listPorts,
  holders: (paths: readonly string[]) => Promise<ReadonlyMap<string, PortHolder>> = portHolders,
): Promise<OfferedPort[]> {
  const ports = await list();
  const programs = await holders(ports.map(({ path }) => path));
  return ports.map((port) => {
    const node = registry.holderName(port.path);
    if (node !== undefined) return { ...port, node };
    const holder = programs.get(port.path);
    // A program that can't be inspected is a suspect only where it is plausible: at a module, not at the pins of a Pi.
    const isShown = holder !== undefined && (holder.isCertain || port.kind !== 'serial');
    return isShown ? { ...port, holder } : port;
  });
}
