import assert from 'node:assert/strict';
import { isDialling } from '../../src/at/call-word';
import { Rig, command, publish } from './rig';

const CMEE = 'AT+CMEE?\r';
const CMEE_ANSWER = '+CMEE: 1\r\n\r\nOK\r\n';
const WORDS = ['NO CARRIER', 'BUSY', 'NO ANSWER', 'NO DIALTONE', 'NO DIAL TONE', 'CONNECT', 'CONNECT 115200'];
const ERRORS = ['ERROR', '+CME ERROR: 3', '+CMS ERROR: 304'];

describe('Rule 2: the words of calls', () => {
  for (const word of [...WORDS, 'RING', 'RINGING', 'VOICE']) {
    it(`${word} ends no command that doesn’t dial, and is no answer of it`, async () => {
      const rig = new Rig();
      const run = rig.run(command('AT+CSQ', { matches: [{ prefix: '+CSQ' }, { bare: () => true, max: 9 }] }));
      rig.say(`\r\n${word}\r\n`);
      await rig.clock.advance(30);
      assert.equal(run.state, 'pending');
      assert.equal(rig.channel.counters.strays, 1);
      assert.ok(rig.traced.includes(`in ${word}`));
      rig.say('\r\n+CSQ: 20,99\r\n\r\nOK\r\n');
      await rig.clock.advance(0);
      assert.deepEqual(run.lines, ['+CSQ: 20,99']);
    });
  }

  for (const line of [
    'ATD10086;',
    'atdt 10086',
    'ATA',
    'ATO',
    'ATO0',
    'ATE0D1',
    'AT+CGDATA="PPP",1',
    'AT+CSQ;D1',
  ]) {
    for (const word of WORDS) {
      it(`${word} ends ${line}`, async () => {
        const rig = new Rig();
        const run = rig.run(command(line));
        rig.say(`\r\n${word}\r\n`);
        await rig.clock.advance(0);
        assert.equal(run.state, word.startsWith('CONNECT') ? 'ok' : 'EC20_MODULE_ERROR rejected');
      });
    }
  }

  for (const line of [
    'AT',
    'ATI',
    'ATE0',
    'ATH',
    'AT&D2',
    'AT+CMGS="D"',
    'AT+QMTOPEN=0,"a;D",1',
    'AT+COPS?',
    'AT+CLVL=1',
  ])
    it(`${line} doesn’t dial`, () => assert.equal(isDialling(line), false));
});

describe('Rule 6: an error before the prompt proves nothing', () => {
  for (const error of ERRORS) {
    for (const lateMs of [0, 30, 1000, 4999]) {
      it(`${error}, and the prompt ${lateMs} ms later: the payload is written, once, and nothing else`, async () => {
        const rig = new Rig();
        const run = rig.run(publish('hello'));
        const next = rig.run(command('AT+B'));
        rig.say(`\r\n${error}\r\n`);
        await rig.clock.advance(lateMs);
        rig.say('\r\n> ');
        assert.deepEqual(rig.writes.slice(1), ['hello']);
        await rig.clock.advance(0);
        rig.say('\r\nOK\r\n');
        await rig.clock.advance(0);
        assert.deepEqual([run.state, rig.lastWrite, next.state], ['ok', 'AT+B\r', 'pending']);
        assert.equal(rig.channel.counters.probes, 0);
      });
    }
  }

  it('no prompt by its own deadline: one probe proves the refusal before the next command is written', async () => {
    const rig = new Rig();
    const run = rig.run(publish('hello'));
    rig.run(command('AT+B'));
    rig.say('\r\nERROR\r\n');
    await rig.clock.advance(4999);
    assert.deepEqual([run.state, rig.writes.length], ['pending', 1]);
    await rig.clock.advance(1);
    assert.equal(rig.lastWrite, CMEE);
    rig.say(CMEE_ANSWER);
    await rig.clock.advance(0);
    assert.deepEqual([run.state, rig.lastWrite], ['EC20_MODULE_ERROR rejected', 'AT+B\r']);
    assert.deepEqual([rig.channel.counters.probes, rig.told], [1, []]);
  });

  it('a prompt that comes only behind the probe is answered by the drain, and the message counts as stuck', async () => {
    const rig = new Rig();
    const run = rig.run(publish('x'.repeat(20)));
    rig.say('\r\nERROR\r\n');
    await rig.clock.advance(5000);
    rig.say('\r\n> ');
    await rig.clock.advance(0);
    assert.deepEqual(rig.writes.slice(1), [CMEE, ' '.repeat(20)]);
    assert.equal(run.state, 'EC20_DATA_STUCK unknown');
    rig.say('\r\nOK\r\n');
    assert.deepEqual(rig.told, ['damaged']);
  });

  it('a probe without an answer: the prompt itself got lost, and the data phase is drained', async () => {
    const rig = new Rig();
    const run = rig.run(publish('x'.repeat(20)));
    rig.say('\r\nERROR\r\n');
    await rig.clock.advance(6000);
    assert.equal(run.state, 'EC20_DATA_STUCK unknown');
    assert.deepEqual(rig.writes.slice(1), [CMEE, ' '.repeat(20)]);
  });

  it('holds for CONNECT of a file as for the prompt', async () => {
    const rig = new Rig();
    const data = { bytes: Buffer.from('PEM'), prompt: 'CONNECT', promptMs: 5000, replyMs: 100 } as const;
    rig.run(command('AT+QFUPL="a",3', { data }));
    rig.say('\r\nERROR\r\n');
    await rig.clock.advance(2000);
    rig.say('\r\nCONNECT\r\n');
    assert.deepEqual(rig.writes.slice(1), ['PEM']);
  });

  it('and for a text message, whose data end with 0x1A', async () => {
    const rig = new Rig();
    const terminator = Buffer.of(0x1a);
    const data = {
      bytes: Buffer.from('hi'),
      prompt: '>',
      promptMs: 5000,
      replyMs: 9000,
      terminator,
    } as const;
    const run = rig.run(command('AT+CMGS="1"', { data, matches: [{ prefix: '+CMGS' }] }));
    rig.say('\r\n+CMS ERROR: 500\r\n');
    await rig.clock.advance(100);
    rig.say('\r\n> ');
    assert.equal(rig.lastWrite, 'hi\x1a');
    await rig.clock.advance(0);
    rig.say('\r\n+CMGS: 7\r\n\r\nOK\r\n');
    await rig.clock.advance(0);
    assert.deepEqual(run.lines, ['+CMGS: 7']);
  });

  it('a cancelled command keeps the slot while it is in doubt, and settles once', async () => {
    const rig = new Rig();
    const abort = new AbortController();
    const run = rig.run(publish('hello', { signal: abort.signal }));
    rig.say('\r\nERROR\r\n');
    abort.abort();
    await rig.clock.advance(5000);
    assert.equal(rig.lastWrite, CMEE);
    rig.say(CMEE_ANSWER);
    rig.run(command('AT+B'));
    await rig.clock.advance(0);
    assert.deepEqual([run.state, run.settlements, rig.lastWrite], ['EC20_CANCELLED unknown', 1, 'AT+B\r']);
  });
});

describe('Rule 6: an error behind the data', () => {
  const written = async () => {
    const rig = new Rig();
    const run = rig.run(publish('hello'));
    rig.say('\r\n> ');
    await rig.clock.advance(0);
    rig.say('\r\nERROR\r\n');
    return { rig, run };
  };

  for (const lateMs of [0, 100, 1999]) {
    it(`belongs to another command when OK follows ${lateMs} ms later: the message went once`, async () => {
      const { rig, run } = await written();
      await rig.clock.advance(lateMs);
      rig.say('\r\nOK\r\n');
      await rig.clock.advance(0);
      assert.deepEqual([run.state, rig.channel.counters.probes], ['ok', 0]);
    });
  }

  it('belongs to another command when OK comes before the probe’s own line', async () => {
    const { rig, run } = await written();
    await rig.clock.advance(2000);
    assert.deepEqual(rig.writes.slice(2), ['\r', CMEE]);
    rig.say('\r\nOK\r\n');
    rig.say(CMEE_ANSWER);
    await rig.clock.advance(0);
    assert.equal(run.state, 'ok');
  });

  it('is the module’s when the probe’s line comes first', async () => {
    const { rig, run } = await written();
    await rig.clock.advance(2000);
    rig.say(CMEE_ANSWER);
    await rig.clock.advance(0);
    assert.equal(run.state, 'EC20_MODULE_ERROR unknown');
  });
});

describe('Rule 2: the text of a message is no line of the module', () => {
  const shown: readonly (readonly [name: string, text: string])[] = [
    ['a message shown in text mode', '+CMT: "+861",,"26/11/29,12:00:00+32"\r\n'],
    ['one in PDU mode', '+CMT: ,24\r\n'],
    ['a broadcast', '+CBM: 1,50,1,1,1\r\n'],
    ['a status report in PDU mode', '+CDS: 24\r\n'],
  ];
  for (const [name, head] of shown) {
    for (const body of [
      'OK',
      'ERROR',
      'NO CARRIER',
      'RDY',
      '+QMTSTAT: 0,1',
      'AT+A',
      '+QMTRECV: 0,1,"t",9,"',
    ]) {
      it(`${name} that reads ${body}`, async () => {
        const rig = new Rig();
        const heard: string[] = [];
        for (const code of ['RDY', '+QMTSTAT', '+QMTRECV'])
          rig.channel.on(code, ({ text }) => heard.push(text));
        const run = rig.run(command('AT+A', { matches: [{ bare: () => true, max: 9 }] }));
        for (const byte of `\r\n${head}${body}\r\n`) rig.say(byte);
        await rig.clock.advance(0);
        assert.deepEqual([run.state, heard], ['pending', []]);
        assert.ok(rig.traced.includes(`in ${body}`));
        rig.say('\r\nOK\r\n');
        await rig.clock.advance(0);
        assert.deepEqual(run.lines, []);
      });
    }
  }

  it('a message that was asked for is part of the answer, regardless of its text', async () => {
    const rig = new Rig();
    const run = rig.run(command('AT+CMGL="ALL"', { matches: [{ prefix: '+CMGL', max: 9 }] }));
    rig.say('\r\n+CMGL: 1,"REC READ","+861"\r\nOK\r\n+CMGL: 2,"REC READ","+861"\r\n+CMGL: 9\r\n\r\nOK\r\n');
    await rig.clock.advance(0);
    assert.deepEqual(run.lines, [
      '+CMGL: 1,"REC READ","+861"',
      'OK',
      '+CMGL: 2,"REC READ","+861"',
      '+CMGL: 9',
    ]);
  });

  const without: readonly (readonly [name: string, text: string])[] = [
    ['an empty message', '\r\n+CMT: "+861",,"26/11/29"\r\n\r\n'],
    ['a status report in text mode', '\r\n+CDS: 6,1,"+861",145,"26/11/29","26/11/29",0\r\n'],
    ['a test form', '\r\n+CMGL: ("REC UNREAD","ALL")\r\n'],
    ['a hint that one has come', '\r\n+CMTI: "SM",3\r\n'],
  ];
  for (const [name, text] of without) {
    it(`${name} has no text below it`, async () => {
      const rig = new Rig();
      const run = rig.run(command('AT+A'));
      rig.say(`${text}\r\nOK\r\n`);
      await rig.clock.advance(0);
      assert.equal(run.state, 'ok');
    });
  }

  it('never keeps the prompt from its command', () => {
    const rig = new Rig();
    rig.run(publish('hello'));
    rig.say('\r\n+CMT: "+861",,"26/11/29"\r\n> ');
    assert.equal(rig.lastWrite, 'hello');
  });
});
