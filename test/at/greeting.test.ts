import assert from 'node:assert/strict';
import { Rig, command, watch } from './rig';

/** How a program before us left the module, and how its firmware takes commands. */
interface Left {
  readonly echo: boolean;
  readonly isNumeric: boolean;
  readonly isQuiet: boolean;
  /** Basic commands in a row are refused. */
  readonly oneByOne?: boolean;
  /** The line that sets Q0 itself has no result yet. */
  readonly lateQuiet?: boolean;
  /** The number of bytes that a publish waits for. */
  readonly dataBytes?: number;
}

/** A module that answers as it was left to. */
class LeftModule {
  readonly state: { echo: boolean; isNumeric: boolean; isQuiet: boolean };
  readonly commands: string[] = [];
  #line = '';
  #dataLeft: number;

  constructor(
    private readonly left: Left,
    private readonly say: (text: string) => void,
  ) {
    this.state = { echo: left.echo, isNumeric: left.isNumeric, isQuiet: left.isQuiet };
    this.#dataLeft = left.dataBytes ?? 0;
  }

  write(text: string): void {
    for (const character of text) {
      if (this.#dataLeft > 0) {
        this.#dataLeft--;
        if (this.#dataLeft === 0) this.#result('OK');
        continue;
      }
      if (this.state.echo) this.say(character);
      if (character !== '\r') this.#line += character;
      else this.#run();
    }
  }

  #run(): void {
    const line = this.#line.trim();
    this.#line = '';
    if (line === '') return;
    this.commands.push(line);
    const wasQuiet = this.state.isQuiet;
    const basics = line.slice(2).match(/[EQV][01]/g) ?? [];
    if (!line.startsWith('AT') || (basics.length > 1 && this.left.oneByOne === true)) {
      this.#result('ERROR');
      return;
    }
    for (const basic of basics) {
      const isOn = basic.endsWith('1');
      if (basic.startsWith('E')) this.state.echo = isOn;
      if (basic.startsWith('Q')) this.state.isQuiet = isOn;
      if (basic.startsWith('V')) this.state.isNumeric = !isOn;
    }
    if (line === 'AT+CMEE?') this.#information('+CMEE: 1');
    if (line.startsWith('AT+QURCCFG')) this.#information('+QURCCFG: "urcport","usbat"');
    if (wasQuiet && this.left.lateQuiet === true) return;
    this.#result('OK');
  }

  #information(text: string): void {
    this.say(this.state.isNumeric ? `${text}\r\n` : `\r\n${text}\r\n`);
  }

  #result(word: 'OK' | 'ERROR'): void {
    if (this.state.isQuiet) return;
    this.say(this.state.isNumeric ? (word === 'OK' ? '0\r' : '4\r') : `\r\n${word}\r\n`);
  }
}

const BOTH = [false, true];
const STATES: readonly Left[] = BOTH.flatMap((echo) =>
  BOTH.flatMap((isNumeric) =>
    BOTH.flatMap((isQuiet) =>
      BOTH.flatMap((oneByOne) =>
        BOTH.map((lateQuiet) => ({ echo, isNumeric, isQuiet, oneByOne, lateQuiet })),
      ),
    ),
  ),
);

async function greeted(left: Left) {
  const rig = new Rig();
  const module = new LeftModule(left, (text) => rig.say(text));
  rig.reflex = (written) => {
    module.write(written);
    return undefined;
  };
  const synchronised = watch(rig.channel.resynchronise(true));
  await rig.clock.advance(20_000);
  return { rig, module, synchronised };
}

const shown = (left: Left) => JSON.stringify(left).replace(/"/g, '');

describe('Rule 5: the greeting', () => {
  for (const left of STATES) {
    it(`ends in step with a module left ${shown(left)}`, async () => {
      const { rig, module, synchronised } = await greeted(left);
      assert.equal(synchronised.state, 'ok');
      assert.deepEqual(module.state, { echo: false, isNumeric: false, isQuiet: false });
      const run = rig.run(command('AT+CMEE?', { matches: [{ prefix: '+CMEE' }] }));
      await rig.clock.advance(0);
      assert.deepEqual([run.lines, rig.clock.armed], [['+CMEE: 1'], 0]);
    });
  }

  // Bytes that the greeting itself completes, and such as only the drain does.
  for (const dataBytes of [1, 3, 8, 9, 10, 40, 150]) {
    for (const isNumeric of BOTH) {
      for (const isQuiet of BOTH) {
        it(`ends in step with a module that waits for ${dataBytes} bytes, V${isNumeric ? 0 : 1} Q${isQuiet ? 1 : 0}`, async () => {
          const { module, synchronised } = await greeted({ echo: true, isNumeric, isQuiet, dataBytes });
          assert.equal(synchronised.state, 'ok');
          assert.deepEqual(module.state, { echo: false, isNumeric: false, isQuiet: false });
        });
      }
    }
  }

  it('costs a module that is in order one line and the probe', async () => {
    const { module } = await greeted({ echo: true, isNumeric: false, isQuiet: false });
    assert.deepEqual(module.commands, ['ATE0Q0V1', 'AT+CMEE?']);
  });

  it('is given one by one where the firmware refuses it, and proved again', async () => {
    const { module } = await greeted({ echo: false, isNumeric: true, isQuiet: false, oneByOne: true });
    assert.deepEqual(module.commands, [
      'ATE0Q0V1',
      'AT+CMEE?',
      'ATQ0',
      'ATV1',
      'ATE0',
      'AT+QURCCFG="urcport"',
    ]);
  });

  it('takes a number for a result only then', async () => {
    const rig = new Rig();
    const run = rig.run(command('AT+A'));
    rig.say('\r\n0\r\n\r\n4\r\n');
    await rig.clock.advance(0);
    assert.equal(run.state, 'pending');
  });
});
