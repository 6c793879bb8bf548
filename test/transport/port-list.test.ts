import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  findModulePort,
  isModuleAtPort,
  likelyModulePorts,
  listPorts,
  type PortFolders,
  type PortInfo,
} from '../../src/transport/port-list';

describe('the serial ports of a Raspberry Pi', () => {
  let root: string;
  let folders: PortFolders;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'ec20-ports-'));
    folders = { tty: join(root, 'class/tty'), byId: join(root, 'dev/serial/by-id'), dev: join(root, 'dev') };
    for (const folder of [folders.tty, folders.byId, folders.dev]) mkdirSync(folder, { recursive: true });
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function write(folder: string, files: Record<string, string>): void {
    mkdirSync(folder, { recursive: true });
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), `${content}\n`);
  }

  /** Creates what the kernel shows for a tty whose hardware is at `device`. */
  function addTty(name: string, device: string | undefined, files: Record<string, string> = {}): void {
    write(join(folders.tty, name), files);
    if (device !== undefined) symlinkSync(device, join(folders.tty, name, 'device'));
    writeFileSync(join(folders.dev, name), '');
  }

  /** Four ttys at the USB address `usb`, the first of them `ttyUSB<first>`; another product may have other interfaces. */
  function addModule(
    usb: string,
    first: number,
    linked = true,
    { productId = '0125', interfaces = [0, 1, 2, 3] }: { productId?: string; interfaces?: number[] } = {},
  ): void {
    const device = join(root, 'devices', usb);
    write(device, { idVendor: '2c7c', idProduct: productId, product: 'EC20F' });
    for (const [place, number] of interfaces.entries()) {
      const name = `ttyUSB${first + place}`;
      const port = join(device, `${usb}:1.${number}`, name);
      mkdirSync(port, { recursive: true });
      write(join(device, `${usb}:1.${number}`), { bInterfaceNumber: `0${number}` });
      addTty(name, port);
      if (linked) {
        const link = join(folders.byId, `usb-Quectel_EC20F-if0${number}-port0`);
        symlinkSync(`../../${name}`, link);
      }
    }
  }

  it('show the four ports of an EC20 by what each is for, the AT port first', async () => {
    addModule('1-1.2', 0);
    const ports = await listPorts(folders);
    assert.deepEqual(
      ports.map(({ path, kind, interfaceNumber }) => [
        path.slice(folders.dev.length + 1),
        kind,
        interfaceNumber,
      ]),
      [
        ['ttyUSB2', 'ec20-at', '02'],
        ['ttyUSB3', 'ec20-modem', '03'],
        ['ttyUSB1', 'ec20-nmea', '01'],
        ['ttyUSB0', 'ec20-diag', '00'],
      ],
    );
    assert.deepEqual(ports[0], {
      path: join(folders.dev, 'ttyUSB2'),
      byId: join(folders.byId, 'usb-Quectel_EC20F-if02-port0'),
      vendorId: '2c7c',
      productId: '0125',
      interfaceNumber: '02',
      product: 'EC20F',
      device: '1-1.2',
      isSure: true,
      kind: 'ec20-at',
    });
  });

  it('lead auto to the lasting name of the AT port, though the numbers have moved', async () => {
    addModule('1-1.2', 7);
    const ports = await listPorts(folders);
    const name = join(folders.byId, 'usb-Quectel_EC20F-if02-port0');
    assert.equal(findModulePort(ports), name);
    assert(isModuleAtPort(ports, name));
    assert(isModuleAtPort(ports, join(folders.dev, 'ttyUSB9')));
    assert(!isModuleAtPort(ports, join(folders.dev, 'ttyUSB10')));
  });

  it('lead auto to the tty itself where udev makes no lasting names', async () => {
    addModule('1-1.2', 0, false);
    assert.equal(findModulePort(await listPorts(folders)), join(folders.dev, 'ttyUSB2'));
  });

  /** Product id, its serial interfaces, the tty of its AT port among them, and whether that is known for sure. */
  const PRODUCTS: readonly (readonly [string, number[], string, boolean])[] = [
    ['0125', [0, 1, 2, 3], 'ttyUSB2', true],
    ['0121', [0, 1, 2, 3], 'ttyUSB2', true],
    ['0191', [0, 1, 2, 3], 'ttyUSB2', true],
    ['0195', [0, 1, 2, 3], 'ttyUSB2', true],
    ['6002', [2, 3, 4], 'ttyUSB1', true],
    ['6005', [2, 3, 4], 'ttyUSB1', true],
    ['6026', [2, 3, 4], 'ttyUSB1', true],
    ['0901', [2, 3, 4, 5, 6, 7, 8], 'ttyUSB0', false],
    // Unknown products: a network card before the serial ports, or none.
    ['6fff', [2, 3, 4], 'ttyUSB1', false],
    ['0fff', [0, 1, 2, 3], 'ttyUSB2', false],
  ];
  for (const [productId, interfaces, tty, isSure] of PRODUCTS) {
    it(`of product ${productId} lead auto to ${tty}; events go to ${isSure ? 'it' : 'all ports'}`, async () => {
      addModule('1-1.2', 0, false, { productId, interfaces });
      const ports = await listPorts(folders);
      const path = findModulePort(ports);
      assert.equal(path, join(folders.dev, tty));
      assert.equal(isModuleAtPort(ports, path), isSure);
      const likely = likelyModulePorts(ports);
      assert.equal(likely[0], path);
      assert.equal(new Set(likely).size, interfaces.length, 'all are tried');
    });
  }

  it('of two modules of different makes are distinguished', async () => {
    addModule('1-1.2', 0, false, { productId: '6fff', interfaces: [2, 3, 4] });
    addModule('1-1.3', 3, false, { productId: '0fff' });
    const ports = await listPorts(folders);
    assert.deepEqual(
      ports.filter(({ kind }) => kind === 'ec20-at').map(({ path }) => path.slice(folders.dev.length + 1)),
      ['ttyUSB1', 'ttyUSB5'],
    );
  });

  it('are not chosen from when there are two modules', async () => {
    addModule('1-1.2', 0);
    addModule('1-1.3', 4, false);
    const ports = await listPorts(folders);
    assert.throws(() => findModulePort(ports), {
      code: 'EC20_PORT_AMBIGUOUS',
      params: {
        ports: `${join(folders.byId, 'usb-Quectel_EC20F-if02-port0')}, ${join(folders.dev, 'ttyUSB6')}`,
      },
    });
  });

  it('hold no module when there is none, or one whose AT port has not come up yet', async () => {
    const device = join(root, 'devices/1-1.4');
    write(device, { idVendor: '1A86', idProduct: '7523', product: 'USB Serial' });
    write(join(device, '1-1.4:1.0'), { bInterfaceNumber: '00' });
    mkdirSync(join(device, '1-1.4:1.0/ttyUSB0'));
    addTty('ttyUSB0', join(device, '1-1.4:1.0/ttyUSB0'));
    const ports = await listPorts(folders);
    assert.deepEqual(
      ports.map(({ kind, vendorId, product }) => [kind, vendorId, product]),
      [['serial', '1a86', 'USB Serial']],
    );
    assert.throws(() => findModulePort(ports), { code: 'EC20_PORT_NONE' });
    const diagOnly: PortInfo = { path: '/dev/ttyUSB0', vendorId: '2c7c', kind: 'ec20-diag' };
    assert.throws(() => findModulePort([diagOnly]), { code: 'EC20_PORT_NONE' });
  });

  it('take in the UART of the board, but no screen, no phantom and nothing that is not in /dev', async () => {
    const uart = join(root, 'devices/platform/uart');
    mkdirSync(uart, { recursive: true });
    addTty('ttyAMA0', uart, { type: '32' });
    addTty('ttyS0', uart, { type: '4' });
    addTty('ttyS10', uart, { type: '0' });
    addTty('tty1', undefined);
    addTty('ptmx', undefined);
    addTty('ttyAMA1', uart);
    rmSync(join(folders.dev, 'ttyAMA1'));
    assert.deepEqual(await listPorts(folders), [
      { path: join(folders.dev, 'ttyAMA0'), kind: 'serial' },
      { path: join(folders.dev, 'ttyS0'), kind: 'serial' },
    ]);
  });

  it('are none, without an error, where the folders are missing', async () => {
    const none = { tty: join(root, 'a'), byId: join(root, 'b'), dev: join(root, 'c') };
    assert.deepEqual(await listPorts(none), []);
  });

  it('can be asked for on the computer that runs this test', async () => {
    for (const port of await listPorts()) assert.match(port.path, /^(\/dev\/|COM)/);
  });
});
