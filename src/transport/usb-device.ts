import { readdir, readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A USB device as shown by sysfs above one of its ttys. */
export interface UsbDevice {
  /** Its folder, shared by the ports of one device. */
  readonly folder: string;
  /** Four hexadecimal digits in lower case. */
  readonly vendorId: string;
  readonly productId: string | undefined;
  readonly product: string | undefined;
}

/** Maximum levels from the tty to its USB device: port, interface, device. */
const USB_LEVELS = 4;

/** The USB device that the tty with this `device` link belongs to, and the interface there; undefined for a port without USB. */
export async function usbDeviceOf(
  link: string,
): Promise<{ readonly device: UsbDevice; readonly interfaceNumber: string | undefined } | undefined> {
  let folder = await realpath(link).catch(() => undefined);
  let interfaceNumber: string | undefined;
  for (let level = 0; folder !== undefined && level < USB_LEVELS; level++) {
    interfaceNumber ??= await fileText(join(folder, 'bInterfaceNumber'));
    const vendorId = await fileText(join(folder, 'idVendor'));
    if (vendorId !== undefined) {
      const [productId, product] = await Promise.all([
        fileText(join(folder, 'idProduct')),
        fileText(join(folder, 'product')),
      ]);
      const device = {
        folder,
        vendorId: vendorId.toLowerCase(),
        productId: productId?.toLowerCase(),
        product,
      };
      return { device, interfaceNumber };
    }
    folder = dirname(folder);
  }
  return undefined;
}

/**
 * The numbers of a device's serial interfaces, ascending, whatever driver has them; undefined where the system does not report the
 * class of each. Vendor-specific functions (class ff) are serial except adb (subclass 42), and so is CDC ACM (02, 02). A network
 * card is 02 with another subclass, e0 or ef, and its data 0a. QMI being class ff too does no harm: it comes last.
 */
export async function serialInterfaces({ folder }: UsbDevice): Promise<readonly number[] | undefined> {
  // Interface folders are named after the device: 1-1.2:1.0.
  const names = (await folderEntries(folder)).filter((name) => /:\d+\.\d+$/.test(name));
  const found = await Promise.all(names.map((name) => usbInterface(join(folder, name))));
  if (found.length === 0 || found.some((each) => each === undefined)) return undefined;
  return found
    .flatMap((each) => (each?.isSerial === true ? each.number : []))
    .sort((one, other) => one - other);
}

async function usbInterface(folder: string): Promise<{ number: number; isSerial: boolean } | undefined> {
  const [number, usbClass, subclass] = await Promise.all(
    ['bInterfaceNumber', 'bInterfaceClass', 'bInterfaceSubClass'].map((name) => fileText(join(folder, name))),
  );
  if (number === undefined || usbClass === undefined) return undefined;
  const isVendors = usbClass.toLowerCase() === 'ff' && subclass !== '42';
  const isModem = usbClass === '02' && subclass === '02';
  return { number: Number.parseInt(number, 16), isSerial: isVendors || isModem };
}

/** The entries of a folder; none if it doesn't exist. */
export async function folderEntries(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

/** A file's text, trimmed; undefined when it can't be read. */
export async function fileText(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').then(
    (content) => content.trim(),
    () => undefined,
  );
}
