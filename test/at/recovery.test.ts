import assert from 'node:assert/strict';
import { Rig, command, publish, watch } from './rig';

const SPACES = ' '.repeat(64);
const GREETING = 'ATE0Q0V1\r';
const CMEE = 'AT+CMEE?\r';
const URCPORT = 'AT+QURCCFG="urcport"\r';
const CMEE_ANSWER = '+CMEE: 1\r\n\r\nOK\r\n';
const URCPORT_ANSWER = '+QURCCFG: "urcport","usbat"\r\n\r\nOK\r\n';

describe('Rule 5: a late answer never reaches the next command', () => {
  const timedOut = async (text = 'AT+CSQ') => {
    const rig = new Rig();
    const matches = [{ prefix: '+CSQ' }];
    const late = rig.run(command(text, { matches, replyMs: 1000 }));
    const next = rig.run(command('AT+CSQ', { matches, replyMs: 1000 }));
    await rig.clock.advance(1000);
    assert.equal(late.state, 'EC20_TIMEOUT unknown');
    return { rig, next };
  };

  it('a late final result within the quarantine releases the slot, and its lines are dropped', async () => {
    const { rig, next } = await timedOut();
    const events: string[] = [];
    rig.channel.on('+CSQ', (urc) => events.push(urc.text));
    rig.say('+CSQ: 1,1\r\nOK\r\n');
    assert.equal(rig.lastWrite, 'AT+CSQ\r');
    assert.equal(rig.writes.length, 2);
    rig.say('+CSQ: 2,2\r\nOK\r\n');
    await rig.clock.advance(0);
    assert.deepEqual([next.lines, events], [['+CSQ: 2,2'], []]);
  });

  it('a silent module is probed, and answers older than the probe are dropped', async () => {
    const { rig, next } = await timedOut();
    await rig.clock.advance(500);
    assert.equal(rig.lastWrite, CMEE);
    rig.say('+CSQ: 1,1\r\nOK\r\n');
    assert.equal(rig.lastWrite, CMEE);
    rig.say(CMEE_ANSWER);
    assert.equal(rig.lastWrite, 'AT+CSQ\r');
    rig.say('+CSQ: 2,2\r\nOK\r\n');
    await rig.clock.advance(0);
    assert.deepEqual(next.lines, ['+CSQ: 2,2']);
    assert.equal(rig.channel.counters.late, 2);
  });

  it('an unanswered or refused probe is followed by the other one, whose answer is its own', async () => {
    const { rig, next } = await timedOut();
    await rig.clock.advance(500);
    rig.say('ERROR\r\n');
    await rig.clock.advance(1000);
    assert.equal(rig.lastWrite, URCPORT);
    rig.say(CMEE_ANSWER);
    assert.equal(rig.lastWrite, URCPORT);
    rig.say(URCPORT_ANSWER);
    assert.equal(rig.lastWrite, 'AT+CSQ\r');
    assert.equal(next.state, 'pending');
  });

  it('the probes take turns from one recovery to the next', async () => {
    const rig = new Rig();
    const probes: (string | undefined)[] = [];
    for (const answer of [CMEE_ANSWER, URCPORT_ANSWER, CMEE_ANSWER]) {
      rig.run(command('AT+X', { replyMs: 100 }));
      await rig.clock.advance(600);
      probes.push(rig.lastWrite);
      rig.say(answer);
    }
    assert.deepEqual(probes, [CMEE, URCPORT, CMEE]);
  });

  it('a probe is not used after a command whose late answer looks like its own', async () => {
    const rig = new Rig();
    rig.run(command('AT+CMEE?', { matches: [{ prefix: '+CMEE' }], replyMs: 100 }));
    await rig.clock.advance(600);
    assert.equal(rig.lastWrite, URCPORT);
    rig.say('+CMEE: 1\r\nOK\r\n');
    const next = rig.run(command('AT+X'));
    await rig.clock.advance(0);
    assert.deepEqual([rig.lastWrite, next.state], [URCPORT, 'pending']);
  });

  it('nor when the other probe stays unanswered: then the port has to be reopened', async () => {
    const rig = new Rig();
    rig.run(command('AT+CMEE?', { matches: [{ prefix: '+CMEE' }], replyMs: 100 }));
    await rig.clock.advance(600 + 1000);
    assert.deepEqual(rig.writes, [CMEE, URCPORT]);
    assert.deepEqual(rig.told, ['desync EC20_LINE_DESYNC']);
  });

  it('two probes unanswered end the channel and ask for a new port', async () => {
    const { rig, next } = await timedOut();
    await rig.clock.advance(500 + 1000 + 1000);
    assert.deepEqual(rig.told, ['desync EC20_LINE_DESYNC']);
    assert.deepEqual([next.state, rig.clock.armed], ['EC20_LINE_DESYNC not-sent', 0]);
  });

  it('a cancelled command keeps its slot until its final result', async () => {
    const rig = new Rig();
    const abort = new AbortController();
    const matches = [{ prefix: '+CSQ' }];
    const cancelled = rig.run(command('AT+CSQ', { matches, signal: abort.signal }));
    const next = rig.run(command('AT+CSQ', { matches }));
    abort.abort();
    await rig.clock.advance(100);
    assert.deepEqual([cancelled.state, rig.writes.length], ['EC20_CANCELLED unknown', 1]);
    rig.say('+CSQ: 1,1\r\nOK\r\n+CSQ: 2,2\r\nOK\r\n');
    await rig.clock.advance(0);
    assert.deepEqual([next.lines, cancelled.settlements], [['+CSQ: 2,2'], 1]);
  });

  it('a cancelled command that gets no final result is quarantined as any other', async () => {
    const rig = new Rig();
    const abort = new AbortController();
    const cancelled = rig.run(command('AT+A', { signal: abort.signal, replyMs: 1000 }));
    abort.abort();
    await rig.clock.advance(1500);
    assert.deepEqual([rig.lastWrite, cancelled.settlements], [CMEE, 1]);
  });
});

describe('Rule 6: in the data phase no AT text is written', () => {
  it('writes exactly the bytes after the prompt, and nothing until the final result', async () => {
    const rig = new Rig();
    const run = rig.run(publish('{"a":"\r\n\0\x1a"}'));
    rig.run(command('AT+B'));
    assert.equal(rig.writes.length, 1);
    rig.say('\r\n> ');
    await rig.clock.advance(10_000);
    assert.deepEqual(rig.writes.slice(1), ['{"a":"\r\n\0\x1a"}']);
    rig.say('\r\nOK\r\n\r\n+QMTPUBEX: 0,1,0\r\n');
    await rig.clock.advance(0);
    assert.deepEqual([run.state, rig.lastWrite], ['ok', 'AT+B\r']);
  });

  it('takes no OK for the prompt', async () => {
    const rig = new Rig();
    const run = rig.run(publish('hello'));
    rig.say('OK\r\n> ');
    assert.equal(rig.lastWrite, 'hello');
    await rig.clock.advance(0);
    assert.equal(run.state, 'pending');
  });

  it('drops the echo of a payload that looks like results, while the echo is on', async () => {
    const rig = new Rig();
    const payload = 'a\r\nOK\r\nERROR\r\n';
    const run = rig.run(publish(payload));
    rig.say(`${rig.writes[0]}\r\n> `);
    rig.say(payload);
    await rig.clock.advance(0);
    assert.equal(run.state, 'pending');
    rig.say('\r\nERROR\r\n');
    await rig.clock.advance(2000);
    rig.say(CMEE_ANSWER);
    await rig.clock.advance(0);
    assert.equal(run.state, 'EC20_MODULE_ERROR unknown');
  });

  it('drains after a lost prompt: spaces up to the announced count, one CR, the probe', async () => {
    const rig = new Rig();
    const run = rig.run(publish('x'.repeat(150)));
    const next = rig.run(command('AT+B'));
    await rig.clock.advance(5000);
    assert.equal(run.state, 'EC20_DATA_STUCK unknown');
    await rig.clock.advance(600);
    assert.deepEqual(rig.writes.slice(1), [SPACES, SPACES, ' '.repeat(22), '\r']);
    await rig.clock.advance(200);
    assert.equal(rig.lastWrite, CMEE);
    rig.say(CMEE_ANSWER);
    assert.equal(rig.lastWrite, 'AT+B\r');
    assert.deepEqual([rig.told, next.state], [[], 'pending']);
  });

  it('stops the drain at OK, and reports that a publish was padded', async () => {
    const rig = new Rig();
    const run = rig.run(publish('x'.repeat(150)));
    rig.say('> ');
    await rig.clock.advance(15_000);
    assert.deepEqual([run.state, rig.lastWrite], ['EC20_DATA_STUCK unknown', SPACES]);
    rig.say('\r\nOK\r\n\r\n+QMTPUBEX: 0,1,0\r\n');
    assert.deepEqual(rig.writes.slice(2), [SPACES, '\r', CMEE]);
    assert.deepEqual(rig.told, ['damaged']);
    rig.say(`ERROR\r\n${CMEE_ANSWER}`);
    const next = rig.run(command('AT+B'));
    assert.equal(rig.lastWrite, 'AT+B\r');
    rig.say('OK\r\n');
    await rig.clock.advance(0);
    assert.equal(next.state, 'ok');
  });

  it('drains again when its CR completes a command whose own CR got lost', async () => {
    const rig = new Rig();
    rig.run(publish('hello'));
    await rig.clock.advance(5000 + 200);
    rig.say('\r\n> ');
    await rig.clock.advance(100);
    assert.deepEqual(rig.writes.slice(1), ['     ', '\r', '     ']);
    rig.say('\r\nOK\r\n');
    assert.deepEqual(rig.writes.slice(4), ['\r', CMEE]);
    assert.deepEqual(rig.told, ['damaged']);
  });

  it('asks for a new port when each CR brings another prompt', async () => {
    const rig = new Rig();
    rig.reflex = (written) => (written === '\r' ? '> ' : undefined);
    rig.run(publish('hello'));
    await rig.clock.advance(6000);
    assert.deepEqual(rig.writes.slice(1), ['     ', '\r', '     ', '\r']);
    assert.deepEqual(rig.told, ['desync EC20_LINE_DESYNC']);
  });

  for (const [answer, told] of [
    ['OK', ['damaged']],
    ['ERROR', []],
  ] as const) {
    it(`probes at once when the CR is answered by ${answer}`, async () => {
      const rig = new Rig();
      rig.reflex = (written) => (written === '\r' ? `${answer}\r\n` : undefined);
      rig.run(publish('hello'));
      await rig.clock.advance(5000 + 200);
      assert.deepEqual(rig.writes.slice(1), ['     ', '\r', CMEE]);
      assert.deepEqual(rig.told, told);
    });
  }

  it('drains a second time, with the other probe, before it asks for a new port', async () => {
    const rig = new Rig();
    rig.run(publish('hello'));
    await rig.clock.advance(5000 + 400 + 1000 + 400);
    assert.deepEqual(rig.writes.slice(1), ['     ', '\r', CMEE, '     ', '\r', URCPORT]);
    assert.deepEqual(rig.told, []);
    await rig.clock.advance(1000);
    assert.deepEqual(rig.told, ['desync EC20_LINE_DESYNC']);
    assert.equal(rig.channel.counters.drains, 2);
  });

  it('ends a data phase without a length by its terminator', async () => {
    const rig = new Rig();
    const data = {
      bytes: Buffer.from('hello'),
      prompt: '>',
      promptMs: 100,
      replyMs: 100,
      terminator: Buffer.of(26),
    } as const;
    rig.run(command('AT+QMTPUB=0,0,0,0,"t"', { data }));
    await rig.clock.advance(100 + 400);
    assert.deepEqual(rig.writes.slice(1), ['\x1a', '\r', CMEE]);
  });

  it('drains when a command without data is answered by a prompt', async () => {
    const rig = new Rig();
    rig.run(command('AT+QISEND=0', { replyMs: 1000 }));
    rig.say('\r\n> ');
    await rig.clock.advance(1000);
    assert.equal(rig.lastWrite, SPACES);
  });

  it('lets a CR end what is left when the module stops taking bytes in the middle', async () => {
    const rig = new Rig();
    rig.reflex = (written) => (written === 'hello' ? '\r\nERROR\r\n' : undefined);
    rig.run(publish('hello'));
    rig.say('> ');
    await rig.clock.advance(2000);
    assert.deepEqual(rig.writes.slice(1), ['hello', '\r', CMEE]);
  });
});

describe('Rule 6: Channel.resynchronise', () => {
  it('proves an answered greeting by a probe, so that a stale OK is never taken for it', async () => {
    const rig = new Rig();
    const synchronised = watch(rig.channel.resynchronise(true));
    rig.say('OK\r\n');
    assert.deepEqual(rig.writes, [GREETING, CMEE]);
    rig.say(`OK\r\n`);
    await rig.clock.advance(0);
    assert.equal(synchronised.state, 'pending');
    rig.say(CMEE_ANSWER);
    await rig.clock.advance(0);
    assert.deepEqual([synchronised.state, rig.clock.armed, rig.told], ['ok', 0, []]);
  });

  it('drains with the largest payload when the greeting stays unanswered, and counts what it filled as damaged', async () => {
    const rig = new Rig();
    const synchronised = watch(rig.channel.resynchronise(true));
    await rig.clock.advance(1200);
    assert.deepEqual(rig.writes, [GREETING, SPACES, SPACES]);
    rig.say('OK\r\n');
    // The first greeting was a part of that payload.
    assert.deepEqual(rig.writes.slice(3), ['\r', GREETING]);
    rig.say('OK\r\n');
    assert.equal(rig.lastWrite, CMEE);
    rig.say(CMEE_ANSWER);
    await rig.clock.advance(0);
    assert.deepEqual([synchronised.state, rig.told], ['ok', ['damaged']]);
  });

  it('writes no space when no data phase is possible', async () => {
    const rig = new Rig();
    watch(rig.channel.resynchronise(false));
    await rig.clock.advance(1000);
    assert.deepEqual(rig.writes, [GREETING, CMEE]);
  });

  it('rejects when nothing answers, and may be tried again', async () => {
    const rig = new Rig();
    const first = watch(rig.channel.resynchronise(true));
    await rig.clock.advance(1000 + 4 * 200 + 1000 + 2000);
    assert.equal(first.state, 'EC20_TIMEOUT unknown');
    assert.deepEqual([rig.told, rig.clock.armed], [[], 0]);
    rig.reflex = (written) =>
      ({ [GREETING]: 'OK\r\n', [CMEE]: CMEE_ANSWER, [URCPORT]: URCPORT_ANSWER })[written];
    const second = watch(rig.channel.resynchronise(true));
    await rig.clock.advance(0);
    assert.equal(second.state, 'ok');
  });

  it('goes before the commands that were run after it', async () => {
    const rig = new Rig();
    watch(rig.channel.resynchronise(false));
    rig.run(command('AT+A'));
    rig.say('OK\r\n');
    rig.say(CMEE_ANSWER);
    await rig.clock.advance(0);
    assert.deepEqual(rig.writes, [GREETING, CMEE, 'AT+A\r']);
  });
});
