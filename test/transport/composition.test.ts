import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import {
  findModulePort,
  likelyModulePorts,
  listPorts,
  type PortFolders,
} from '../../src/transport/port-list';

/** USB class and subclass of an interface, as in sysfs. */
const CLASSES = {
  /** Diagnostics, NMEA, AT, modem and QMI alike. */
  vendor: ['ff', '00'],
  qmi: ['ff', 'ff'],
  adb: ['ff', '42'],
  rndis: ['e0', '01'],
  ecm: ['02', '06'],
  mbim: ['02', '0e'],
  ncm: ['02', '0d'],
  data: ['0a', '00'],
  audio: ['01', '01'],
} as const;

type Interface = keyof typeof CLASSES;

interface Device {
  /** Where it is plugged in. */
  readonly at?: string;
  readonly id: string;
  /** All interfaces from 0 on; `tty` is a vendor-specific one with a serial port. */
  readonly interfaces: readonly (Interface | 'tty')[];
  /** sysfs reports no classes. */
  readonly hasNoClasses?: boolean;
}

const two = (kind: Interface): Interface[] => [kind, 'data'];
const ttys = (count: number): 'tty'[] => Array<'tty'>(count).fill('tty');

/** What is plugged in, the interfaces that auto tries in order, and whether URCs can be sent to that port alone. */
const COMPOSITIONS: readonly (readonly [
  what: string,
  device: Device,
  order: readonly number[],
  isSure: boolean,
])[] = [
  // Modes of AT+QCFG="usbnet" of the Qualcomm modules.
  ['EC20 as it comes (QMI)', { id: '2c7c:0125', interfaces: [...ttys(4), 'qmi'] }, [2, 3, 1, 0], true],
  ['EC25 in RNDIS mode', { id: '2c7c:0125', interfaces: [...two('rndis'), ...ttys(4)] }, [4, 5, 3, 2], true],
  [
    'EC25 in ECM mode, the card last',
    { id: '2c7c:0125', interfaces: [...ttys(4), ...two('ecm')] },
    [2, 3, 1, 0],
    true,
  ],
  [
    'EC21 in ECM mode, the card first',
    { id: '2c7c:0121', interfaces: [...two('ecm'), ...ttys(4)] },
    [4, 5, 3, 2],
    true,
  ],
  ['EG91 in MBIM mode', { id: '2c7c:0191', interfaces: [...ttys(4), ...two('mbim')] }, [2, 3, 1, 0], true],
  [
    'EG95 in NCM mode, the card first',
    { id: '2c7c:0195', interfaces: [...two('ncm'), ...ttys(4)] },
    [4, 5, 3, 2],
    true,
  ],
  [
    'EC25 with adb and sound',
    { id: '2c7c:0125', interfaces: [...ttys(4), 'qmi', 'adb', 'audio'] },
    [2, 3, 1, 0],
    true,
  ],
  [
    'EC25 whose QMI the option driver took too',
    { id: '2c7c:0125', interfaces: ttys(5) },
    [2, 3, 4, 1, 0],
    true,
  ],
  ['the first EC20', { id: '05c6:9215', interfaces: [...ttys(4), 'qmi'] }, [2, 3, 1, 0], true],
  ['UC20', { id: '05c6:9003', interfaces: [...ttys(4), 'qmi'] }, [2, 3, 1, 0], false],
  // Only some have a port.
  [
    'RNDIS, DIAG held by another driver',
    { id: '2c7c:0125', interfaces: [...two('rndis'), 'vendor', ...ttys(3)] },
    [4, 5, 3],
    true,
  ],
  [
    'RNDIS, where an old kernel keeps interface 4 for QMI',
    { id: '2c7c:0125', interfaces: [...two('rndis'), 'tty', 'tty', 'vendor', 'tty'] },
    [5, 3, 2],
    true,
  ],
  [
    'only the AT port',
    { id: '2c7c:0125', interfaces: ['vendor', 'vendor', 'tty', 'vendor', 'qmi'] },
    [2],
    true,
  ],
  [
    'only the AT port, behind RNDIS',
    { id: '2c7c:0125', interfaces: [...two('rndis'), 'vendor', 'vendor', 'tty', 'vendor'] },
    [4],
    true,
  ],
  [
    'NMEA switched off by AT+QCFG="usbcfg"',
    { id: '2c7c:0125', interfaces: [...ttys(3), ...two('ecm')] },
    [2, 1, 0],
    false,
  ],
  // No classes visible.
  ['EC20, no classes', { id: '2c7c:0125', interfaces: ttys(4), hasNoClasses: true }, [2, 3, 1, 0], true],
  [
    'RNDIS, no classes',
    { id: '2c7c:0125', interfaces: [...two('rndis'), ...ttys(4)], hasNoClasses: true },
    [4, 5, 3, 2],
    true,
  ],
  [
    'only the AT port, no classes',
    { id: '2c7c:0125', interfaces: ['qmi', 'qmi', 'tty'], hasNoClasses: true },
    [2],
    false,
  ],
  [
    'AT and modem port, no classes',
    { id: '2c7c:0125', interfaces: ['qmi', 'qmi', 'tty', 'tty'], hasNoClasses: true },
    [2, 3],
    false,
  ],
  [
    'AT and modem port behind a card, no classes',
    { id: '2c7c:0125', interfaces: ['qmi', 'qmi', 'qmi', 'qmi', 'tty', 'tty'], hasNoClasses: true },
    [4, 5],
    false,
  ],
  [
    'DIAG with another driver, no classes',
    { id: '2c7c:0125', interfaces: ['qmi', ...ttys(3)], hasNoClasses: true },
    [2, 3, 1],
    false,
  ],
  // Other orders.
  ['EC200S', { id: '2c7c:6002', interfaces: [...two('ecm'), ...ttys(3)] }, [3, 4, 2], true],
  [
    'EC200A whose card is last',
    { id: '2c7c:6005', interfaces: [...ttys(3), ...two('ecm')] },
    [1, 2, 0],
    true,
  ],
  ['EC200U', { id: '2c7c:0901', interfaces: [...two('ecm'), ...ttys(7)] }, [2, 7, 8, 3, 4, 5, 6], false],
  // Unknown products.
  [
    'a new module like an EC25 in RNDIS mode',
    { id: '2c7c:0fff', interfaces: [...two('rndis'), ...ttys(4)] },
    [4, 5, 3, 2],
    false,
  ],
  [
    'a new module like an EC200S',
    { id: '2c7c:6fff', interfaces: [...two('ecm'), ...ttys(3)] },
    [3, 4, 2],
    false,
  ],
  [
    'a new module like an EC200U',
    { id: '2c7c:0ff1', interfaces: [...two('ecm'), ...ttys(7)] },
    [2, 7, 8, 3, 4, 5, 6],
    false,
  ],
  ['a new module with one port', { id: '2c7c:0ff2', interfaces: ['tty'] }, [0], false],
];

describe('Of a module on USB', () => {
  let root: string;
  let folders: PortFolders;
  let count: number;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'ec20-usb-'));
    folders = { tty: join(root, 'class'), byId: join(root, 'by-id'), dev: join(root, 'dev') };
    for (const folder of [folders.tty, folders.byId, folders.dev]) mkdirSync(folder);
    count = 0;
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function write(folder: string, files: Readonly<Record<string, string>>): void {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), `${text}\n`);
  }

  /** Creates its entries in sysfs and /dev; returns its ttys by interface. */
  function plug({ at = '1-1.2', id, interfaces, hasNoClasses = false }: Device): Map<number, string> {
    const found = new Map<number, string>();
    const [idVendor = '', idProduct = ''] = id.split(':');
    const device = join(root, 'devices', at);
    write(device, { idVendor, idProduct });
    for (const [number, kind] of interfaces.entries()) {
      if (hasNoClasses && kind !== 'tty') continue;
      const folder = join(device, `${at}:1.${number}`);
      const [bInterfaceClass, bInterfaceSubClass] = CLASSES[kind === 'tty' ? 'vendor' : kind];
      const classes = hasNoClasses ? {} : { bInterfaceClass, bInterfaceSubClass };
      write(folder, { bInterfaceNumber: number.toString(16).padStart(2, '0'), ...classes });
      if (kind !== 'tty') continue;
      const name = `ttyUSB${count++}`;
      write(join(folder, name), {});
      mkdirSync(join(folders.tty, name));
      symlinkSync(join(folder, name), join(folders.tty, name, 'device'));
      writeFileSync(join(folders.dev, name), '');
      found.set(number, join(folders.dev, name));
    }
    return found;
  }

  for (const [what, device, order, isSure] of COMPOSITIONS) {
    it(`${what}: auto tries interfaces ${order.join(', ')}`, async () => {
      const names = plug(device);
      const ports = await listPorts(folders);
      assert.deepEqual(
        likelyModulePorts(ports),
        order.map((number) => names.get(number)),
      );
      assert.equal(ports.find(({ path }) => path === names.get(order[0] ?? -1))?.isSure, isSure);
    });
  }

  /** The udev rule of the guide, as a shell runs it for one tty: whether that gets the name. */
  function isNamed(program: string, tty: string): boolean {
    const name = basename(tty);
    const real = realpathSync(join(folders.tty, name, 'device'));
    const port = join(real, 'tty', name);
    mkdirSync(port, { recursive: true });
    const command = program.replaceAll('/sys%p', port).replaceAll('%k', name).replaceAll('$$', '$');
    return spawnSync('/bin/sh', ['-c', command]).status === 0;
  }

  for (const guide of ['docs/hardware.md', 'docs/hardware.zh-CN.md']) {
    it(`the udev rule of ${guide} names the port that auto tries first, in every mode`, () => {
      const text = readFileSync(join(__dirname, '..', '..', '..', guide), 'utf8');
      const [, program = ''] =
        /^SUBSYSTEM=="tty".*PROGRAM=="\/bin\/sh -c '(.+)'", SYMLINK\+="ec20"$/m.exec(text) ?? [];
      let place = 0;
      const modes = COMPOSITIONS.filter(
        ([, { interfaces, id }]) =>
          id.startsWith('2c7c:01') && interfaces.filter((each) => each === 'tty').length >= 4,
      );
      assert.ok(modes.length >= 8);
      for (const [what, device, [at]] of modes) {
        const names = plug({ ...device, at: `1-1.${++place}` });
        const named = [...names].filter(([, tty]) => isNamed(program, tty)).map(([number]) => number);
        assert.deepEqual(named, [at], what);
      }
    });
  }

  it('a container that was given one port only can identify it', async () => {
    const names = plug({ id: '2c7c:0125', interfaces: [...two('rndis'), ...ttys(4)] });
    for (const [number, path] of names) if (number !== 4) rmSync(path);
    const [port, ...others] = await listPorts(folders);
    assert.deepEqual([port?.path, port?.kind, port?.isSure, others], [names.get(4), 'ec20-at', true, []]);
  });

  it('nothing is taken for another’s: two of one product are two modules, by where they are plugged in', async () => {
    const first = plug({ id: '2c7c:0125', interfaces: ttys(4) });
    const second = plug({ at: '1-1.3', id: '2c7c:0125', interfaces: [...two('rndis'), ...ttys(4)] });
    const ports = await listPorts(folders);
    assert.throws(() => findModulePort(ports), {
      code: 'EC20_PORT_AMBIGUOUS',
      params: { ports: `${first.get(2)}, ${second.get(4)}` },
    });
  });

  it('only DIAG and NMEA are up yet: it is no module so far', async () => {
    plug({ id: '2c7c:0125', interfaces: ['tty', 'tty', 'vendor', 'vendor', 'qmi'] });
    const ports = await listPorts(folders);
    assert.throws(() => findModulePort(ports), { code: 'EC20_PORT_NONE' });
  });

  it('a Qualcomm id that isn’t Quectel’s is none', async () => {
    plug({ id: '05c6:9001', interfaces: ttys(4) });
    const ports = await listPorts(folders);
    assert.deepEqual(new Set(ports.map(({ kind }) => kind)), new Set(['serial']));
    assert.throws(() => findModulePort(ports), { code: 'EC20_PORT_NONE' });
  });
});
