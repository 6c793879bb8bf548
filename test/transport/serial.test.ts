import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  open,
  openSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodedError } from '../../src/base/coded-error';
import { portHolder, portHolders } from '../../src/transport/port-holder';
import { serialTransport } from '../../src/transport/serial';
import { PseudoTerminal } from './pseudo-terminal';
import { Recorder, settle } from './recorder';

const OPTIONS = { baudRate: 115_200, flowControl: false };
const ALL_BYTES = Buffer.from(Array.from({ length: 256 }, (_, value) => value));

/** Opening a pipe without a writer blocks a thread of the pool. Returns a function that ends that. */
function holdThreads(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'ec20-threads-'));
  const pipe = join(folder, 'pipe');
  assert.equal(spawnSync('mkfifo', [pipe]).status, 0);
  const threads = Number(process.env['UV_THREADPOOL_SIZE'] ?? 4);
  for (let held = 0; held < threads; held++) {
    open(pipe, 'r', (error, file) => {
      if (error === null) closeSync(file);
    });
  }
  return () => {
    if (!existsSync(folder)) return;
    closeSync(openSync(pipe, 'r+'));
    rmSync(folder, { recursive: true });
  };
}

function isCoded(code: string, port: string) {
  return (error: unknown) =>
    error instanceof CodedError && error.code === code && error.params['port'] === port;
}

describe('a line over a serial port', () => {
  let terminal: PseudoTerminal;

  beforeEach(async () => {
    terminal = await PseudoTerminal.create();
  });

  let releaseThreads: () => void = () => undefined;

  afterEach(() => {
    releaseThreads();
    terminal.remove();
  });

  for (const flowControl of [false, true]) {
    it(`carries every byte value both ways (flow control ${flowControl})`, async () => {
      const recorder = new Recorder();
      const line = await serialTransport(terminal.path, { ...OPTIONS, flowControl }).open(recorder);
      await line.write(ALL_BYTES);
      assert.deepEqual(await terminal.received(256), ALL_BYTES);
      terminal.write(ALL_BYTES);
      await recorder.until(() => recorder.bytes.length >= 256);
      assert.deepEqual(recorder.bytes, ALL_BYTES);
      await line.close();
      assert.deepEqual(recorder.losses, []);
    });
  }

  it('keeps the order of writes that are not awaited, and the bytes that they had when made', async () => {
    const line = await serialTransport(terminal.path, OPTIONS).open(new Recorder());
    const bytes = Buffer.alloc(1);
    const writes = Array.from({ length: 200 }, (_, value) => {
      bytes[0] = value;
      return line.write(bytes);
    });
    await Promise.all(writes);
    assert.deepEqual(await terminal.received(200), ALL_BYTES.subarray(0, 200));
    await line.close();
  });

  it('carries bytes both ways while other work, such as a slow disk, holds every thread of Node.js', async () => {
    const recorder = new Recorder();
    const line = await serialTransport(terminal.path, OPTIONS).open(recorder);
    releaseThreads = holdThreads();
    await line.write(ALL_BYTES);
    assert.deepEqual(await terminal.received(256), ALL_BYTES);
    terminal.write(ALL_BYTES);
    await recorder.until(() => recorder.bytes.length >= 256);
    releaseThreads();
    await line.close();
  });

  it('is lost once when the module is pulled out while idle, and can be written to no more', async () => {
    const recorder = new Recorder();
    const line = await serialTransport(terminal.path, OPTIONS).open(recorder);
    terminal.unplug();
    await recorder.until(() => recorder.losses.length > 0);
    await settle();
    assert.equal(recorder.losses.length, 1);
    const [loss] = recorder.losses;
    assert(isCoded('EC20_PORT_LOST', terminal.path)(loss));
    assert.equal(loss?.outcome, 'unknown');
    await assert.rejects(line.write(ALL_BYTES), isCoded('EC20_PORT_LOST', terminal.path));
    await line.close();
    await settle();
    assert.equal(recorder.losses.length, 1);
  });

  it('is lost when the module is pulled out while it talks', async function () {
    // Twenty modules, each a process that a busy machine starts slowly.
    this.timeout(120_000);
    for (let round = 0; round < 20; round++) {
      const talking = await PseudoTerminal.create();
      const recorder = new Recorder();
      const line = await serialTransport(talking.path, OPTIONS).open(recorder);
      talking.write(ALL_BYTES);
      await recorder.until(() => recorder.bytes.length > 0);
      talking.unplug();
      await recorder.until(() => recorder.losses.length > 0);
      await line.close();
      talking.remove();
    }
  });

  it('is lost once when the module is pulled out while writes are pending, and every write settles', async () => {
    const recorder = new Recorder();
    const line = await serialTransport(terminal.path, OPTIONS).open(recorder);
    terminal.stall();
    const writes = Array.from({ length: 64 }, () => line.write(Buffer.alloc(4096, 65)));
    const settled = Promise.allSettled(writes);
    await settle();
    terminal.unplug();
    const results = await settled;
    await recorder.until(() => recorder.losses.length > 0);
    await settle();
    assert.equal(recorder.losses.length, 1);
    const refused = results.filter((result) => result.status === 'rejected');
    assert(refused.length > 0);
    for (const { reason } of refused) assert(isCoded('EC20_PORT_LOST', terminal.path)(reason));
  });

  it('closes while writes are pending, settles them, and reports no loss', async () => {
    const recorder = new Recorder();
    const line = await serialTransport(terminal.path, OPTIONS).open(recorder);
    terminal.stall();
    const writes = Array.from({ length: 64 }, () => line.write(Buffer.alloc(4096, 65)));
    const settled = Promise.allSettled(writes);
    await settle();
    await Promise.all([line.close(), line.close()]);
    const results = await settled;
    assert(results.some((result) => result.status === 'rejected'));
    await settle();
    assert.deepEqual(recorder.losses, []);
    await (await serialTransport(terminal.path, OPTIONS).open(new Recorder())).close();
  });

  it('closes when the module is unplugged at the same moment, and reports no loss', async () => {
    const recorder = new Recorder();
    const line = await serialTransport(terminal.path, OPTIONS).open(recorder);
    const write = line.write(ALL_BYTES).catch(() => undefined);
    terminal.unplug();
    await line.close();
    await write;
    await settle();
    assert.deepEqual(recorder.losses, []);
  });

  it('frees the port at close, twenty times over', async () => {
    const transport = serialTransport(terminal.path, OPTIONS);
    for (let round = 0; round < 20; round++) {
      const recorder = new Recorder();
      const line = await transport.open(recorder);
      terminal.write(Buffer.from('OK'));
      await recorder.until(() => recorder.bytes.length >= 2);
      await line.close();
    }
  });

  it('can be reopened as soon as the loss is reported, once the module is back', async () => {
    const recorder = new Recorder();
    await serialTransport(terminal.path, OPTIONS).open(recorder);
    terminal.unplug();
    await recorder.until(() => recorder.losses.length > 0);
    await assert.rejects(
      serialTransport(terminal.path, OPTIONS).open(new Recorder()),
      isCoded('EC20_PORT_NOT_FOUND', terminal.path),
    );
    const back = await PseudoTerminal.create();
    const line = await serialTransport(back.path, OPTIONS).open(new Recorder());
    await line.write(ALL_BYTES);
    assert.deepEqual(await back.received(256), ALL_BYTES);
    await line.close();
    back.remove();
  });

  it('is refused as busy while another opening holds the port, with the name of the program', async () => {
    const line = await serialTransport(terminal.path, OPTIONS).open(new Recorder());
    await assert.rejects(serialTransport(terminal.path, OPTIONS).open(new Recorder()), (error) => {
      assert(isCoded('EC20_PORT_BUSY', terminal.path)(error) && error instanceof CodedError);
      // This process holds it, under the name of its main thread.
      assert.match(String(error.params['holder']), /^(node|MainThread)/);
      return true;
    });
    await line.close();
  });

  it('is refused as missing where there is no such port', async () => {
    const path = '/dev/ttyUSB-none';
    await assert.rejects(
      serialTransport(path, OPTIONS).open(new Recorder()),
      isCoded('EC20_PORT_NOT_FOUND', path),
    );
  });

  it('is refused with the reason where the path is no serial port', async () => {
    await assert.rejects(
      serialTransport('/dev/null', OPTIONS).open(new Recorder()),
      (error) =>
        isCoded('EC20_PORT_FAILED', '/dev/null')(error) &&
        error instanceof CodedError &&
        String(error.params['detail']).length > 0,
    );
  });

  it('loads nothing native until a port is opened', () => {
    const file = require.resolve('../../src/transport/serial');
    const script = `
      require(${JSON.stringify(file)}).serialTransport('/dev/none', { baudRate: 9600, flowControl: false });
      const loaded = Object.keys(require.cache).filter((name) => name.includes('@serialport'));
      process.exit(loaded.length);`;
    assert.equal(spawnSync(process.execPath, ['-e', script]).status, 0);
  });
});

describe('who holds a busy port', () => {
  let proc: string;

  beforeEach(() => {
    proc = mkdtempSync(join(tmpdir(), 'ec20-proc-'));
  });

  afterEach(() => rmSync(proc, { recursive: true, force: true }));

  function addProcess(id: number, name: string, files: string[] | undefined): void {
    mkdirSync(join(proc, String(id)), { recursive: true });
    writeFileSync(join(proc, String(id), 'comm'), `${name}\n`);
    if (files === undefined) return;
    mkdirSync(join(proc, String(id), 'fd'));
    for (const [index, file] of files.entries())
      symlinkSync(file, join(proc, String(id), 'fd', String(index)));
  }

  it('is the program with the port among its open files', async () => {
    addProcess(1, 'systemd', ['/dev/null', 'socket:[1]']);
    addProcess(22, 'minicom', ['/dev/null', '/dev/full']);
    assert.equal(await portHolder('/dev/full', proc), 'minicom');
  });

  it('is likely ModemManager when that runs and its files may not be read', async () => {
    addProcess(1, 'systemd', undefined);
    addProcess(2, 'ModemManager', undefined);
    assert.equal(await portHolder('/dev/full', proc), 'ModemManager');
  });

  it('is not ModemManager when its files can be read and the port is not among them', async () => {
    addProcess(2, 'ModemManager', ['/dev/null']);
    assert.equal(await portHolder('/dev/full', proc), undefined);
  });

  it('is named for several ports at once, seen or suspected', async () => {
    addProcess(2, 'ModemManager', undefined);
    addProcess(22, 'minicom', ['/dev/full', '/dev/zero']);
    addProcess(23, 'picocom', ['/dev/full']);
    const holders = await portHolders(['/dev/full', '/dev/zero', '/dev/null', '/dev/ttyUSB-none'], proc);
    assert.deepEqual(Object.fromEntries(holders), {
      '/dev/full': { program: 'minicom', isCertain: true },
      '/dev/zero': { program: 'minicom', isCertain: true },
      '/dev/null': { program: 'ModemManager', isCertain: false },
    });
  });

  it('is undefined where there is no such port or no process folder', async () => {
    assert.equal(await portHolder('/dev/ttyUSB-none', proc), undefined);
    assert.equal(await portHolder('/dev/full', join(proc, 'none')), undefined);
  });
});
