import assert from 'node:assert/strict';
import { createPair } from '../../../src/transport/pair';
import type { Line } from '../../../src/transport/transport';
import type { SimulatorSettings } from '../../../src/simulator/simulator';
import { Bench } from './bench';

/** The port of the bench and a second one, `usbmodem`; what each received. */
class TwoPorts {
  #received = '';

  private constructor(
    readonly bench: Bench,
    readonly second: Line,
  ) {}

  static async start(settings: Partial<SimulatorSettings> = {}): Promise<TwoPorts> {
    const bench = await Bench.start(settings);
    const pair = createPair('second');
    await bench.simulator.attach(pair.right, 'usbmodem');
    const opened: { ports?: TwoPorts } = {};
    const second = await pair.left.open({
      received: (bytes) => opened.ports?.receive(bytes),
      lost: () => undefined,
    });
    opened.ports = new TwoPorts(bench, second);
    await bench.run('ATE0');
    return opened.ports;
  }

  receive(bytes: Buffer): void {
    this.#received += bytes.toString('latin1');
  }

  /** Writes on one of the ports; returns what arrived on the first and the second. */
  async ask(port: 'first' | 'second', text: string): Promise<readonly [string, string]> {
    this.#received = '';
    if (port === 'second') await this.second.write(Buffer.from(text, 'latin1'));
    const first = port === 'first' ? await this.bench.send(text) : await this.bench.listen();
    return [first, this.#received];
  }
}

describe('a module with two of its ports in use', () => {
  const OK = '\r\nOK\r\n';
  const CODE = '\r\n+QMTOPEN: 0,0\r\n';
  const OPEN = 'AT+QMTOPEN=0,"h",1883\r';

  it('answers where it was asked', async () => {
    const ports = await TwoPorts.start();
    assert.deepEqual(await ports.ask('first', 'AT\r'), [OK, '']);
    assert.deepEqual(await ports.ask('second', 'AT\r'), ['', OK]);
  });

  const rows = [
    ['usbat', `${OK}${CODE}`, ''],
    ['usbmodem', OK, CODE],
    ['uart1', OK, ''],
    ['all', `${OK}${CODE}`, CODE],
  ] as const;
  for (const [urcport, first, second] of rows) {
    it(`sends URCs to ${urcport} when urcport selects it`, async () => {
      const ports = await TwoPorts.start();
      await ports.ask('first', `AT+QURCCFG="urcport","${urcport}"\r`);
      assert.deepEqual(await ports.ask('first', OPEN), [first, second]);
    });
  }

  it('sends codes to the port of the setting even when the other one asks', async () => {
    const ports = await TwoPorts.start();
    assert.deepEqual(await ports.ask('second', OPEN), [CODE, OK]);
  });

  it('glues a URC only to output of its own port', async () => {
    const ports = await TwoPorts.start({ glue: true, urcport: 'usbmodem' });
    assert.deepEqual(await ports.ask('first', OPEN), [OK, CODE]);
    assert.deepEqual(await ports.ask('second', 'AT+QMTCLOSE=0\r'), ['', `${OK}+QMTCLOSE: 0,0\r\n`]);
  });

  it('is a first port of another kind where portKind selects it, at run time too', async () => {
    const ports = await TwoPorts.start({ portKind: 'uart1' });
    assert.deepEqual(await ports.ask('first', OPEN), [OK, '']);
    await ports.ask('first', 'AT+QMTCLOSE=0\r');
    ports.bench.simulator.settings.portKind = 'usbat';
    assert.deepEqual(await ports.ask('first', OPEN), [`${OK}${CODE}`, '']);
  });
});
