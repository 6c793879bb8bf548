import assert from 'node:assert/strict';
import { Bench, lines } from './bench';

const PROMPT = '\r\n> ';

describe('the virtual module’s data phase', () => {
  it('counts: too few bytes block it forever, and AT text becomes payload', async () => {
    const bench = await Bench.connected();
    assert.equal(await bench.send('AT+QMTPUBEX=0,1,1,0,"t",10\r'), PROMPT);
    assert.equal(await bench.send('hello', 600_000), '');
    assert.equal(await bench.send('AT\r', 600_000), '');
    assert.equal(bench.simulator.log.at(-1)?.inDataPhase, true);
    assert.deepEqual(lines(await bench.send('!!')), ['OK', '+QMTPUBEX: 0,1,0']);
    assert.equal(bench.broker.published[0]?.payload.toString(), 'helloAT\r!!');
  });

  it('is left by blanks, which command mode ignores', async () => {
    const bench = await Bench.connected();
    await bench.send('AT+QMTPUBEX=0,1,1,0,"t",10\r');
    await bench.send('hello');
    assert.deepEqual(lines(await bench.send(' '.repeat(64))), ['OK', '+QMTPUBEX: 0,1,0']);
    assert.equal(await bench.send(' '.repeat(64)), '');
    assert.equal(await bench.send('\r'), '');
    assert.equal(await bench.send('AT\r'), '\r\nOK\r\n');
  });

  it('swallows surplus bytes that come at once, and takes the next command after OK', async () => {
    const bench = await Bench.connected();
    await bench.send('AT+QMTPUBEX=0,1,1,0,"t",5\r');
    assert.deepEqual(lines(await bench.send('hello and AT+CSQ\r\nmore\r\n')), ['OK', '+QMTPUBEX: 0,1,0']);
    assert.equal(bench.broker.published[0]?.payload.toString(), 'hello');
    assert.equal(await bench.send('AT\r'), '\r\nOK\r\n');
  });

  it('takes bytes after a pause as a command, even before OK', async () => {
    const bench = await Bench.connected({ dataMs: 500, surplusQuietMs: 20 });
    await bench.send('AT+QMTPUBEX=0,1,1,0,"t",5\r');
    await bench.send('hello', 100);
    assert.deepEqual(lines(await bench.send('AT+CMEE?\r')), ['OK', '+CMEE: 1', 'OK', '+QMTPUBEX: 0,1,0']);
    assert.equal(bench.simulator.log.at(-1)?.whileBusy, true);
  });

  it('ends by its time limit where the module has one', async () => {
    const bench = await Bench.connected({ dataTimeoutMs: 30_000 });
    await bench.send('AT+QMTPUBEX=0,1,1,0,"t",10\r');
    assert.equal(await bench.send('hello', 20_000), '');
    assert.equal(await bench.listen(20_000), '\r\nERROR\r\n');
    assert.equal(await bench.send('AT\r'), '\r\nOK\r\n');
    assert.deepEqual(bench.broker.published, []);
  });

  it('takes ESC as data, unless the settings let it cancel', async () => {
    const bench = await Bench.connected();
    await bench.send('AT+QMTPUBEX=0,1,1,0,"t",3\r');
    assert.deepEqual(lines(await bench.send('a\x1bb')), ['OK', '+QMTPUBEX: 0,1,0']);
    bench.simulator.settings.escCancels = true;
    await bench.send('AT+QMTPUBEX=0,2,1,0,"t",3\r');
    assert.equal(await bench.send('a\x1b'), '\r\nERROR\r\n');
    assert.equal(bench.broker.published.length, 1);
  });

  it('echoes exactly the counted bytes with echo on', async () => {
    const bench = await Bench.connected();
    await bench.send('ATE1\r');
    await bench.send('AT+QMTPUBEX=0,1,1,0,"t",5\r');
    assert.equal(await bench.send('hello!!!'), 'hello\r\nOK\r\n\r\n+QMTPUBEX: 0,1,0\r\n');
  });

  it('takes bytes that arrived before the prompt, and the log shows it', async () => {
    const bench = await Bench.connected();
    assert.equal(
      await bench.send('AT+QMTPUBEX=0,1,1,0,"t",5\rhello'),
      '\r\n> \r\nOK\r\n\r\n+QMTPUBEX: 0,1,0\r\n',
    );
    assert.deepEqual(bench.simulator.log.at(-1)?.kind, 'data');
    assert.equal(bench.simulator.log.at(-1)?.whileBusy, true);
  });

  it('takes the LF of a command’s CR LF as part of the command, in one write or two', async () => {
    const bench = await Bench.connected();
    await bench.send('AT+QMTPUBEX=0,1,1,0,"t",5\r\n');
    await bench.send('hello');
    await bench.send('AT+QMTPUBEX=0,2,1,0,"t",5\r', 0);
    await bench.send('\n');
    await bench.send('\nabcd');
    assert.deepEqual(
      bench.broker.published.map(({ payload }) => payload.toString()),
      ['hello', '\nabcd'],
    );
  });

  it('lets a message from the broker come between prompt and OK', async () => {
    const bench = await Bench.connected();
    await bench.send('AT+QMTPUBEX=0,1,1,0,"t",5\r');
    bench.broker.deliver('t', 'early');
    assert.equal(await bench.listen(), '\r\n+QMTRECV: 0,0,"t","early"\r\n');
    assert.deepEqual(lines(await bench.send('hello')), ['OK', '+QMTPUBEX: 0,1,0']);
  });

  it('shows its prompt with or without the blank', async () => {
    const bench = await Bench.connected({ prompt: 'bare' });
    assert.equal(await bench.send('AT+QMTPUBEX=0,1,1,0,"t",5\r'), '\r\n>');
  });

  it('is forgotten at a restart', async () => {
    const bench = await Bench.connected();
    await bench.send('AT+QMTPUBEX=0,1,1,0,"t",500\r');
    bench.simulator.reboot();
    await bench.listen(20_000);
    assert.equal(await bench.send('AT\r'), 'AT\r\r\nOK\r\n');
  });
});
