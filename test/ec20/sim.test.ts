import assert from 'node:assert/strict';
import type { CodedError } from '../../src/base/coded-error';
import { prepareSim, readSimIdentity } from '../../src/ec20/sim';
import { type Script, ScriptedModule } from '../support/scripted-module';

const READY = ['+CPIN: READY', 'OK'];
const LOCKED = ['+CPIN: SIM PIN', 'OK'];
const TRIES = (left: number) => ['+QPINC: "SC",' + String(left) + ',10', 'OK'];

function prepare(script: Script, pin = '', refusedPins = new Set<string>()) {
  const module = new ScriptedModule(script);
  const { clock } = module;
  return { module, refusedPins, state: prepareSim(module.channel, { clock, pin, refusedPins }) };
}

describe('the SIM card', () => {
  for (const state of ['READY', 'SIM PIN2', 'SIM PUK2']) {
    it(`that says ${state} is usable`, async () => {
      const { module, state: told } = prepare({ 'AT+CPIN?': [`+CPIN: ${state}`, 'OK'] });
      assert.equal(await module.settle(told), state);
    });
  }

  it('that is busy, and then not ready, is waited for', async () => {
    const { module, state } = prepare({
      'AT+CPIN?': [['+CME ERROR: 14'], ['+CPIN: NOT READY', 'OK'], ['+CME ERROR: SIM busy'], READY],
    });
    assert.equal(await module.settle(state), 'READY');
    assert.equal(module.clock.now(), 3000);
  });

  const TROUBLES: readonly (readonly [answer: string, code: string, patienceMs: number])[] = [
    ['+CME ERROR: 10', 'EC20_SIM_ABSENT', 0],
    ['+CME ERROR: SIM not inserted', 'EC20_SIM_ABSENT', 0],
    ['+CME ERROR: 12', 'EC20_SIM_PUK', 0],
    ['+CME ERROR: 13', 'EC20_SIM_FAILURE', 20_000],
    ['+CME ERROR: 14', 'EC20_SIM_BUSY', 20_000],
    ['+CME ERROR: 3', 'EC20_SIM_FAILURE', 20_000],
    ['ERROR', 'EC20_SIM_FAILURE', 20_000],
  ];
  for (const [answer, code, patienceMs] of TROUBLES) {
    it(`that answers ${answer} is ${code}, after ${patienceMs} ms`, async () => {
      const { module, state } = prepare({ 'AT+CPIN?': [answer] });
      await module.rejects(state, code);
      assert.equal(module.clock.now(), patienceMs);
    });
  }

  /** What real firmware says in the place of an error, and what the manual has. */
  const WORDS: readonly (readonly [word: string, code: string, patienceMs: number])[] = [
    ['NOT INSERTED', 'EC20_SIM_ABSENT', 0],
    ['SIM NOT INSERTED', 'EC20_SIM_ABSENT', 0],
    ['SIM REMOVED', 'EC20_SIM_ABSENT', 0],
    ['NOT READY', 'EC20_SIM_BUSY', 20_000],
    ['SIM_BUSY', 'EC20_SIM_BUSY', 20_000],
    ['sim busy', 'EC20_SIM_BUSY', 20_000],
    ['SIM ERROR', 'EC20_SIM_FAILURE', 20_000],
    ['SIM failure', 'EC20_SIM_FAILURE', 20_000],
    ['SIM PUK', 'EC20_SIM_PUK', 0],
    ['PH-SIM PIN', 'EC20_SIM_LOCKED', 0],
    ['PH-NETSUB PUK', 'EC20_SIM_LOCKED', 0],
    ['PH-CORP PIN', 'EC20_SIM_LOCKED', 0],
    ['OUT OF COFFEE', 'EC20_SIM_UNKNOWN', 20_000],
  ];
  for (const [word, code, patienceMs] of WORDS) {
    it(`that is ${word} is ${code}, after ${patienceMs} ms`, async () => {
      const { module, state } = prepare({ 'AT+CPIN?': [`+CPIN: ${word}`, 'OK'] });
      await assert.rejects(module.settle(state), (error: CodedError) => {
        assert.equal(error.code, code);
        const shown = code === 'EC20_SIM_LOCKED' ? 'lock' : 'word';
        if (code !== 'EC20_SIM_BUSY') assert.equal(error.params[shown], word);
        return true;
      });
      assert.equal(module.clock.now(), patienceMs);
    });
  }

  for (const word of ['READY', 'SIM PIN2', 'SIM PUK2', '"READY"']) {
    it(`that is ${word} can be used`, async () => {
      const { module, state } = prepare({ 'AT+CPIN?': [`+CPIN: ${word}`, 'OK'] });
      assert.equal(await module.settle(state), word.replaceAll('"', ''));
    });
  }

  it('that is not there right after a start is waited for: 10, 10, 14, READY (EC21-J)', async () => {
    const absent = ['+CME ERROR: 10'];
    const module = new ScriptedModule({ 'AT+CPIN?': [absent, absent, ['+CME ERROR: 14'], READY] });
    const { clock, channel } = module;
    const fresh = { clock, pin: '', refusedPins: new Set<string>(), isFresh: true };
    assert.equal(await module.settle(prepareSim(channel, fresh)), 'READY');
    assert.equal(clock.now(), 3000);
    const empty = new ScriptedModule({ 'AT+CPIN?': absent });
    await empty.rejects(prepareSim(empty.channel, { ...fresh, clock: empty.clock }), 'EC20_SIM_ABSENT');
    assert.equal(empty.clock.now(), 8000);
  });

  it('that wants its PUK is reported as that', async () => {
    const { module, state } = prepare({ 'AT+CPIN?': ['+CPIN: SIM PUK', 'OK'] });
    await module.rejects(state, 'EC20_SIM_PUK');
  });

  it('that is locked to a network is reported with the lock', async () => {
    const { module, state } = prepare({ 'AT+CPIN?': ['+CPIN: PH-NET PIN', 'OK'] });
    await assert.rejects(module.settle(state), { code: 'EC20_SIM_LOCKED', params: { lock: 'PH-NET PIN' } });
  });

  it('is no longer waited for once the bring-up is given up', async () => {
    const module = new ScriptedModule({ 'AT+CPIN?': ['+CME ERROR: 14'] });
    const giveUp = new AbortController();
    const { clock, channel } = module;
    const state = prepareSim(channel, { clock, pin: '', refusedPins: new Set(), signal: giveUp.signal });
    await clock.advance(1500);
    giveUp.abort(new Error('closed'));
    await assert.rejects(module.settle(state, 0), { message: 'closed' });
    assert.equal(clock.armed, 0);
  });

  it('ICCID and IMSI are read, and stay out of the trace', async () => {
    const module = new ScriptedModule({
      'AT+QCCID': ['+QCCID: 89860025128306012474', 'OK'],
      'AT+CIMI': ['460023210226023', 'OK'],
    });
    const identity = await module.settle(readSimIdentity(module.channel));
    assert.deepEqual(identity, { iccid: '89860025128306012474', imsi: '460023210226023' });
    assert(!/460023210226023|89860025128306012474/.test(module.traced), module.traced);
  });

  it('ICCID and IMSI that are refused stay empty', async () => {
    const module = new ScriptedModule({ 'AT+CIMI': ['+CME ERROR: 10'] });
    assert.deepEqual(await module.settle(readSimIdentity(module.channel)), { iccid: '', imsi: '' });
  });
});

describe('the PIN', () => {
  it('is entered once, and the card waited for; it never shows in the trace', async () => {
    const { module, state } = prepare(
      {
        'AT+CPIN?': [LOCKED, LOCKED, READY],
        'AT+QPINC="SC"': TRIES(3),
        'AT+CPIN="1357"': ['OK'],
      },
      '1357',
    );
    assert.equal(await module.settle(state), 'READY');
    assert.equal(module.commands.filter((command) => command === 'AT+CPIN="1357"').length, 1);
    assert(!module.traced.includes('1357'));
  });

  it('that is needed and not given is asked for', async () => {
    const { module, state } = prepare({ 'AT+CPIN?': LOCKED });
    await module.rejects(state, 'EC20_SIM_PIN_NEEDED');
  });

  for (const answer of ['+CME ERROR: 16', '+CME ERROR: incorrect password', '+CME ERROR: 12', 'ERROR']) {
    it(`that the card refuses by ${answer} is never tried again, not by another connection either`, async () => {
      const script = { 'AT+CPIN?': LOCKED, 'AT+QPINC="SC"': TRIES(3), 'AT+CPIN="1357"': [answer] };
      const first = prepare(script, '1357');
      await first.module.rejects(first.state, 'EC20_SIM_PIN_WRONG');
      const second = prepare(script, '1357', first.refusedPins);
      await second.module.rejects(second.state, 'EC20_SIM_PIN_WRONG');
      assert.deepEqual(second.module.commands, ['AT+CPIN?', 'AT+QCCID']);
      const otherCard = prepare(
        { ...script, 'AT+QCCID': ['+QCCID: 89860000000000000002', 'OK'] },
        '1357',
        first.refusedPins,
      );
      await otherCard.module.rejects(otherCard.state, 'EC20_SIM_PIN_WRONG');
      assert.ok(otherCard.module.commands.includes('AT+CPIN="1357"'), 'another card is asked');
      const corrected = prepare(
        { ...script, 'AT+CPIN?': [LOCKED, READY], 'AT+CPIN="2468"': ['OK'] },
        '2468',
        first.refusedPins,
      );
      assert.equal(await corrected.module.settle(corrected.state), 'READY');
    });
  }

  it('that met a busy card may be tried again', async () => {
    const script = {
      'AT+CPIN?': LOCKED,
      'AT+QPINC="SC"': TRIES(3),
      'AT+CPIN="1357"': ['+CME ERROR: 14'],
    };
    const { module, state, refusedPins } = prepare(script, '1357');
    await module.rejects(state, 'EC20_SIM_BUSY');
    assert.equal(refusedPins.size, 0);
  });

  it('is not tried when it would be the last try', async () => {
    const { module, state } = prepare({ 'AT+CPIN?': LOCKED, 'AT+QPINC="SC"': TRIES(1) }, '1357');
    await module.rejects(state, 'EC20_SIM_PIN_WRONG');
    assert(!module.commands.includes('AT+CPIN="1357"'));
  });

  it('is entered when the firmware does not report how many tries are left', async () => {
    const { module, state } = prepare({ 'AT+CPIN?': [LOCKED, READY], 'AT+CPIN="1357"': ['OK'] }, '1357');
    assert.equal(await module.settle(state), 'READY');
  });

  it('Rule 10: with a quote in it never reaches the line', async () => {
    const { module, state } = prepare({ 'AT+CPIN?': LOCKED, 'AT+QPINC="SC"': TRIES(3) }, '1"2');
    await module.rejects(state, 'EC20_AT_TEXT');
    assert.deepEqual(module.commands, ['AT+CPIN?', 'AT+QCCID', 'AT+QPINC="SC"']);
  });
});
