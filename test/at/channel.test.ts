import assert from 'node:assert/strict';
import type { Command, Completion } from '../../src/at/channel';
import { commandLine, numberAt, secret } from '../../src/at/parameter';
import { CodedError } from '../../src/base/coded-error';
import { Rig, command, publish, watch } from './rig';

const LOST = new CodedError('EC20_PORT_LOST', { params: { port: 'p' }, outcome: 'unknown' });

describe('Channel.run', () => {
  it('writes one command at a time, in the order of the calls', async () => {
    const rig = new Rig();
    const first = rig.run(command('AT+A'));
    const second = rig.run(command('AT+B'));
    assert.deepEqual(rig.writes, ['AT+A\r']);
    rig.say('\r\nOK\r\n');
    assert.deepEqual(rig.writes, ['AT+A\r', 'AT+B\r']);
    rig.say('\r\nOK\r\n');
    await rig.clock.advance(0);
    assert.deepEqual([first.state, second.state], ['ok', 'ok']);
    assert.equal(rig.clock.armed, 0);
  });

  it('keeps a guard time between a final result and the next command', async () => {
    const rig = new Rig({ guardMs: 20 });
    rig.run(command('AT+A'));
    rig.run(command('AT+B'));
    rig.say('OK\r\n');
    await rig.clock.advance(19);
    assert.deepEqual(rig.writes, ['AT+A\r']);
    await rig.clock.advance(1);
    assert.deepEqual(rig.writes, ['AT+A\r', 'AT+B\r']);
  });

  it('works on a line that answers before the write returns', async () => {
    const rig = new Rig();
    rig.reflex = () => '\r\nOK\r\n';
    const runs = [1, 2, 3].map((index) => rig.run(command(`AT+A=${index}`)));
    await rig.clock.advance(0);
    assert.deepEqual(
      runs.map((each) => each.state),
      ['ok', 'ok', 'ok'],
    );
    assert.equal(rig.clock.armed, 0);
  });

  it('runs a command that a listener asks for, after the one in flight', async () => {
    const rig = new Rig();
    rig.channel.on('+QMTRECV', () => void rig.run(command('AT+QMTRECV=0,1')));
    rig.run(command('AT+A'));
    rig.say('+QMTRECV: 0,1\r\nOK\r\n');
    await rig.clock.advance(0);
    assert.deepEqual(rig.writes, ['AT+A\r', 'AT+QMTRECV=0,1\r']);
  });

  it('writes data after CONNECT as after the prompt', async () => {
    const rig = new Rig();
    const data = { bytes: Buffer.from('PEM'), prompt: 'CONNECT', promptMs: 100, replyMs: 100 } as const;
    const run = rig.run(command('AT+QFUPL="a",3', { matches: [{ prefix: '+QFUPL' }], data }));
    rig.say('\r\nCONNECT\r\n');
    assert.equal(rig.lastWrite, 'PEM');
    rig.say('+QFUPL: 3,2d13\r\n\r\nOK\r\n');
    await rig.clock.advance(0);
    assert.deepEqual(run.lines, ['+QFUPL: 3,2d13']);
  });

  it('writes the terminator with the data, in one piece', () => {
    const rig = new Rig();
    const data = {
      bytes: Buffer.from('x'),
      prompt: '>',
      promptMs: 9,
      replyMs: 9,
      terminator: Buffer.of(26),
    } as const;
    rig.run(command('AT+QMTPUB=0,0,0,0,"t"', { data }));
    rig.say('> ');
    assert.equal(rig.lastWrite, 'x\x1a');
  });
});

describe('Rule 1: a message inside an answer', () => {
  it('delivers a payload that holds OK without ending the command', async () => {
    const rig = new Rig();
    const payloads: string[] = [];
    rig.channel.on('+QMTRECV', (urc) => payloads.push(`${numberAt(urc.params, 1)}:${urc.data?.toString()}`));
    const run = rig.run(command('AT+CSQ', { matches: [{ prefix: '+CSQ' }] }));
    rig.say('+QMTRECV: 0,7,"t",8,"a\r\nOK\r\nb"\r\n+CSQ: 9,99\r\n');
    await rig.clock.advance(0);
    assert.equal(run.state, 'pending');
    rig.say('OK\r\n');
    await rig.clock.advance(0);
    assert.deepEqual(run.lines, ['+CSQ: 9,99']);
    assert.deepEqual(payloads, ['7:a\r\nOK\r\nb']);
  });

  it('finds the answer that a damaged message swallowed, when the deadline falls', async () => {
    const rig = new Rig();
    const run = rig.run(command('AT+CSQ', { matches: [{ prefix: '+CSQ' }], replyMs: 300 }));
    rig.say('+QMTRECV: 0,7,"t",80,"lost"\r\n+CSQ: 9,99\r\n\r\nOK\r\n');
    await rig.clock.advance(300);
    assert.deepEqual(run.lines, ['+CSQ: 9,99']);
    assert.equal(rig.channel.counters.damaged, 1);
    assert.equal(rig.clock.armed, 0);
  });

  it('gives a payload up that never completes, at a moment that further bytes cannot put off', async () => {
    const rig = new Rig();
    const codes: string[] = [];
    rig.channel.on('+CREG', (urc) => codes.push(urc.text));
    rig.say('+QMTRECV: 0,7,"t",2000,"lost"\r\n');
    for (let elapsedMs = 0; elapsedMs < 6000; elapsedMs += 500) {
      rig.say('+CREG: 1\r\n');
      await rig.clock.advance(500);
    }
    assert.equal(codes.length, 12);
  });
});

describe('Rule 2: the command claims its lines', () => {
  it('takes +CREG: 0,1 for the answer of AT+CREG? and +CREG: 1 in the middle of it for the event', async () => {
    const rig = new Rig();
    const events: string[] = [];
    rig.channel.on('+CREG', (urc) => events.push(urc.text));
    const run = rig.run(
      command('AT+CREG?', { matches: [{ prefix: '+CREG', accept: (params) => params.length >= 2 }] }),
    );
    rig.say('+CREG: 1\r\n+CREG: 0,1\r\n+CREG: 5\r\nOK\r\n');
    await rig.clock.advance(0);
    assert.deepEqual(run.lines, ['+CREG: 0,1']);
    assert.deepEqual(events, ['+CREG: 1', '+CREG: 5']);
  });

  it('leaves what goes beyond the claimed number to the listeners', async () => {
    const rig = new Rig();
    const events: string[] = [];
    rig.channel.on('+CPIN', (urc) => events.push(urc.text));
    const run = rig.run(command('AT+CPIN?', { matches: [{ prefix: '+CPIN' }] }));
    rig.say('+CPIN: READY\r\n+CPIN: NOT READY\r\nOK\r\n');
    await rig.clock.advance(0);
    assert.deepEqual([run.lines, events], [['+CPIN: READY'], ['+CPIN: NOT READY']]);
  });

  it('never lets a bare claim take a boot code or a line that starts with +', async () => {
    const rig = new Rig();
    rig.channel.on('RDY', () => undefined);
    const run = rig.run(command('ATI', { matches: [{ bare: () => true, max: 3 }] }));
    rig.say('RDY\r\n+CFUN: 1\r\nQuectel\r\nEC20F\r\nRevision: EC20CEFAGR06A10M4G\r\n\r\nOK\r\n');
    await rig.clock.advance(0);
    assert.deepEqual(run.lines, ['Quectel', 'EC20F', 'Revision: EC20CEFAGR06A10M4G']);
  });

  it('matches whole names: +QMTPUB does not receive +QMTPUBEX', () => {
    const rig = new Rig();
    const heard: string[] = [];
    rig.channel.on('+QMTPUB', () => heard.push('PUB'));
    rig.channel.on('+QMTPUBEX', () => heard.push('PUBEX'));
    rig.say('+QMTPUBEX: 0,1,0\r\n');
    assert.deepEqual(heard, ['PUBEX']);
  });

  it('takes only a whole line for a final result', async () => {
    const rig = new Rig();
    const run = rig.run(command('AT+COPS?', { matches: [{ bare: () => true, max: 9 }] }));
    rig.say('OKAY\r\nNOT OK\r\nERROR 5\r\n');
    await rig.clock.advance(0);
    assert.equal(run.state, 'pending');
    rig.say('OK\r\n');
    await rig.clock.advance(0);
    assert.deepEqual(run.lines, ['OKAY', 'NOT OK', 'ERROR 5']);
  });

  it('drops the exact echo, once, and nothing that only looks like it', async () => {
    const rig = new Rig();
    const run = rig.run(command('AT+X', { matches: [{ bare: () => true, max: 9 }] }));
    rig.say('AT+X\r\r\nAT+X\r\nATTENTION\r\n\r\nOK\r\n');
    await rig.clock.advance(0);
    assert.deepEqual(run.lines, ['AT+X', 'ATTENTION']);
    assert.equal(rig.channel.echo, 'seen');
  });

  it('counts and drops a final result while nothing is in flight, and an unknown line', async () => {
    const rig = new Rig();
    rig.say('OK\r\nERROR\r\n+WHAT: 1\r\n');
    assert.equal(rig.channel.counters.strays, 3);
    const run = rig.run(command('AT+A'));
    await rig.clock.advance(0);
    assert.equal(run.state, 'pending');
  });

  it('takes a command’s text for no echo once the command is over', () => {
    const rig = new Rig();
    rig.run(command('AT+A'));
    rig.say('OK\r\nAT+A\r\n');
    assert.deepEqual([rig.channel.counters.strays, rig.channel.echo], [1, 'unknown']);
  });

  it('keeps the order of the lines when a listener’s command is answered at once', () => {
    const rig = new Rig();
    const heard: string[] = [];
    rig.reflex = () => '+B: 2\r\nOK\r\n';
    rig.channel.on('+A', () => void rig.run(command('AT+X')));
    rig.channel.on('+B', (urc) => heard.push(urc.text));
    rig.say('+A: 1\r\n+B: 1\r\n');
    assert.deepEqual(heard, ['+B: 1', '+B: 2']);
  });

  it('notifies a listener no more once it was ended, even by the listener before it', () => {
    const rig = new Rig();
    const heard: string[] = [];
    rig.channel.on('+A', () => unlisten());
    const unlisten = rig.channel.on('+A', (urc) => heard.push(urc.text));
    rig.say('+A: 1\r\n');
    assert.deepEqual(heard, []);
  });

  it('joins the answer of AT+QMTRECV=0,1 with its payload, while codes of the same name stay events', async () => {
    const rig = new Rig();
    const events: string[] = [];
    rig.channel.on('+QMTRECV', (urc) => events.push(urc.text));
    const matches = [{ prefix: '+QMTRECV', accept: (params: readonly unknown[]) => params.length > 2 }];
    const run = rig.run(command('AT+QMTRECV=0,1', { matches }));
    rig.say('+QMTRECV: 0,2\r\n+QMTRECV: 0,1,"t",2,"OK"\r\n\r\nOK\r\n');
    await rig.clock.advance(0);
    assert.deepEqual(run.data, [Buffer.from('OK')]);
    assert.deepEqual(events, ['+QMTRECV: 0,2']);
  });

  it('goes on when a listener or a claim throws', async () => {
    const rig = new Rig();
    const heard: string[] = [];
    rig.channel.on('+A', () => {
      throw new Error('listener');
    });
    rig.channel.on('+A', (urc) => heard.push(urc.text));
    const run = rig.run(
      command('AT+A?', {
        matches: [
          {
            prefix: '+A',
            accept: () => {
              throw new Error('claim');
            },
          },
        ],
      }),
    );
    rig.say('+A: 1\r\nOK\r\n');
    await rig.clock.advance(0);
    assert.deepEqual([run.state, heard], ['ok', ['+A: 1']]);
    assert.equal(rig.channel.counters.listenerFailures, 2);
    assert.ok(rig.traced.includes('note +A failed: listener'));
  });
});

const OPENED = {
  prefix: '+QMTOPEN',
  accept: (params) => numberAt(params, 0) === 0,
  ms: 5000,
} as const satisfies Completion;
const open = (rig: Rig, options: Partial<Command> = {}) =>
  watch(rig.channel.exchange(command('AT+QMTOPEN=0,"h",1', options), OPENED));

describe('Rule 3: OK is not completion', () => {
  it('distinguishes acceptance from completion', async () => {
    const rig = new Rig();
    const completed = open(rig);
    const next = rig.run(command('AT+NEXT'));
    rig.say('OK\r\n');
    await rig.clock.advance(1000);
    assert.deepEqual([completed.state, rig.lastWrite, next.state], ['pending', 'AT+NEXT\r', 'pending']);
    rig.say('+QMTOPEN: 1,0\r\n+QMTOPEN: 0,0\r\n');
    await rig.clock.advance(0);
    assert.equal(completed.state, 'ok');
  });

  it('takes a completion that overtakes its OK, while the slot still waits for the final result', async () => {
    const rig = new Rig();
    const completed = open(rig);
    const next = rig.run(command('AT+NEXT'));
    rig.say('+QMTOPEN: 0,0\r\n');
    await rig.clock.advance(0);
    assert.deepEqual([completed.state, next.state, rig.writes.length], ['pending', 'pending', 1]);
    rig.say('OK\r\n');
    await rig.clock.advance(0);
    assert.deepEqual([completed.state, rig.lastWrite], ['ok', 'AT+NEXT\r']);
    assert.equal(rig.clock.armed, 1);
  });

  it("returns the command's own lines, and the code as it came", async () => {
    const rig = new Rig();
    const line = command('AT+QMTOPEN?', { matches: [{ prefix: '+OWN' }] });
    const completed = rig.channel.exchange(line, OPENED);
    rig.say('+OWN: 7\r\nOK\r\n+QMTOPEN: 0,3\r\n');
    const { lines, code } = await completed;
    assert.deepEqual([lines, code.text], [[{ text: '+OWN: 7' }], '+QMTOPEN: 0,3']);
    assert.equal(numberAt(code.params, 1), 3);
  });

  it('waits no longer when the command is refused, or the signal aborts', async () => {
    const rig = new Rig();
    const abort = new AbortController();
    const runs = [open(rig), open(rig, { signal: abort.signal }), open(rig, { signal: abort.signal })];
    rig.say('ERROR\r\n');
    await rig.clock.advance(0);
    rig.say('OK\r\n');
    await rig.clock.advance(0);
    abort.abort();
    await rig.clock.advance(0);
    assert.deepEqual(
      runs.map((each) => each.state),
      ['EC20_MODULE_ERROR rejected', 'EC20_CANCELLED unknown', 'EC20_CANCELLED unknown'],
    );
    rig.say('OK\r\n+QMTOPEN: 0,0\r\n');
    assert.deepEqual([rig.channel.counters.strays, rig.clock.armed], [1, 0]);
  });

  it('passes an awaited code to the listeners too', () => {
    const rig = new Rig();
    const heard: string[] = [];
    rig.channel.on('+QMTOPEN', (urc) => heard.push(urc.text));
    open(rig);
    rig.say('+QMTOPEN: 0,0\r\n');
    assert.deepEqual(heard, ['+QMTOPEN: 0,0']);
  });

  it('an abandoned wait is no unhandled rejection', async () => {
    const rig = new Rig();
    const unhandled: unknown[] = [];
    const listeners = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', (reason) => unhandled.push(reason));
    try {
      const abort = new AbortController();
      open(rig, { signal: abort.signal });
      open(rig, { signal: abort.signal });
      rig.say('ERROR\r\n');
      abort.abort();
      await rig.clock.advance(2000);
    } finally {
      process.removeAllListeners('unhandledRejection');
      for (const listener of listeners) process.on('unhandledRejection', listener);
    }
    assert.deepEqual(unhandled, []);
  });

  it('counts the deadline of a code from the OK, however long the command has waited for its turn', async () => {
    const rig = new Rig();
    const runs = ['+A', '+B'].map((prefix) =>
      watch(rig.channel.exchange(command(`AT${prefix}`), { prefix, accept: () => true, ms: 1000 })),
    );
    const states = () => runs.map((each) => each.state);
    await rig.clock.advance(1500);
    rig.say('OK\r\n');
    await rig.clock.advance(999);
    assert.deepEqual(states(), ['pending', 'pending']);
    rig.say('OK\r\n');
    await rig.clock.advance(1);
    assert.deepEqual(states(), ['EC20_TIMEOUT unknown', 'pending']);
    await rig.clock.advance(998);
    assert.equal(states()[1], 'pending');
    await rig.clock.advance(1);
    assert.deepEqual(states(), ['EC20_TIMEOUT unknown', 'EC20_TIMEOUT unknown']);
    assert.equal(rig.clock.armed, 0);
  });
});

describe('Rule 4: deadlines are absolute', () => {
  it('is not put off by a stream of codes', async () => {
    const rig = new Rig();
    const run = rig.run(command('AT+A', { replyMs: 1000 }));
    for (let elapsedMs = 0; elapsedMs < 1000; elapsedMs += 100) {
      rig.say('+CREG: 1\r\n');
      await rig.clock.advance(100);
    }
    assert.equal(run.state, 'EC20_TIMEOUT unknown');
    assert.deepEqual(run.error?.params, { command: 'AT+A', ms: 1000 });
  });

  it('has one for the prompt and one for the result of the data', async () => {
    const rig = new Rig();
    const run = rig.run(publish('hello'));
    await rig.clock.advance(4999);
    rig.say('> ');
    await rig.clock.advance(14_999);
    assert.equal(run.state, 'pending');
    await rig.clock.advance(1);
    assert.equal(run.state, 'EC20_DATA_STUCK unknown');
  });

  for (const replyFirst of [true, false]) {
    it(`settles once when the reply and the deadline fall together, ${replyFirst ? 'reply' : 'deadline'} first`, async () => {
      for (let times = 0; times < 20; times++) {
        const rig = new Rig();
        const reply = () => rig.clock.after(1000, () => rig.say('OK\r\n'));
        if (replyFirst) reply();
        const run = rig.run(command('AT+A', { replyMs: 1000 }));
        if (!replyFirst) reply();
        const next = rig.run(command('AT+B', { replyMs: 1000 }));
        await rig.clock.advance(1000);
        assert.equal(run.settlements, 1);
        assert.equal(run.state, replyFirst ? 'ok' : 'EC20_TIMEOUT unknown');
        // Either way the slot is free: the late final result released it.
        assert.deepEqual([rig.lastWrite, next.state], ['AT+B\r', 'pending']);
      }
    });
  }
});

describe('Rule 7: epochs', () => {
  it('at its end settles what is in flight as unknown, what waits as not sent, and refuses what comes later', async () => {
    const rig = new Rig();
    const expected = open(rig);
    rig.say('OK\r\n');
    await rig.clock.advance(0);
    const inFlight = rig.run(command('AT+A'));
    const waiting = rig.run(command('AT+B'));
    rig.channel.end(LOST);
    rig.channel.end(new CodedError('EC20_CLOSED'));
    rig.say('OK\r\n');
    await rig.clock.advance(0);
    const later = rig.run(command('AT+C'));
    const laterExpected = open(rig);
    const synchronised = watch(rig.channel.resynchronise(true));
    await rig.clock.advance(0);
    assert.deepEqual(
      [inFlight, waiting, expected, later, laterExpected, synchronised].map((each) => each.state),
      [
        'EC20_PORT_LOST unknown',
        'EC20_PORT_LOST not-sent',
        'EC20_PORT_LOST unknown',
        'EC20_LINE_CLOSED not-sent',
        'EC20_LINE_CLOSED not-sent',
        'EC20_LINE_CLOSED not-sent',
      ],
    );
    assert.deepEqual([rig.writes, rig.clock.armed, rig.told], [['AT+QMTOPEN=0,"h",1\r', 'AT+A\r'], 0, []]);
  });

  it('reports no lines that came with the one that ended it', () => {
    const rig = new Rig();
    const heard: string[] = [];
    rig.channel.on('+A', () => rig.channel.end(LOST));
    rig.channel.on('+B', (urc) => heard.push(urc.text));
    rig.say('+A: 1\r\n+B: 1\r\n');
    assert.deepEqual(heard, []);
  });

  it('lives on with a free slot after a confirmed restart', async () => {
    const rig = new Rig();
    const runs = [rig.run(publish('x')), rig.run(command('AT+B'))];
    rig.channel.interruptAll(new CodedError('EC20_MODULE_RESTARTED', { outcome: 'unknown' }));
    const next = rig.run(command('AT+C'));
    rig.say('\r\nOK\r\n');
    await rig.clock.advance(0);
    assert.deepEqual(
      [...runs, next].map((each) => each.state),
      ['EC20_MODULE_RESTARTED unknown', 'EC20_MODULE_RESTARTED not-sent', 'ok'],
    );
    assert.equal(rig.clock.armed, 0);
  });

  it('hints at a restart when an echo comes back that was verified off, and not before', async () => {
    const rig = new Rig();
    rig.reflex = (written) => `${written}\r\nOK\r\n`;
    rig.run(command('ATE0'));
    rig.channel.verifyEchoOff();
    assert.deepEqual([rig.channel.echo, rig.told], ['seen', []]);
    rig.reflex = () => '\r\nOK\r\n';
    rig.run(command('AT'));
    rig.channel.verifyEchoOff();
    assert.equal(rig.channel.echo, 'off');
    rig.reflex = (written) => `${written}\r\nOK\r\n`;
    rig.run(command('AT'));
    rig.run(command('AT'));
    await rig.clock.advance(0);
    assert.deepEqual(rig.told, ['echo']);
  });

  it('ends when the line takes no more bytes, and says so', async () => {
    const rig = new Rig();
    rig.broken = LOST;
    const runs = [rig.run(command('AT+A')), rig.run(command('AT+B'))];
    await rig.clock.advance(0);
    assert.deepEqual(
      runs.map((each) => each.state),
      ['EC20_PORT_LOST unknown', 'EC20_PORT_LOST not-sent'],
    );
    assert.deepEqual([rig.told, rig.clock.armed], [['desync EC20_PORT_LOST'], 0]);
  });
});

describe('Rule 8: every error says what happened', () => {
  it('returns the module’s own number and words', async () => {
    const rig = new Rig();
    const numbered = rig.run(command('AT+CPIN?'));
    rig.say('+CME ERROR: 10\r\n');
    const worded = rig.run(command('AT+CPIN?'));
    rig.say('+CME ERROR: SIM not inserted\r\n');
    await rig.clock.advance(0);
    assert.equal(numbered.state, 'EC20_MODULE_ERROR rejected');
    assert.equal(numbered.error?.moduleCode, 10);
    assert.deepEqual(numbered.error.params, { command: 'AT+CPIN', result: '+CME ERROR: 10' });
    assert.equal(worded.error?.params['result'], '+CME ERROR: SIM not inserted');
  });

  it('distinguishes a publish that was refused before its payload from one that failed after it', async () => {
    const rig = new Rig();
    const before = rig.run(publish('x'));
    rig.say('ERROR\r\n');
    const after = rig.run(publish('x'));
    await rig.clock.advance(5000);
    rig.say('+CMEE: 1\r\n\r\nOK\r\n');
    rig.say('> ');
    await rig.clock.advance(0);
    rig.say('ERROR\r\n');
    await rig.clock.advance(2000);
    rig.say('+QURCCFG: "urcport","all"\r\n\r\nOK\r\n');
    await rig.clock.advance(0);
    assert.deepEqual(
      [before.state, after.state],
      ['EC20_MODULE_ERROR rejected', 'EC20_MODULE_ERROR unknown'],
    );
  });
});

describe('Rule 10: secrets on the line', () => {
  const password = (more = {}) => ({
    line: commandLine('AT+QMTCONN=', 0, secret('password', 'pa,ss')),
    replyMs: 1000,
    ...more,
  });

  it('never show in the trace or in an error: not in the command, its echo, a broken echo or a later line', async () => {
    const rig = new Rig();
    const run = rig.run(password());
    rig.say('AT+QMTCONN=0,"pa,ss"\r\r\nONN=0,"pa,s\r\nERROR\r\n+X: pa,ss\r\n');
    await rig.clock.advance(0);
    assert.deepEqual(rig.traced, [
      'out AT+QMTCONN=0,"***"<CR>',
      'in AT+QMTCONN=0,"***"',
      'in <11 bytes withheld>',
      'in ERROR',
      'in +X: ***',
    ]);
    assert.equal(rig.writes[0], 'AT+QMTCONN=0,"pa,ss"\r');
    assert.ok(!JSON.stringify([run.error, run.error?.message]).includes('pa,s'));
  });

  it('are masked in an answer that holds one, in time or late', async () => {
    const rig = new Rig();
    const matches = [{ prefix: '+QMTCFG', max: 2 }];
    rig.run(command('AT+QMTCFG="aliauth",0', { matches, secretAnswer: true, replyMs: 100 }));
    rig.say('+QMTCFG: "aliauth","pk","dn","s3cret"\r\n');
    await rig.clock.advance(100);
    rig.say('+QMTCFG: "aliauth","pk","dn","s3cret"\r\nOK\r\n');
    assert.ok(!rig.traced.join().includes('s3cret'));
    assert.deepEqual(
      rig.traced.filter((each) => each.startsWith('in')),
      ['in +QMTCFG: ***', 'in +QMTCFG: ***', 'in OK'],
    );
  });
});

describe('A cancelled command', () => {
  it('is never written while it waits', async () => {
    const rig = new Rig();
    const abort = new AbortController();
    const aborted = new AbortController();
    aborted.abort();
    rig.run(command('AT+A'));
    const waiting = rig.run(command('AT+B', { signal: abort.signal }));
    const atOnce = rig.run(command('AT+C', { signal: aborted.signal }));
    abort.abort();
    rig.say('OK\r\n');
    await rig.clock.advance(0);
    assert.deepEqual([waiting.state, atOnce.state], ['EC20_CANCELLED not-sent', 'EC20_CANCELLED not-sent']);
    assert.deepEqual(rig.writes, ['AT+A\r']);
  });

  it('still gets its payload when the prompt comes, so that the module never waits for bytes', async () => {
    const rig = new Rig();
    const abort = new AbortController();
    const run = rig.run(publish('hello', { signal: abort.signal }));
    const next = rig.run(command('AT+B'));
    abort.abort();
    await rig.clock.advance(0);
    assert.equal(run.state, 'EC20_CANCELLED unknown');
    rig.say('> ');
    assert.equal(rig.lastWrite, 'hello');
    await rig.clock.advance(0);
    rig.say('OK\r\n');
    assert.equal(rig.lastWrite, 'AT+B\r');
    assert.equal(next.state, 'pending');
  });
});
