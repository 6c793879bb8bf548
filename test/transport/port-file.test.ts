import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodedError } from '../../src/base/coded-error';
import { describeError } from '../../src/base/error-text';
import { noPortAt } from '../../src/transport/port-file';
import { serialTransport } from '../../src/transport/serial';
import { PseudoTerminal } from './pseudo-terminal';
import { Recorder } from './recorder';

describe('What is where a serial port should be', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ec20-file-'));
    path = join(folder, 'ttyUSB2');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** The error of opening it, in both languages. */
  async function refusal(at = path): Promise<{ code: string; en: string; zh: string }> {
    const opening = serialTransport(at, { baudRate: 115_200, flowControl: false }).open(new Recorder());
    const error = await opening.then(
      () => assert.fail('it was opened'),
      (reason: unknown) => reason,
    );
    assert(error instanceof CodedError);
    assert.equal(error.params['port'], at);
    const [en, zh] = [describeError(error, 'node', 'en'), describeError(error, 'node', 'zh')];
    for (const text of [en, zh]) assert.doesNotMatch(text, /\{|ioctl/);
    return { code: error.code, en, zh };
  }

  it('an ordinary file, or a link to one: it is to be removed', async () => {
    writeFileSync(path, 'AT\r');
    const link = join(folder, 'ec20');
    symlinkSync(path, link);
    for (const at of [path, link]) {
      const { code, en, zh } = await refusal(at);
      assert.equal(code, 'EC20_PORT_FILE');
      assert.ok(en.includes(`sudo rm ${at}`) && en.includes('ordinary file'), en);
      assert.ok(zh.includes(`sudo rm ${at}`) && zh.includes('普通文件'), zh);
    }
  });

  it('a dangling link: its target is named', async () => {
    symlinkSync('/dev/ttyUSB-none', path);
    const { code, en, zh } = await refusal();
    assert.equal(code, 'EC20_PORT_LINK');
    for (const text of [en, zh]) assert.ok(text.includes('/dev/ttyUSB-none'), text);
  });

  it('a folder', async () => {
    const { code, en, zh } = await refusal(folder);
    assert.equal(code, 'EC20_PORT_NO_TTY');
    assert.ok(en.includes('a folder') && zh.includes('文件夹'), en + zh);
  });

  it('a pipe, which is not waited at', async () => {
    assert.equal(spawnSync('mkfifo', [path]).status, 0);
    const { code, en } = await refusal();
    assert.equal(code, 'EC20_PORT_NO_TTY');
    assert.ok(en.includes('a pipe'), en);
  });

  it('a socket', async () => {
    const server: Server = createServer();
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const { code, zh } = await refusal();
    await new Promise((resolve) => server.close(resolve));
    assert.equal(code, 'EC20_PORT_NO_TTY');
    assert.ok(zh.includes('套接字'), zh);
  });

  /** Name, major and minor number, kind, in words. */
  const DEVICES = [
    ['a disk', 'b', 8, 0, 'a disk'],
    ['the first screen', 'c', 4, 1, 'a screen console'],
    ['the controlling terminal', 'c', 5, 0, 'a screen console'],
    ['the console', 'c', 5, 1, 'a screen console'],
    ['the first UART of a PC', 'c', 4, 64, undefined],
    ['a USB serial port', 'c', 188, 2, undefined],
    ['the UART of a Pi', 'c', 204, 64, undefined],
  ] as const;
  for (const [name, kind, major, minor, thing] of DEVICES) {
    it(`${name} (${kind} ${major}:${minor}) ${thing === undefined ? 'may be one' : `is ${thing}`}`, async function () {
      // Nothing is opened: the node may lead to no hardware. Making one requires root.
      if (spawnSync('mknod', [path, kind, String(major), String(minor)]).status !== 0) this.skip();
      const error = await noPortAt(path);
      assert.equal(error?.code, thing === undefined ? undefined : 'EC20_PORT_NO_TTY');
      assert.equal(error?.phrases['thing']?.en, thing);
    });
  }

  it('nothing at all is no file of another kind; a terminal is one that may be opened', async () => {
    assert(!existsSync(path));
    assert.equal(await noPortAt(path), undefined);
    const terminal = await PseudoTerminal.create();
    assert.equal(await noPortAt(terminal.path), undefined);
    terminal.remove();
  });
});
