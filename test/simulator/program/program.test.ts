import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Duplex, Readable } from 'node:stream';
import { SerialPort } from 'serialport';
import { DEMO_TRIPLET, DEMO_TSL } from '../../../src/simulator/embedded-cloud';
import { obliging, ScriptedServer } from './mqtt-server';

const PROGRAM = join(__dirname, '../../../bin/ec20-simulator.js');
const { productKey, deviceName, deviceSecret } = DEMO_TRIPLET;
const HOST = `${productKey}.iot-as-mqtt.cn-shanghai.aliyuncs.com`;

type Program = ChildProcessByStdio<null, Readable, null>;

/** A terminal program: writes commands, reads the module's output. */
class Terminal {
  #received = '';
  #wake: () => void = () => undefined;

  constructor(readonly stream: Duplex) {
    stream.on('error', () => undefined);
    stream.on('data', (bytes: Buffer) => {
      this.#received += bytes.toString('latin1');
      this.#wake();
    });
  }

  /** Sends a command and resolves with everything up to and including `end`. */
  async ask(command: string, end = '\r\nOK\r\n'): Promise<string> {
    this.stream.write(`${command}\r`);
    return this.until(end);
  }

  async until(end: string): Promise<string> {
    for (;;) {
      const at = this.#received.indexOf(end);
      if (at >= 0) {
        const text = this.#received.slice(0, at + end.length);
        this.#received = this.#received.slice(at + end.length);
        return text;
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** Brings the module up and connects client 0 to `host`. */
  async connectTo(host: string): Promise<string> {
    await this.ask('ATE0');
    await this.ask('AT+QMTCFG="recv/mode",0,0,1');
    await this.ask('AT+QIACT=1');
    await this.ask(`AT+QMTOPEN=0,"${host}",1883`, '+QMTOPEN: 0,0\r\n');
    return this.ask('AT+QMTCONN=0,"test"', '+QMTCONN: 0,0');
  }

  async publish(topic: string, payload: string): Promise<string> {
    await this.ask(`AT+QMTPUBEX=0,7,1,0,"${topic}",${Buffer.byteLength(payload)}`, '>');
    this.stream.write(payload);
    return this.until('+QMTPUBEX: 0,7,0');
  }
}

describe('the program ec20-simulator', () => {
  const running: Program[] = [];

  afterEach(async () => {
    for (const program of running.splice(0)) {
      if (program.exitCode !== null || program.signalCode !== null) continue;
      program.kill('SIGKILL');
      await once(program, 'exit');
    }
  });

  /** Starts it; resolves with the address of its ready line. */
  async function start(...words: string[]): Promise<{ program: Program; address: string }> {
    const program = spawn(process.execPath, [PROGRAM, '--fast', ...words], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    running.push(program);
    let said = '';
    for await (const bytes of program.stdout.iterator({ destroyOnReturn: false })) {
      said += String(bytes);
      if (said.endsWith('\n')) break;
    }
    const address = /^ready: (\S+)\n$/.exec(said)?.[1];
    assert(address !== undefined, `it said: ${said}`);
    return { program, address };
  }

  async function dial(address: string): Promise<Terminal> {
    const socket = connect(Number(address.split(':').at(-1)), '127.0.0.1');
    await once(socket, 'connect');
    return new Terminal(socket);
  }

  it('over TCP, the demo device logs in by aliauth, posts a property and gets the platform’s reply', async () => {
    const { address } = await start('--listen', 'tcp://127.0.0.1:0');
    const terminal = await dial(address);
    await terminal.ask(`AT+QMTCFG="aliauth",0,"${productKey}","${deviceName}","${deviceSecret}"`);
    await terminal.connectTo(HOST);
    const topic = `/sys/${productKey}/${deviceName}/thing/event/property/post`;
    await terminal.ask(`AT+QMTSUB=0,1,"${topic}_reply",1`, '+QMTSUB: 0,1,0,1');
    await terminal.publish(topic, '{"id":"9","version":"1.0","params":{"t":21.5}}');
    const reply = await terminal.until('"version":"1.0"}');
    assert.match(reply, /\+QMTRECV: 0,0,"\/sys\/.*post_reply",\d+,"\{"code":200,"data":\{\},"id":"9"/);
    terminal.stream.destroy();
  });

  it('a device given by option logs in, an unknown one does not', async () => {
    const { address } = await start('--listen', 'tcp://127.0.0.1:0', '--device', 'a1Own,mine,s3cret');
    const terminal = await dial(address);
    await terminal.ask('AT+QMTCFG="aliauth",0,"a1Own","mine","s3cret"');
    await terminal.connectTo(HOST);
    await terminal.ask('AT+QMTDISC=0', '+QMTDISC: 0,0');
    await terminal.ask('AT+QMTCFG="aliauth",0,"a1Own","other","s3cret"');
    await terminal.ask(`AT+QMTOPEN=0,"${HOST}",1883`, '+QMTOPEN: 0,0\r\n');
    await terminal.ask('AT+QMTCONN=0,"test"', '+QMTCONN: 0,0,4');
    terminal.stream.destroy();
  });

  it('--tsl checks what devices post, --set selects how, and replies=busy refuses it', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'ec20-tsl-')), 'model.json');
    writeFileSync(file, JSON.stringify(DEMO_TSL));
    const words = ['--listen', 'tcp://127.0.0.1:0', '--tsl', file, '--device', 'a1Own,mine,s3cret'];
    const codes = [];
    for (const more of [[], ['--set', 'validation=strict'], ['--set', 'replies=busy']]) {
      const { address } = await start(...words, ...more);
      const terminal = await dial(address);
      await terminal.ask('AT+QMTCFG="aliauth",0,"a1Own","mine","s3cret"');
      await terminal.connectTo(HOST);
      const topic = '/sys/a1Own/mine/thing/event/property/post';
      await terminal.ask(`AT+QMTSUB=0,1,"${topic}_reply",1`, '+QMTSUB: 0,1,0,1');
      const method = 'thing.event.property.post';
      await terminal.publish(topic, JSON.stringify({ id: '9', params: { Temperature: 'warm' }, method }));
      codes.push(/"code":(\d+)/.exec(await terminal.until('"version":"1.0"}'))?.[1]);
      terminal.stream.destroy();
    }
    rmSync(dirname(file), { recursive: true });
    assert.deepEqual(codes, ['200', '6307', '429']);
  });

  it('a client that vanishes leaves the module unchanged for the next one', async () => {
    const { address } = await start('--listen', 'tcp://127.0.0.1:0');
    const first = await dial(address);
    await first.ask('ATE0');
    first.stream.destroy();
    const second = await dial(address);
    assert.equal(await second.ask('AT+QMTCONN?'), '\r\nOK\r\n', 'no echo: ATE0 has stayed');
    second.stream.destroy();
  });

  it('settings reach the module', async () => {
    const { address } = await start(
      '--listen',
      'tcp://127.0.0.1:0',
      '--set',
      'sim=absent',
      '--set',
      'family=EC200U',
    );
    const terminal = await dial(address);
    await terminal.ask('ATE0');
    assert.match(await terminal.ask('ATI'), /EC200U/);
    assert.match(await terminal.ask('AT+CPIN?', 'ERROR'), /ERROR/);
    terminal.stream.destroy();
  });

  it('joined to a broker, what the module publishes arrives there', async () => {
    const server = new ScriptedServer();
    server.answer = obliging;
    const port = await server.start();
    const { address, program } = await start(
      '--listen',
      'tcp://127.0.0.1:0',
      '--broker',
      `mqtt://127.0.0.1:${port}`,
    );
    const terminal = await dial(address);
    await terminal.connectTo('broker.example');
    await terminal.publish('rooms/7', '{"t":21.5}');
    const packet = server.packets.find(({ cmd }) => cmd === 'publish');
    assert(packet?.cmd === 'publish');
    assert.deepEqual([packet.topic, packet.payload.toString(), packet.qos], ['rooms/7', '{"t":21.5}', 1]);
    program.kill('SIGTERM');
    await server.until(() => server.closed);
    await server.stop();
    terminal.stream.destroy();
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`${signal} ends it with code 0, with a client on the line`, async () => {
      const { program, address } = await start('--listen', 'tcp://127.0.0.1:0');
      const terminal = await dial(address);
      await terminal.ask('AT');
      const gone = once(terminal.stream, 'close');
      program.kill(signal);
      assert.deepEqual(await once(program, 'exit'), [0, null]);
      await gone;
    });
  }

  describe('as a serial port', () => {
    let folder: string;

    beforeEach(function () {
      if (process.platform === 'win32') this.skip();
      folder = mkdtempSync(join(tmpdir(), 'ec20-program-'));
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    it('answers, survives closing and opening, and removes its link at the end', async () => {
      const path = join(folder, 'ttyEC20');
      const { program, address } = await start('--pty', path);
      assert.equal(address, path);
      for (const expected of ['AT\r\r\nOK\r\n', 'AT\r\r\nOK\r\n']) {
        const port = new SerialPort({ path, baudRate: 115_200 });
        const terminal = new Terminal(port);
        assert.equal(await terminal.ask('AT'), expected);
        await new Promise((resolve) => port.close(resolve));
      }
      program.kill('SIGTERM');
      assert.deepEqual(await once(program, 'exit'), [0, null]);
      assert.deepEqual(readdirSync(folder), []);
    });

    it('has a second port of another kind, which receives URCs once urcport selects it', async () => {
      const paths = [join(folder, 'ttyAT'), join(folder, 'ttyModem')] as const;
      const words = ['--broker', 'inside', '--pty', paths[0], '--pty', paths[1]];
      const program = spawn(process.execPath, [PROGRAM, '--fast', ...words], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      running.push(program);
      let said = '';
      for await (const bytes of program.stdout.iterator({ destroyOnReturn: false })) {
        said += String(bytes);
        if (said.split('\n').length > paths.length) break;
      }
      assert.equal(said, paths.map((path) => `ready: ${path}\n`).join(''));
      const ports = paths.map((path) => new SerialPort({ path, baudRate: 115_200 }));
      const [first, second] = ports.map((port) => new Terminal(port));
      assert.ok(first !== undefined && second !== undefined);
      assert.equal(await second.ask('ATE0'), 'ATE0\r\r\nOK\r\n');
      await first.ask('AT+QURCCFG="urcport","usbmodem"');
      assert.equal(await first.ask('AT+QMTOPEN=0,"any.example",1883'), '\r\nOK\r\n');
      assert.equal(await second.until('+QMTOPEN: 0,0\r\n'), '\r\n+QMTOPEN: 0,0\r\n');
      assert.equal(await first.ask('AT'), '\r\nOK\r\n');
      for (const port of ports) await new Promise((resolve) => port.close(resolve));
    });

    it('takes its path again after it was killed', async () => {
      const path = join(folder, 'ttyEC20');
      const { program } = await start('--pty', path);
      program.kill('SIGKILL');
      await once(program, 'exit');
      assert.deepEqual(readdirSync(folder), ['ttyEC20'], 'nobody could remove it');
      await start('--pty', path);
      assert.equal(existsSync(path), true);
    });
  });

  it('has an ordinary broker inside, under any host name', async () => {
    const { address, program } = await start('--listen', 'tcp://127.0.0.1:0', '--broker', 'inside');
    const terminal = await dial(address);
    await terminal.connectTo('any.example');
    await terminal.ask('AT+QMTSUB=0,1,"rooms/#",1', '+QMTSUB: 0,1,0,1\r\n');
    await terminal.ask('AT+QMTPUBEX=0,7,1,0,"rooms/7",2', '>');
    terminal.stream.write('21');
    await terminal.until('+QMTRECV: 0,1,"rooms/7",2,"21"\r\n');
    program.kill('SIGTERM');
    terminal.stream.destroy();
  });

  it('behaves like the module of a report, except for what --set changes', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'ec20-report-')), 'report.json');
    const measured = { optionNameInQuery: false, joined: false };
    const module = { model: 'EC20X', revision: 'EC20XR99' };
    writeFileSync(path, JSON.stringify({ format: 'ec20-doctor-report', version: 1, module, measured }));
    const { address } = await start('--listen', 'tcp://127.0.0.1:0', '--module', path, '--set', 'joined=ok');
    const terminal = await dial(address);
    assert.match(await terminal.ask('AT+CGMM;+CGMR'), /EC20X\r\n\r\nEC20XR99/);
    assert.match(await terminal.ask('AT+QMTCFG="version",0'), /\r\n\+QMTCFG: 3\r\n/);
    terminal.stream.destroy();
  });

  const mistakes: [string[], RegExp][] = [
    [[], /--listen tcp:\/\/127\.0\.0\.1:PORT or --pty PATH is required/],
    [['--listen', '5020'], /--listen 5020 is not of the form/],
    [['--listen', 'tcp://127.0.0.1:0', '--broker', 'http://x'], /--broker http:\/\/x is not of the form/],
    [['--listen', 'tcp://127.0.0.1:0', '--device', 'a,b'], /--device expects/],
    [['--listen', 'tcp://127.0.0.1:0', '--set', 'sim'], /--set sim is not of the form/],
    [
      ['--listen', 'tcp://127.0.0.1:0', '--set', 'sim=green'],
      /setting sim cannot be “green”\. Expected is present\|absent/,
    ],
    [
      ['--listen', 'tcp://127.0.0.1:0', '--tsl', '/nowhere.json'],
      /--tsl \/nowhere\.json can't be read: .*ENOENT/,
    ],
    [['--listen', 'tcp://127.0.0.1:0', '--tsl', __filename], /the TSL is not JSON/],
    [
      ['--listen', 'tcp://127.0.0.1:0', '--module', '/nowhere.json'],
      /--module \/nowhere\.json can't be read/,
    ],
    [['--listen', 'tcp://127.0.0.1:0', '--module', __filename], /--module .* is not JSON/],
    [
      ['--listen', 'tcp://127.0.0.1:0', '--module', join(__dirname, '../../../../package.json')],
      /report\.format is —, expected is ".*ec20-doctor has written it/,
    ],
    [['--listen', 'tcp://192.0.2.1:5020'], /192\.0\.2\.1/],
    [['--pty', __filename], /something else stands at this path/],
    [['--loud'], /--loud/],
  ];
  for (const [words, sentence] of mistakes) {
    it(`“${words.map((word) => word.replace(__filename, 'FILE')).join(' ')}” is refused in a sentence, code 2`, () => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...words], {
        encoding: 'utf8',
      });
      assert.equal(status, 2);
      assert.equal(stdout, '');
      assert.match(stderr, sentence);
      assert.equal(stderr.trimEnd().split('\n').length, 1);
    });

    it(`“${words.map((word) => word.replace(__filename, 'FILE')).join(' ')}” is refused in Chinese too`, () => {
      for (const [more, locale] of [
        [['--lang', 'zh'], 'en_GB.UTF-8'],
        [[], 'zh_CN.UTF-8'],
      ] as const) {
        const { status, stderr } = spawnSync(process.execPath, [PROGRAM, ...more, ...words], {
          encoding: 'utf8',
          env: { ...process.env, LC_ALL: locale },
        });
        assert.equal(status, 2);
        // Names, values and the system's own words stay.
        const own = stderr.replace(
          /ec20-simulator|E[A-Z]+: [^,：。]*(, \w+ [^。：]*)?|[-\w.:/|<>@"”“，]+/g,
          '',
        );
        assert.doesNotMatch(own, /[A-Za-z]{3,}/, stderr);
        assert.match(stderr, /[\u4e00-\u9fff]{3,}.*。\s*$/, stderr);
      }
    });
  }

  it('--help is wholly in Chinese as well: each setting has its meaning', () => {
    const { status, stdout } = spawnSync(process.execPath, [PROGRAM, '--help', '--lang', 'zh'], {
      encoding: 'utf8',
    });
    assert.equal(status, 0);
    const meanings = stdout.split('\n').filter((line) => /^ {6}\S/.test(line));
    assert.ok(meanings.length > 100);
    for (const line of meanings) assert.match(line, /\p{Script=Han}/u);
    for (const text of ['sim=present|absent', 'preset=real|fast', productKey, '--pty 路径', '--lang zh|en']) {
      assert(stdout.includes(text), text);
    }
  });

  it('--help lists every setting and the demo device', () => {
    const { status, stdout } = spawnSync(process.execPath, [PROGRAM, '--help'], { encoding: 'utf8' });
    assert.equal(status, 0);
    for (const text of ['sim=present|absent', 'preset=real|fast', productKey, '--pty PATH']) {
      assert(stdout.includes(text), text);
    }
  });
});
