import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerialPort } from 'serialport';
import { SystemClock } from '../../../src/base/clock';
import { PseudoTerminal } from '../../../src/simulator/pty';
import { PTY_TOOLS, type PtyTool } from '../../../src/simulator/pty-master';
import type { CodedError } from '../../../src/base/coded-error';
import type { Line } from '../../../src/transport/transport';

const clock = new SystemClock();
const EVERY_BYTE = Buffer.from(Array.from({ length: 256 }, (_, value) => value));

/** The module's end of a pseudo-terminal. */
class ModuleEnd {
  readonly lost: CodedError[] = [];
  received = Buffer.alloc(0);
  line: Line | undefined;
  #wake: () => void = () => undefined;

  async open(path: string, tools: readonly PtyTool[]): Promise<Line> {
    this.line = await new PseudoTerminal(path, { tools }).open({
      received: (bytes) => {
        this.received = Buffer.concat([this.received, bytes]);
        this.#wake();
      },
      lost: (reason) => {
        this.lost.push(reason);
        this.#wake();
      },
    });
    return this.line;
  }

  async until(done: () => boolean): Promise<void> {
    while (!done()) await new Promise<void>((resolve) => (this.#wake = resolve));
  }
}

/** A program on this machine that opens the port. */
async function openHost(path: string): Promise<SerialPort> {
  const port = new SerialPort({ path, baudRate: 115_200, autoOpen: false });
  port.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
  return port;
}

function closeHost(port: SerialPort): Promise<void> {
  return new Promise((resolve, reject) => port.close((error) => (error ? reject(error) : resolve())));
}

function read(port: SerialPort, length: number): Promise<Buffer> {
  return new Promise((resolve) => {
    let got = Buffer.alloc(0);
    const onData = (bytes: Buffer) => {
      got = Buffer.concat([got, bytes]);
      if (got.length < length) return;
      port.off('data', onData);
      resolve(got);
    };
    port.on('data', onData);
  });
}

function installed(tool: PtyTool): boolean {
  try {
    execFileSync(tool, [tool === 'socat' ? '-V' : '--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const tools = process.platform === 'linux' ? PTY_TOOLS.filter(installed) : [];

for (const tool of tools) {
  describe(`a serial port made by ${tool}`, () => {
    let folder: string;
    let path: string;
    let end: ModuleEnd;

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'ec20-pty-'));
      path = join(folder, 'ttyEC20');
      end = new ModuleEnd();
      await end.open(path, [tool]);
    });

    afterEach(async () => {
      await end.line?.close();
      rmSync(folder, { recursive: true });
    });

    it('carries every byte value both ways', async () => {
      const port = await openHost(path);
      const received = read(port, 256);
      await end.line?.write(EVERY_BYTE);
      assert.deepEqual(await received, EVERY_BYTE);
      port.write(EVERY_BYTE);
      await end.until(() => end.received.length >= 256);
      assert.deepEqual(end.received, EVERY_BYTE);
      await closeHost(port);
    });

    it('does not echo the module’s output while no program has it open', async () => {
      await end.line?.write(Buffer.from('\r\nRDY\r\n'));
      const port = await openHost(path);
      port.write('AT\r');
      await end.until(() => end.received.length >= 3);
      assert.equal(end.received.toString(), 'AT\r');
      await closeHost(port);
    });

    it('can be closed and opened again by the host, ten times, unnoticed by the module', async () => {
      for (let round = 0; round < 10; round += 1) {
        const port = await openHost(path);
        end.received = Buffer.alloc(0);
        port.write(`AT${round}\r`);
        await end.until(() => end.received.length >= 4);
        const received = read(port, 4);
        await end.line?.write(Buffer.from(`OK${round}\n`));
        assert.equal((await received).toString(), `OK${round}\n`);
        await closeHost(port);
      }
      assert.deepEqual(end.lost, []);
    });

    it('ends the host’s line when the module’s end goes, and leaves nothing in the folder', async () => {
      const port = await openHost(path);
      port.resume();
      const closed = new Promise<void>((resolve) => port.once('close', () => resolve()));
      await end.line?.close();
      // serialport misses a hang-up that coincides with a read of its own (it then reads nothing forever); a write detects it.
      port.write('AT\r');
      await closed;
      assert.deepEqual(readdirSync(folder), []);
      assert.deepEqual(end.lost, []);
      await assert.rejects(end.line?.write(Buffer.from('x')) ?? Promise.resolve(), {
        code: 'EC20_PORT_LOST',
      });
    });

    it('carries 200 kB to the module whole', async () => {
      const port = await openHost(path);
      const bytes = Buffer.concat(Array.from({ length: 800 }, () => EVERY_BYTE));
      port.write(bytes);
      await end.until(() => end.received.length >= bytes.length);
      assert.equal(end.received.equals(bytes), true);
      await closeHost(port);
    });

    it('does not block the program while no reader is there, and works afterwards', async () => {
      for (let count = 0; count < 100; count += 1) await end.line?.write(Buffer.alloc(4096, 'x'));
      // If a write had blocked the program, the clock's timers would not run.
      await new Promise<void>((resolve) => clock.after(1, resolve));
      const port = await openHost(path);
      const tail = { text: '' };
      port.on('data', (bytes: Buffer) => {
        tail.text = (tail.text + bytes.toString('latin1')).slice(-5);
      });
      // Buffered data drains first, and more may be lost: a module that repeats itself gets through.
      while (tail.text !== 'after') {
        await end.line?.write(Buffer.from('after'));
        await new Promise<void>((resolve) => clock.after(20, resolve));
      }
      await closeHost(port);
    });
  });
}

describe('the link of a serial port', () => {
  let folder: string;
  const usable = tools.slice(0, 1);

  beforeEach(function () {
    if (usable.length === 0) this.skip();
    folder = mkdtempSync(join(tmpdir(), 'ec20-link-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('replaces one that an earlier run left behind', async () => {
    const path = join(folder, 'ttyEC20');
    symlinkSync('/dev/pts/9999', path);
    const end = new ModuleEnd();
    const line = await end.open(path, usable);
    assert.notEqual(readlinkSync(path), '/dev/pts/9999');
    await line.close();
    assert.equal(existsSync(path), false);
  });

  it('stays when another program has put its own in the place', async () => {
    const path = join(folder, 'ttyEC20');
    const first = await new ModuleEnd().open(path, usable);
    const second = await new ModuleEnd().open(path, usable);
    await first.close();
    assert.equal(lstatSync(path).isSymbolicLink(), true);
    await second.close();
    assert.equal(existsSync(path), false);
  });

  it('never replaces a file or an unrelated link', async () => {
    const file = join(folder, 'notes.txt');
    writeFileSync(file, 'mine');
    const link = join(folder, 'link');
    symlinkSync(file, link);
    for (const path of [file, link, folder]) {
      await assert.rejects(new ModuleEnd().open(path, usable), { code: 'EC20_PORT_FAILED' });
    }
    assert.deepEqual(readdirSync(folder).sort(), ['link', 'notes.txt']);
  });

  it('fails in a folder that does not exist', async () => {
    const path = join(folder, 'missing', 'tty');
    await assert.rejects(new ModuleEnd().open(path, usable), { code: 'EC20_PORT_FAILED' });
  });

  it('a failure names what is missing', async () => {
    const path = join(folder, 'ttyEC20');
    const searched = process.env['PATH'];
    process.env['PATH'] = folder;
    try {
      await assert.rejects(new ModuleEnd().open(path, ['socat', 'python3']), /needs socat or python3/);
    } finally {
      process.env['PATH'] = searched;
    }
  });
});
