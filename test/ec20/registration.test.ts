import assert from 'node:assert/strict';
import { type CodedError, asCodedError } from '../../src/base/coded-error';
import { awaitRegistration, dbmOf, readOperator, readSignal } from '../../src/ec20/registration';
import { type Script, type ScriptedAnswer, ScriptedModule } from '../support/scripted-module';

const status = (name: string, stat: number): ScriptedAnswer => [`+${name}: 0,${stat}`, 'OK'];

/** A module with these statuses, the same for as long as one asks. */
function registered(cereg: number, cgreg: number, creg: number, rest: Script = {}): ScriptedModule {
  return new ScriptedModule({
    'AT+CEREG?': status('CEREG', cereg),
    'AT+CGREG?': status('CGREG', cgreg),
    'AT+CREG?': status('CREG', creg),
    ...rest,
  });
}

describe('the signal (EC2x AT manual §6.3)', () => {
  const STRENGTHS = [
    [0, -113],
    [1, -111],
    [20, -73],
    [31, -51],
    [99, undefined],
    [100, -116],
    [191, -25],
    [199, undefined],
    [-1, undefined],
    [32, undefined],
  ] as const;
  for (const [rssi, dbm] of STRENGTHS) {
    it(`rssi ${rssi} is ${dbm === undefined ? 'unknown' : `${dbm} dBm`}`, () =>
      assert.equal(dbmOf(rssi), dbm));
  }

  it('is read with its bit errors', async () => {
    const module = new ScriptedModule({ 'AT+CSQ': ['+CSQ: 24,3', 'OK'] });
    assert.deepEqual(await module.settle(readSignal(module.channel)), { rssi: 24, dbm: -65, ber: 3 });
  });

  for (const lines of [['ERROR'], ['OK'], ['+CSQ: ,', 'OK']]) {
    it(`is unknown when the module says ${lines.join(' ')}`, async () => {
      const module = new ScriptedModule({ 'AT+CSQ': lines });
      assert.equal(await module.settle(readSignal(module.channel)), undefined);
    });
  }
});

describe('registration', () => {
  const FOUND = [
    ['LTE alone, though CREG says denied', 1, 0, 3, 'home'],
    ['LTE abroad', 5, 4, 0, 'roaming'],
    ['2G/3G packets alone', 0, 1, 0, 'home'],
    ['a circuit-switched network alone', 2, 2, 5, 'roaming'],
  ] as const;
  for (const [name, cereg, cgreg, creg, word] of FOUND) {
    it(`is found: ${name}`, async () => {
      const module = registered(cereg, cgreg, creg);
      assert.equal(await module.settle(awaitRegistration(module.channel, module.clock)), word);
      assert.equal(module.clock.now(), 0);
    });
  }

  it('is read from an answer with cell and technology too', async () => {
    const module = registered(0, 0, 0, { 'AT+CEREG?': ['+CEREG: 2,5,"262C","78E1205",7', 'OK'] });
    assert.equal(await module.settle(awaitRegistration(module.channel, module.clock)), 'roaming');
  });

  it('is waited for while the module searches', async () => {
    const searching = status('CEREG', 2);
    const module = registered(2, 2, 2, {
      'AT+CEREG?': [searching, searching, searching, status('CEREG', 1)],
    });
    assert.equal(await module.settle(awaitRegistration(module.channel, module.clock)), 'home');
    assert.equal(module.clock.now(), 6000);
  });

  it('Rule 2: an event in the middle of the answer is no answer, and reaches its listener', async () => {
    const module = registered(2, 2, 2, {
      'AT+CEREG?': [
        ['+CEREG: 1', '+CEREG: 0,2', 'OK'],
        ['+CEREG: 5,"262C","78E1205",7', '+CEREG: 0,1', 'OK'],
      ],
    });
    const events: string[] = [];
    module.channel.on('+CEREG', (urc) => events.push(urc.text));
    assert.equal(await module.settle(awaitRegistration(module.channel, module.clock)), 'home');
    assert.equal(module.clock.now(), 2000, 'the first event was taken for the answer');
    assert.deepEqual(events, ['+CEREG: 1', '+CEREG: 5,"262C","78E1205",7']);
  });

  it('that is denied in every packet domain for 15 s is believed', async () => {
    const module = registered(3, 3, 2);
    await module.rejects(awaitRegistration(module.channel, module.clock), 'EC20_REGISTRATION_DENIED');
    assert.equal(module.clock.now(), 16_000);
  });

  it('that is denied by LTE alone, or for a moment, is waited for', async () => {
    const denied = status('CEREG', 3);
    const module = registered(3, 2, 3, {
      'AT+CEREG?': [...Array<ScriptedAnswer>(20).fill(denied), status('CEREG', 1)],
    });
    assert.equal(await module.settle(awaitRegistration(module.channel, module.clock)), 'home');
    const flapping = registered(3, 3, 3, {
      'AT+CGREG?': [
        ...Array.from({ length: 30 }, (_, at) => status('CGREG', at % 5 === 4 ? 2 : 3)),
        status('CGREG', 1),
      ],
    });
    assert.equal(await flapping.settle(awaitRegistration(flapping.channel, flapping.clock)), 'home');
  });

  for (const [stat, word] of [
    [9, 'home'],
    [10, 'roaming'],
  ] as const) {
    it(`is found: status ${stat}, where only calls would rather use LTE`, async () => {
      const module = registered(stat, 0, 0);
      assert.equal(await module.settle(awaitRegistration(module.channel, module.clock)), word);
    });
  }

  for (const stat of [6, 7, 8]) {
    it(`that stays at ${stat} is reported as that, not as a missing antenna`, async () => {
      const module = registered(stat, 0, 0, { 'AT+CSQ': ['+CSQ: 18,99', 'OK'] });
      await assert.rejects(module.settle(awaitRegistration(module.channel, module.clock)), {
        code: 'EC20_REGISTRATION_LIMITED',
        params: { status: stat },
      });
    });
  }

  it('is not read from an event whose area reads as a number', async () => {
    const module = registered(2, 2, 2, {
      'AT+CREG?': [
        ['+CREG: 1,0001,0010,0', '+CREG: 0,2', 'OK'],
        ['+CREG: 0,1', 'OK'],
      ],
    });
    await module.settle(awaitRegistration(module.channel, module.clock));
    assert.equal(module.clock.now(), 2000);
  });

  describe('that does not come', () => {
    const OFF = { 'AT+CSQ': ['+CSQ: 99,99', 'OK'] };
    const searching = (name: string) => status(name, 0);

    async function wait(script: Script) {
      const module = registered(0, 0, 0, { ...OFF, ...script });
      const told: string[] = [];
      const report = ({ code }: CodedError) => void told.push(code);
      const end = await module.settle(
        awaitRegistration(module.channel, module.clock, undefined, { report }).catch(
          (error: unknown) => asCodedError(error).code,
        ),
        400_000,
      );
      return { end, told, commands: module.commands, ms: module.clock.now() };
    }

    it('because the radio is off comes once it is on, and that is reported once', async () => {
      const { end, told, commands } = await wait({
        'AT+CFUN?': [
          ['+CFUN: 4', 'OK'],
          ['+CFUN: 1', 'OK'],
        ],
        'AT+CFUN=1': ['OK'],
        'AT+CEREG?': [searching('CEREG'), searching('CEREG'), status('CEREG', 1)],
      });
      assert.deepEqual([end, told], ['home', ['EC20_RADIO_WAS_OFF']]);
      assert(commands.includes('AT+CFUN=1'));
    });

    it('because the radio goes off again names the radio, not the antenna', async () => {
      const { end } = await wait({ 'AT+CFUN?': ['+CFUN: 4', 'OK'], 'AT+CFUN=1': ['OK'] });
      assert.equal(end, 'EC20_RADIO_OFF');
    });

    it('because the module was deregistered comes once it chooses automatically', async () => {
      const { end, told } = await wait({
        'AT+COPS?': ['+COPS: 2', 'OK'],
        'AT+COPS=0': ['OK'],
        'AT+CEREG?': [searching('CEREG'), status('CEREG', 1)],
      });
      assert.deepEqual([end, told], ['home', ['EC20_OPERATOR_LEFT']]);
    });

    it('because another operator was chosen by hand comes when that is given up', async () => {
      const { end, told, ms } = await wait({
        'AT+COPS?': ['+COPS: 1,2,"21401"', 'OK'],
        'AT+COPS=0': ['OK'],
        'AT+CEREG?': [...Array<ScriptedAnswer>(46).fill(searching('CEREG')), status('CEREG', 1)],
      });
      assert.deepEqual([end, told], ['home', ['EC20_OPERATOR_LEFT']]);
      assert.ok(ms >= 90_000, `${ms} ms`);
    });

    it('where radio and choice are in order costs two questions, and is reported as before', async () => {
      const { end, told, commands } = await wait({
        'AT+CFUN?': ['+CFUN: 1', 'OK'],
        'AT+COPS?': ['+COPS: 0', 'OK'],
      });
      assert.deepEqual([end, told], ['EC20_NO_SIGNAL', []]);
      assert(!commands.some((command) => /=0|CFUN=1/.test(command)));
    });
  });

  for (const [csq, code] of [
    ['+CSQ: 99,99', 'EC20_NO_SIGNAL'],
    ['+CSQ: 18,99', 'EC20_NOT_REGISTERED'],
  ] as const) {
    it(`that does not come within 90 s is ${code} when the signal is ${csq}`, async () => {
      const module = registered(2, 2, 2, { 'AT+CSQ': [csq, 'OK'] });
      await module.rejects(awaitRegistration(module.channel, module.clock), code);
      assert.equal(module.clock.now(), 90_000);
    });
  }

  it('is asked of the queries that the firmware has', async () => {
    const module = new ScriptedModule({ 'AT+CREG?': status('CREG', 1) });
    assert.equal(await module.settle(awaitRegistration(module.channel, module.clock)), 'home');
  });

  it('is no longer waited for once the bring-up is given up', async () => {
    const module = registered(2, 2, 2);
    const giveUp = new AbortController();
    const waiting = awaitRegistration(module.channel, module.clock, giveUp.signal);
    await module.clock.advance(5000);
    giveUp.abort(new Error('closed'));
    await assert.rejects(module.settle(waiting, 0), { message: 'closed' });
    assert.equal(module.clock.armed, 0);
  });
});

describe('the operator', () => {
  const OPERATORS = [
    {
      name: 'on LTE',
      cops: '+COPS: 0,0,"CHINA MOBILE",7',
      info: '+QNWINFO: "FDD LTE","46000","LTE BAND 3",1650',
      told: { operator: 'CHINA MOBILE', technology: 'FDD LTE', band: 'LTE BAND 3' },
    },
    {
      name: 'with a Chinese name',
      cops: '+COPS: 0,0,"中国移动",7',
      info: 'ERROR',
      told: { operator: '中国移动', technology: 'LTE', band: '' },
    },
    {
      name: 'by its number, without quotes',
      cops: '+COPS: 0,2,46001,2',
      info: 'ERROR',
      told: { operator: '46001', technology: 'UTRAN', band: '' },
    },
    {
      name: 'none',
      cops: '+COPS: 0',
      info: '+QNWINFO: No Service',
      told: { operator: '', technology: '', band: '' },
    },
    { name: 'refused', cops: 'ERROR', info: 'ERROR', told: { operator: '', technology: '', band: '' } },
  ];
  for (const { name, cops, info, told } of OPERATORS) {
    it(`is read: ${name}`, async () => {
      const answer = (line: string) => (line === 'ERROR' ? [line] : [line, 'OK']);
      const module = new ScriptedModule({ 'AT+COPS?': answer(cops), 'AT+QNWINFO': answer(info) });
      assert.deepEqual((await module.settle(readOperator(module.channel))).operator, told);
    });
  }
});

describe('the network’s time', () => {
  const TIMES: readonly (readonly [answer: string, utc: number | undefined])[] = [
    ['+QLTS: "2026/11/25,10:00:07+32,0"', Date.UTC(2026, 10, 25, 10, 0, 7)],
    ['+QLTS: "26/11/25,10:00:07+32,0"', Date.UTC(2026, 10, 25, 10, 0, 7)],
    ['+QLTS: ""', undefined],
    ['+QLTS: "80/01/06,00:00:07+00,0"', undefined],
    ['+QLTS: "later"', undefined],
    ['ERROR', undefined],
  ];
  for (const [answer, utc] of TIMES) {
    it(`is read: ${answer}`, async () => {
      const module = new ScriptedModule({ 'AT+QLTS=1': answer === 'ERROR' ? [answer] : [answer, 'OK'] });
      assert.equal((await module.settle(readOperator(module.channel))).timeMs, utc);
    });
  }
});
