import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { CodedError } from '../../src/base/coded-error';
import { createPair } from '../../src/transport/pair';
import { lineSource } from '../../src/core/line-source';
import { openModule } from '../../src/core/open-module';
import { CheckAlone } from '../../src/session/check-alone';
import { SetupCheck } from '../../src/session/setup-check';
import { AutoPort, type AutoPortOptions } from '../../src/transport/auto-port';
import * as portList from '../../src/transport/port-list';
import type { PortInfo, PortKind } from '../../src/transport/port-list';
import { PortMemory } from '../../src/transport/port-memory';
import { answeringPort } from '../../src/transport/port-trial';
import * as serial from '../../src/transport/serial';
import type { Line, LineListener, Transport } from '../../src/transport/transport';
import type { SimulatorSettings } from '../../src/simulator/simulator';
import { VirtualDevice } from '../support/virtual-device';

const KINDS: readonly PortKind[] = ['ec20-diag', 'ec20-nmea', 'ec20-at', 'ec20-modem'];
/** As likely as they are for a module of this composition. */
const ORDER = [2, 3, 1, 0];

/** The four ports of a module at `device`, the first of them ttyUSB<first>. */
function portsOf(device: string, first = 0): PortInfo[] {
  return KINDS.map((kind, place) => ({
    path: `/dev/ttyUSB${first + place}`,
    vendorId: '2c7c',
    productId: '0125',
    interfaceNumber: `0${place}`,
    device,
    isSure: true,
    kind,
  }));
}

/** What is behind a port: nothing, positions, diagnosis that answers in frames of its own, or another program. */
type Other = 'silent' | 'nmea' | 'diag' | 'busy';

/** A module whose ports a session finds by `auto`, on a virtual clock. */
class Bench {
  readonly device: VirtualDevice;
  readonly opened: string[] = [];
  ports = portsOf('1-1.2');
  /** The interface that answers AT. */
  answering: number;
  others: Partial<Record<number, Other>> = {};

  constructor(
    answering: number,
    readonly options: Partial<AutoPortOptions> = {},
    settings: Partial<SimulatorSettings> = {},
  ) {
    this.answering = answering;
    const auto = this.auto(options);
    this.device = new VirtualDevice(settings, () => ({
      findTransport: (wasSilent) => auto.find(wasSilent),
    }));
  }

  /** Where the module sends its events. */
  async urcPort(): Promise<string> {
    const asked = this.device.session.command({ command: 'AT+QURCCFG="urcport"', force: true });
    const { lines } = await this.device.clock.settle(asked, 10_000);
    return /"urcport","(\w+)"/.exec(lines.join())?.[1] ?? '';
  }

  auto(options: Partial<AutoPortOptions>): AutoPort {
    return new AutoPort({
      baudRate: 115_200,
      flowControl: false,
      list: () => Promise.resolve(this.ports),
      open: (path, { usbAt = false, usbModem = false }) => ({ ...this.open(path), usbAt, usbModem }),
      ...options,
    });
  }

  open(path: string): Transport {
    return { path, open: (listener) => this.#open(path, listener) };
  }

  async #open(path: string, listener: LineListener): Promise<Line> {
    this.opened.push(path);
    const number = Number(this.ports.find((port) => port.path === path)?.interfaceNumber);
    if (number === this.answering) return this.device.pair.left.open(listener);
    switch (this.others[number]) {
      case 'busy':
        throw new CodedError('EC20_PORT_BUSY', { params: { port: path, holder: 'minicom' } });
      case 'nmea':
        return this.#talk(listener);
      case 'diag':
        return answerInFrames(listener);
      case 'silent':
      case undefined:
    }
    return createPair(path).left.open(listener);
  }

  /** A position every second. */
  #talk(listener: LineListener): Promise<Line> {
    const { clock } = this.device;
    const sentence = Buffer.from('$GPRMC,083000.00,V,,,,,,,,,,N*7B\r\n$GPGSA,A,1,,,,,,,,,,,,,,,*1E\r\n');
    let timer = clock.after(0, function talk() {
      listener.received(Buffer.from(sentence));
      timer = clock.after(1000, talk);
    });
    const close = () => {
      timer.cancel();
      return Promise.resolve();
    };
    return Promise.resolve({ write: () => Promise.resolve(), close });
  }
}

/** Diagnosis: a frame that says "bad command" and holds what was written. */
function answerInFrames(listener: LineListener): Promise<Line> {
  const write = (bytes: Uint8Array) => {
    queueMicrotask(() => listener.received(Buffer.concat([Buffer.of(0x13), bytes, Buffer.of(0x7e)])));
    return Promise.resolve();
  };
  return Promise.resolve({ write, close: () => Promise.resolve() });
}

const tty = (number: number) => `/dev/ttyUSB${number}`;
/** What a search takes at most on four ports. */
const FOUND_MS = 180_000;

describe('A session with the port auto', () => {
  let bench: Bench;
  afterEach(() => bench.device.close());

  /** Loses the line, with the module back under other numbers. */
  async function replug(ports: PortInfo[]): Promise<void> {
    const { device } = bench;
    device.pair.unplug();
    await device.clock.until(() => device.session.snapshot().state !== 'online', 10_000);
    bench.opened.length = 0;
    bench.ports = ports;
    device.pair.replug();
    await device.online(FOUND_MS);
  }

  for (const [place, number] of ORDER.entries()) {
    it(`comes online where only candidate ${place + 1} answers, and takes it first from then on`, async function () {
      bench = new Bench(number);
      bench.others = { 0: 'diag', 1: 'nmea' };
      await bench.device.online(FOUND_MS);
      assert.deepEqual(bench.opened, ORDER.slice(0, place + 1).map(tty));
      assert.deepEqual(
        bench.device.faults.map(({ code }) => code),
        place === 0 ? [] : ['EC20_MODULE_SILENT'],
      );
      assert.equal(bench.device.session.snapshot().advice, undefined);
      await replug(portsOf('1-1.2', 8));
      assert.deepEqual(bench.opened, [tty(8 + number)], 'remembered, though renumbered');
    });
  }

  it('looks anew where the composition has changed, or what was remembered is silent', async () => {
    bench = new Bench(3);
    await bench.device.online(FOUND_MS);
    bench.answering = 2;
    await replug(portsOf('1-1.2'));
    assert.deepEqual(bench.opened, [tty(3), tty(2)]);
    bench.answering = 4;
    const kinds = portsOf('1-1.2').map((port, place) => ({ ...port, interfaceNumber: `0${place + 2}` }));
    await replug(kinds);
    assert.deepEqual(bench.opened, [tty(2)], 'the AT port of the other composition');
  });

  it('skips a port that another program has, reports which, and takes it again once it is free', async () => {
    bench = new Bench(3, {}, { portKind: 'usbmodem' });
    bench.others = { 2: 'busy' };
    await bench.device.online(FOUND_MS);
    assert.deepEqual(bench.opened, [tty(2), tty(3)]);
    assert.deepEqual(
      bench.device.faults.map(({ code, params }) => [code, params['holder']]),
      [['EC20_PORT_BUSY', 'minicom']],
    );
    bench.others = {};
    bench.answering = 2;
    Object.assign(bench.device.simulator.settings, { portKind: 'usbat' });
    await replug(portsOf('1-1.2'));
    assert.deepEqual(bench.opened, [tty(2)]);
  });

  for (const [number, urcPort] of [
    [2, 'usbat'],
    [3, 'usbmodem'],
  ] as const) {
    it(`sends events to ${urcPort} on interface ${number} alone`, async () => {
      bench = new Bench(number, {}, { portKind: urcPort });
      bench.others = { 2: 'busy' };
      await bench.device.online(FOUND_MS);
      assert.equal(await bench.urcPort(), urcPort);
    });
  }

  it('sends events to all ports where another one answers than the one that should: nothing is sure then', async () => {
    for (const number of [3, 1, 0]) {
      bench = new Bench(number);
      await bench.device.online(FOUND_MS);
      assert.equal(await bench.urcPort(), 'all');
      await replug(portsOf('1-1.2'));
      assert.equal(await bench.urcPort(), 'all');
      if (number !== 0) await bench.device.close();
    }
  });

  it('of a module that was found before restarts it when it hangs, by its own port', async () => {
    bench = new Bench(2);
    await bench.device.online(FOUND_MS);
    bench.answering = -1;
    bench.device.pair.unplug();
    bench.device.pair.replug();
    bench.opened.length = 0;
    await bench.device.clock.advance(240_000);
    assert.deepEqual(bench.opened.slice(0, 5), [2, 3, 2, 1, 2].map(tty));
    assert.equal(bench.device.session.snapshot().error?.code, 'EC20_MODULE_SILENT');
  });
});

describe('Without a session the port auto', () => {
  const realList = portList.listPorts;
  const realOpen = serial.serialTransport;
  let bench: Bench;

  beforeEach(() => {
    Object.assign(portList, { listPorts: () => Promise.resolve(bench.ports) });
    Object.assign(serial, { serialTransport: (path: string) => bench.open(path) });
  });
  afterEach(async () => {
    Object.assign(portList, { listPorts: realList });
    Object.assign(serial, { serialTransport: realOpen });
    await bench.device.close();
  });

  /** The module is on, and no session runs it; the last of its candidates answers, and another program has one of them. */
  async function begin(): Promise<void> {
    bench = new Bench(0);
    bench.others = { 1: 'nmea', 3: 'busy' };
    await bench.device.simulator.attach(bench.device.pair.right);
  }

  it('leads a check to the port that answers, which it reports', async () => {
    await begin();
    const { device } = bench;
    const auto = bench.auto({});
    const subject = new CheckAlone({ ...device.options, findTransport: (wasSilent) => auto.find(wasSilent) });
    const check = new SetupCheck(device.clock, subject, 'node');
    await device.clock.settle(check.run(), 400_000);
    assert.deepEqual(bench.opened, ORDER.map(tty));
    const [, port, answer] = check.lines;
    assert.deepEqual(
      [port?.detail, answer?.state, answer?.detail],
      [{ port: tty(2) }, 'ok', { port: tty(0) }],
    );
    assert.deepEqual(
      check.lines.filter(({ state }) => state !== 'ok'),
      [],
    );
  });

  it('has a check report the likeliest port where none answers, after each was asked once', async () => {
    await begin();
    bench.answering = -1;
    const { device } = bench;
    const auto = bench.auto({});
    const subject = new CheckAlone({ ...device.options, findTransport: (wasSilent) => auto.find(wasSilent) });
    const check = new SetupCheck(device.clock, subject, 'node');
    await device.clock.settle(check.run(), 400_000);
    assert.deepEqual(bench.opened, ORDER.map(tty));
    const answer = check.lines.find(({ id }) => id === 'answer');
    assert.equal(answer?.code, 'EC20_MODULE_SILENT');
    assert.ok(answer.text?.en.includes(tty(2)), answer.text?.en);
  });

  it('leads openModule there', async () => {
    await begin();
    const { clock } = bench.device;
    const module = await clock.settle(openModule({ port: 'auto', clock }), 120_000);
    assert.deepEqual(bench.opened, ORDER.map(tty));
    const { lines } = await clock.settle(module.command('AT+CSQ'), 10_000);
    assert.deepEqual(lines, ['+CSQ: 24,99']);
    await module.close();
  });

  it('leads the doctor there, by a plain AT within seconds, and reports what could not be asked', async () => {
    await begin();
    const { clock } = bench.device;
    const told: unknown[] = [];
    const { find } = lineSource({ port: 'auto' });
    const asked = answeringPort(find, clock, (error) => told.push(error));
    const transport = await clock.settle(asked, 10_000);
    assert.equal(transport.path, tty(0));
    assert.deepEqual(
      told.map((error) => error instanceof CodedError && [error.code, error.params['port']]),
      [['EC20_PORT_BUSY', tty(3)]],
    );
    const line = await transport.open({ received: () => undefined, lost: () => undefined });
    await line.close();
  });

  it('leads the doctor to the likeliest port where none answers, and asks nothing where the user named one', async () => {
    await begin();
    bench.answering = -1;
    const { clock } = bench.device;
    const { find } = lineSource({ port: 'auto' });
    const asked = answeringPort(find, clock, () => undefined);
    assert.equal((await clock.settle(asked, 10_000)).path, tty(2));
    bench.opened.length = 0;
    const named = answeringPort(lineSource({ port: tty(1) }).find, clock, () => undefined);
    assert.equal((await clock.settle(named, 10_000)).path, tty(1));
    assert.deepEqual(bench.opened, []);
  });
});

describe('Two owners with the port auto', () => {
  const one = { id: 'a', name: 'Greenhouse' };
  const other = { id: 'b', name: 'Pump' };
  let memory: PortMemory;
  let ports: PortInfo[];
  let claims: Map<string, string>;

  beforeEach(() => {
    memory = new PortMemory();
    claims = new Map();
  });

  function auto(owner: typeof one): AutoPort {
    return new AutoPort({
      baudRate: 115_200,
      flowControl: false,
      owner,
      memory,
      list: () => Promise.resolve(ports),
      holder: (path) => [...claims].find(([id, claimed]) => id !== owner.id && claimed === path)?.[0],
      claimed: (path) => claims.set(owner.id, path),
      open: (path) => answering(path),
    });
  }

  function answering(path: string): Transport {
    const pair = createPair(path);
    const deaf: Partial<{ line: Line }> = {};
    return {
      path,
      async open(listener) {
        deaf.line = await pair.right.open({
          received: () => void deaf.line?.write(Buffer.from('\r\nOK\r\n')),
          lost: () => undefined,
        });
        return pair.left.open(listener);
      },
    };
  }

  async function find(owner: AutoPort): Promise<string> {
    const transport = await owner.find();
    const heard = new EventEmitter();
    const line = await transport.open({ received: () => heard.emit('answer'), lost: () => undefined });
    const answer = once(heard, 'answer');
    await line.write(Buffer.from('AT\r'));
    await answer;
    await line.close();
    return transport.path;
  }

  it('keep the module each has had, in any order and under any numbers they come back', async () => {
    const [first, second] = [auto(one), auto(other)];
    ports = portsOf('1-1.2');
    assert.equal(await find(first), tty(2));
    ports = [...portsOf('1-1.2'), ...portsOf('1-1.3', 4)];
    assert.equal(await find(second), tty(6), 'the one that is free');
    assert.equal(await find(first), tty(2), 'a second one plugged in changes nothing');
    // The hub loses its power; the second module is back first, with the first one’s numbers.
    ports = portsOf('1-1.3');
    claims.delete(one.id);
    await assert.rejects(first.find(), { code: 'EC20_PORT_SHARED', params: { port: tty(2), name: 'Pump' } });
    assert.equal(await find(second), tty(2));
    ports = [...portsOf('1-1.3'), ...portsOf('1-1.2', 4)];
    assert.equal(await find(first), tty(6));
    // A deploy.
    memory.release(one.id);
    memory.release(other.id);
    claims.clear();
    assert.equal(await find(auto(other)), tty(2));
    assert.equal(await find(auto(one)), tty(6));
  });

  it('don’t guess between two modules that neither has had', async () => {
    ports = [...portsOf('1-1.2'), ...portsOf('1-1.3', 4)];
    for (const owner of [auto(one), auto(other)])
      await assert.rejects(owner.find(), {
        code: 'EC20_PORT_AMBIGUOUS',
        params: { ports: `${tty(2)}, ${tty(6)}` },
      });
  });

  it('take the module whose ports are all free, whichever port that is', async () => {
    ports = [...portsOf('1-1.2'), ...portsOf('1-1.3', 4)];
    claims.set('c', tty(3));
    assert.equal(await find(auto(one)), tty(6));
  });
});
