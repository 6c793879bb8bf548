import assert from 'node:assert/strict';
import fc from 'fast-check';
import { seededRandom } from '../../../src/base/random';
import { disturb, faultyTransport } from '../../../src/simulator/faults';
import { createPair } from '../../../src/transport/pair';
import { Bench, lines } from './bench';

describe('the virtual module’s end of the line', () => {
  it('opens its end again within a second after the line was lost', async () => {
    const bench = await Bench.start();
    await bench.run('ATE0');
    bench.pair.unplug();
    await bench.listen(3000);
    bench.pair.replug();
    await bench.listen(1000);
    await bench.open();
    assert.equal(await bench.send('AT\r'), '\r\nOK\r\n');
  });

  it('rejects attach when the first opening fails', async () => {
    const bench = await Bench.start();
    const other = createPair('other');
    other.unplug();
    await assert.rejects(bench.simulator.attach(other.right), { code: 'EC20_PORT_NOT_FOUND' });
  });

  it('is let go by close, with no timer left and every connection ended', async () => {
    const bench = await Bench.connected();
    await bench.simulator.close();
    assert.equal(bench.clock.armed, 0);
    assert.deepEqual(bench.broker.closes, [false]);
    const received: Buffer[] = [];
    const line = await bench.pair.right.open({
      received: (bytes) => received.push(bytes),
      lost: () => undefined,
    });
    await bench.send('AT\r');
    assert.equal(Buffer.concat(received).toString(), 'AT\r');
    await line.close();
  });

  it('stays silent while hung, and has received nothing', async () => {
    const bench = await Bench.start();
    await bench.run('ATE0');
    bench.simulator.hang(true);
    assert.equal(await bench.send('AT\r'), '');
    bench.simulator.hang(false);
    assert.equal(await bench.listen(), '');
    assert.equal(await bench.send('AT\r'), '\r\nOK\r\n');
  });

  it('answers late, but in order, when it was frozen', async () => {
    const bench = await Bench.start();
    await bench.run('ATE0');
    bench.simulator.freeze();
    assert.equal(await bench.send('AT+CMEE?\r'), '');
    assert.equal(await bench.send('AT+CSQ\r'), '');
    bench.simulator.thaw();
    assert.deepEqual(lines(await bench.listen()), ['+CMEE: 1', 'OK', '+CSQ: 24,99', 'OK']);
  });

  it('queues a command that arrives while another is unanswered, and the log shows it', async () => {
    const bench = await Bench.start({ commandMs: 100 });
    await bench.run('ATE0');
    await bench.send('AT+CMEE?\r', 50);
    assert.deepEqual(lines(await bench.send('AT+CSQ\r')), ['+CMEE: 1', 'OK', '+CSQ: 24,99', 'OK']);
    assert.deepEqual(
      bench.simulator.log.map(({ text, whileBusy }) => [text, whileBusy]),
      [
        ['ATE0', false],
        ['AT+CMEE?', false],
        ['AT+CSQ', true],
      ],
    );
  });

  it('runs joined commands in order, each in its time, with one final result; the first that fails ends them', async () => {
    const bench = await Bench.start({ commandMs: 100, lacks: '+CGREG,+QSPN' });
    await bench.run('ATE0');
    assert.equal(await bench.send('AT+CSQ;+CMEE=0;+CMEE?\r', 299), '\r\n+CSQ: 24,99\r\n');
    assert.deepEqual(lines(await bench.send('', 2)), ['+CMEE: 0', 'OK']);
    assert.deepEqual(lines(await bench.send('AT+CSQ;+CGREG?;+CMEE?\r')), ['+CSQ: 24,99', 'ERROR']);
  });

  it('may refuse joined commands as a whole, and then runs none', async () => {
    const bench = await Bench.start({ joined: 'error' });
    await bench.run('ATE0');
    assert.deepEqual(lines(await bench.send('AT+CMEE=0;+CSQ\r')), ['ERROR']);
    assert.deepEqual(lines(await bench.send('AT+CMEE?\r')), ['+CMEE: 1', 'OK']);
  });

  it('takes 130 ms for 1500 bytes at 115200 bit/s', async () => {
    const bench = await Bench.connected({ dataMs: 0, baud: 115_200 });
    await bench.send('AT+QMTPUBEX=0,1,0,0,"t",1500\r');
    assert.equal(await bench.send('x'.repeat(1500), 130), '');
    assert.match(await bench.listen(10), /OK/);
  });

  it('brings bytes in order through a slow line in both directions', async () => {
    const bench = await Bench.start({ baud: 9600 });
    await bench.run('ATE0');
    const answer = await bench.send('AT+QMTCFG=?\r', 60_000);
    assert.equal(lines(answer).length, 10);
    assert.equal(lines(answer).at(-1), 'OK');
  });

  it('answers the same however the host’s bytes are cut into chunks', async () => {
    const session =
      'ATE0\r' +
      'AT+CSQ;+CREG?\r\n' +
      'AT+QMTOPEN=0,"h",1883\rAT+QIACT?\r' +
      'AT+QMTCONN=0,"me"\rAT+QMTPUBEX=0,1,1,0,"t",5\rhello' +
      'nonsense\rAT+CGMM\r';
    const fast = {
      commandMs: 0,
      openMs: 0,
      pdpMs: 0,
      connectMs: 0,
      promptMs: 0,
      dataMs: 0,
      ackMs: 0,
      surplusQuietMs: 0,
    };
    const whole = async (cuts: readonly number[]) => {
      const bench = await Bench.start(fast);
      const places = [...new Set([0, ...cuts, session.length])].sort((one, other) => one - other);
      let received = '';
      for (const [index, start] of places.entries()) {
        received += await bench.send(session.slice(start, places[index + 1] ?? session.length), 1);
      }
      return received + (await bench.listen());
    };
    const everyByte = await whole(Array.from(session, (_, place) => place));
    assert.match(everyByte, /\+QMTPUBEX: 0,1,0/);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(session.length)), async (cuts) => {
        const ends = [...session.matchAll(/\r|hello/g)].map((match) => match.index + match[0].length);
        assert.equal(await whole([...cuts, ...ends]), everyByte);
      }),
      { numRuns: 50 },
    );
  });

  it('survives any noise: after a restart it answers as ever', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 10 }), async (chunks) => {
        const bench = await Bench.start();
        for (const chunk of chunks) await bench.send(Buffer.from(chunk).toString('latin1'), 200);
        bench.simulator.reboot();
        await bench.listen(30_000);
        assert.match(await bench.send('AT\r'), /OK\r\n$|^AT\r0\r$/);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a bad line', () => {
  const clean = { dropRate: 0, flipRate: 0, duplicateRate: 0, splitRate: 0 };
  const bytes = Buffer.from('AT+CSQ\r');

  it('leaves the bytes alone at rate 0', () => {
    assert.deepEqual(disturb(bytes, seededRandom(1), clean), [bytes]);
  });

  it('drops, doubles, flips and splits all bytes at rate 1', () => {
    assert.deepEqual(disturb(bytes, seededRandom(1), { ...clean, dropRate: 1 }), []);
    assert.equal(
      Buffer.concat(disturb(bytes, seededRandom(1), { ...clean, duplicateRate: 1 })).toString(),
      'AATT++CCSSQQ\r\r',
    );
    const [flipped] = disturb(bytes, seededRandom(1), { ...clean, flipRate: 1 });
    assert.ok(flipped?.every((byte, place) => byte !== bytes[place]));
    assert.equal(disturb(bytes, seededRandom(1), { ...clean, splitRate: 1 }).length, bytes.length);
  });

  it('only split, carries every byte in both directions', async () => {
    const pair = createPair('split');
    const received: Buffer[] = [];
    const far = await pair.left.open({ received: (chunk) => received.push(chunk), lost: () => undefined });
    const near: Buffer[] = [];
    const faulty = faultyTransport(pair.right, seededRandom(3), () => ({ ...clean, splitRate: 0.5 }));
    const line = await faulty.open({ received: (chunk) => near.push(chunk), lost: () => undefined });
    await line.write(bytes);
    await far.write(bytes);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([Buffer.concat(received), Buffer.concat(near)], [bytes, bytes]);
    assert.ok(received.length > 1 && near.length > 1);
  });

  it('of the simulator’s settings makes commands fail now and then', async () => {
    const bench = await Bench.start({ dropRate: 0.2 });
    const answers: string[] = [];
    for (let count = 0; count < 20; count += 1) answers.push(await bench.send('AT+CSQ\r'));
    assert.ok(answers.some((answer) => !answer.endsWith('\r\n+CSQ: 24,99\r\n\r\nOK\r\n')));
  });
});
