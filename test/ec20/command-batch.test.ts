import assert from 'node:assert/strict';
import { plain, rawAt } from '../../src/at/parameter';
import { URC_PORT } from '../../src/ec20/urc-port';
import { introduce, readImei } from '../../src/ec20/identity';
import { type Question, askBatch, required, fieldsOf } from '../../src/ec20/command-batch';
import { readSimIdentity } from '../../src/ec20/sim';
import { type Script, ScriptedModule } from '../support/scripted-module';

const SIGNAL: Question = { line: plain('AT+CSQ'), answer: { prefix: '+CSQ' } };
const CARD: Question = { line: plain('AT+CPIN?'), answer: { prefix: '+CPIN' }, replyMs: 6000 };
const CONTEXTS: Question = { line: plain('AT+QIACT?'), answer: { prefix: '+QIACT', mayBeNone: true } };
const ERRORS: Question = { line: plain('AT+CMEE=1') };

const WILLING: Script = {
  'AT+CSQ': ['+CSQ: 24,99', 'OK'],
  'AT+CPIN?': ['+CPIN: READY', 'OK'],
  'AT+QIACT?': ['OK'],
  'AT+CMEE=1': ['OK'],
};

/** Asks all, and returns each first line's first field, or the code of the refusal. */
async function ask(questions: readonly Question[], script: Script, joins?: boolean) {
  const module = new ScriptedModule(script);
  const options = joins === undefined ? {} : { joins };
  const { replies, isJoined } = await module.settle(askBatch(module.channel, questions, options));
  const told = replies.map((reply) =>
    'refusal' in reply ? reply.refusal.code : rawAt(fieldsOf(reply) ?? [], 0),
  );
  return { told, isJoined, commands: module.commands, replies };
}

describe('several questions in one line', () => {
  it('are one round trip, and each gets its own answer', async () => {
    const { told, isJoined, commands } = await ask([ERRORS, SIGNAL, CONTEXTS, CARD], WILLING);
    assert.deepEqual(told, [undefined, '24', undefined, 'READY']);
    assert.equal(isJoined, true);
    assert.deepEqual(commands, ['AT+CMEE=1;+CSQ;+QIACT?;+CPIN?']);
  });

  it('are asked one by one by a firmware that takes none joined', async () => {
    const all = 'AT+CMEE=1;+CSQ;+QIACT?;+CPIN?';
    const { told, isJoined, commands } = await ask([ERRORS, SIGNAL, CONTEXTS, CARD], {
      ...WILLING,
      [all]: ['ERROR'],
    });
    assert.deepEqual(told, [undefined, '24', undefined, 'READY']);
    assert.equal(isJoined, false);
    assert.deepEqual(commands, [all, 'AT+CMEE=1', 'AT+CSQ', 'AT+QIACT?', 'AT+CPIN?']);
  });

  it('of which one is unknown: it and those behind it are asked alone, those before it never again', async () => {
    const { told, commands, replies } = await ask([ERRORS, SIGNAL, CARD, CONTEXTS], {
      ...WILLING,
      'AT+CPIN?': ['+CME ERROR: 10'],
    });
    assert.deepEqual(told, [undefined, '24', 'EC20_MODULE_ERROR', undefined]);
    assert.deepEqual(commands, ['AT+CMEE=1;+CSQ;+CPIN?;+QIACT?', 'AT+CPIN?', 'AT+QIACT?']);
    assert.throws(() => required(replies[2]), { code: 'EC20_MODULE_ERROR', moduleCode: 10 });
  });

  it('of which one, by a sloppy firmware, is answered without its line: it alone is asked again', async () => {
    const { told, commands } = await ask([SIGNAL, CARD], {
      ...WILLING,
      'AT+CSQ;+CPIN?': ['+CSQ: 24,99', 'OK'],
    });
    assert.deepEqual(told, ['24', 'READY']);
    assert.deepEqual(commands, ['AT+CSQ;+CPIN?', 'AT+CPIN?']);
  });

  it('get nothing written into the middle of them when an older OK, said twice, comes first', async () => {
    const { told, commands } = await ask([SIGNAL, CARD], { ...WILLING, 'AT+CSQ;+CPIN?': ['OK'] });
    assert.deepEqual(told, ['EC20_ANSWER_SHAPE', 'EC20_ANSWER_SHAPE']);
    assert.deepEqual(commands, ['AT+CSQ;+CPIN?']);
  });

  it('that never get their line are reported as before', async () => {
    const { told } = await ask([SIGNAL, CARD], { ...WILLING, 'AT+CPIN?': ['OK'] });
    assert.deepEqual(told, ['24', 'EC20_ANSWER_SHAPE']);
  });

  it('known to be joinable: what is refused isn’t run twice', async () => {
    const script = { ...WILLING, 'AT+CMEE=1': ['ERROR'] };
    const { told, commands } = await ask([ERRORS, CONTEXTS], script, true);
    assert.deepEqual(told, ['EC20_MODULE_ERROR', undefined]);
    assert.deepEqual(commands, ['AT+CMEE=1;+QIACT?', 'AT+QIACT?']);
  });

  it('known not to be joinable are asked one by one at once', async () => {
    const { commands } = await ask([ERRORS, SIGNAL], WILLING, false);
    assert.deepEqual(commands, ['AT+CMEE=1', 'AT+CSQ']);
  });

  it('make a line of 400 bytes at most, and one with a semicolon in a text stays alone', async () => {
    const write = (text: string): Question => ({ line: plain(`AT+QMTCFG="will",0,"${text}"`) });
    const questions = [write('a'.repeat(300)), write('b'.repeat(100)), write('c;d'), write('e'), write('f')];
    const script = Object.fromEntries(questions.map(({ line }) => [line.text, ['OK']]));
    const { told, commands } = await ask(questions, script);
    assert.deepEqual(told, Array(5).fill(undefined));
    assert.deepEqual(
      commands.map((command) => command.match(/\+QMTCFG/g)?.length),
      [1, 1, 1, 2],
    );
  });

  it('may take what the manual gives them together, and no longer', async () => {
    const module = new ScriptedModule({ 'AT+CSQ;+CPIN?': [], 'AT+CMEE?': ['+CMEE: 1', 'OK'] });
    const asked = askBatch(module.channel, [SIGNAL, CARD]);
    await assert.rejects(module.settle(asked), {
      code: 'EC20_TIMEOUT',
      params: { ms: 8000, command: 'AT+CSQ;+CPIN' },
    });
  });

  it('are given up together', async () => {
    const module = new ScriptedModule({ 'AT+CSQ;+CPIN?': [] });
    const giveUp = new AbortController();
    const asked = askBatch(module.channel, [SIGNAL, CARD], { signal: giveUp.signal });
    giveUp.abort();
    await module.rejects(asked, 'EC20_CANCELLED', 0);
  });
});

const NAMES: Script = {
  'AT+CGMM': ['EC20F', 'OK'],
  'AT+CGMR': ['EC20CEFAGR06A10M4G', 'OK'],
  'AT+CMEE=1': ['OK'],
  'AT+QURCCFG="urcport"': ['+QURCCFG: "urcport","all"', 'OK'],
};
const ALL_NAMES = 'AT+CGMM;+CGMR;+CMEE=1;+QURCCFG="urcport"';
const IMEI = '867698040123456';

describe('who the module is', () => {
  const read = async (script: Script) => {
    const module = new ScriptedModule(script);
    module.channel.on('RDY', () => undefined);
    const { model, revision } = await module.settle(introduce(module.channel, [URC_PORT]));
    return { names: [model, revision], commands: module.commands };
  };

  it('is one line, and its answers are distinguished by their order', async () => {
    const { names, commands } = await read(NAMES);
    assert.deepEqual(names, ['EC20F', 'EC20CEFAGR06A10M4G']);
    assert.deepEqual(commands, [ALL_NAMES]);
  });

  const BETWEEN: readonly (readonly [string, readonly string[], number])[] = [
    ['a boot code', ['RDY', 'EC20F', 'RDY', 'EC20CEFAGR06A10M4G'], 1],
    ['an event', ['+CPIN: READY', 'EC20F', '+QIND: SMS DONE', 'EC20CEFAGR06A10M4G'], 1],
    ['a code that nobody knows', ['SMS DONE', 'EC20F', 'EC20CEFAGR06A10M4G'], 3],
    ['a lost line', ['EC20CEFAGR06A10M4G'], 3],
  ];
  for (const [what, lines, trips] of BETWEEN) {
    it(`is not mistaken because of ${what}`, async () => {
      const answer = [...lines, '+QURCCFG: "urcport","all"', 'OK'];
      const { names, commands } = await read({ ...NAMES, [ALL_NAMES]: answer });
      assert.deepEqual(names, ['EC20F', 'EC20CEFAGR06A10M4G']);
      assert.equal(commands.length, trips);
    });
  }

  it('stays empty where it is refused', async () => {
    const { names } = await read({ 'AT+CGMR': ['EC20CEFAGR06A10M4G', 'OK'] });
    assert.deepEqual(names, ['', 'EC20CEFAGR06A10M4G']);
  });

  it('shows in the trace, its IMEI never', async () => {
    const module = new ScriptedModule({ ...NAMES, 'AT+GSN': [IMEI, 'OK'] });
    await module.settle(introduce(module.channel, [URC_PORT]));
    assert.equal(await module.settle(readImei(module.channel)), IMEI);
    assert.match(module.traced, /EC20F\n.*EC20CEFAGR06A10M4G/);
    assert(!module.traced.includes(IMEI), module.traced);
  });

  it('of a SIM card never shows in the trace, asked together or, when the first is unknown, alone', async () => {
    for (const iccid of [['+QCCID: 89860025128306012474', 'OK'], ['ERROR']]) {
      const module = new ScriptedModule({ 'AT+QCCID': iccid, 'AT+CIMI': ['460023210226023', 'OK'] });
      const { imsi } = await module.settle(readSimIdentity(module.channel));
      assert.equal(imsi, '460023210226023');
      assert(!/460023210226023|89860025128306012474/.test(module.traced), module.traced);
    }
  });

  it('Rule 5: a late answer to it never passes for a probe’s', async () => {
    const probes: string[] = [];
    const module = new ScriptedModule(
      { ...NAMES, [ALL_NAMES]: [], 'AT+CMEE?': ['+CMEE: 1', 'OK'] },
      (bytes) => {
        const text = bytes.toString('latin1').trim();
        if (text !== ALL_NAMES) probes.push(text);
      },
    );
    await module.settle(introduce(module.channel, [URC_PORT]));
    assert.equal(probes[0], 'AT+CMEE?', 'AT+QURCCFG would be answered by the late line');
  });
});
