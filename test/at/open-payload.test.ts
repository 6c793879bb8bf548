import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Frame } from '../../src/at/frame';
import { Lexer } from '../../src/at/lexer';
import { QUIET_MS } from '../../src/at/payload-watch';
import { readReception } from '../../src/ec20/receive';
import { Rig, command } from './rig';

const HEAD = '+QMTRECV: 0,1,"t"';

/** Payloads whose quotes and line ends look like the end of a message. */
const PAYLOADS: readonly (readonly [name: string, payload: string])[] = [
  ['plain text', 'hello'],
  ['nothing', ''],
  ['a quote at the end of a line', 'a "b"\r\n'],
  ['indented JSON', '{\r\n  "a": "b"\r\n}'],
  ['indented JSON with an empty line', '{\r\n  "a": "b"\r\n\r\n}'],
  ['JSON whose lines end in quotes', '{"a":\r\n"b"\r\n,"c":\r\n"d"\r\n}'],
  ['quotes alone', '"\r\n"\r\n"'],
  ['a word among its lines', '"a"\r\nOKAY\r\n"b"'],
  ['what reads like a result, with nobody waiting', '"a"\r\nOK\r\nb'],
];

interface Heard {
  readonly rig: Rig;
  readonly payloads: string[];
}

function listening(): Heard {
  const rig = new Rig();
  const payloads: string[] = [];
  rig.channel.on('+QMTRECV', ({ text, data }) => {
    const reception = readReception(text, data);
    payloads.push(reception?.kind === 'message' ? reception.payload.toString('latin1') : text);
  });
  rig.channel.on('+CREG', () => undefined);
  return { rig, payloads };
}

describe('Rule 1: a payload without a length', () => {
  for (const [name, payload] of PAYLOADS) {
    it(`${name} is whole when the line falls silent behind it, and not before`, async () => {
      const { rig, payloads } = listening();
      rig.say(`\r\n${HEAD},"${payload}"\r\n`);
      await rig.clock.advance(QUIET_MS - 1);
      assert.deepEqual(payloads, []);
      await rig.clock.advance(1);
      assert.deepEqual([payloads, rig.clock.armed], [[payload], 0]);
    });

    for (const [what, behind] of [
      ['a registered code', '+CREG: 1'],
      ['a code that nobody knows', '+WHAT: 1'],
      ['the next message', '+QMTRECV: 0,2'],
    ] as const) {
      it(`${name} is whole at once when ${what} begins behind it`, () => {
        const { rig, payloads } = listening();
        rig.say(`\r\n${HEAD},"${payload}"\r\n\r\n${behind}\r\n`);
        assert.equal(payloads[0], payload);
      });
    }

    it(`${name} comes late rather than cut, however slowly its bytes come`, async () => {
      const { rig, payloads } = listening();
      for (const byte of `\r\n${HEAD},"${payload}"\r\n`) {
        rig.say(byte);
        await rig.clock.advance(30);
      }
      assert.deepEqual(payloads, []);
      await rig.clock.advance(QUIET_MS);
      assert.deepEqual(payloads, [payload]);
    });
  }

  it('ends where the command in flight has its result, and the command receives it', async () => {
    const { rig, payloads } = listening();
    const run = rig.run(command('AT+CSQ', { matches: [{ prefix: '+CSQ' }] }));
    rig.say(`\r\n${HEAD},"a "b"\r\n"\r\n+CSQ: 9,99\r\n\r\nOK\r\n`);
    await rig.clock.advance(0);
    assert.deepEqual([payloads, run.lines], [['a "b"\r\n'], ['+CSQ: 9,99']]);
  });

  it('ends where the echo of what was written begins', () => {
    const { rig, payloads } = listening();
    rig.run(command('AT+CSQ'));
    rig.say(`\r\n${HEAD},"a"\r\nAT+CSQ\r\r\nOK\r\n`);
    assert.deepEqual(payloads, ['a']);
  });

  it('takes no results of others for its end: a call that rings, a word that is not awaited', async () => {
    const { rig, payloads } = listening();
    rig.say(`\r\n${HEAD},"say "hi"\r\nNO CARRIER\r\nERROR\r\nbye"\r\n`);
    await rig.clock.advance(QUIET_MS);
    assert.deepEqual(payloads, ['say "hi"\r\nNO CARRIER\r\nERROR\r\nbye']);
  });

  it('lets the awaited prompt have its turn when the line falls silent behind it', async () => {
    const { rig, payloads } = listening();
    const data = { bytes: Buffer.from('x'), prompt: '>', promptMs: 5000, replyMs: 100 } as const;
    rig.run(command('AT+QMTPUBEX=0,1,1,0,"t",1', { data }));
    rig.say(`\r\n${HEAD},"a"\r\n\r\n> `);
    await rig.clock.advance(QUIET_MS);
    assert.deepEqual([payloads, rig.lastWrite], [['a'], 'x']);
  });

  it('has a moment that no stream of lines puts off', async () => {
    const { rig, payloads } = listening();
    rig.say(`\r\n${HEAD},"a"\r\n`);
    for (let elapsedMs = 0; elapsedMs < 6000; elapsedMs += 100) {
      rig.say('who knows\r\n');
      await rig.clock.advance(100);
    }
    assert.deepEqual(payloads, ['a']);
  });

  const below: readonly (readonly [name: string, text: string, payload: string])[] = [
    ['on the next line', `${HEAD}\r\nhello`, 'hello'],
    ['on the next line, quoted', `${HEAD}\r\n"hello"`, 'hello'],
    ['behind a comma and on the next line', `${HEAD},\r\nhello`, 'hello'],
    ['behind a comma and on the next line, quoted', `${HEAD},\r\n"{"a":"b"}"`, '{"a":"b"}'],
    ['on several lines', `${HEAD}\r\n{\r\n"a":1\r\n}`, '{\r\n"a":1\r\n}'],
    ['on several lines, quoted', `${HEAD}\r\n"{\r\n"a":"b"\r\n}"`, '{\r\n"a":"b"\r\n}'],
  ];
  for (const [name, text, payload] of below) {
    it(`${name}: the answer for a stored slot returns it whole (EC200U)`, async () => {
      const rig = new Rig();
      const matches = [{ prefix: '+QMTRECV', accept: (params: readonly unknown[]) => params.length > 2 }];
      const run = rig.run(command('AT+QMTRECV=0,1', { matches }));
      rig.say(`\r\n${text}\r\n\r\nOK\r\n`);
      await rig.clock.advance(0);
      assert.deepEqual(run.data.map(String), [payload]);
      const reception = readReception(run.lines?.[0] ?? '', run.data[0]);
      assert.deepEqual(reception?.kind === 'message' && [reception.topic, reception.payload.toString()], [
        't',
        payload,
      ]);
    });

    it(`${name}: as a code it is whole when the line falls silent`, async () => {
      const { rig, payloads } = listening();
      rig.say(`\r\n${text}\r\n`);
      await rig.clock.advance(QUIET_MS);
      assert.deepEqual(payloads, [payload]);
    });
  }

  it('that never comes leaves the line as it is', async () => {
    const rig = new Rig();
    const run = rig.run(command('AT+QMTRECV=0,1', { matches: [{ prefix: '+QMTRECV' }] }));
    rig.say(`\r\n${HEAD}\r\n\r\nOK\r\n`);
    await rig.clock.advance(0);
    assert.deepEqual([run.lines, run.data], [[HEAD], [undefined]]);
  });

  it('in any chunks returns the same frames', () => {
    const piece = fc.constantFrom(
      HEAD,
      ',"',
      '"',
      '\r\n',
      '"\r\n',
      '+GOOD: 1',
      'OK',
      'x',
      '+QMTRECV: 0,3',
      '> ',
      ',2,"hi"',
    );
    const run = (text: string, cuts: readonly number[]): Frame[] => {
      const subject = new Lexer({
        countedPrefixes: [{ prefix: '+QMTRECV', lengthField: 3, maxBytes: 60 }],
        isKnown: (line) => line === 'OK' || line.startsWith('+GOOD'),
      });
      const places = [...new Set([0, ...cuts.map((cut) => cut % (text.length + 1)), text.length])].sort(
        (a, b) => a - b,
      );
      const frames = places
        .slice(1)
        .flatMap((end, index) => subject.push(Buffer.from(text.slice(places[index], end))));
      return [...frames, ...subject.abandon(), ...subject.abandon(), ...subject.push(Buffer.from('\r\n'))];
    };
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 40 }),
        fc.array(fc.nat(500), { maxLength: 20 }),
        (pieces, cuts) => {
          const text = pieces.join('');
          assert.deepEqual(run(text, cuts), run(text, []));
          assert.deepEqual(
            run(
              text,
              Array.from(text, (_, index) => index),
            ),
            run(text, []),
          );
        },
      ),
      { numRuns: 1000 },
    );
  });
});
