import { realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CodedError } from '../base/coded-error';
import { thrownText } from '../base/thrown-text';
import { fileText, folderEntries, serialInterfaces, type UsbDevice, usbDeviceOf } from './usb-device';
import { type Composition, type Functions, functionsOf, isModule, type PortKind } from './usb-layout';
import { lastingName, modulesOf, onlyModule, type PortInfo } from './usb-module';

export type { PortKind } from './usb-layout';
export type { PortInfo } from './usb-module';

/** Where Linux lists its ports; replaced in tests. */
export interface PortFolders {
  readonly tty: string;
  readonly byId: string;
  readonly dev: string;
}

const LINUX_FOLDERS: PortFolders = { tty: '/sys/class/tty', byId: '/dev/serial/by-id', dev: '/dev' };

/**
 * The serial ports of this computer, the module's AT port first. On Linux from sysfs, which needs no udevadm (serialport's own list
 * starts one, rejects without it, and does not report the USB interface); elsewhere by serialport. Rejects only elsewhere, with
 * `EC20_PORT_FAILED`.
 */
export async function listPorts(folders?: PortFolders): Promise<PortInfo[]> {
  const linux = folders ?? (process.platform === 'linux' ? LINUX_FOLDERS : undefined);
  const found = await (linux === undefined ? systemPorts() : linuxPorts(linux));
  const functions = await functionsByDevice(found);
  const ports = found
    .filter(({ isThere }) => isThere)
    .map((port) => portInfo(port, functions.get(port.device ?? '')));
  const byNumber = new Intl.Collator('en', { numeric: true });
  return ports.sort(
    (one, two) =>
      SHOWN_ORDER.indexOf(one.kind) - SHOWN_ORDER.indexOf(two.kind) || byNumber.compare(one.path, two.path),
  );
}

const SHOWN_ORDER: readonly PortKind[] = ['ec20-at', 'ec20-modem', 'serial', 'ec20-nmea', 'ec20-diag'];

/**
 * The most likely AT port of the one module that is plugged in, by its permanent name if it has one. Throws `EC20_PORT_NONE`, or
 * `EC20_PORT_AMBIGUOUS` with the list for two.
 */
export function findModulePort(ports: readonly PortInfo[]): string {
  return likelyModulePorts(ports)[0];
}

/** Candidates for the AT port of the one module: all of its ports, the most likely first. Throws like {@link findModulePort}. */
export function likelyModulePorts(ports: readonly PortInfo[]): readonly [string, ...string[]] {
  const [best, ...others] = onlyModule(modulesOf(ports)).candidates;
  return [lastingName(best), ...others.map(lastingName)];
}

/** Whether `path` (either of a port's names) is known for certain to be a module's USB AT interface, where URCs go to `usbat`. */
export function isModuleAtPort(ports: readonly PortInfo[], path: string): boolean {
  return isSurely('ec20-at', ports, path);
}

/** Whether `path` (either of a port's names) is known for certain to be a port of that kind. */
export function isSurely(kind: PortKind, ports: readonly PortInfo[], path: string): boolean {
  return ports.some(
    (port) => port.kind === kind && port.isSure === true && (port.path === path || port.byId === path),
  );
}

/** Names of usable ports; `tty1` and the like are the screen. */
const PORT_NAME = /^(tty(S|USB|ACM|AMA|O|mxc|THS|SC|MFD|WCH|XRUSB|GS)|rfcomm)\d+$/;

async function linuxPorts(folders: PortFolders): Promise<FoundPort[]> {
  const [names, devices, lasting] = await Promise.all([
    folderEntries(folders.tty),
    folderEntries(folders.dev),
    lastingNames(folders.byId),
  ]);
  const there = new Set(devices);
  const ports = await Promise.all(
    names
      .filter((name) => PORT_NAME.test(name))
      .map((name) => linuxPort(name, folders, lasting.get(name), there.has(name))),
  );
  return ports.filter((port) => port !== undefined);
}

async function linuxPort(
  name: string,
  folders: PortFolders,
  byId: string | undefined,
  isThere: boolean,
): Promise<FoundPort | undefined> {
  // The kernel creates ttyS0 to ttyS31 in advance; type 0 is one without hardware.
  if ((await fileText(join(folders.tty, name, 'type'))) === '0') return undefined;
  const usb = await usbDeviceOf(join(folders.tty, name, 'device'));
  const path = join(folders.dev, name);
  if (usb === undefined) return isThere ? { path, byId, isThere } : undefined;
  const { device, interfaceNumber } = usb;
  const { vendorId, productId, product } = device;
  return {
    path,
    byId,
    isThere,
    device: basename(device.folder),
    usb: device,
    vendorId,
    productId,
    product,
    interfaceNumber,
  };
}

interface FoundPort {
  readonly path: string;
  readonly byId?: string | undefined;
  /** Whether it exists in /dev: a container may be given only some of a module's ports. */
  readonly isThere: boolean;
  /** Identifies the device; the ports of one device share it. */
  readonly device?: string | undefined;
  readonly usb?: UsbDevice | undefined;
  readonly vendorId?: string | undefined;
  readonly productId?: string | undefined;
  readonly interfaceNumber?: string | undefined;
  readonly product?: string | undefined;
  /** Its function, by the name that the manufacturer's driver gives it. */
  readonly called?: PortKind | undefined;
}

/** udev's links, by the name of the tty that they point to. */
async function lastingNames(folder: string): Promise<Map<string, string>> {
  const links = await Promise.all(
    (await folderEntries(folder)).sort().map(async (link) => {
      const path = join(folder, link);
      const target = await realpath(path).catch(() => undefined);
      return target === undefined ? undefined : ([basename(target), path] as const);
    }),
  );
  return new Map(links.filter((link) => link !== undefined));
}

/** Names given by Quectel's Windows driver in Device Manager, such as `Quectel USB AT Port (COM5)`. */
const WINDOWS_NAMES: readonly (readonly [name: RegExp, kind: PortKind])[] = [
  [/^Quectel USB AT Port/, 'ec20-at'],
  [/^Quectel USB Modem/, 'ec20-modem'],
  [/^Quectel USB NMEA Port/, 'ec20-nmea'],
  [/^Quectel USB DM Port/, 'ec20-diag'],
];

async function systemPorts(): Promise<FoundPort[]> {
  try {
    const { SerialPort } = await import('serialport');
    const ports = await SerialPort.list();
    return ports.map((port) => {
      const { path, vendorId, productId, pnpId = '', locationId, manufacturer } = port;
      const name = 'friendlyName' in port ? String(port.friendlyName) : '';
      // Windows: USB\VID_2C7C&PID_0125&MI_02\6&1A2B3C&0&0002, of which the last part is the interface again.
      const [, interfaceNumber, place] = /&MI_([0-9A-F]{2})\\(.+)&[^&]*$/i.exec(pnpId) ?? [];
      return {
        path,
        isThere: true,
        device: place ?? locationId ?? productId,
        vendorId: vendorId?.toLowerCase(),
        productId: productId?.toLowerCase(),
        product: manufacturer,
        interfaceNumber: interfaceNumber ?? /&MI_([0-9A-F]{2})/i.exec(pnpId)?.[1],
        called: WINDOWS_NAMES.find(([text]) => text.test(name))?.[1],
      };
    });
  } catch (error) {
    const detail = thrownText(error);
    throw new CodedError('EC20_PORT_FAILED', { params: { port: 'auto', detail }, cause: error });
  }
}

/** The functions of each module's interfaces. */
async function functionsByDevice(found: readonly FoundPort[]): Promise<ReadonlyMap<string, Functions>> {
  const modules = new Map<string, FoundPort[]>();
  for (const port of found) {
    const { device, vendorId, productId } = port;
    if (device === undefined || !isModule(vendorId, productId)) continue;
    modules.set(device, [...(modules.get(device) ?? []), port]);
  }
  const functions = [...modules].map(
    async ([device, ports]) => [device, functionsOf(await compositionOf(ports))] as const,
  );
  return new Map(await Promise.all(functions));
}

async function compositionOf(ports: readonly FoundPort[]): Promise<Composition> {
  const [first] = ports;
  const numbers = ports.flatMap(({ interfaceNumber }) => interfaceOf(interfaceNumber) ?? []);
  const serial = first?.usb === undefined ? undefined : await serialInterfaces(first.usb);
  const ascending = (all: Iterable<number>) => [...new Set(all)].sort((one, other) => one - other);
  return {
    vendorId: first?.vendorId,
    productId: first?.productId,
    ports: ascending(numbers),
    serial: serial === undefined ? undefined : ascending([...serial, ...numbers]),
  };
}

function interfaceOf(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number.parseInt(digits, 16);
}

/** A port with its function, from the functions of its device's interfaces. */
function portInfo(found: FoundPort, functions: Functions | undefined): PortInfo {
  const { path, byId, device, vendorId, productId, interfaceNumber, product, called } = found;
  const known = functions?.kinds.get(interfaceOf(interfaceNumber) ?? -1);
  return {
    path,
    ...(byId === undefined ? {} : { byId }),
    ...(vendorId === undefined ? {} : { vendorId }),
    ...(productId === undefined ? {} : { productId }),
    ...(interfaceNumber === undefined ? {} : { interfaceNumber }),
    ...(product === undefined ? {} : { product }),
    ...(functions === undefined || device === undefined
      ? {}
      : { device, isSure: functions.isSure || called !== undefined }),
    kind: called ?? known ?? 'serial',
  };
}
