import assert from 'node:assert/strict';
import type { SimulatorSettings } from '../../../src/simulator/simulator';
import { Bench, lines } from './bench';
import { play, type Dialogue } from './dialogue';

const OK = ['OK'];

const ANSWERS: readonly Dialogue[] = [
  {
    about: 'any command may be answered in the module’s place: a line, several, an error, or nothing',
    settings: {
      answers: [
        '+CPIN?=>+CPIN: NOT INSERTED',
        '+CEREG?=>+CEREG: 0,8',
        '+CGATT?=>+CGATT: 1',
        '+CGATT?=>+CGATT: 0',
        '+QIACT==>+CME ERROR: 561',
        '+QMTCFG=>ERROR',
        '+QNWINFO=>SILENT',
        '+QCCID=>',
        '+CNUM=>a%7Cb',
      ].join('|'),
    },
    steps: [
      ['AT+CPIN?', ['+CPIN: NOT INSERTED', 'OK']],
      ['AT+CEREG?;+CREG?', ['+CEREG: 0,8', '+CREG: 0,1', 'OK']],
      ['AT+CGATT?', ['+CGATT: 1', '+CGATT: 0', 'OK']],
      ['AT+QIACT=1', ['+CME ERROR: 561']],
      ['AT+QIACT?', OK],
      ['at+qmtcfg=?', ['ERROR']],
      ['AT+CSQ;+QMTCFG="ssl",0', ['+CSQ: 24,99', 'ERROR']],
      ['AT+QNWINFO', []],
      ['AT+QCCID', OK],
      ['AT+CNUM', ['a|b', 'OK']],
      [({ settings }) => (settings.answers = '')],
      ['AT+CPIN?', ['+CPIN: READY', 'OK']],
    ],
  },
  {
    about: 'a command that the firmware lacks is refused in every form, with its plus or without',
    settings: { lacks: 'QMTPUBEX,+qmtcfg, CEREG' },
    steps: [
      ['AT+QMTPUBEX=?', ['ERROR']],
      ['AT+QMTCFG=?', ['ERROR']],
      ['AT+QMTCFG="ssl",0', ['ERROR']],
      ['AT+CEREG?', ['ERROR']],
      ['AT+CREG?', ['+CREG: 0,1', 'OK']],
    ],
  },
];

const LISTS: readonly (readonly [SimulatorSettings['fileList'], readonly string[], readonly string[]])[] = [
  ['all', ['+QFLST: "Ca.pem",3', 'OK'], ['+CME ERROR: 405']],
  ['nothing', OK, ['+CME ERROR: 405']],
  ['capitals', ['+QFLST: "CA.PEM",3', 'OK'], OK],
  ['small', ['+QFLST: "ca.pem",3', 'OK'], OK],
  ['refused', ['ERROR'], ['+CME ERROR: 405']],
];

describe('deviations of single modules', () => {
  play(ANSWERS);

  for (const [fileList, list, otherCase] of LISTS) {
    it(`a list of files that shows ${fileList}`, async () => {
      const bench = await Bench.start({ fileList });
      await bench.run('ATE0');
      await bench.send('AT+QFUPL="Ca.pem",3\r');
      await bench.send('abc');
      assert.deepEqual(lines(await bench.send('AT+QFLST="*"\r')), list);
      assert.deepEqual(lines(await bench.send('AT+QFDEL="cA.pem"\r')), otherCase);
      if (otherCase !== OK) assert.deepEqual(lines(await bench.send('AT+QFDEL="Ca.pem"\r')), OK);
    });
  }

  it('an upload of a name that is there is refused until the file is deleted', async () => {
    const bench = await Bench.start({ fileList: 'nothing' });
    await bench.run('ATE0');
    const upload = async () => {
      const intro = lines(await bench.send('AT+QFUPL="ca.pem",3\r'));
      return intro[0] === 'CONNECT' ? lines(await bench.send('abc')) : intro;
    };
    const stored = await upload();
    assert.equal(stored.at(-1), 'OK');
    assert.deepEqual(await upload(), ['+CME ERROR: 407']);
    bench.simulator.reboot();
    await bench.listen(20_000);
    await bench.run('ATE0');
    assert.deepEqual(await upload(), ['+CME ERROR: 407']);
    assert.deepEqual(lines(await bench.send('AT+QFDEL="ca.pem"\r')), OK);
    assert.deepEqual(await upload(), stored);
  });
});

describe('filters that are not granted', () => {
  const badFilters = 'a=128|b/#=2|c/+=error|d=silent|e=retry|f=hangup|g=h%7Ci=2';
  const refusals: readonly (readonly [filters: string, answer: readonly string[]])[] = [
    ['"ok",1', ['OK', '+QMTSUB: 0,1,0,1']],
    ['"a",1', ['OK', '+QMTSUB: 0,1,0,128']],
    ['"ok",0,"a",1,"ok2",2', ['OK', '+QMTSUB: 0,1,0,0,128,2']],
    ['"b/#",1', ['OK', '+QMTSUB: 0,1,2']],
    ['"c/+",1', ['ERROR']],
    ['"d",1', ['OK']],
    ['"e",1', ['OK', '+QMTSUB: 0,1,1,1']],
    ['"f",1', ['OK', '+QMTSTAT: 0,1']],
    ['"ok",1,"f",1', ['OK', '+QMTSTAT: 0,1']],
    ['"g=h|i",1', ['OK', '+QMTSUB: 0,1,2']],
    ['"b/x",1', ['OK', '+QMTSUB: 0,1,0,1']],
  ];
  for (const [filters, answer] of refusals) {
    it(`QMTSUB of ${filters}: ${answer.join(', ')}`, async () => {
      const bench = await Bench.connected({ badFilters });
      assert.deepEqual(lines(await bench.send(`AT+QMTSUB=0,1,${filters}\r`, 60_000)), answer);
      const goesOn = !answer.includes('+QMTSTAT: 0,1');
      assert.deepEqual(lines(await bench.send('AT+QMTCONN?\r')), goesOn ? ['+QMTCONN: 0,3', 'OK'] : OK);
      assert.deepEqual(bench.broker.closes, goesOn ? [] : [false]);
    });
  }

  it('are not sent to the broker', async () => {
    const bench = await Bench.connected({ badFilters });
    await bench.run('AT+QMTSUB=0,1,"a",1,"ok",1', 'AT+QMTSUB=0,2,"b/#",1', 'AT+QMTSUB=0,3,"a",1');
    assert.deepEqual(bench.broker.subscribed, [[{ filter: 'ok', qos: 1 }]]);
  });
});

describe('what comes to the module from a telephone', () => {
  const ends = ['NO CARRIER', 'BUSY', 'NO ANSWER', 'NO DIALTONE'] as const;
  for (const end of ends) {
    it(`a call that ends with ${end}`, async () => {
      const bench = await Bench.start();
      bench.simulator.callFrom('10086');
      assert.equal(await bench.listen(6000), '\r\nRING\r\n\r\nRING\r\n');
      bench.simulator.endCall(end);
      assert.equal(await bench.listen(20_000), `\r\n${end}\r\n`);
    });
  }

  it('a call between prompt and data leaves the data whole', async () => {
    const bench = await Bench.connected();
    await bench.send('AT+QMTPUBEX=0,1,1,0,"t",2\r');
    bench.simulator.callFrom('10086');
    bench.simulator.endCall();
    assert.deepEqual(lines(await bench.listen()), ['RING', 'NO CARRIER']);
    assert.deepEqual(lines(await bench.send('hi')), ['OK', '+QMTPUBEX: 0,1,0']);
    assert.equal(bench.broker.published[0]?.payload.toString(), 'hi');
  });

  it('a text message that another program has shown reads whatever it reads', async () => {
    const bench = await Bench.start({ left: 'ATE0;AT+CMGF=1;AT+CNMI=2,2,0,0,0' });
    bench.simulator.receiveText('ERROR\nOK', '+8613800000000');
    assert.equal(lines(await bench.listen())[0], '+CMT: "+8613800000000",,"26/11/22,08:00:00+32"');
    bench.simulator.receiveText('OK');
    assert.equal(lines(await bench.listen()).at(-1), 'OK');
  });
});

describe('a card in its first moments', () => {
  it('returns the codes of the setting one after the other from RDY on, then READY', async () => {
    const bench = await Bench.start({ simAfterBoot: '10,10,14', simStepMs: 100, commandMs: 0, bootMs: 5000 });
    await bench.run('ATE0');
    assert.deepEqual(lines(await bench.send('AT+CPIN?\r')), ['+CPIN: READY', 'OK']);
    bench.simulator.reboot();
    assert.equal(await bench.listen(5000), '\r\nRDY\r\n');
    const seen: string[] = [];
    for (let count = 0; count < 4; count += 1) {
      seen.push(lines(await bench.send('AT+CPIN?;+CREG?\r', 100))[1] ?? '');
    }
    assert.deepEqual(seen, ['+CME ERROR: 10', '+CME ERROR: 10', '+CME ERROR: 14', '+CPIN: READY']);
    await bench.listen(20_000);
    assert.match(await bench.send('AT+CEREG?\r'), /\+CEREG: 0,1/);
  });

  it('returns them too when the test starts with a fresh boot, and after CFUN=0 and 1', async () => {
    const bench = await Bench.start({ simAfterBoot: '14', simStepMs: 1000, left: 'ATE0' });
    assert.deepEqual(lines(await bench.send('AT+CIMI\r', 500)), ['+CME ERROR: 14']);
    assert.deepEqual(lines(await bench.listen(600)), []);
    assert.deepEqual(lines(await bench.send('AT+CEREG?\r', 100)), ['+CEREG: 0,1', 'OK']);
    await bench.run('AT+CFUN=0');
    await bench.send('AT+CFUN=1\r', 100);
    assert.deepEqual(lines(await bench.send('AT+CPIN?\r', 100)), ['+CME ERROR: 14']);
  });
});
