import { CodedError } from '../base/coded-error';
import { isModule, type PortKind } from './usb-layout';

/** One serial port of this computer, and its function on a module. */
export interface PortInfo {
  /** `/dev/ttyUSB2`, `COM5`; may change at each replug. */
  readonly path: string;
  /** `/dev/serial/by-id/usb-…-if02-port0`; permanent, on Linux with udev. */
  readonly byId?: string;
  /** USB ids, four hexadecimal digits in lower case. */
  readonly vendorId?: string;
  readonly productId?: string;
  /** The USB interface: `00` to `03` on an EC20 as delivered, others behind a network card and on related modules. */
  readonly interfaceNumber?: string;
  /** The device's own product name. */
  readonly product?: string;
  /** Identifies the USB device by its place on the bus: `1-1.2`. The ports of one module share it. */
  readonly device?: string;
  /** Whether `kind` is known for this device, as opposed to likely. */
  readonly isSure?: boolean;
  readonly kind: PortKind;
}

/** One plugged-in module with the candidates for its AT port. */
export interface UsbModule {
  /** Identifies the device: by its place on the bus where the system reports it, so that a renumbered one is recognised. */
  readonly key: string;
  /** The most likely first. */
  readonly candidates: readonly [PortInfo, ...PortInfo[]];
}

/** The order in which a module's ports are tried: even one that presumably answers no AT comes in the end. */
const LIKELIHOOD: readonly PortKind[] = ['ec20-at', 'ec20-modem', 'serial', 'ec20-nmea', 'ec20-diag'];

/** Presumed to answer no AT. A module that shows nothing else has yet to start up. */
const NO_AT: ReadonlySet<PortKind> = new Set(['ec20-nmea', 'ec20-diag']);

/** The modules among the ports of this computer, in the order of the list. */
export function modulesOf(ports: readonly PortInfo[]): readonly UsbModule[] {
  const groups = new Map<string, PortInfo[]>();
  for (const port of ports) {
    if (port.kind === 'serial' && !isModule(port.vendorId, port.productId)) continue;
    const key = keyOf(port);
    groups.set(key, [...(groups.get(key) ?? []), port]);
  }
  return [...groups].flatMap(([key, group]) => separated(key, group)).flatMap(moduleOf);
}

/** A port's permanent name, if it has one. */
export function lastingName({ path, byId }: PortInfo): string {
  return byId ?? path;
}

/** The only one of `modules`. Throws `EC20_PORT_NONE`, or `EC20_PORT_AMBIGUOUS` with the most likely port of each. */
export function onlyModule(modules: readonly UsbModule[]): UsbModule {
  const [module, second] = modules;
  if (module === undefined) throw new CodedError('EC20_PORT_NONE');
  if (second !== undefined) {
    const names = modules.map(({ candidates }) => lastingName(candidates[0]));
    throw new CodedError('EC20_PORT_AMBIGUOUS', { params: { ports: names.join(', ') } });
  }
  return module;
}

function keyOf({ device, vendorId, productId, path }: PortInfo): string {
  return device ?? (vendorId === undefined ? path : `${vendorId}:${productId ?? ''}`);
}

/** If the system doesn't distinguish devices, two AT ports are two modules, and the owners of the other ports are unknown. */
function separated(key: string, group: readonly PortInfo[]): (readonly [string, readonly PortInfo[]])[] {
  const at = group.filter(({ kind }) => kind === 'ec20-at');
  if (group[0]?.device !== undefined || at.length < 2) return [[key, group]];
  return at.map((port) => [port.path, [port]]);
}

function moduleOf([key, group]: readonly [string, readonly PortInfo[]]): UsbModule[] {
  const [best, ...others] = LIKELIHOOD.flatMap((kind) => group.filter((port) => port.kind === kind));
  return best === undefined || NO_AT.has(best.kind) ? [] : [{ key, candidates: [best, ...others] }];
}
