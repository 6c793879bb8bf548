import assert from 'node:assert/strict';
import type { SimulatorSettings } from '../../../src/simulator/simulator';
import { Bench, lines } from './bench';

const START = { left: 'ATE0' } as const;
const REBOOT_MS = 20_000;

/** `settings`, what is sent, and the lines that come back. */
type Row = readonly [
  what: string,
  settings: Partial<SimulatorSettings>,
  sent: string,
  answer: readonly string[],
];

const ROWS: readonly Row[] = [
  ['numbers', { left: 'ATE0V0' }, 'AT+CFUN?', ['+CFUN: 1', '0']],
  ['no results', { left: 'ATE0Q1' }, 'AT+CFUN?', ['+CFUN: 1']],
  ['no results, of an error', { left: 'ATE0Q1' }, 'AT+NOSUCH', []],
  ['the way back, in one line', { left: 'ATE1V0Q1' }, 'ATE0Q0V1', ['ATE0Q0V1', 'OK']],
  ['the radio off: no signal', { left: 'ATE0|AT+CFUN=4' }, 'AT+CSQ;+CEREG?;+CFUN?', ['+CSQ: 99,99', '+CEREG: 0,0', '+CFUN: 4', 'OK']],
  ['minimum functionality: no card', { left: 'ATE0|AT+CFUN=0' }, 'AT+CPIN?', ['+CME ERROR: 13']],
  ['deregistered', { left: 'ATE0|AT+COPS=2' }, 'AT+COPS?;+CEREG?', ['+COPS: 2', '+CEREG: 0,0', 'OK']],
  ['another operator by hand', { left: 'ATE0|AT+COPS=1,2,"21401"' }, 'AT+COPS?;+CEREG?', ['+COPS: 1', '+CEREG: 0,2', 'OK']],
  ['the operator as a number', { left: 'ATE0|AT+COPS=3,2' }, 'AT+COPS?', ['+COPS: 0,2,"46000",7', 'OK']],
  ['another APN than the network wants', { ...START, attachApn: 'cmiot' }, 'AT+CEREG?', ['+CEREG: 0,3', 'OK']],
  ['the same, searching', { ...START, attachApn: 'cmiot', attachRefusal: 'searching' }, 'AT+CEREG?', ['+CEREG: 0,2', 'OK']],
  ['a context that is held', { ...START, pdpHeld: 1 }, 'AT+CGACT?;+QIACT?;+QIACT=1', ['+CGACT: 1,1', 'ERROR']],
  ['no context comes up', { ...START, radioStuck: 'pdp' }, 'AT+QIACT=1', ['ERROR']],
  ['no connection opens', { ...START, radioStuck: 'open-3', pdp: 'active' }, 'AT+QMTOPEN=0,"a.example",1883', ['OK', '+QMTOPEN: 0,3']],
  ['flow control', { left: 'ATE0|AT+IFC=1,1' }, 'AT\x11+IFC?', ['+IFC: 1,1', 'OK']],
  ['sleep', { left: 'ATE0|AT+QSCLK=1' }, 'AT+QSCLK?', ['+QSCLK: 1', 'OK']],
  ['a word of the card', { ...START, simWord: 'NOT INSERTED' }, 'AT+CPIN?', ['+CPIN: NOT INSERTED', 'OK']],
  ['SMS only', { ...START, registration: 'sms' }, 'AT+CEREG?;+CGATT?', ['+CEREG: 0,6', '+CGATT: 0', 'OK']],
  ['emergency only', { ...START, registration: 'emergency' }, 'AT+CEREG?', ['+CEREG: 0,8', 'OK']],
  ['calls would rather use LTE', { ...START, registration: 'home-csfb' }, 'AT+CEREG?;+CGATT?', ['+CEREG: 0,9', '+CGATT: 1', 'OK']],
  ['no service', { ...START, registration: 'searching', noService: 'No Service' }, 'AT+QNWINFO', ['+QNWINFO: No Service', 'OK']],
]; // prettier-ignore

describe('a module as others have left it', () => {
  for (const [what, settings, sent, answer] of ROWS) {
    it(what, async () => {
      const bench = await Bench.start(settings);
      await bench.listen();
      assert.deepEqual(lines(await bench.send(`${sent}\r`)), answer);
    });
  }

  it('is in the state that the last commands left, without any output of theirs', async () => {
    const bench = await Bench.start({ left: 'AT+CFUN=4|ATE0' });
    assert.equal(await bench.listen(), '');
    assert.equal(bench.simulator.log.length, 0);
  });

  it('forgets with a restart what was not saved', async () => {
    const bench = await Bench.start({ left: 'ATE0Q1|AT+IFC=1,1|AT+CFUN=4|AT+COPS=2|AT+QSCLK=1' });
    bench.simulator.reboot();
    await bench.listen(REBOOT_MS);
    await bench.run('ATE0');
    assert.deepEqual(
      lines(await bench.send('AT+IFC?;+CFUN?;+COPS?;+QSCLK?\r')).filter((line) => !line.startsWith('ATE')),
      ['+IFC: 0,0', '+CFUN: 1', '+COPS: 0,0,"CHINA MOBILE",7', '+QSCLK: 0', 'OK'],
    );
  });

  it('keeps over a restart what AT&W has saved, and CFUN where its firmware does', async () => {
    const bench = await Bench.start({ left: 'ATE0V0|AT+IFC=1,1|AT+CFUN=4|AT+CEREG=2|AT&W', cfunKept: true });
    bench.simulator.reboot();
    await bench.listen(REBOOT_MS);
    assert.deepEqual(lines(await bench.send('AT+IFC?;+CFUN?;+CEREG?\r')), [
      '+IFC: 1,1',
      '+CFUN: 4',
      '+CEREG: 2,0',
      '0',
    ]);
  });

  it('is back at the maker’s values by AT&F', async () => {
    const bench = await Bench.start({ left: 'ATV0Q1|AT+IFC=1,1' });
    await bench.run('AT&F');
    assert.deepEqual(lines(await bench.send('ATE0;+IFC?\r')).at(-1), 'OK');
  });

  it('asks the network again only when its radio is switched: a refusal sticks', async () => {
    const bench = await Bench.start({ ...START, deniedMs: 60_000 });
    await bench.listen(120_000);
    assert.deepEqual(lines(await bench.send('AT+CEREG?\r')), ['+CEREG: 0,3', 'OK']);
    await bench.run('AT+CFUN=0', 'AT+CFUN=1');
    await bench.listen(10_000);
    assert.deepEqual(lines(await bench.send('AT+CEREG?\r')), ['+CEREG: 0,1', 'OK']);
  });

  it('takes a new access point to the network when it attaches anew', async () => {
    for (const again of [
      ['AT+CFUN=4', 'AT+CFUN=1'],
      ['AT+CGATT=0', 'AT+CGATT=1'],
    ]) {
      const bench = await Bench.start({ ...START, attachApn: 'cmiot', attachRefusal: 'searching' });
      await bench.run('AT+CGDCONT=1,"IP","cmiot"');
      assert.deepEqual(lines(await bench.send('AT+CEREG?\r')), ['+CEREG: 0,2', 'OK']);
      await bench.run(...again);
      await bench.listen(10_000);
      const registered = again[0] === 'AT+CFUN=4';
      assert.equal(lines(await bench.send('AT+CEREG?\r'))[0], registered ? '+CEREG: 0,1' : '+CEREG: 0,2');
    }
  });

  for (const [until, cure] of [
    ['radio', ['AT+CFUN=0', 'AT+CFUN=1']],
    ['restart', ['AT+CFUN=1,1']],
  ] as const) {
    it(`is stuck until ${cure.join(', ')}`, async () => {
      const bench = await Bench.start({ ...START, radioStuck: 'pdp', stuckUntil: until });
      if (until === 'restart') {
        await bench.run('AT+CFUN=0', 'AT+CFUN=1');
        assert.deepEqual(lines(await bench.send('AT+QIACT=1\r')), ['ERROR']);
      }
      await bench.run(...cure);
      await bench.listen(REBOOT_MS);
      await bench.run('ATE0');
      assert.deepEqual(lines(await bench.send('AT+QIACT=1\r')), ['OK']);
    });
  }

  it('finds its card only after some questions', async () => {
    const bench = await Bench.start({ ...START, simFirst: '10,14' });
    const answers = [];
    for (let time = 0; time < 3; time++) answers.push(lines(await bench.send('AT+CPIN?\r'))[0]);
    assert.deepEqual(answers, ['+CME ERROR: 10', '+CME ERROR: 14', '+CPIN: READY']);
  });

  it('gives dates without quotes where the firmware does', async () => {
    const bench = await Bench.start({ ...START, clockQuotes: false });
    assert.match((await bench.send('AT+CCLK?\r')).trim(), /^\+CCLK: \d\d\/\d\d\/\d\d,\d\d:/);
  });

  for (const fileList of ['nothing', 'capitals'] as const) {
    it(`lists ${fileList}, and refuses a file that is there`, async () => {
      const bench = await Bench.start({ ...START, fileList });
      await bench.send('AT+QFUPL="a.pem",4,10\r');
      await bench.send('abcd');
      const listed = lines(await bench.send('AT+QFLST="*"\r'));
      assert.deepEqual(listed, fileList === 'nothing' ? ['OK'] : ['+QFLST: "A.PEM",4', 'OK']);
      assert.deepEqual(lines(await bench.send('AT+QFUPL="a.pem",4,10\r')), ['+CME ERROR: 407']);
      assert.deepEqual(lines(await bench.send('AT+QFDEL="a.pem"\r')), ['OK']);
    });
  }

  const FILTERS: readonly (readonly [how: string, answer: readonly string[]])[] = [
    ['128', ['OK', '+QMTSUB: 0,7,0,128']],
    ['2', ['OK', '+QMTSUB: 0,7,2']],
    ['error', ['ERROR']],
    ['silent', ['OK']],
    ['retry', ['OK', '+QMTSUB: 0,7,1,1']],
    ['hangup', ['OK', '+QMTSTAT: 0,1']],
  ];
  for (const [how, answer] of FILTERS) {
    it(`a filter that can’t be had: ${how}; others can`, async () => {
      const bench = await Bench.connected({ badFilters: `a/b=${how}` });
      assert.deepEqual(lines(await bench.send('AT+QMTSUB=0,6,"a/c",1\r')), ['OK', '+QMTSUB: 0,6,0,1']);
      assert.deepEqual(lines(await bench.send('AT+QMTSUB=0,7,"a/b",1\r')), answer);
    });
  }

  it('is called, and the caller hangs up', async () => {
    const bench = await Bench.start(START);
    assert.equal(bench.simulator.callFrom('+8613800138000'), true);
    assert.deepEqual(lines(await bench.listen(1000)), ['RING']);
    bench.simulator.endCall('BUSY');
    assert.deepEqual(lines(await bench.listen(1000)), ['BUSY']);
  });
});
