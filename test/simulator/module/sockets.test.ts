import assert from 'node:assert/strict';
import type { SimulatorSettings } from '../../../src/simulator/simulator';
import { Bench, lines } from './bench';

async function ready(settings: Partial<SimulatorSettings> = {}): Promise<Bench> {
  const bench = await Bench.start(settings);
  await bench.run('ATE0', 'AT+QIACT=1');
  return bench;
}

/** A command, what follows it, and all lines of output of the last one. */
type Row = readonly [
  what: string,
  settings: Partial<SimulatorSettings>,
  sent: readonly string[],
  told: readonly string[],
];

const OPEN = 'AT+QIOPEN=1,0,"TCP","203.0.113.9",80,0,0\r';
const PUSHED = 'AT+QIOPEN=1,0,"TCP","203.0.113.9",80,0,1\r';

const ROWS: readonly Row[] = [
  ['a host that refuses', { socketPeer: 'refuses' }, [OPEN], ['OK', '+QIOPEN: 0,566']],
  ['no DNS', { internet: 'no-dns' }, [OPEN], ['OK', '+QIOPEN: 0,565']],
  ['a number that is in use', {}, [OPEN, OPEN], ['OK', '+QIOPEN: 0,563']],
  [
    'why it failed',
    { socketPeer: 'refuses' },
    [OPEN, 'AT+QIGETERROR\r'],
    ['+QIGETERROR: 566,"socket connect failed"', 'OK'],
  ],
  ['a context that isn’t active', {}, ['AT+QIOPEN=2,0,"TCP","h",80\r'], ['ERROR']],
  ['an unknown service', {}, ['AT+QIOPEN=1,0,"SCTP","h",80\r'], ['ERROR']],
  ['data up to Ctrl-Z, buffered', {}, [OPEN, 'AT+QISEND=0\r', 'ab\x1a'], ['SEND OK', '+QIURC: "recv",0']],
  [
    'data of a length, pushed',
    {},
    [PUSHED, 'AT+QISEND=0,2\r', 'ab'],
    ['SEND OK', '+QIURC: "recv",0,2', 'ab'],
  ],
  ['ESC in it', {}, [OPEN, 'AT+QISEND=0\r', 'ab\x1b'], ['OK']],
  ['hexadecimal digits', {}, [PUSHED, 'AT+QISENDEX=0,"6869"\r'], ['SEND OK', '+QIURC: "recv",0,2', 'hi']],
  ['a host that says nothing', { socketPeer: 'silent' }, [OPEN, 'AT+QISEND=0,2\r', 'ab'], ['SEND OK']],
  [
    'a host that closes',
    { socketPeer: 'closes' },
    [OPEN, 'AT+QISEND=0,2\r', 'ab'],
    ['SEND OK', '+QIURC: "closed",0'],
  ],
  [
    'data after that',
    { socketPeer: 'closes' },
    [OPEN, 'AT+QISEND=0,2\r', 'ab', 'AT+QISEND=0,2\r'],
    ['ERROR'],
  ],
  ['data without a socket', {}, ['AT+QISEND=0,2\r'], ['ERROR']],
  ['reading without a socket', {}, ['AT+QIRD=0\r'], ['ERROR']],
  ['reading when nothing is there', {}, [OPEN, 'AT+QIRD=0,100\r'], ['+QIRD: 0', 'OK']],
  ['a TLS socket', {}, ['AT+QSSLOPEN=1,0,3,"h",443,0\r'], ['OK', '+QSSLOPEN: 3,0']],
  [
    'data on it',
    {},
    ['AT+QSSLOPEN=1,0,3,"h",443,0\r', 'AT+QSSLSEND=3,2\r', 'ab'],
    ['SEND OK', '+QSSLURC: "recv",3'],
  ],
  [
    'reading it',
    {},
    ['AT+QSSLOPEN=1,0,3,"h",443,0\r', 'AT+QSSLSEND=3,2\r', 'ab', 'AT+QSSLRECV=3,1500\r'],
    ['+QSSLRECV: 2', 'ab', 'OK'],
  ],
  [
    'the state of a TLS socket',
    {},
    ['AT+QSSLOPEN=1,2,3,"h",443,0\r', 'AT+QSSLSTATE\r'],
    ['+QSSLSTATE: 3,"SSLClient","203.0.113.7",443,49152,2,1,0,0,"usbat",2', 'OK'],
  ],
];

describe('sockets of the virtual module', () => {
  for (const [what, settings, sent, expected] of ROWS) {
    it(`answer ${what}`, async () => {
      const bench = await ready(settings);
      let answer = '';
      for (const text of sent) answer = await bench.send(text);
      assert.deepEqual(lines(answer), expected);
    });
  }

  it('are listed all, by their context, or one; closed ones are not', async () => {
    const bench = await ready();
    await bench.run('AT+QIACT=2');
    await bench.send('AT+QIOPEN=1,4,"TCP","203.0.113.9",80\r');
    await bench.send('AT+QIOPEN=2,2,"UDP","203.0.113.9",9,7000,1\r');
    const [two, four] = [
      '+QISTATE: 2,"UDP","203.0.113.9",9,7000,2,2,0,1,"usbat"',
      '+QISTATE: 4,"TCP","203.0.113.9",80,49152,2,1,0,0,"usbat"',
    ];
    assert.deepEqual(lines(await bench.send('AT+QISTATE?\r')), [two, four, 'OK']);
    assert.deepEqual(lines(await bench.send('AT+QISTATE\r')), [two, four, 'OK']);
    assert.deepEqual(lines(await bench.send('AT+QISTATE=0,1\r')), [four, 'OK']);
    assert.deepEqual(lines(await bench.send('AT+QISTATE=1,2\r')), [two, 'OK']);
    await bench.run('AT+QICLOSE=4,10');
    assert.deepEqual(lines(await bench.send('AT+QISTATE\r')), [two, 'OK']);
  });

  it('report data once, until all of it is read', async () => {
    const bench = await ready();
    await bench.send(OPEN);
    for (const reports of [1, 0]) {
      await bench.send('AT+QISEND=0,4\r');
      assert.equal((await bench.send('abcd')).split('+QIURC').length - 1, reports);
    }
    assert.deepEqual(lines(await bench.send('AT+QIRD=0,5\r')), ['+QIRD: 5', 'abcda', 'OK']);
    await bench.send('AT+QIRD=0\r');
    await bench.send('AT+QISEND=0,1\r');
    assert.match(await bench.send('z'), /\+QIURC: "recv",0\r\n/);
    assert.deepEqual(lines(await bench.send('AT+QISEND=0,0\r')), ['+QISEND: 9,9,0', 'OK']);
  });

  it('die with their context', async () => {
    const bench = await ready();
    await bench.send(OPEN);
    bench.simulator.dropContext();
    assert.deepEqual(lines(await bench.listen()), ['+QIURC: "pdpdeact",1']);
    assert.equal(await bench.send('AT+QISEND=0,2\r'), '\r\nERROR\r\n');
    assert.match(await bench.send('AT+QISTATE\r'), /,4,1,0,0,"usbat"/);
  });

  it('in the transparent mode take the line, hold codes back, and give it back by +++ and the host’s end', async () => {
    const bench = await ready();
    assert.equal(await bench.send('AT+QIOPEN=1,0,"TCP","203.0.113.9",80,0,2\r'), '\r\nCONNECT\r\n');
    assert.equal(await bench.send('AT\r'), 'AT\r');
    bench.simulator.receiveText('meanwhile');
    assert.equal(await bench.listen(), '');
    await bench.listen(2000);
    assert.equal(await bench.send('+++'), '\r\nOK\r\n\r\n+CMTI: "ME",0\r\n');
    assert.equal(await bench.send('ATO\r'), '\r\nCONNECT\r\n');
    bench.simulator.settings.socketPeer = 'closes';
    assert.equal(await bench.send('bye'), '\r\nNO CARRIER\r\n');
    assert.equal(await bench.send('ATO\r'), '\r\nNO CARRIER\r\n');
    assert.equal(await bench.send('AT\r'), '\r\nOK\r\n');
  });
});
