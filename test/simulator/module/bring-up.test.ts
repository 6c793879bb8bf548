import assert from 'node:assert/strict';
import type { SimulatorSettings } from '../../../src/simulator/simulator';
import { Bench, lines } from './bench';

/** A command, the settings and the module's output, without empty lines; echo is off. */
type Row = readonly [
  about: string,
  settings: Partial<SimulatorSettings>,
  command: string,
  answer: readonly string[],
];

const ROWS: readonly Row[] = [
  ['a ready SIM', {}, 'AT+CPIN?', ['+CPIN: READY', 'OK']],
  ['no SIM', { sim: 'absent' }, 'AT+CPIN?', ['+CME ERROR: 10']],
  ['a broken SIM', { sim: 'failure' }, 'AT+CPIN?', ['+CME ERROR: 13']],
  ['a locked SIM', { sim: 'pin' }, 'AT+CPIN?', ['+CPIN: SIM PIN', 'OK']],
  ['a SIM that wants its PUK', { sim: 'puk' }, 'AT+CPIN?', ['+CPIN: SIM PUK', 'OK']],
  ['the tries left', { sim: 'pin', pinTries: 2 }, 'AT+QPINC="SC"', ['+QPINC: "SC",2,10', 'OK']],
  ['no IMSI without a PIN', { sim: 'pin' }, 'AT+CIMI', ['+CME ERROR: 11']],
  ['identity', {}, 'ATI', ['Quectel', 'EC20F', 'Revision: EC20CEFAGR06A10M4G', 'OK']],
  ['the model', {}, 'AT+CGMM', ['EC20F', 'OK']],
  ['the serial number', {}, 'AT+GSN', ['867698040123456', 'OK']],
  ['the card number', {}, 'AT+QCCID', ['+QCCID: 89860012345678901234', 'OK']],
  ['roaming', { registration: 'roaming' }, 'AT+CREG?', ['+CREG: 0,5', 'OK']],
  ['a denied registration', { registration: 'denied' }, 'AT+CEREG?', ['+CEREG: 0,3', 'OK']],
  ['only CEREG telling: CREG', { registeredBy: 'cereg' }, 'AT+CREG?', ['+CREG: 0,0', 'OK']],
  ['only CEREG telling: CEREG', { registeredBy: 'cereg' }, 'AT+CEREG?', ['+CEREG: 0,1', 'OK']],
  ['not attached while searching', { registration: 'searching' }, 'AT+CGATT?', ['+CGATT: 0', 'OK']],
  ['an unknown signal', { rssi: 99 }, 'AT+CSQ', ['+CSQ: 99,99', 'OK']],
  ['the operator', {}, 'AT+COPS?', ['+COPS: 0,0,"CHINA MOBILE",7', 'OK']],
  ['no operator', { registration: 'denied' }, 'AT+COPS?', ['+COPS: 0', 'OK']],
  ['no service', { registration: 'idle' }, 'AT+QCSQ', ['+QCSQ: "NOSERVICE"', 'OK']],
  ['no context', {}, 'AT+QIACT?', ['OK']],
  ['a context of its own accord', {}, 'AT+QIACT=1', ['OK']],
  ['a refused context', { apn: 'wrong' }, 'AT+QIACT=1', ['ERROR']],
  ['an APN that the network does not know', { apnName: 'cmnet' }, 'AT+QIACT=1', ['ERROR']],
  ['a context without a network', { registration: 'denied' }, 'AT+QIACT=1', ['ERROR']],
  ['several commands in a line', {}, 'AT+CMEE=2;+CSQ;+CGATT?', ['+CSQ: 24,99', '+CGATT: 1', 'OK']],
  ['an error in the middle of a line', {}, 'AT+CSQ;+NOSUCH;+CGATT?', ['+CSQ: 24,99', 'ERROR']],
  ['basic commands in a row', {}, 'ATE0V1+CSQ', ['+CSQ: 24,99', 'OK']],
  ['spaces and lower case', {}, 'at + c s q ', ['+CSQ: 24,99', 'OK']],
  ['an unknown QCFG option', {}, 'AT+QCFG="nosuch"', ['ERROR']],
  ['a known QCFG option', {}, 'AT+QCFG="usbnet"', ['+QCFG: "usbnet",0', 'OK']],
  ['network time', {}, 'AT+CCLK?', ['+CCLK: "26/11/22,00:00:05+32"', 'OK']],
  [
    'no time before a network gave it',
    { timeSource: 'none' },
    'AT+CCLK?',
    ['+CCLK: "80/01/06,00:00:05+32"', 'OK'],
  ],
  // M: EC2x AT manual §6.8: bare and 0 the last synchronisation, 1 GMT, 2 local time.
  ['the last network time', {}, 'AT+QLTS', ['+QLTS: "2026/11/22,00:00:00+32,0"', 'OK']],
  ['the last network time by its number', {}, 'AT+QLTS=0', ['+QLTS: "2026/11/22,00:00:00+32,0"', 'OK']],
  ['network time now, GMT', {}, 'AT+QLTS=1', ['+QLTS: "2026/11/22,00:00:05+32,0"', 'OK']],
  ['network time now, local', {}, 'AT+QLTS=2', ['+QLTS: "2026/11/22,08:00:05+32,0"', 'OK']],
  ['network time from a network without', { timeSource: 'none' }, 'AT+QLTS=1', ['+QLTS: ""', 'OK']],
  ['network time without a network', { registration: 'denied' }, 'AT+QLTS=2', ['+QLTS: ""', 'OK']],
  ['a form of network time that there is not', {}, 'AT+QLTS=3', ['ERROR']],
  ['what is initialised', {}, 'AT+QINISTAT', ['+QINISTAT: 7', 'OK']],
  ['a line over the limit', { maxLineBytes: 40 }, `AT+CPIN="${'1'.repeat(50)}"`, ['ERROR']],
  ['garbage', {}, 'hello', ['ERROR']],
  ['garbage to a tolerant module', { garbage: 'silent' }, 'hello', []],
  ['only blanks', {}, '    ', []],
  ['a PING without a context', {}, 'AT+QPING=1,"a.example"', ['ERROR']],
];

describe('the virtual module at bring-up', () => {
  for (const [about, settings, command, answer] of ROWS) {
    it(`answers ${command.slice(0, 30)}: ${about}`, async () => {
      const bench = await Bench.start(settings);
      await bench.run('ATE0');
      assert.deepEqual(lines(await bench.send(`${command}\r`)), answer);
    });
  }

  it('gives the CME error as nothing, as a number and as a text', async () => {
    const bench = await Bench.start({ sim: 'absent' });
    await bench.run('ATE0');
    const seen: string[] = [];
    for (const level of [0, 1, 2]) {
      await bench.run(`AT+CMEE=${level}`);
      seen.push(await bench.send('AT+CPIN?\r'));
    }
    assert.deepEqual(seen, [
      '\r\nERROR\r\n',
      '\r\n+CME ERROR: 10\r\n',
      '\r\n+CME ERROR: SIM not inserted\r\n',
    ]);
  });

  it('unlocks by PIN, and by PUK after three wrong PINs', async () => {
    const bench = await Bench.start({ sim: 'pin', pin: '4321', puk: '11112222' });
    await bench.run('ATE0');
    const answers: string[] = [];
    for (const text of ['"0000"', '"0000"', '"0000"', '"4321"', '"99999999","1111"', '"11112222","1111"']) {
      answers.push(lines(await bench.send(`AT+CPIN=${text}\r`))[0] ?? '');
    }
    assert.deepEqual(answers, [
      '+CME ERROR: 16',
      '+CME ERROR: 16',
      '+CME ERROR: 12',
      '+CME ERROR: 12',
      '+CME ERROR: 16',
      'OK',
    ]);
    assert.deepEqual(lines(await bench.send('AT+CPIN?;+QPINC="SC";+CREG?\r')), [
      '+CPIN: READY',
      '+QPINC: "SC",3,10',
      '+CREG: 0,1',
      'OK',
    ]);
  });

  it('has a busy SIM that becomes ready', async () => {
    const bench = await Bench.start({ sim: 'busy', busyMs: 8000 });
    assert.match(await bench.send('AT+CPIN?\r'), /\+CME ERROR: 14/);
    assert.deepEqual(lines(await bench.listen()), [
      '+CPIN: READY',
      '+QUSIM: 1',
      '+QIND: SMS DONE',
      '+QIND: PB DONE',
    ]);
    assert.match(await bench.send('AT+CPIN?\r'), /\+CPIN: READY/);
  });

  it('reports a change of registration where +CREG URCs are enabled, and drops the context', async () => {
    const bench = await Bench.start();
    await bench.run('ATE0', 'AT+CREG=2', 'AT+CEREG=1', 'AT+QIACT=1');
    bench.simulator.settings.registration = 'searching';
    assert.deepEqual(lines(await bench.listen()), ['+CREG: 2', '+CEREG: 2', '+QIURC: "pdpdeact",1']);
    bench.simulator.settings.registration = 'home';
    assert.deepEqual(lines(await bench.listen()), ['+CREG: 1,"5A1E","6F1B21A",7', '+CEREG: 1']);
    assert.deepEqual(lines(await bench.send('AT+QIACT?\r')), ['OK']);
  });

  it('detaches by CGATT=0, which takes the context, and attaches again', async () => {
    const bench = await Bench.start();
    await bench.run('ATE0', 'AT+QIACT=1');
    assert.deepEqual(lines(await bench.send('AT+CGATT=0\r')), ['OK', '+QIURC: "pdpdeact",1']);
    assert.deepEqual(lines(await bench.send('AT+CGATT?;+QIACT?\r')), ['+CGATT: 0', 'OK']);
    assert.equal(await bench.send('AT+QIACT=1\r'), '\r\nERROR\r\n');
    assert.deepEqual(lines(await bench.send('AT+CGATT=1\r')), ['OK']);
    assert.deepEqual(lines(await bench.send('AT+CGATT?;+QIACT=1\r')), ['+CGATT: 1', 'OK']);
  });

  it('glues a line only to a line end: after an echo it still starts with CR LF', async () => {
    const bench = await Bench.start({ glue: true });
    assert.equal(await bench.send('AT+CSQ\r'), 'AT+CSQ\r\r\n+CSQ: 24,99\r\n\r\nOK\r\n');
    await bench.run('ATE0');
    assert.equal(await bench.send('AT+CSQ\r'), '+CSQ: 24,99\r\n\r\nOK\r\n');
  });

  it('reports that the SIM was removed', async () => {
    const bench = await Bench.start();
    bench.simulator.settings.sim = 'absent';
    assert.equal(await bench.listen(), '\r\n+CPIN: NOT READY\r\n');
  });

  it('answers ERROR to a second QIACT, and why the first failed', async () => {
    const bench = await Bench.start({ apn: 'wrong' });
    await bench.run('ATE0');
    assert.equal(await bench.send('AT+QIACT=1\r'), '\r\nERROR\r\n');
    assert.match(await bench.send('AT+QIGETERROR\r'), /\+QIGETERROR: 561,"open PDP context failed"/);
    bench.simulator.settings.apn = 'right';
    assert.equal(await bench.send('AT+QIACT=1\r'), '\r\nOK\r\n');
    assert.equal(await bench.send('AT+QIACT=1\r'), '\r\nERROR\r\n');
    assert.equal(await bench.send('AT+QIDEACT=1\r'), '\r\nOK\r\n');
    assert.equal(await bench.send('AT+QIACT?\r'), '\r\nOK\r\n');
  });

  it('restarts by CFUN=1,1: deaf until RDY, then its codes, echo on again', async () => {
    const bench = await Bench.start();
    await bench.run('ATE0');
    assert.equal(await bench.send('AT+CFUN=1,1\r', 1000), '\r\nOK\r\n');
    assert.equal(await bench.send('AT\r', 1000), '');
    const codes = ['RDY', '+CFUN: 1', '+CPIN: READY', '+QUSIM: 1', '+QIND: SMS DONE', '+QIND: PB DONE'];
    assert.equal(await bench.listen(20_000), codes.map((code) => `\r\n${code}\r\n`).join(''));
    assert.equal(await bench.send('AT\r'), 'AT\r\r\nOK\r\n');
  });

  it('keeps echo off over a restart only after AT&W', async () => {
    const bench = await Bench.start();
    await bench.run('ATE0&W', 'AT+CFUN=1,1');
    await bench.listen(20_000);
    assert.equal(await bench.send('AT\r'), '\r\nOK\r\n');
    assert.equal(await bench.send('AT&F\r'), '\r\nOK\r\n');
    assert.equal(await bench.send('AT\r'), 'AT\r\r\nOK\r\n');
  });

  it('switches off by QPOWD and stays so until it is switched on', async () => {
    const bench = await Bench.start();
    assert.equal(await bench.send('AT+QPOWD\r'), 'AT+QPOWD\r\r\nOK\r\n\r\nPOWERED DOWN\r\n');
    assert.equal(await bench.send('AT\r', 60_000), '');
    bench.simulator.powerOn();
    assert.match(await bench.listen(20_000), /^\r\nRDY\r\n/);
  });

  it('never switches its echo off with that setting', async () => {
    const bench = await Bench.start({ echo: 'never-off' });
    assert.equal(await bench.send('ATE0\r'), 'ATE0\r\r\nOK\r\n');
    assert.equal(await bench.send('AT\r'), 'AT\r\r\nOK\r\n');
  });

  it('answers in numbers after ATV0', async () => {
    const bench = await Bench.start();
    await bench.run('ATE0V0');
    assert.equal(await bench.send('AT+CSQ\r'), '+CSQ: 24,99\r\n0\r');
    assert.equal(await bench.send('AT+NOSUCH\r'), '4\r');
  });

  it('sends no URCs on a UART until urcport is set to it', async () => {
    const bench = await Bench.start({ portKind: 'uart1' });
    await bench.run('ATE0');
    assert.equal(await bench.send('AT+QMTOPEN=0,"broker.example",1883\r'), '\r\nOK\r\n');
    assert.match(await bench.send('AT+QURCCFG="urcport"\r'), /\+QURCCFG: "urcport","usbat"/);
    assert.equal(await bench.send('AT+QURCCFG="urcport","uart1"\r'), '\r\nOK\r\n');
    assert.equal(await bench.send('AT+QMTCLOSE=0\r'), '\r\nOK\r\n\r\n+QMTCLOSE: 0,0\r\n');
  });

  it('sends a text message after its prompt, up to Ctrl-Z', async () => {
    const bench = await Bench.start();
    await bench.run('ATE0', 'AT+CMGF=1');
    assert.equal(await bench.send('AT+CMGS="+8613800000000"\r'), '\r\n> ');
    assert.equal(await bench.send('door open\x1a'), '\r\n+CMGS: 1\r\n\r\nOK\r\n');
    assert.equal(bench.simulator.log.at(-1)?.text, 'door open');
  });

  it('pings, resolves and asks for the time, with codes that come after OK', async () => {
    const bench = await Bench.start();
    await bench.run('ATE0', 'AT+QIACT=1');
    const ping = lines(await bench.send('AT+QPING=1,"a.example",4,2\r'));
    assert.deepEqual(
      ping.map((line) => line.replace(/,32,\d+,255$/, ',32,<ms>,255').replace(/0,\d+,\d+,\d+$/, '0,<span>')),
      [
        'OK',
        '+QPING: 0,"203.0.113.7",32,<ms>,255',
        '+QPING: 0,"203.0.113.7",32,<ms>,255',
        '+QPING: 0,2,2,0,<span>',
      ],
    );
    assert.deepEqual(lines(await bench.send('AT+QIDNSGIP=1,"a.example"\r')), [
      'OK',
      '+QIURC: "dnsgip",0,1,600',
      '+QIURC: "dnsgip","203.0.113.7"',
    ]);
    assert.match(
      await bench.send('AT+QNTP=1,"ntp.aliyun.com",123\r'),
      /\+QNTP: 0,"2026\/11\/22,00:00:\d\d\+32"/,
    );
    bench.simulator.settings.internet = 'no-dns';
    assert.deepEqual(lines(await bench.send('AT+QNTP=1,"ntp.aliyun.com"\r')), ['OK', '+QNTP: 565']);
  });

  it('lets a code come between the lines of an answer and its OK', async () => {
    const bench = await Bench.start({ answerGapMs: 100, commandMs: 0 });
    await bench.run('ATE0');
    const first = await bench.send('AT+CREG?\r', 50);
    bench.simulator.inject('\r\n+CREG: 1\r\n');
    assert.equal(first + (await bench.listen()), '\r\n+CREG: 0,1\r\n\r\n+CREG: 1\r\n\r\nOK\r\n');
  });
});
