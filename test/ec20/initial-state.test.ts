import assert from 'node:assert/strict';
import type { CodedError } from '../../src/base/coded-error';
import { askBatch } from '../../src/ec20/command-batch';
import { initialStateQuestions, correctInitialState } from '../../src/ec20/initial-state';
import { cycleRadio, freeRadio } from '../../src/ec20/radio';
import type { UrcPort } from '../../src/ec20/urc-port';
import { type Script, ScriptedModule } from '../support/scripted-module';

/** A module as we need it. */
const IN_ORDER = {
  'AT+CFUN?': ['+CFUN: 1', 'OK'],
  'AT+IFC?': ['+IFC: 0,0', 'OK'],
  'AT+QSCLK?': ['+QSCLK: 0', 'OK'],
  'AT+QURCCFG="urcport"': ['+QURCCFG: "urcport","all"', 'OK'],
};
const QUESTION = 'AT+CFUN?;+IFC?;+QSCLK?;+QURCCFG="urcport"';

async function mend(script: Script, urcPort: UrcPort = 'all', isFirst = true) {
  const module = new ScriptedModule({ ...IN_ORDER, ...script });
  const told: CodedError[] = [];
  const mended = askBatch(module.channel, initialStateQuestions(isFirst)).then(({ replies }) =>
    correctInitialState(
      {
        channel: module.channel,
        urcPort,
        report: (warning) => void told.push(warning),
        undo: () => undefined,
      },
      isFirst,
      replies,
    ),
  );
  await module.settle(mended);
  return { commands: module.commands, told: told.map(({ code, params }) => [code, params]) };
}

describe('what others have left in the module', () => {
  it('is asked in one line, and nothing is written where all is in order', async () => {
    assert.deepEqual((await mend({})).commands, [QUESTION]);
  });

  it('once the module is known, only what may have changed meanwhile is asked', async () => {
    assert.deepEqual((await mend({}, 'all', false)).commands, ['AT+CFUN?;+QURCCFG="urcport"']);
  });

  const LEFT: readonly (readonly [what: string, script: Script, written: string])[] = [
    ['minimum functionality', { 'AT+CFUN?': ['+CFUN: 0', 'OK'] }, 'AT+CFUN=1'],
    ['aeroplane mode', { 'AT+CFUN?': ['+CFUN: 4', 'OK'] }, 'AT+CFUN=1'],
    ['XON and XOFF', { 'AT+IFC?': ['+IFC: 1,1', 'OK'] }, 'AT+IFC=0,0'],
    ['XON and XOFF one way', { 'AT+IFC?': ['+IFC: 0,1', 'OK'] }, 'AT+IFC=0,0'],
    ['sleep', { 'AT+QSCLK?': ['+QSCLK: 1', 'OK'] }, 'AT+QSCLK=0'],
    [
      'codes sent elsewhere',
      { 'AT+QURCCFG="urcport"': ['+QURCCFG: "urcport","usbmodem"', 'OK'] },
      'AT+QURCCFG="urcport","all"',
    ],
  ];
  for (const [what, script, written] of LEFT) {
    it(`${what}: ${written}`, async () => {
      assert.deepEqual((await mend({ ...script, [written]: ['OK'] })).commands, [QUESTION, written]);
    });

    it(`${what}: a module that refuses to change it is used as it is, unless its radio is off`, async () => {
      const refused = mend(script);
      if (written === 'AT+CFUN=1') await assert.rejects(refused, { code: 'EC20_RADIO_OFF' });
      else assert.deepEqual((await refused).commands, [QUESTION, written]);
    });
  }

  it('hardware flow control belongs to the wiring', async () => {
    assert.deepEqual((await mend({ 'AT+IFC?': ['+IFC: 2,2', 'OK'] })).commands, [QUESTION]);
  });

  it('a radio that was off is reported, with the state that was found', async () => {
    const { told } = await mend({ 'AT+CFUN?': ['+CFUN: 4', 'OK'], 'AT+CFUN=1': ['OK'] });
    assert.deepEqual(told, [['EC20_RADIO_WAS_OFF', { level: 4 }]]);
  });

  for (const [what, lines] of [
    ['refuses the question', ['ERROR']],
    ['answers with nothing but OK', ['OK']],
  ] as const) {
    it(`a module that ${what} is left as it is`, async () => {
      const silent = Object.fromEntries(Object.keys(IN_ORDER).map((command) => [command, lines]));
      const { commands } = await mend(silent);
      assert(!commands.some((command) => /=[01]|"all"/.test(command)), commands.join(' '));
    });
  }
});

describe('a module without a network', () => {
  async function free(script: Script, keepsManual: boolean) {
    const module = new ScriptedModule(script);
    const told: string[] = [];
    const freed = await module.settle(
      freeRadio(module.channel, { keepsManual, report: ({ code }) => void told.push(code) }),
    );
    return { freed, told, written: module.commands.slice(1) };
  }
  const ON = { 'AT+CFUN?': ['+CFUN: 1', 'OK'], 'AT+CFUN=1': ['OK'], 'AT+COPS=0': ['OK'] };

  it('that was deregistered chooses its network again', async () => {
    const found = await free({ ...ON, 'AT+COPS?': ['+COPS: 2', 'OK'] }, true);
    assert.deepEqual(found, { freed: true, told: ['EC20_OPERATOR_LEFT'], written: ['AT+COPS=0'] });
  });

  it('that was tied to an operator by hand is freed only before it is given up', async () => {
    const manual = { ...ON, 'AT+COPS?': ['+COPS: 1,2,"21401",7', 'OK'] };
    assert.deepEqual(await free(manual, true), { freed: false, told: [], written: [] });
    assert.deepEqual((await free(manual, false)).written, ['AT+COPS=0']);
  });

  it('whose radio is off as well gets both', async () => {
    const found = await free({ ...ON, 'AT+CFUN?': ['+CFUN: 4', 'OK'], 'AT+COPS?': ['+COPS: 2', 'OK'] }, true);
    assert.deepEqual(found.told, ['EC20_RADIO_WAS_OFF', 'EC20_OPERATOR_LEFT']);
    assert.deepEqual(found.written, ['AT+CFUN=1', 'AT+COPS=0']);
  });

  it('that finds none at once, and says ERROR, is looked at all the same', async () => {
    const found = await free({ ...ON, 'AT+COPS=0': ['ERROR'], 'AT+COPS?': ['+COPS: 2', 'OK'] }, true);
    assert.equal(found.freed, true);
  });

  it('and nothing to free is left alone', async () => {
    const found = await free({ ...ON, 'AT+COPS?': ['+COPS: 0', 'OK'] }, false);
    assert.deepEqual(found, { freed: false, told: [], written: [] });
  });
});

describe('the radio', () => {
  const cycle = async (script: Script) => {
    const module = new ScriptedModule(script);
    await module.settle(cycleRadio(module.channel, module.clock));
    return { commands: module.commands, ms: module.clock.now() };
  };

  it('is switched off for two seconds, and on', async () => {
    const { commands, ms } = await cycle({ 'AT+CFUN=0': ['OK'], 'AT+CFUN=1': ['OK'] });
    assert.deepEqual(commands, ['AT+CFUN=0', 'AT+CFUN=1']);
    assert.equal(ms, 2000);
  });

  for (const atMs of [0, 1000]) {
    it(`is on again when the cycle is given up after ${atMs} ms`, async () => {
      const off = atMs === 0 ? [] : ['OK'];
      const module = new ScriptedModule({ 'AT+CFUN=0': off, 'AT+CFUN=1': ['OK'] });
      const giveUp = new AbortController();
      const cycled = cycleRadio(module.channel, module.clock, giveUp.signal);
      cycled.catch(() => undefined);
      await module.clock.advance(atMs);
      giveUp.abort(new Error('closed'));
      // A command that was given up keeps its slot until its result.
      if (atMs === 0) module.emit('OK');
      await assert.rejects(module.settle(cycled));
      assert.deepEqual(module.commands, ['AT+CFUN=0', 'AT+CFUN=1']);
    });
  }

  it('goes to aeroplane mode where the module has no minimum functionality', async () => {
    const { commands } = await cycle({ 'AT+CFUN=4': ['OK'], 'AT+CFUN=1': ['OK'] });
    assert.deepEqual(commands, ['AT+CFUN=0', 'AT+CFUN=4', 'AT+CFUN=1']);
  });
});
