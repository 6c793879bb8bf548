import assert from 'node:assert/strict';
import { FAMILIES } from '../../../src/simulator/families';
import type { SimulatorSettings } from '../../../src/simulator/simulator';
import { Bench, lines } from './bench';

const NAMES = Object.keys(FAMILIES) as SimulatorSettings['family'][];

async function quiet(settings: Partial<SimulatorSettings>): Promise<Bench> {
  const bench = await Bench.start(settings);
  await bench.run('ATE0');
  return bench;
}

async function options(bench: Bench): Promise<readonly string[]> {
  return lines(await bench.send('AT+QMTCFG=?\r')).slice(0, -1);
}

describe('the families that the virtual module plays', () => {
  for (const family of NAMES) {
    it(`${family} reports its name, supports the options that it lists, and publishes with its own command`, async () => {
      const bench = await Bench.connected({ family });
      const identity = lines(await bench.send('ATI\r'));
      assert.match(identity[1] ?? '', new RegExp(`^${family.slice(0, 4)}`));
      assert.ok(identity[2]?.startsWith(`Revision: ${family}`), identity[2]);
      for (const line of await options(bench)) {
        const name = /"([^"]+)"/.exec(line)?.[1] ?? '';
        assert.equal(lines(await bench.send(`AT+QMTCFG="${name}",0\r`)).at(-1), 'OK', name);
      }
      const byCount = FAMILIES[family].publishEx.includes('length');
      if (family === 'BC26') await bench.send('AT+QMTPUB=0,1,1,0,"t","x"\r');
      else {
        await bench.send(`AT+${byCount ? 'QMTPUBEX' : 'QMTPUB'}=0,1,1,0,"t",1\r`);
        await bench.send('x');
      }
      assert.equal(bench.broker.published[0]?.payload.toString(), 'x');
    });
  }

  const lists = [
    ['EC20', 9, '+QMTCFG: "pdpcid",(0-5),(1-16)'],
    ['EC600S', 19, '+QMTCFG: "edit/timeout",(0-5),(0,1),(1-180)'],
    ['EG800K', 22, '+QMTCFG: "edit/timeout",(0-5),(0,1),(1-120)'],
    ['BG770A', 9, '+QMTCFG: "pdpcid",(0-5),(1-5)'],
    ['BC26', 10, '+QMTCFG: "showrecvlen",(0-5),(0,1)'],
  ] as const;
  for (const [family, count, line] of lists) {
    it(`${family} lists ${count} options, ${line} among them`, async () => {
      const listed = await options(await quiet({ family }));
      assert.equal(listed.length, count);
      assert.ok(listed.includes(line), listed.join('\n'));
    });
  }

  const ranges = [
    ['EC20', '"timeout",0,61,3,0', 'ERROR'],
    ['EC20', '"timeout",0,60,0,0', 'OK'],
    ['EC600S', '"timeout",0,1200,3,0', 'OK'],
    ['EC600S', '"timeout",0,60,0,0', 'ERROR'],
    ['EC20', '"pdpcid",0,16', 'OK'],
    ['EC600S', '"pdpcid",0,16', 'ERROR'],
    ['BG770A', '"pdpcid",0,6', 'ERROR'],
    ['EC20', '"edit/timeout",0,1,30', 'ERROR'],
    ['EG800K', '"edit/timeout",0,1,121', 'ERROR'],
    ['EC600S', '"qmtping",0,4', 'ERROR'],
  ] as const;
  for (const [family, set, answer] of ranges) {
    it(`${family} answers ${answer} to AT+QMTCFG=${set}`, async () => {
      assert.deepEqual(lines(await (await quiet({ family })).send(`AT+QMTCFG=${set}\r`)), [answer]);
    });
  }

  it('bring habits of their own, which a setting of one’s own overrides', async () => {
    const slotOf = async (settings: Partial<SimulatorSettings>) => {
      const bench = await Bench.connected(settings);
      await bench.run('AT+QMTCFG="recv/mode",0,1,1');
      bench.broker.deliver('t', 'a');
      return bench.listen();
    };
    assert.equal(await slotOf({ family: 'EC200U' }), '\r\n+QMTRECV: 0,4\r\n');
    assert.equal(await slotOf({ family: 'EC200U', slotOrder: 'normal' }), '\r\n+QMTRECV: 0,0\r\n');
  });

  it('can be changed while the module runs; what was set by name stays', async () => {
    const bench = await Bench.connected({ surplusQuietMs: 5 });
    const { settings } = bench.simulator;
    settings.family = 'BG770A';
    assert.deepEqual([settings.prompt, settings.maxPayloadBytes, settings.surplusQuietMs], ['bare', 4096, 5]);
    assert.equal(await bench.send('AT+QMTPUB=0,1,1,0,"t",4096\r'), '\r\n>');
    await bench.send('x'.repeat(4096));
    settings.maxPayloadBytes = 100;
    settings.family = 'EC20';
    assert.equal(await bench.send('AT+QMTPUBEX=0,1,1,0,"t",100\r'), '\r\n> ');
    await bench.send('x'.repeat(100));
    assert.equal(await bench.send('AT+QMTPUBEX=0,1,1,0,"t",101\r'), '\r\nERROR\r\n');
    assert.deepEqual(
      bench.broker.published.map(({ payload }) => payload.length),
      [4096, 100],
    );
  });

  it('show an EC600S that answers OK to QMTCLOSE on a closed client', async () => {
    const bench = await quiet({ family: 'EC600S' });
    assert.deepEqual(lines(await bench.send('AT+QMTCLOSE=0\r')), ['OK', '+QMTCLOSE: 0,0']);
  });

  it('show a BG770A whose QMTPUBEX means a message within the command', async () => {
    const bench = await Bench.connected({ family: 'BG770A' });
    assert.equal(await bench.send('AT+QMTPUBEX=0,1,1,0,"t",5\r'), '\r\nERROR\r\n');
    assert.deepEqual(lines(await bench.send('AT+QMTPUBEX=0,1,1,0,"t","hello"\r')), [
      'OK',
      '+QMTPUBEX: 0,1,0',
    ]);
    assert.deepEqual(lines(await bench.send('AT+QMTPUB=?\r')), [
      '+QMTPUB: (0-5),(0-65535),(0-2),(0,1),<topic>,(1-4096)',
      'OK',
    ]);
  });

  it('show an EC801E that refuses QMTPUB', async () => {
    const bench = await Bench.connected({ family: 'EC801E' });
    assert.equal(await bench.send('AT+QMTPUB=?\r'), '\r\nERROR\r\n');
    assert.equal(await bench.send('AT+QMTPUB=0,1,1,0,"t"\r'), '\r\nERROR\r\n');
  });
});

describe('the later options of AT+QMTCFG', () => {
  const online = () => Bench.connected({ family: 'EC600S' });

  it('edit/timeout ends a data phase that stays short, after 30 s, the time that it names, or never', async () => {
    const bench = await online();
    const ends = async (within: number) => {
      await bench.send('AT+QMTPUBEX=0,1,1,0,"t",10\r', 100);
      await bench.send('short', 0);
      return bench.listen(within);
    };
    assert.deepEqual(lines(await bench.send('AT+QMTCFG="edit/timeout",0\r')), [
      '+QMTCFG: "edit/timeout",1,30',
      'OK',
    ]);
    assert.equal(await ends(29_000), '');
    assert.equal(await bench.listen(2000), '\r\nERROR\r\n');
    await bench.run('AT+QMTCFG="edit/timeout",0,1,5');
    assert.equal(await ends(6000), '\r\nERROR\r\n');
    await bench.run('AT+QMTCFG="edit/timeout",0,0');
    assert.equal(await ends(600_000), '');
    assert.deepEqual(lines(await bench.send('12345')), ['OK', '+QMTPUBEX: 0,1,0']);
  });

  for (const set of ['"dataformat",0,1,0', '"send/mode",0,1']) {
    it(`${set}: the payload stands on the line in hexadecimal digits`, async () => {
      const bench = await online();
      await bench.run(`AT+QMTCFG=${set}`);
      await bench.send('AT+QMTPUBEX=0,1,1,0,"t",6\r');
      assert.deepEqual(lines(await bench.send('0022fF')), ['OK', '+QMTPUBEX: 0,1,0']);
      assert.deepEqual(bench.broker.published[0]?.payload, Buffer.from([0, 0x22, 0xff]));
      await bench.send('AT+QMTPUBEX=0,2,1,0,"t",2\r');
      assert.deepEqual(lines(await bench.send('hi')), ['ERROR']);
    });
  }

  it('dataformat 0,1: received data is reported in hexadecimal digits', async () => {
    const bench = await online();
    await bench.run('AT+QMTCFG="dataformat",0,0,1', 'AT+QMTCFG="recv/mode",0,0,1');
    bench.broker.deliver('t', 'z"');
    assert.equal(await bench.listen(), '\r\n+QMTRECV: 0,0,"t",4,"7A22"\r\n');
  });

  it('view/mode 0 ends the echo of data, not of commands', async () => {
    const bench = await online();
    await bench.run('ATE1', 'AT+QMTCFG="view/mode",0,0');
    assert.equal(await bench.send('AT+QMTPUBEX=0,1,1,0,"t",2\r'), 'AT+QMTPUBEX=0,1,1,0,"t",2\r\r\n> ');
    assert.equal(await bench.send('hi'), '\r\nOK\r\n\r\n+QMTPUBEX: 0,1,0\r\n');
    await bench.run('AT+QMTCFG="view/mode",0,1', 'AT+QMTPUBEX=0,1,1,0,"t",2');
    assert.equal(await bench.send('hi'), 'hi\r\nOK\r\n\r\n+QMTPUBEX: 0,1,0\r\n');
  });

  it('showrecvlen of an NB module reports the length', async () => {
    const bench = await Bench.connected({ family: 'BC26' });
    await bench.run('AT+QMTCFG="showrecvlen",0,1');
    bench.broker.deliver('t', 'ab');
    assert.equal(await bench.listen(), '\r\n+QMTRECV: 0,0,"t",2,"ab"\r\n');
  });

  it('qmtping repeats PINGREQ at its interval, until one and a half keep-alives are over', async () => {
    const bench = await Bench.start({ family: 'EC600S' });
    await bench.run(
      'ATE0',
      'AT+QMTCFG="keepalive",0,60',
      'AT+QMTCFG="qmtping",0,10',
      'AT+QMTOPEN=0,"h",1883',
      'AT+QMTCONN=0,"me"',
    );
    await bench.listen(200_000);
    assert.equal(bench.broker.pings, 3);
    bench.broker.answersPings = false;
    assert.deepEqual(lines(await bench.listen(100_000)), ['+QMTPING: 0,1', '+QMTSTAT: 0,2']);
    assert.equal(bench.broker.pings, 6);
  });

  it('keep what was set in the others', async () => {
    const bench = await online();
    for (const [set, expected] of [
      ['"hwauth",0,"id","secret"', '"hwauth","id","secret"'],
      ['"qmtping",0,60', '"qmtping",60'],
    ]) {
      assert.deepEqual(lines(await bench.send(`AT+QMTCFG=${set}\r`)), ['OK'], set);
      const name = /"[^"]+"/.exec(set ?? '')?.[0] ?? '';
      assert.deepEqual(lines(await bench.send(`AT+QMTCFG=${name},0\r`)), [`+QMTCFG: ${expected}`, 'OK']);
    }
  });
});
