import assert from 'node:assert/strict';
import { settingsFromQuery, type SimulatorSettings } from '../../../src/simulator/simulator';
import { Bench, lines } from './bench';

/** What a program has left: its commands, the query that shows it, and the answer; and the default answer. */
type Row = readonly [
  left: string,
  question: string,
  shows: string,
  own: string,
  settings?: Partial<SimulatorSettings>,
];

const EC600S = { family: 'EC600S' } as const;
/** The last member: what AT&W saves on a module that follows the manual. */
const LEFT: readonly (readonly [...Row, saves: boolean] | Row)[] = [
  ['AT+CMEE=2', 'AT+CMEE?', '+CMEE: 2', '+CMEE: 1', {}, true],
  ['AT+CREG=2', 'AT+CREG?', '+CREG: 2,1,"5A1E","6F1B21A",7', '+CREG: 0,1', {}, true],
  ['AT+CGREG=1', 'AT+CGREG?', '+CGREG: 1,1', '+CGREG: 0,1', {}, true],
  ['AT+CEREG=2', 'AT+CEREG?', '+CEREG: 2,1,"5A1E","6F1B21A",7', '+CEREG: 0,1', {}, true],
  ['AT+ICF=3,0', 'AT+ICF?', '+ICF: 3,0', '+ICF: 3,3', {}, true],
  ['AT+IFC=2,2', 'AT+IFC?', '+IFC: 2,2', '+IFC: 0,0', {}, true],
  ['ATS7=60', 'ATS7?', '060', '000', {}, true],
  ['AT+IPR=9600', 'AT+IPR?', '+IPR: 9600', '+IPR: 115200', {}, true],
  ['AT+CFUN=4', 'AT+CFUN?', '+CFUN: 4', '+CFUN: 1'],
  ['AT+CFUN=0', 'AT+CFUN?', '+CFUN: 0', '+CFUN: 1'],
  ['AT+COPS=2', 'AT+COPS?', '+COPS: 2', '+COPS: 0,0,"CHINA MOBILE",7'],
  ['AT+COPS=3,2', 'AT+COPS?', '+COPS: 0,2,"46000",7', '+COPS: 0,0,"CHINA MOBILE",7'],
  ['AT+CGATT=0', 'AT+CGATT?', '+CGATT: 0', '+CGATT: 1'],
  ['AT+CSCS="UCS2"', 'AT+CSCS?', '+CSCS: "UCS2"', '+CSCS: "GSM"'],
  ['AT+QSCLK=1', 'AT+QSCLK?', '+QSCLK: 1', '+QSCLK: 0'],
  [
    'AT+QMTCFG="recv/mode",0,1,0',
    'AT+QMTCFG="recv/mode",0',
    '+QMTCFG: "recv/mode",1,0',
    '+QMTCFG: "recv/mode",0,0',
  ],
  ['AT+QMTCFG="ssl",3,1,2', 'AT+QMTCFG="ssl",3', '+QMTCFG: "ssl",1,2', '+QMTCFG: "ssl",0'],
  [
    'AT+QMTCFG="aliauth",0,"a","b","c"',
    'AT+QMTCFG="aliauth",0',
    '+QMTCFG: "aliauth","a","b","c"',
    '+QMTCFG: "aliauth","","",""',
  ],
  [
    'AT+QMTCFG="will",0,1,1,0,"t","m"',
    'AT+QMTCFG="will",0',
    '+QMTCFG: "will",1,1,0,"t","m"',
    '+QMTCFG: "will",0',
  ],
  [
    'AT+QMTCFG="keepalive",0,0',
    'AT+QMTCFG="keepalive",0',
    '+QMTCFG: "keepalive",0',
    '+QMTCFG: "keepalive",120',
  ],
  [
    'AT+QMTCFG="timeout",0,60,10,1',
    'AT+QMTCFG="timeout",0',
    '+QMTCFG: "timeout",60,10,1',
    '+QMTCFG: "timeout",5,3,0',
  ],
  ['AT+QMTCFG="session",0,0', 'AT+QMTCFG="session",0', '+QMTCFG: "session",0', '+QMTCFG: "session",1'],
  [
    'AT+QMTCFG="send/mode",0,1',
    'AT+QMTCFG="send/mode",0',
    '+QMTCFG: "send/mode",1',
    '+QMTCFG: "send/mode",0',
    EC600S,
  ],
  [
    'AT+QMTCFG="dataformat",0,1,1',
    'AT+QMTCFG="dataformat",0',
    '+QMTCFG: "dataformat",1,1',
    '+QMTCFG: "dataformat",0,0',
    EC600S,
  ],
  [
    'AT+QMTCFG="view/mode",0,0',
    'AT+QMTCFG="view/mode",0',
    '+QMTCFG: "view/mode",0',
    '+QMTCFG: "view/mode",1',
    EC600S,
  ],
];

/** Written to the flash at once. */
const KEPT: readonly Row[] = [
  [
    'AT+QURCCFG="urcport","uart1"',
    'AT+QURCCFG="urcport"',
    '+QURCCFG: "urcport","uart1"',
    '+QURCCFG: "urcport","usbat"',
  ],
  ['AT+COPS=1,2,"21401"', 'AT+COPS?', '+COPS: 1', '+COPS: 0,0,"CHINA MOBILE",7'],
  ['AT+CNMI=2,2', 'AT+CNMI?', '+CNMI: 2,2,0,0,0', '+CNMI: 2,1,0,0,0'],
  ['AT+CSCA="+123"', 'AT+CSCA?', '+CSCA: "+123",145', '+CSCA: "+8613800100500",145'],
  ['AT+CGDCONT=1,"IP","old"', 'AT+QICSGP=1', '+QICSGP: 1,"old","","",0', '+QICSGP: 3,"","","",0'],
];

/** Lost on every restart. */
const LOST: readonly Row[] = [
  ['AT+QIACT=1', 'AT+QIACT?', '+QIACT: 1,1,1,"10.7.1.2"', 'OK'],
  ['AT+QMTOPEN=5,"h",1883', 'AT+QMTOPEN?', '+QMTOPEN: 5,"h",1883', 'OK'],
  ['AT+QMTOPEN=2,"h",8883;AT+QMTCONN=2,"x"', 'AT+QMTCONN?', '+QMTCONN: 2,3', 'OK'],
];

const question = async (bench: Bench, text: string) => {
  await bench.run('ATE0');
  return lines(await bench.send(`${text}\r`))[0];
};
const restarted = async (bench: Bench) => {
  bench.simulator.reboot();
  await bench.listen(30_000);
};

describe('what other programs have left in the module', () => {
  for (const [left, asked, shows, own, settings, saves = false] of LEFT) {
    for (const leftSaved of [false, true]) {
      it(`${left} is found, and a restart ${leftSaved ? 'brings it again where it was saved' : 'undoes it'}`, async () => {
        const bench = await Bench.start({ ...settings, left, leftSaved });
        assert.equal(await question(bench, asked), shows);
        await restarted(bench);
        assert.equal(await question(bench, asked), leftSaved ? shows : own);
      });
    }

    it(`${left};AT&W ${saves ? 'is' : 'is not'} saved by the module`, async () => {
      const bench = await Bench.start({ ...settings, left: `${left};AT&W` });
      await restarted(bench);
      assert.equal(await question(bench, asked), saves ? shows : own);
    });

    it(`${left} is kept without AT&W where the module does so`, async () => {
      const command = /\+COPS=[23]|\+[A-Z]+/.exec(left)?.[0] ?? 'S';
      const bench = await Bench.start({ ...settings, left, keeps: command });
      await restarted(bench);
      assert.equal(await question(bench, asked), shows);
    });
  }

  for (const [left, asked, shows, own] of KEPT) {
    it(`${left} outlives a restart`, async () => {
      const bench = await Bench.start();
      assert.equal(await question(bench, asked), own);
      await bench.run(left);
      await restarted(bench);
      assert.equal(await question(bench, asked), shows);
    });
  }

  for (const [left, asked, shows, own] of LOST) {
    it(`${left} is found, and gone after a restart`, async () => {
      const bench = await Bench.start({ left, leftSaved: true });
      assert.equal(await question(bench, asked), shows);
      assert.equal(bench.broker.opened.length, 0, 'an earlier program’s connection is not one of ours');
      await restarted(bench);
      assert.equal(await question(bench, asked), own);
    });
  }

  it('AT&W saves urcport only where the module keeps it', async () => {
    const bench = await Bench.start({ keeps: '', left: 'AT+QURCCFG="urcport","all";AT&W' });
    assert.equal(await question(bench, 'AT+QURCCFG="urcport"'), '+QURCCFG: "urcport","all"');
    await restarted(bench);
    assert.equal(await question(bench, 'AT+QURCCFG="urcport"'), '+QURCCFG: "urcport","usbat"');
  });

  it('is read from a port’s name, where a plus is a blank', async () => {
    const settings = settingsFromQuery('left=AT+CFUN=4;AT+CMEE=2;+CREG=1;AT%26W&leftSaved=true');
    const bench = await Bench.start(settings);
    await bench.run('ATE0');
    assert.deepEqual(lines(await bench.send('AT+CFUN?;+CMEE?;+CREG?\r')), [
      '+CFUN: 4',
      '+CMEE: 2',
      '+CREG: 1,0',
      'OK',
    ]);
  });

  it('comes from another program while ours runs, which receives no answer, and afterwards only the URCs', async () => {
    const bench = await Bench.start();
    await bench.run('ATE0', 'AT+QIACT=1');
    assert.deepEqual(await bench.simulator.leave('AT+CREG=1;AT+CFUN=0;AT+NOSUCH;AT+QMTPUBEX=0,0,0,0,"t",5'), [
      'OK',
      'OK',
      'ERROR',
      'ERROR',
    ]);
    assert.deepEqual(lines(await bench.listen()), ['+CREG: 0', '+QIURC: "pdpdeact",1']);
    assert.equal(await question(bench, 'AT+CFUN?'), '+CFUN: 0');
  });

  it('restarts the module in the middle of its list', async () => {
    const bench = await Bench.start({ left: 'AT+CMEE=2;AT+CREG=2;AT&W;AT+CFUN=1,1;AT+CMEE=0' });
    await bench.listen(20_000);
    assert.equal(await question(bench, 'AT+CMEE?;+CREG?'), '+CMEE: 0');
  });
});

describe('the form of results', () => {
  /** What was left, a line from us, and the bytes in return. */
  const forms: readonly (readonly [left: string, sent: string, bytes: string])[] = [
    ['ATE0V0', 'AT', '0\r'],
    ['ATE0V0', 'AT+CSQ', '+CSQ: 24,99\r\n0\r'],
    ['ATE0V0', 'AT+NOSUCH', '4\r'],
    ['ATE0V0', 'ATV1', '\r\nOK\r\n'],
    ['ATE1V0', 'AT', 'AT\r0\r'],
    ['ATE0V0', 'AT+QFUPL="f",1', '1\r'],
    ['ATE0Q1', 'AT', ''],
    ['ATE0Q1', 'AT+CSQ', '\r\n+CSQ: 24,99\r\n'],
    ['ATE0Q1', 'AT+NOSUCH', ''],
    ['ATE0Q1V0', 'AT+CSQ', '+CSQ: 24,99\r\n'],
    ['ATE1Q1', 'AT', 'AT\r'],
    ['ATQ1V0', 'ATE0Q0V1', 'ATE0Q0V1\r\r\nOK\r\n'],
    ['ATQ1V0', 'ATQ0V1E0', 'ATQ0V1E0\r\r\nOK\r\n'],
    ['ATE0Q1', 'ATQ0', '\r\nOK\r\n'],
    ['ATE0', 'ATQ1', ''],
    ['ATE0V0', 'AT&F', '\r\nOK\r\n'],
  ];
  for (const [left, sent, bytes] of forms) {
    it(`after ${left}, ${sent} is answered ${JSON.stringify(bytes)}, also where a restart brings it again`, async () => {
      const bench = await Bench.start({ left, leftSaved: true });
      assert.equal(await bench.send(`${sent}\r`), bytes);
      const other = await Bench.start({ left: `${left};AT&W` });
      await restarted(other);
      assert.equal(await other.send(`${sent}\r`), bytes);
    });
  }

  it('is the maker’s after AT&F until the next restart, and the saved one after ATZ', async () => {
    const bench = await Bench.start({ left: 'ATE0;AT+CMEE=2;AT&W' });
    await bench.run('AT+CMEE=0', 'AT+IPR=9600', 'AT+CNMI=2,2', 'AT+CFUN=4');
    await bench.run('ATZ');
    const all = 'AT+CMEE?;+IPR?;+CNMI?;+CFUN?\r';
    assert.deepEqual(lines(await bench.send(all)), [
      '+CMEE: 2',
      '+IPR: 115200',
      '+CNMI: 2,2,0,0,0',
      '+CFUN: 4',
      'OK',
    ]);
    await bench.run('AT+IPR=9600', 'AT&F', 'ATE0');
    assert.deepEqual(lines(await bench.send(all)), [
      '+CMEE: 1',
      '+IPR: 9600',
      '+CNMI: 2,1,0,0,0',
      '+CFUN: 4',
      'OK',
    ]);
    await restarted(bench);
    assert.deepEqual(lines(await bench.send('AT+CMEE?\r')), ['+CMEE: 2', 'OK']);
  });

  it('leaves codes as they are, and is numbers for RING', async () => {
    const bench = await Bench.start({ left: 'ATE0V0' });
    bench.simulator.callFrom('10086');
    const rings = await bench.listen(6000);
    bench.simulator.endCall('BUSY');
    assert.equal(rings + (await bench.listen()), '2\r2\r7\r');
    await bench.run('ATQ1');
    bench.simulator.callFrom('10086');
    assert.equal(await bench.listen(60_000), '');
    bench.simulator.endCall();
    await bench.run('AT+CREG=1');
    bench.simulator.settings.registration = 'searching';
    assert.equal(await bench.listen(), '\r\n+CREG: 2\r\n');
  });
});

describe('a line that another program has changed', () => {
  it('neither receives nor sends at another speed than the host’s, until a restart', async () => {
    const bench = await Bench.start({ lineBaud: 115_200, left: 'AT+IPR=9600' });
    assert.equal(await bench.send('AT\r'), '');
    bench.simulator.callFrom('10086');
    assert.equal(await bench.listen(), '');
    await restarted(bench);
    assert.match(await bench.send('AT\r'), /OK/);
    await bench.run('AT+IPR=9600');
    bench.simulator.settings.lineBaud = 9600;
    assert.match(await bench.send('AT\r'), /OK/);
    await bench.run('AT+IPR=0');
    assert.match(await bench.send('AT\r'), /OK/);
  });

  it('loses what wakes a sleeping module', async () => {
    const bench = await Bench.start({ sleepMs: 10_000, left: 'ATE0;AT+QSCLK=1' });
    await bench.listen(11_000);
    assert.equal(await bench.send('AT\r'), '');
    assert.equal(await bench.send('AT\r'), '\r\nOK\r\n');
    await bench.run('AT+QSCLK=0');
    await bench.listen(11_000);
    assert.equal(await bench.send('AT\r'), '\r\nOK\r\n');
  });
});
