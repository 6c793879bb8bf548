import assert from 'node:assert/strict';
import { Bench, lines } from './bench';

/** Publishes on a connected bench with echo off; returns the output after the prompt, as lines. */
async function publish(
  bench: Bench,
  messageId: number,
  payload = 'hello',
  qos = 1,
): Promise<readonly string[]> {
  const bytes = Buffer.byteLength(payload);
  const prompt = await bench.send(`AT+QMTPUBEX=0,${messageId},${qos},0,"t",${bytes}\r`, 500);
  assert.equal(prompt, '\r\n> ');
  return lines(await bench.send(Buffer.from(payload).toString('latin1')));
}

describe('the virtual module’s MQTT commands', () => {
  it('follow the legal order: each is ERROR before its turn', async () => {
    const bench = await Bench.start();
    await bench.run('ATE0');
    for (const early of [
      'AT+QMTCONN=0,"me"',
      'AT+QMTDISC=0',
      'AT+QMTCLOSE=0',
      'AT+QMTSUB=0,1,"t",1',
      'AT+QMTUNS=0,1,"t"',
    ]) {
      assert.equal(await bench.send(`${early}\r`), '\r\nERROR\r\n', early);
    }
    assert.equal(await bench.send('AT+QMTPUBEX=0,1,1,0,"t",5\r'), '\r\nERROR\r\n');
    assert.deepEqual(lines(await bench.send('AT+QMTOPEN=0,"h",1883\r')), ['OK', '+QMTOPEN: 0,0']);
    assert.deepEqual(lines(await bench.send('AT+QMTOPEN=0,"h",1883\r')), ['OK', '+QMTOPEN: 0,2']);
    assert.deepEqual(lines(await bench.send('AT+QMTCONN?\r')), ['+QMTCONN: 0,1', 'OK']);
    assert.equal(await bench.send('AT+QMTPUBEX=0,1,1,0,"t",5\r'), '\r\nERROR\r\n');
    assert.deepEqual(lines(await bench.send('AT+QMTCONN=0,"me"\r')), ['OK', '+QMTCONN: 0,0,0']);
    assert.equal(await bench.send('AT+QMTCONN=0,"me"\r'), '\r\nERROR\r\n');
    assert.deepEqual(lines(await bench.send('AT+QMTCONN?\r')), ['+QMTCONN: 0,3', 'OK']);
    assert.deepEqual(lines(await bench.send('AT+QMTOPEN?\r')), ['+QMTOPEN: 0,"h",1883', 'OK']);
    assert.deepEqual(lines(await bench.send('AT+QMTDISC=0\r')), ['OK', '+QMTDISC: 0,0']);
    assert.equal(await bench.send('AT+QMTCLOSE=0\r'), '\r\nERROR\r\n');
    assert.deepEqual(bench.broker.closes, [true]);
  });

  it('say OK at once and the result later', async () => {
    const bench = await Bench.start({ openMs: 220, pdp: 'active' });
    await bench.run('ATE0');
    assert.equal(await bench.send('AT+QMTOPEN=0,"h",1883\r', 200), '\r\nOK\r\n');
    assert.equal(await bench.listen(100), '\r\n+QMTOPEN: 0,0\r\n');
  });

  const failures = [
    ['an APN that fails', { apn: 'wrong' }, undefined, 3],
    ['no name service', { internet: 'no-dns' }, undefined, 4],
    ['no TCP', { internet: 'no-tcp' }, undefined, 5],
    ['a drifted context', { pdpDrift: 9 }, undefined, 5],
    ['a host without a name', {}, 'dns', 4],
    ['a refused connection', {}, 'refused', 5],
    ['a host that does not answer', {}, 'timeout', -1],
    ['the settings', { openResult: '1' }, undefined, 1],
  ] as const;
  for (const [about, settings, unreachable, result] of failures) {
    it(`QMTOPEN reports ${result} with ${about}, and the client is closed again`, async () => {
      const bench = await Bench.start(settings);
      bench.broker.unreachable = unreachable;
      await bench.run('ATE0');
      assert.deepEqual(lines(await bench.send('AT+QMTOPEN=0,"h",1883\r')), ['OK', `+QMTOPEN: 0,${result}`]);
      assert.equal(await bench.send('AT+QMTOPEN?\r'), '\r\nOK\r\n');
    });
  }

  it('support the nine options, report their values, and refuse others and values out of range', async () => {
    const bench = await Bench.start();
    await bench.run('ATE0');
    const answers = async (text: string) => lines(await bench.send(`AT+QMTCFG=${text}\r`));
    assert.equal((await answers('?')).length, 10);
    assert.deepEqual(await answers('"keepalive",0'), ['+QMTCFG: "keepalive",120', 'OK']);
    assert.deepEqual(await answers('"KEEPALIVE",0,300'), ['OK']);
    assert.deepEqual(await answers('"keepalive",0'), ['+QMTCFG: "keepalive",300', 'OK']);
    assert.deepEqual(await answers('"keepalive",1'), ['+QMTCFG: "keepalive",120', 'OK']);
    assert.deepEqual(await answers('"ssl",0'), ['+QMTCFG: "ssl",0', 'OK']);
    assert.deepEqual(await answers('"ssl",0,1,2'), ['OK']);
    assert.deepEqual(await answers('"ssl",0'), ['+QMTCFG: "ssl",1,2', 'OK']);
    assert.deepEqual(await answers('"ssl",0,0'), ['OK']);
    assert.deepEqual(await answers('"ssl",0'), ['+QMTCFG: "ssl",0', 'OK']);
    assert.deepEqual(await answers('"timeout",0,10,2,1'), ['OK']);
    assert.deepEqual(await answers('"timeout",0'), ['+QMTCFG: "timeout",10,2,1', 'OK']);
    const refused = [
      '"send/mode",0,0',
      '"keepalive",0,3601',
      '"keepalive",6,60',
      '"version",0,5',
      '"timeout",0,5',
      '"will",0,1',
    ];
    for (const text of refused) assert.deepEqual(await answers(text), ['ERROR'], text);
    bench.simulator.settings.cfgName = false;
    assert.deepEqual(await answers('"recv/mode",0'), ['+QMTCFG: 0,0', 'OK']);
  });

  it('carry a will', async () => {
    const bench = await Bench.start();
    await bench.run('AT+QMTCFG="will",0,1,1,1,"gone","bye"', 'AT+QMTOPEN=0,"h",1883', 'AT+QMTCONN=0,"me"');
    assert.deepEqual(bench.broker.requests[0]?.will, {
      topic: 'gone',
      payload: Buffer.from('bye'),
      qos: 1,
      retain: true,
    });
  });

  it('report a refused CONNACK, and older firmware reports none', async () => {
    const bench = await Bench.start();
    bench.broker.connack = 4;
    await bench.run('ATE0', 'AT+QMTOPEN=0,"h",1883');
    assert.deepEqual(lines(await bench.send('AT+QMTCONN=0,"me"\r')), ['OK', '+QMTCONN: 0,0,4']);
    bench.broker.listener?.closed();
    assert.equal(await bench.listen(), '\r\n+QMTSTAT: 0,1\r\n');
    bench.broker.connack = 0;
    bench.simulator.settings.connackCode = false;
    await bench.run('AT+QMTOPEN=0,"h",1883');
    assert.deepEqual(lines(await bench.send('AT+QMTCONN=0,"me"\r')), ['OK', '+QMTCONN: 0,0']);
  });

  it('give up a CONNECT without CONNACK after pkt_timeout and its retries', async () => {
    const bench = await Bench.start();
    bench.broker.connack = 'none';
    await bench.run('ATE0', 'AT+QMTCFG="timeout",0,5,1,0', 'AT+QMTOPEN=0,"h",1883');
    assert.deepEqual(lines(await bench.send('AT+QMTCONN=0,"me"\r', 9000)), ['OK']);
    assert.deepEqual(lines(await bench.listen(3000)), ['+QMTCONN: 0,2', '+QMTSTAT: 0,4']);
    assert.equal(await bench.send('AT+QMTCONN?\r'), '\r\nOK\r\n');
  });

  it('subscribe with several filters and report what was granted, 128 included', async () => {
    const bench = await Bench.connected();
    bench.broker.mostQos = 1;
    assert.deepEqual(lines(await bench.send('AT+QMTSUB=0,7,"a/+",2,"b/#",0\r')), [
      'OK',
      '+QMTSUB: 0,7,0,1,0',
    ]);
    assert.deepEqual(bench.broker.subscribed, [
      [
        { filter: 'a/+', qos: 2 },
        { filter: 'b/#', qos: 0 },
      ],
    ]);
    assert.deepEqual(lines(await bench.send('AT+QMTUNS=0,8,"a/+"\r')), ['OK', '+QMTUNS: 0,8,0']);
    assert.deepEqual(bench.broker.unsubscribed, [['a/+']]);
    assert.equal(await bench.send('AT+QMTSUB=0,0,"a",1\r'), '\r\nERROR\r\n');
  });

  it('carry topics and payloads in UTF-8, counted in bytes', async () => {
    const bench = await Bench.connected();
    const topic = Buffer.from('温度').toString('latin1');
    await bench.send(`AT+QMTPUBEX=0,1,1,0,"${topic}",6\r`);
    await bench.send(Buffer.from('好的').toString('latin1'));
    const [message] = bench.broker.published;
    assert.deepEqual([message?.topic, message?.payload.toString()], ['温度', '好的']);
    bench.broker.deliver('温度', '21');
    assert.equal(await bench.listen(), `\r\n+QMTRECV: 0,0,"${topic}","21"\r\n`);
  });

  it('refuse message id 0 with QoS 1, lengths of 0 and over 1500, and a missing length', async () => {
    const bench = await Bench.connected();
    for (const text of [
      '0,0,1,0,"t",5',
      '0,1,1,0,"t",0',
      '0,1,1,0,"t",1501',
      '0,1,1,0,"t"',
      '0,1,3,0,"t",5',
      '0,1,1,0,"",5',
    ]) {
      assert.equal(await bench.send(`AT+QMTPUBEX=${text}\r`), '\r\nERROR\r\n', text);
    }
    assert.deepEqual(bench.broker.published, []);
  });

  it('resend an unacknowledged publish and say so where notice is on, then give up with 2', async () => {
    const bench = await Bench.start();
    await bench.run('ATE0', 'AT+QMTCFG="timeout",0,5,2,1', 'AT+QMTOPEN=0,"h",1883', 'AT+QMTCONN=0,"me"');
    bench.broker.acknowledges = false;
    const seen = [...(await publish(bench, 9)), ...lines(await bench.listen(20_000))];
    assert.deepEqual(seen, ['OK', '+QMTPUBEX: 0,9,1,1', '+QMTPUBEX: 0,9,1,2', '+QMTPUBEX: 0,9,2']);
    assert.equal(bench.broker.published.length, 3);
  });

  const results = [
    ['retry', ['OK', '+QMTPUBEX: 0,3,1,1', '+QMTPUBEX: 0,3,0']],
    ['failed', ['OK', '+QMTPUBEX: 0,3,2']],
    ['none', ['OK']],
  ] as const;
  for (const [publishResult, expected] of results) {
    it(`answer a publish as publishResult=${publishResult} says`, async () => {
      const bench = await Bench.connected({ publishResult });
      assert.deepEqual(await publish(bench, 3), expected);
    });
  }

  it('may give the result before OK, and a stale one after it', async () => {
    const bench = await Bench.connected({ resultFirst: true, staleResult: true });
    assert.deepEqual(await publish(bench, 3), ['+QMTPUBEX: 0,3,0', 'OK', '+QMTPUBEX: 0,3,0']);
  });

  it('take as many publishes as the in-flight limit, refuse more, and give results out of order', async () => {
    const bench = await Bench.connected({ inflightLimit: 3, ackMs: 5000, ackJitterMs: 4000, dataMs: 1 });
    for (const messageId of [1, 2, 3]) {
      await bench.send(`AT+QMTPUBEX=0,${messageId},1,0,"t",1\r`, 20);
      assert.equal(await bench.send('x', 20), '\r\nOK\r\n');
    }
    assert.equal(await bench.send('AT+QMTPUBEX=0,4,1,0,"t",1\r', 20), '\r\nERROR\r\n');
    const order = lines(await bench.listen(20_000)).map((line) => line.split(',')[1]);
    assert.deepEqual([...order].sort(), ['1', '2', '3']);
    assert.notDeepEqual(order, ['1', '2', '3']);
    assert.equal(await bench.send('AT+QMTPUBEX=0,4,1,0,"t",1\r', 20), '\r\n> ');
  });

  const quoteRows = [
    ['cut', ['OK', '+QMTPUBEX: 0,3,0'], ['{']],
    ['error', ['ERROR'], []],
    ['fine', ['OK', '+QMTPUBEX: 0,3,0'], ['{"a":1}']],
  ] as const;
  for (const [quotes, answer, published] of quoteRows) {
    it(`treat double quotes in a payload as quotes=${quotes} says`, async () => {
      const bench = await Bench.connected({ quotes });
      assert.deepEqual(await publish(bench, 3, '{"a":1}'), answer);
      assert.deepEqual(
        bench.broker.published.map(({ payload }) => payload.toString()),
        published,
      );
    });
  }

  it('refuse an inline message whose double quotes end its string', async () => {
    const bench = await Bench.connected({ family: 'BC26' });
    assert.equal(await bench.send('AT+QMTPUB=0,1,1,0,"t","{"a":1}"\r'), '\r\nERROR\r\n');
    assert.deepEqual(bench.broker.published, []);
  });

  it('give errors of QMT commands in the form of the settings', async () => {
    const bench = await Bench.start({ qmtErrors: 'number' });
    await bench.run('ATE0');
    assert.equal(await bench.send('AT+QMTCLOSE=0\r'), '\r\n+CME ERROR: 3\r\n');
    bench.simulator.settings.qmtErrors = 'text';
    assert.equal(await bench.send('AT+QMTCLOSE=0\r'), '\r\n+CME ERROR: operation not allowed\r\n');
  });

  const layouts = [
    [0, 'quoted', '\r\n+QMTRECV: 0,5,"t","a"b"\r\n'],
    [1, 'quoted', '\r\n+QMTRECV: 0,5,"t",3,"a"b"\r\n'],
    [1, 'unquoted', '\r\n+QMTRECV: 0,5,"t",3,a"b\r\n'],
    [0, 'unquoted', '\r\n+QMTRECV: 0,5,"t",a"b\r\n'],
    [1, 'next-line', '\r\n+QMTRECV: 0,5,"t",3\r\na"b\r\n'],
  ] as const;
  for (const [length, recvLayout, code] of layouts) {
    it(`show a received message ${recvLayout}, ${length === 1 ? 'with' : 'without'} its length`, async () => {
      const bench = await Bench.connected({ recvLayout });
      await bench.run(`AT+QMTCFG="recv/mode",0,0,${length}`);
      bench.broker.deliver('t', 'a"b', 5);
      assert.equal(await bench.listen(), code);
    });
  }

  it('keep five messages in recv/mode 1, lose the sixth, and free a slot when it is read', async () => {
    const bench = await Bench.connected();
    await bench.run('AT+QMTCFG="recv/mode",0,1,1');
    for (const payload of ['a', 'b', 'c', 'd', 'e', 'f']) bench.broker.deliver('t', payload);
    assert.deepEqual(
      lines(await bench.listen()),
      [0, 1, 2, 3, 4].map((slot) => `+QMTRECV: 0,${slot}`),
    );
    assert.deepEqual(lines(await bench.send('AT+QMTRECV=0,1\r')), ['+QMTRECV: 0,0,"t",1,"b"', 'OK']);
    assert.deepEqual(lines(await bench.send('AT+QMTRECV?\r')), ['+QMTRECV: 0,1,0,1,1,1', 'OK']);
    assert.deepEqual(lines(await bench.send('AT+QMTRECV=0,1\r')), ['OK']);
    assert.equal(lines(await bench.send('AT+QMTRECV=0\r')).length, 5);
    assert.deepEqual(lines(await bench.send('AT+QMTRECV?\r')), ['+QMTRECV: 0,0,0,0,0,0', 'OK']);
  });

  it('lose the stored messages with the connection', async () => {
    const bench = await Bench.connected();
    await bench.run('AT+QMTCFG="recv/mode",0,1,1');
    bench.broker.deliver('t', 'a');
    await bench.run('AT+QMTCLOSE=0', 'AT+QMTOPEN=0,"h",1883', 'AT+QMTCONN=0,"me"');
    assert.deepEqual(lines(await bench.send('AT+QMTRECV?\r')), ['+QMTRECV: 0,0,0,0,0,0', 'OK']);
  });

  it('report slots in reverse order where the module does', async () => {
    const bench = await Bench.connected({ slotOrder: 'reversed' });
    await bench.run('AT+QMTCFG="recv/mode",0,1,1');
    bench.broker.deliver('t', 'a');
    assert.equal(await bench.listen(), '\r\n+QMTRECV: 0,4\r\n');
    assert.deepEqual(lines(await bench.send('AT+QMTRECV=0,0\r')), ['+QMTRECV: 0,0,"t",1,"a"', 'OK']);
  });

  it('report a connection that the peer closed, even in the middle of a data phase', async () => {
    const bench = await Bench.connected();
    assert.equal(await bench.send('AT+QMTPUBEX=0,1,1,0,"t",5\r'), '\r\n> ');
    bench.broker.listener?.closed();
    assert.equal(await bench.listen(), '\r\n+QMTSTAT: 0,1\r\n');
    assert.equal(await bench.send('hello'), '\r\nERROR\r\n');
    assert.deepEqual(bench.broker.published, []);
  });

  it('report a connection that the peer closed before CONNECT, and then refuse it', async () => {
    const bench = await Bench.start();
    await bench.run('ATE0', 'AT+QMTOPEN=0,"h",1883');
    bench.broker.listener?.closed();
    assert.equal(await bench.listen(), '\r\n+QMTSTAT: 0,1\r\n');
    assert.equal(await bench.send('AT+QMTCONN=0,"me"\r'), '\r\nERROR\r\n');
  });

  it('send CONNECT once on a connection, however late its CONNACK is', async () => {
    const bench = await Bench.start();
    bench.broker.connack = 'none';
    await bench.run('AT+QMTOPEN=0,"h",1883', 'AT+QMTCONN=0,"me"');
    await bench.listen(60_000);
    assert.equal(bench.broker.requests.length, 1);
  });

  it('lose what is sent when the network is dead: QoS 0 reports 0, QoS 1 ends with 2', async () => {
    const bench = await Bench.connected();
    bench.simulator.settings.internet = 'no-tcp';
    assert.deepEqual(await publish(bench, 0, 'x', 0), ['OK', '+QMTPUBEX: 0,0,0']);
    assert.deepEqual(
      [...(await publish(bench, 4)), ...lines(await bench.listen(30_000))],
      ['OK', '+QMTPUBEX: 0,4,2'],
    );
    bench.broker.deliver('t', 'x');
    assert.equal(await bench.listen(), '');
    assert.deepEqual(bench.broker.published, []);
  });

  it('ping the broker each keep-alive and end the connection when it stays silent', async () => {
    const bench = await Bench.start();
    await bench.run('ATE0', 'AT+QMTCFG="keepalive",0,60', 'AT+QMTOPEN=0,"h",1883', 'AT+QMTCONN=0,"me"');
    assert.equal(await bench.listen(200_000), '');
    assert.equal(bench.broker.pings, 3);
    bench.broker.answersPings = false;
    assert.deepEqual(lines(await bench.listen(100_000)), ['+QMTPING: 0,1', '+QMTSTAT: 0,2']);
  });

  it('end with the PDP context, which is reported first', async () => {
    const bench = await Bench.connected();
    bench.simulator.dropContext();
    assert.deepEqual(lines(await bench.listen()), ['+QIURC: "pdpdeact",1', '+QMTSTAT: 0,1']);
    assert.equal(await bench.send('AT+QMTCONN?\r'), '\r\nOK\r\n');
  });

  it('report the late +QMTSTAT after our own close where the module does', async () => {
    const bench = await Bench.connected({ lateStat: true });
    assert.deepEqual(lines(await bench.send('AT+QMTCLOSE=0\r')), ['OK', '+QMTCLOSE: 0,0', '+QMTSTAT: 0,8']);
  });

  it('show the session of an earlier program until it is closed', async () => {
    const bench = await Bench.start({ oldSession: 'connected' });
    await bench.run('ATE0');
    assert.deepEqual(lines(await bench.send('AT+QMTCONN?\r')), ['+QMTCONN: 0,3', 'OK']);
    assert.deepEqual(lines(await bench.send('AT+QMTOPEN=0,"h",1883\r')), ['OK', '+QMTOPEN: 0,2']);
    assert.deepEqual(lines(await bench.send('AT+QMTCLOSE=0\r')), ['OK', '+QMTCLOSE: 0,0']);
    assert.deepEqual(lines(await bench.send('AT+QMTOPEN=0,"h",1883\r')), ['OK', '+QMTOPEN: 0,0']);
  });

  it('forget the options and the connection at a restart', async () => {
    const bench = await Bench.connected();
    await bench.run('AT+QMTCFG="keepalive",0,300');
    bench.simulator.reboot();
    await bench.listen(30_000);
    await bench.run('ATE0');
    assert.deepEqual(lines(await bench.send('AT+QMTCFG="keepalive",0\r')), [
      '+QMTCFG: "keepalive",120',
      'OK',
    ]);
    assert.equal(await bench.send('AT+QMTOPEN?\r'), '\r\nOK\r\n');
    assert.deepEqual(bench.broker.closes, [false]);
  });
});
