import { readdir, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CodedError } from '../base/coded-error';
import { isSureOf, kindOfInterface, type PortKind, QUECTEL_VENDOR } from './usb-layout';

export type { PortKind } from './usb-layout';

/** One serial port of this computer, and which of a module's it is. */
export interface PortInfo {
  /** `/dev/ttyUSB2`, `COM5`; may change at each replug. */
  readonly path: string;
  /** `/dev/serial/by-id/usb-…-if02-port0`; stays, on Linux with udev. */
  readonly byId?: string;
  /** USB ids, four hexadecimal digits in lower case. */
  readonly vendorId?: string;
  readonly productId?: string;
  /** The USB interface: `00` to `03` on an EC20, other ones on its sisters. */
  readonly interfaceNumber?: string;
  /** What the device calls itself. */
  readonly product?: string;
  readonly kind: PortKind;
}

/** Where Linux shows its ports; a test has folders of its own. */
export interface PortFolders {
  readonly tty: string;
  readonly byId: string;
  readonly dev: string;
}

const LINUX_FOLDERS: PortFolders = { tty: '/sys/class/tty', byId: '/dev/serial/by-id', dev: '/dev' };

/**
 * The serial ports of this computer, the module's AT port first. On Linux from sysfs, which needs no udevadm (serialport's
 * own list starts one, rejects without it, and does not tell the USB interface); elsewhere by serialport. Rejects only
 * elsewhere, with `EC20_PORT_FAILED`.
 */
export async function listPorts(folders?: PortFolders): Promise<PortInfo[]> {
  const linux = folders ?? (process.platform === 'linux' ? LINUX_FOLDERS : undefined);
  const found = await (linux === undefined ? systemPorts() : linuxPorts(linux));
  const ports = found.map((port) => portInfo(port, found));
  const byNumber = new Intl.Collator('en', { numeric: true });
  return ports.sort(
    (one, two) =>
      SHOWN_ORDER.indexOf(one.kind) - SHOWN_ORDER.indexOf(two.kind) || byNumber.compare(one.path, two.path),
  );
}

const SHOWN_ORDER: readonly PortKind[] = ['ec20-at', 'ec20-modem', 'serial', 'ec20-nmea', 'ec20-diag'];

/**
 * The AT port of the one module that is plugged in, by its lasting name where it has one. Throws `EC20_PORT_NONE`, or
 * `EC20_PORT_AMBIGUOUS` with the list for two.
 */
export function findModulePort(ports: readonly PortInfo[]): string {
  const names = ports.filter(({ kind }) => kind === 'ec20-at').map(({ path, byId }) => byId ?? path);
  const [name, second] = names;
  if (name === undefined) throw new CodedError('EC20_PORT_NONE');
  if (second !== undefined) {
    throw new CodedError('EC20_PORT_AMBIGUOUS', { params: { ports: names.join(', ') } });
  }
  return name;
}

/**
 * Where the AT port of the one module may be, the likeliest first: one place where its product is known for sure, else its other
 * ports too. Throws as {@link findModulePort}.
 */
export function likelyModulePorts(ports: readonly PortInfo[]): readonly [string, ...string[]] {
  const best = findModulePort(ports);
  const at = ports.find(({ path, byId }) => (byId ?? path) === best);
  if (at === undefined || isSureOf(at.productId)) return [best];
  const others = ports.filter(
    (port) => port !== at && port.vendorId === at.vendorId && port.productId === at.productId,
  );
  return [best, ...others.map(({ path, byId }) => byId ?? path)];
}

/** Whether `path` (either of a port's names) is known for sure as a module's USB AT interface, where URCs go to `usbat`. */
export function isModuleAtPort(ports: readonly PortInfo[], path: string): boolean {
  return ports.some(
    (port) =>
      port.kind === 'ec20-at' && isSureOf(port.productId) && (port.path === path || port.byId === path),
  );
}

/** Names of ports that can lead somewhere; `tty1` and its like are the screen. */
const PORT_NAME = /^(tty(S|USB|ACM|AMA|O|mxc|THS|SC|MFD|WCH|XRUSB|GS)|rfcomm)\d+$/;

async function linuxPorts(folders: PortFolders): Promise<FoundPort[]> {
  const [names, devices, lasting] = await Promise.all([
    entries(folders.tty),
    entries(folders.dev),
    lastingNames(folders.byId),
  ]);
  const there = new Set(devices);
  const ports = await Promise.all(
    names
      .filter((name) => PORT_NAME.test(name) && there.has(name))
      .map((name) => linuxPort(name, folders, lasting.get(name))),
  );
  return ports.filter((port) => port !== undefined);
}

async function linuxPort(
  name: string,
  folders: PortFolders,
  byId: string | undefined,
): Promise<FoundPort | undefined> {
  // The kernel makes ttyS0 to ttyS31 in advance; type 0 is one without hardware.
  if ((await text(join(folders.tty, name, 'type'))) === '0') return undefined;
  const usb = await usbAttributes(join(folders.tty, name, 'device'));
  return { path: join(folders.dev, name), byId, ...usb };
}

interface UsbAttributes {
  /** Which of the plugged-in devices; the ports of one have the same. */
  device?: string | undefined;
  vendorId?: string | undefined;
  productId?: string | undefined;
  interfaceNumber?: string | undefined;
  product?: string | undefined;
}

interface FoundPort extends UsbAttributes {
  readonly path: string;
  readonly byId?: string | undefined;
}

/** How far above the tty the USB device stands at most: port, interface, device. */
const USB_LEVELS = 4;

async function usbAttributes(device: string): Promise<UsbAttributes> {
  let folder = await realpath(device).catch(() => undefined);
  let interfaceNumber: string | undefined;
  for (let level = 0; folder !== undefined && level < USB_LEVELS; level++) {
    interfaceNumber ??= await text(join(folder, 'bInterfaceNumber'));
    const vendorId = await text(join(folder, 'idVendor'));
    if (vendorId !== undefined) {
      const [productId, product] = await Promise.all([
        text(join(folder, 'idProduct')),
        text(join(folder, 'product')),
      ]);
      return {
        device: folder,
        vendorId: vendorId.toLowerCase(),
        productId: productId?.toLowerCase(),
        interfaceNumber,
        product,
      };
    }
    folder = dirname(folder);
  }
  return {};
}

/** The links of udev, by the name of the tty that they lead to. */
async function lastingNames(folder: string): Promise<Map<string, string>> {
  const links = await Promise.all(
    (await entries(folder)).sort().map(async (link) => {
      const path = join(folder, link);
      const target = await realpath(path).catch(() => undefined);
      return target === undefined ? undefined : ([basename(target), path] as const);
    }),
  );
  return new Map(links.filter((link) => link !== undefined));
}

async function systemPorts(): Promise<FoundPort[]> {
  try {
    const { SerialPort } = await import('serialport');
    const ports = await SerialPort.list();
    return ports.map(({ path, vendorId, productId, pnpId, manufacturer }) => ({
      path,
      // Two of one product can't be told apart here.
      device: productId,
      vendorId: vendorId?.toLowerCase(),
      productId: productId?.toLowerCase(),
      product: manufacturer,
      // Windows: USB\VID_2C7C&PID_0125&MI_02\…
      interfaceNumber: /&MI_([0-9A-F]{2})/i.exec(pnpId ?? '')?.[1],
    }));
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new CodedError('EC20_PORT_FAILED', { params: { port: 'auto', detail }, cause: error });
  }
}

/** A port with what it is for; among `all` are the others of its device. */
function portInfo(found: FoundPort, all: readonly FoundPort[]): PortInfo {
  const { path, byId, device, vendorId, productId, interfaceNumber, product } = found;
  const numbers = all.flatMap((port) => (port.device === device ? (port.interfaceNumber ?? []) : []));
  const kind =
    vendorId === QUECTEL_VENDOR ? kindOfInterface(productId, interfaceNumber, numbers.sort()[0]) : 'serial';
  return {
    path,
    ...(byId === undefined ? {} : { byId }),
    ...(vendorId === undefined ? {} : { vendorId }),
    ...(productId === undefined ? {} : { productId }),
    ...(interfaceNumber === undefined ? {} : { interfaceNumber }),
    ...(product === undefined ? {} : { product }),
    kind,
  };
}

/** What a folder holds; nothing when there is no such folder. */
async function entries(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

/** A file's text, trimmed; undefined when it can't be read. */
async function text(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').then(
    (content) => content.trim(),
    () => undefined,
  );
}
