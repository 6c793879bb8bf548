import assert from 'node:assert/strict';
import type { SimulatorSettings } from '../../../src/simulator/simulator';
import { Bench, lines } from './bench';

/** Properties that nobody has measured on an EC20, as settings: each is visible on the line. */
describe('properties of the module that are not known', () => {
  const OPEN = 'AT+QMTOPEN=0,"h",1883';
  const CONNECT = 'AT+QMTCONN=0,"me"';
  const SUBSCRIBE = 'AT+QMTSUB=0,1,"t",1';
  type Repeated = Partial<SimulatorSettings>;
  const repeated: readonly (readonly [string, Repeated, readonly string[], string, readonly string[]])[] = [
    ['QMTOPEN', {}, [OPEN], OPEN, ['OK', '+QMTOPEN: 0,2']],
    ['QMTOPEN', { repeatedOpen: 'error' }, [OPEN], OPEN, ['ERROR']],
    ['QMTOPEN', { repeatedOpen: 'ok' }, [OPEN], OPEN, ['OK']],
    ['QMTOPEN', { repeatedOpen: 'none' }, [OPEN], OPEN, []],
    ['QMTOPEN', { repeatedOpen: '0' }, [OPEN], OPEN, ['OK', '+QMTOPEN: 0,0']],
    ['QMTCONN', {}, [OPEN, CONNECT], CONNECT, ['ERROR']],
    ['QMTCONN', { repeatedConnect: '2' }, [OPEN, CONNECT], CONNECT, ['OK', '+QMTCONN: 0,2']],
    ['QMTCONN', { repeatedConnect: '0' }, [OPEN, CONNECT], CONNECT, ['OK', '+QMTCONN: 0,0,0']],
    ['QMTSUB', {}, [OPEN, CONNECT, SUBSCRIBE], SUBSCRIBE, ['OK', '+QMTSUB: 0,1,0,1']],
    ['QMTSUB', { repeatedSubscribe: 'error' }, [OPEN, CONNECT, SUBSCRIBE], SUBSCRIBE, ['ERROR']],
    ['QMTSUB', { repeatedSubscribe: '2' }, [OPEN, CONNECT, SUBSCRIBE], SUBSCRIBE, ['OK', '+QMTSUB: 0,1,2']],
    ['QMTSUB', { repeatedSubscribe: '0' }, [OPEN, CONNECT, SUBSCRIBE], SUBSCRIBE, ['OK', '+QMTSUB: 0,1,0,1']],
    ['QMTSUB', { repeatedSubscribe: 'error' }, [OPEN, CONNECT], SUBSCRIBE, ['OK', '+QMTSUB: 0,1,0,1']],
    ['QMTDISC', {}, [], 'AT+QMTDISC=0', ['ERROR']],
    ['QMTDISC', { repeatedDisconnect: '-1' }, [], 'AT+QMTDISC=0', ['OK', '+QMTDISC: 0,-1']],
    ['QMTDISC', { repeatedDisconnect: '0' }, [OPEN], 'AT+QMTDISC=0', ['ERROR']],
    ['QMTCLOSE', {}, [], 'AT+QMTCLOSE=0', ['ERROR']],
    ['QMTCLOSE', { repeatedClose: '0' }, [], 'AT+QMTCLOSE=0', ['OK', '+QMTCLOSE: 0,0']],
    ['QIACT', { pdp: 'active' }, [], 'AT+QIACT=1', ['ERROR']],
    ['QIACT', { pdp: 'active', qiactActive: 'ok' }, [], 'AT+QIACT=1', ['OK']],
    ['QIACT', { pdp: 'active', qiactActive: 'none' }, [], 'AT+QIACT=1', []],
  ];
  for (const [name, settings, before, command, answer] of repeated) {
    it(`${name} once more after ${before.length} commands, with ${JSON.stringify(settings)}: ${answer.join(', ')}`, async () => {
      const bench = await Bench.start(settings);
      await bench.run('ATE0', ...before);
      assert.deepEqual(lines(await bench.send(`${command}\r`)), answer);
      assert.deepEqual(lines(await bench.send('AT\r')), ['OK']);
    });
  }

  const beyond = [
    ['refused', '\r\nERROR\r\n', []],
    ['cut', '\r\n> ', ['abc']],
    ['lost', '\r\n> ', []],
  ] as const;
  for (const [payloadBeyond, answer, published] of beyond) {
    it(`a payload over the limit is ${payloadBeyond}`, async () => {
      const bench = await Bench.connected({ maxPayloadBytes: 3, payloadBeyond });
      assert.equal(await bench.send('AT+QMTPUBEX=0,1,1,0,"t",5\r'), answer);
      if (answer !== '\r\nERROR\r\n')
        assert.deepEqual(lines(await bench.send('abcde')), ['OK', '+QMTPUBEX: 0,1,0']);
      assert.deepEqual(
        bench.broker.published.map(({ payload }) => payload.toString()),
        published,
      );
      await bench.send('AT+QMTPUBEX=0,2,1,0,"t",3\r');
      await bench.send('xyz');
      assert.equal(bench.broker.published.at(-1)?.payload.toString(), 'xyz');
    });
  }

  it('bytes beyond the announced length are read as commands where surplus=read', async () => {
    const bench = await Bench.connected({ surplus: 'read' });
    await bench.send('AT+QMTPUBEX=0,1,1,0,"t",5\r');
    assert.deepEqual(lines(await bench.send('helloAT+CMEE?\r')), [
      'OK',
      '+CMEE: 1',
      'OK',
      '+QMTPUBEX: 0,1,0',
    ]);
    await bench.send('AT+QMTPUBEX=0,1,1,0,"t",5\r');
    await bench.send('hello', 1);
    assert.deepEqual(lines(await bench.send('rubbish\r')), ['OK', 'ERROR', '+QMTPUBEX: 0,1,0']);
  });

  it('a payload ends before its first NUL where bytes=changed', async () => {
    const bench = await Bench.connected({ bytes: 'changed' });
    await bench.send('AT+QMTPUBEX=0,1,1,0,"t",5\r');
    await bench.send('ab\0cd');
    assert.equal(bench.broker.published[0]?.payload.toString(), 'ab');
  });

  it('the prompt may be any bytes', async () => {
    const bench = await Bench.connected({ promptBytes: '0d0a3e0D0a' });
    assert.equal(await bench.send('AT+QMTPUBEX=0,1,1,0,"t",1\r'), '\r\n>\r\n');
  });

  it('there may be any number of slots, and the oldest message may be the one that is lost', async () => {
    const bench = await Bench.connected({ slots: 3, slotOverflow: 'oldest-lost' });
    await bench.run('AT+QMTCFG="recv/mode",0,1,0');
    for (const payload of ['a', 'b', 'c', 'd', 'e']) bench.broker.deliver('t', payload);
    assert.deepEqual(
      lines(await bench.listen()),
      [0, 1, 2, 0, 1].map((slot) => `+QMTRECV: 0,${slot}`),
    );
    assert.deepEqual(lines(await bench.send('AT+QMTRECV?\r')), ['+QMTRECV: 0,1,1,1', 'OK']);
    assert.deepEqual(lines(await bench.send('AT+QMTRECV=0,3\r')), ['ERROR']);
    assert.deepEqual(lines(await bench.send('AT+QMTRECV=0\r')), [
      '+QMTRECV: 0,0,"t","d"',
      '+QMTRECV: 0,0,"t","e"',
      '+QMTRECV: 0,0,"t","c"',
      'OK',
    ]);
  });

  it('model and revision may be any', async () => {
    const bench = await Bench.start({ model: 'EC20X', revision: 'EC20XR99' });
    await bench.run('ATE0');
    assert.deepEqual(lines(await bench.send('ATI\r')), ['Quectel', 'EC20X', 'Revision: EC20XR99', 'OK']);
    assert.deepEqual(lines(await bench.send('AT+CGMM;+CGMR\r')), ['EC20X', 'EC20XR99', 'OK']);
  });

  it('any list of options is known, with ranges as the test form shows them', async () => {
    const bench = await Bench.start({
      optionList: 'version,KeepAlive,edit/timeout,new/thing',
      testForms: '+QMTCFG=+QMTCFG: "keepalive",(0-5),(0,10-99)|+QMTCFG=+QMTCFG: "new/thing",(0-5),(1-3),"x"',
    });
    await bench.run('ATE0');
    const answer = async (text: string) => lines(await bench.send(`AT+QMTCFG=${text}\r`));
    assert.deepEqual(await answer('?'), [
      '+QMTCFG: "keepalive",(0-5),(0,10-99)',
      '+QMTCFG: "new/thing",(0-5),(1-3),"x"',
      'OK',
    ]);
    assert.deepEqual(await answer('"session",0'), ['ERROR']);
    assert.deepEqual(await answer('"keepalive",0,99'), ['OK']);
    assert.deepEqual(await answer('"keepalive",0,100'), ['ERROR']);
    assert.deepEqual(await answer('"edit/timeout",0,1,180'), ['OK']);
    assert.deepEqual(await answer('"KEEPALIVE",0'), ['+QMTCFG: "KeepAlive",99', 'OK']);
    assert.deepEqual(await answer('"new/thing",0,3,"y"'), ['OK']);
    assert.deepEqual(await answer('"new/thing",0'), ['+QMTCFG: "new/thing",3,"y"', 'OK']);
  });

  it('an option by a name in other letters works all the same', async () => {
    const bench = await Bench.start({ optionList: 'Version,KEEPALIVE' });
    await bench.run('AT+QMTCFG="Version",0,4', 'AT+QMTCFG="keepalive",0,77', 'AT+QMTOPEN=0,"h",1883');
    await bench.run('AT+QMTCONN=0,"me"');
    const [request] = bench.broker.requests;
    assert.deepEqual([request?.protocolLevel, request?.keepAliveSeconds], [4, 77]);
  });

  it('test forms are answered literally, refused, or with OK alone', async () => {
    const bench = await Bench.start({
      testForms: '+QMTOPEN=+QMTOPEN: a%7Cb%25|+QMTPUBEX=ERROR|+QMTCLOSE=|nonsense',
    });
    await bench.run('ATE0');
    assert.equal(await bench.send('AT+QMTOPEN=?\r'), '\r\n+QMTOPEN: a|b%\r\n\r\nOK\r\n');
    assert.equal(await bench.send('AT+QMTPUBEX=?\r'), '\r\nERROR\r\n');
    assert.equal(await bench.send('AT+QMTCLOSE=?\r'), '\r\nOK\r\n');
  });

  it('another publish command than the family’s may be the one that works', async () => {
    const bench = await Bench.connected({ publishes: 'QMTPUB' });
    assert.equal(await bench.send('AT+QMTPUBEX=0,1,1,0,"t",1\r'), '\r\nERROR\r\n');
    assert.equal(await bench.send('AT+QMTPUB=0,1,1,0,"t"\r'), '\r\n> ');
    await bench.send('x\x1a');
    const other = await Bench.connected({ family: 'BG770A', publishes: 'QMTPUBEX' });
    assert.equal(await other.send('AT+QMTPUBEX=0,1,1,0,"t",1\r'), '\r\n>');
    const third = await Bench.connected({ family: 'EC801E', publishes: 'QMTPUB' });
    assert.equal(await third.send('AT+QMTPUB=0,1,1,0,"t"\r'), '\r\n> ');
  });
});
