import assert from 'node:assert/strict';
import type { SimulatorSettings } from '../../../src/simulator/simulator';
import { Bench, lines } from './bench';

async function quiet(settings: Partial<SimulatorSettings> = {}): Promise<Bench> {
  const bench = await Bench.start(settings);
  await bench.run('ATE0');
  return bench;
}

/** A line and all of its output. */
const BASICS: readonly (readonly [line: string, answer: readonly string[]])[] = [
  ['ATH', ['OK']],
  ['ATH0', ['OK']],
  ['ATL1', ['OK']],
  ['ATM1', ['OK']],
  ['ATX4', ['OK']],
  ['ATX5', ['ERROR']],
  ['ATL1M1X3&C1&D2', ['OK']],
  ['AT&D3', ['ERROR']],
  ['ATS0?', ['000', 'OK']],
  ['ATS7=60', ['OK']],
  ['ATS7=60S7?', ['060', 'OK']],
  ['ATS12', ['050', 'OK']],
  ['ATS10=0', ['ERROR']],
  ['ATS99?', ['ERROR']],
  ['ATO', ['NO CARRIER']],
  ['ATA', ['NO CARRIER']],
  ['AT+FCLASS=0', ['OK']],
  ['AT+FCLASS?', ['0', 'OK']],
  ['AT+FCLASS=1', ['ERROR']],
  ['AT+GCAP', ['+GCAP: +CGSM', 'OK']],
  ['AT+CSUB', ['SubEdition: V01', 'OK']],
  ['AT+GMM', ['EC20F', 'OK']],
  ['AT+GMI', ['Quectel', 'OK']],
  ['AT+GMR', ['EC20CEFAGR06A10M4G', 'OK']],
  ['AT+GSN', ['867698040123456', 'OK']],
  ['AT+GSN=1', ['+GSN: 867698040123456', 'OK']],
  ['AT+CGSN=?', ['+CGSN: (0,1)', 'OK']],
  ['AT+CPAS', ['+CPAS: 0', 'OK']],
  ['AT+CHUP', ['OK']],
  ['AT+CLCC', ['OK']],
  ['AT+CGPADDR', ['+CGPADDR: 1,"0.0.0.0"', 'OK']],
  ['AT+CTZR=0', ['OK']],
  ['AT+CTZR=1;+CTZR?', ['+CTZR: 1', 'OK']],
  ['AT+QPINC', ['+QPINC: "SC",3,10', '+QPINC: "P2",3,10', 'OK']],
  ['AT+CCID', ['+CCID: 89860012345678901234', 'OK']],
  ['AT+CLVL=2;+CLVL?', ['+CLVL: 2', 'OK']],
  ['AT+CLVL=6', ['ERROR']],
  ['AT+CGEREP=1;+CGEREP?', ['+CGEREP: 1,0', 'OK']],
  ['AT+QADC=0', ['+QADC: 1,600', 'OK']],
  [
    'AT&V',
    [
      ...['&C: 1', '&D: 2', '&F: 0', '&W: 0', 'E: 0', 'Q: 0', 'V: 1', 'X: 4', 'Z: 0', 'S0: 0', 'S3: 13'],
      ...['S4: 10', 'S5: 8', 'S6: 2', 'S7: 0', 'S8: 2', 'S10: 15', 'S12: 50', 'OK'],
    ],
  ],
  [
    'AT&D0X1S7=30&V',
    [
      ...['&C: 1', '&D: 0', '&F: 0', '&W: 0', 'E: 0', 'Q: 0', 'V: 1', 'X: 1', 'Z: 0', 'S0: 0', 'S3: 13'],
      ...['S4: 10', 'S5: 8', 'S6: 2', 'S7: 30', 'S8: 2', 'S10: 15', 'S12: 50', 'OK'],
    ],
  ],
];

describe('the basics of V.25ter on the virtual module', () => {
  for (const [line, answer] of BASICS) {
    it(`${line}: ${answer.join(' / ')}`, async () => {
      assert.deepEqual(lines(await (await quiet()).send(`${line}\r`)), answer);
    });
  }

  it('are saved by AT&W, brought back by ATZ and set back by AT&F', async () => {
    const bench = await quiet();
    const now = async () => lines(await bench.send('ATS7?\r'))[0];
    await bench.run('ATS7=40&W', 'ATS7=50');
    assert.equal(await now(), '050');
    await bench.run('ATZ');
    assert.equal(await now(), '040');
    await bench.run('AT&F', 'ATE0');
    assert.equal(await now(), '000');
    bench.simulator.reboot();
    await bench.listen(20_000);
    await bench.run('ATE0');
    assert.equal(await now(), '040');
  });
});

describe('a call of the virtual module', () => {
  const failures = [
    ['no network', { registration: 'denied' }, 'NO CARRIER'],
    ['a wrong APN', { apn: 'wrong' }, 'NO CARRIER'],
    ['no carrier', { dial: 'no-carrier' }, 'NO CARRIER'],
    ['an engaged line', { dial: 'busy' }, 'BUSY'],
    ['no answer', { dial: 'no-answer' }, 'NO ANSWER'],
    ['no dial tone', { dial: 'no-dialtone' }, 'NO DIALTONE'],
  ] as const;
  for (const [what, settings, result] of failures) {
    it(`to the packet network with ${what} ends with ${result}, and commands go on`, async () => {
      const bench = await quiet(settings);
      for (const dialled of ['*99#', 'T*99***1#']) {
        assert.equal(await bench.send(`ATD${dialled}\r`), `\r\n${result}\r\n`);
        assert.equal(await bench.send('AT\r'), '\r\nOK\r\n');
      }
    });
  }

  it('to the packet network takes all bytes until +++ stands in a pause; ATO goes on, ATH ends it', async () => {
    const bench = await quiet();
    assert.equal(await bench.send('ATD*99#\r'), '\r\nCONNECT 150000000\r\n');
    assert.equal(await bench.send('AT+CSQ\r'), '');
    assert.equal(await bench.send('x+++'), '');
    await bench.send('x', 500);
    assert.equal(await bench.send('+++', 500), '');
    assert.equal(await bench.send('x'), '');
    await bench.listen(1500);
    assert.equal(await bench.send('+++', 999), '');
    assert.equal(await bench.listen(2), '\r\nOK\r\n');
    assert.equal(await bench.send('ATO\r'), '\r\nCONNECT 150000000\r\n');
    await bench.listen(1500);
    assert.equal(await bench.send('+', 100), '');
    assert.equal(await bench.send('++', 1100), '\r\nOK\r\n');
    assert.equal(await bench.send('ATH\r'), '\r\nOK\r\n');
    assert.equal(await bench.send('ATO\r'), '\r\nNO CARRIER\r\n');
  });

  it('has the guard time of S12, and a plain CONNECT after ATX0', async () => {
    const bench = await quiet();
    await bench.run('ATX0S12=100');
    assert.equal(await bench.send('ATD*99#\r'), '\r\nCONNECT\r\n');
    assert.equal(await bench.send('+++', 1900), '');
    assert.equal(await bench.listen(200), '\r\nOK\r\n');
  });

  it('in numbers after ATV0', async () => {
    const bench = await quiet();
    await bench.run('ATV0');
    assert.equal(await bench.send('ATO\r'), '3\r');
    assert.equal(await bench.send('ATD*99#\r'), '1\r');
  });

  it('by voice answers OK at once, is listed, and ends by ATH, or by a URC', async () => {
    const bench = await quiet();
    assert.equal(await bench.send('ATD10086;\r'), '\r\nOK\r\n');
    assert.deepEqual(lines(await bench.send('AT+CLCC;+CPAS\r')), [
      '+CLCC: 1,0,0,0,0,"10086",129',
      '+CPAS: 4',
      'OK',
    ]);
    assert.equal(await bench.send('ATD10010;\r'), '\r\nNO CARRIER\r\n');
    await bench.run('ATH');
    assert.deepEqual(lines(await bench.send('AT+CLCC\r')), ['OK']);
    bench.simulator.settings.dial = 'busy';
    assert.deepEqual(lines(await bench.send('ATD10086;\r')), ['OK', 'BUSY']);
  });

  it('that comes in rings every 5 s until it is answered, refused or given up', async () => {
    const bench = await quiet();
    await bench.run('AT+CLIP=1');
    assert.equal(bench.simulator.callFrom('+8613900001111'), true);
    assert.deepEqual(lines(await bench.listen(5500)), [
      ...['RING', '+CLIP: "+8613900001111",145,,,,0'],
      ...['RING', '+CLIP: "+8613900001111",145,,,,0'],
    ]);
    assert.equal(bench.simulator.callFrom('10086'), false);
    assert.deepEqual(lines(await bench.send('ATA;+CLCC\r', 100)), [
      '+CLCC: 1,1,0,0,0,"+8613900001111",145',
      'OK',
    ]);
    assert.equal(await bench.listen(20_000), '');
    bench.simulator.endCall();
    assert.equal(await bench.listen(), '\r\nNO CARRIER\r\n');
    bench.simulator.callFrom('10086');
    await bench.send('AT+CHUP\r', 100);
    assert.equal(await bench.listen(20_000), '');
  });
});
