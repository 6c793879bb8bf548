import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Frame } from '../../src/at/frame';
import { Lexer } from '../../src/at/lexer';

const RECEIVE = { prefix: '+QMTRECV', lengthField: 3, maxBytes: 2048 };

function lexer(longestLineBytes?: number): Lexer {
  return new Lexer({
    countedPrefixes: [RECEIVE],
    ...(longestLineBytes === undefined ? {} : { longestLineBytes }),
    isKnown: (line) => line === 'OK' || line.startsWith('+GOOD:'),
  });
}

function bytes(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function line(text: string): Frame {
  return { kind: 'line', text };
}

function counted(head: string, data: string): Frame {
  return { kind: 'counted', head, data: bytes(data) };
}

describe('Lexer: lines', () => {
  const cases: readonly (readonly [name: string, input: string, frames: readonly Frame[]])[] = [
    ['an answer with blank lines', '\r\n+CSQ: 20,99\r\n\r\nOK\r\n', [line('+CSQ: 20,99'), line('OK')]],
    ['an echo that ends in CR alone', 'AT+CSQ\r\r\n+CSQ: 20,99\r\n', [line('AT+CSQ'), line('+CSQ: 20,99')]],
    ['compact line ends', 'OK\r\n+QMTPUBEX: 0,1,0\r\n', [line('OK'), line('+QMTPUBEX: 0,1,0')]],
    ['LF alone and CR CR LF', 'a\nb\r\r\nc\r', [line('a'), line('b'), line('c')]],
    ['a > while no prompt is awaited', '> \r\nOK\r\n', [line('> '), line('OK')]],
    ['bytes that are no ASCII', '\xe4\xb8\xad\r\n', [line('\xe4\xb8\xad')]],
    ['nothing for an unfinished line', 'OK', []],
  ];
  for (const [name, input, frames] of cases) {
    it(`reads ${name}`, () => assert.deepEqual(lexer().push(bytes(input)), frames));
  }

  it('reports an over-long line once, skips to its end and reads on', () => {
    const frames = lexer(10).push(bytes(`${'x'.repeat(100)}\r\nOK\r\n`));
    assert.deepEqual(frames, [{ kind: 'overflow', bytes: 11 }, line('OK')]);
  });

  it('takes a line as long as the longest payload and 8 KiB by default', () => {
    const longest = 'x'.repeat(8192 + 2048);
    assert.deepEqual(lexer().push(bytes(`${longest}\r\n${longest}x\r\n`)), [
      line(longest),
      { kind: 'overflow', bytes: longest.length + 1 },
    ]);
  });
});

describe('Lexer: prompt', () => {
  it('returns the awaited prompt at once, without a line end, and takes a space behind it', () => {
    const subject = lexer();
    subject.awaitPrompt(true);
    assert.deepEqual(subject.push(bytes('\r\n>')), [{ kind: 'prompt' }]);
    assert.deepEqual(subject.push(bytes(' \r\nOK\r\n')), [line('OK')]);
  });

  it('needs no space behind the prompt', () => {
    const subject = lexer();
    subject.awaitPrompt(true);
    assert.deepEqual(subject.push(bytes('>OK\r\n')), [{ kind: 'prompt' }, line('OK')]);
  });

  it('takes only one prompt, and only at the start of a line', () => {
    const subject = lexer();
    subject.awaitPrompt(true);
    assert.deepEqual(subject.push(bytes('a>b\r\n>>\r\n')), [line('a>b'), { kind: 'prompt' }, line('>')]);
  });

  it('shows a prompt that was not awaited', () => {
    const subject = lexer();
    subject.push(bytes('\r\n> '));
    assert.equal(subject.atPrompt, true);
  });
});

describe('Rule 1: counted data', () => {
  const head = '+QMTRECV: 0,1,"a/b"';
  const payloads = [
    'hello',
    '',
    'a"b',
    '"',
    '""',
    '\r\n',
    'x\r\nOK\r\n',
    '\0\x1a\x1b',
    'OK',
    '"\r\n',
    ',,"',
    ' ',
  ];
  for (const payload of payloads) {
    const shown = JSON.stringify(payload);
    const full = `${head},${payload.length}`;
    const frames = [counted(full, payload), line('OK')];
    const layouts: readonly (readonly [name: string, text: string])[] = [
      ['quoted', `${full},"${payload}"\r\n\r\nOK\r\n`],
      ['unquoted', `${full},${payload}\r\n\r\nOK\r\n`],
      ['quoted on the next line', `${full},\r\n"${payload}"\r\n\r\nOK\r\n`],
      ['without a comma, on the next line', `${full}\r\n${payload}\r\n\r\nOK\r\n`],
      ['without a comma, quoted on the next line', `${full}\r\n"${payload}"\r\n\r\nOK\r\n`],
    ];
    for (const [name, text] of layouts) {
      // An empty payload on the next line can't be distinguished from an empty unquoted one; what is left is a stray line.
      if (payload === '' && name.endsWith('next line')) continue;
      it(`reads ${shown} ${name}`, () => assert.deepEqual(lexer().push(bytes(text)), frames));
    }
  }

  it('reads an unquoted payload on the next line', () => {
    assert.deepEqual(lexer().push(bytes(`${head},5,\r\nhello\r\nOK\r\n`)), [
      counted(`${head},5`, 'hello'),
      line('OK'),
    ]);
  });

  it('takes a number below which nothing comes for a payload without quotes and length', () => {
    const reader = lexer();
    assert.deepEqual(reader.push(bytes(`${head},25\r\n`)), []);
    assert.equal(reader.counting, true);
    assert.deepEqual(reader.abandon(), [line(`${head},25`)]);
    assert.deepEqual(reader.push(bytes('OK\r\n')), [line('OK')]);
  });

  it('never takes the length for the message when a byte is lost below it', () => {
    const frames = lexer().push(bytes(`${head},5\r\nhllo\r\n\r\nOK\r\n`));
    assert.ok(frames.every((frame) => frame.kind !== 'line' || !frame.text.startsWith('+QMTRECV')));
    assert.ok(frames.some((frame) => frame.kind === 'damaged'));
    assert.deepEqual(frames.at(-1), line('OK'));
  });

  it('reads the layout without length up to quote and line end, regardless of the content', () => {
    const payload = '{"a":"b",\r\n"c":1}';
    assert.deepEqual(lexer().push(bytes(`${head},"${payload}"\r\nOK\r\n`)), [
      counted(head, payload),
      line('OK'),
    ]);
  });

  it('reads a topic that holds quotes and commas', () => {
    const odd = '+QMTRECV: 0,1,"a"b,c"';
    assert.deepEqual(lexer().push(bytes(`${odd},2,"hi"\r\n`)), [counted(`${odd},2`, 'hi')]);
  });

  const ordinary = [
    '+QMTRECV: 0,2',
    '+QMTRECV: 0,1,0,0,1,0',
    '+QMTRECV: 0,0,"t",hello',
    '+QMTRECV: 0,0,"t",12x,"a"',
    '+QMTRECVX: 0,0,"t",5,"hello"',
    'x+QMTRECV: 0,0,"t",5,"hello"',
  ];
  for (const text of ordinary) {
    it(`takes ${text} for an ordinary line`, () => {
      assert.deepEqual(lexer().push(bytes(`${text}\r\nOK\r\n`)), [line(text), line('OK')]);
    });
  }

  it('reads §T13: the code of a stored slot, and the answer with quotes in its payload', () => {
    const input = '\r\n+QMTRECV: 1,0\r\n+QMTRECV: 1,0,"t/dev/commands",16,"{"cmd": "blink"}"\r\n\r\nOK\r\n';
    assert.deepEqual(lexer().push(bytes(input)), [
      line('+QMTRECV: 1,0'),
      counted('+QMTRECV: 1,0,"t/dev/commands",16', '{"cmd": "blink"}'),
      line('OK'),
    ]);
  });

  it('counts a message whose bytes got lost as damaged and reads the message that it swallowed', () => {
    const input = `${head},20,"only nine"\r\n\r\n+QMTRECV: 0,2,"c",2,"hi"\r\n\r\nOK\r\n`;
    const frames = lexer().push(bytes(input));
    assert.equal(frames[0]?.kind, 'damaged');
    assert.deepEqual(frames.slice(1), [counted('+QMTRECV: 0,2,"c",2', 'hi'), line('OK')]);
  });

  it('takes a length over the ceiling for damage at once', () => {
    assert.deepEqual(lexer().push(bytes(`${head},2049,"x"\r\nOK\r\n`)), [
      { kind: 'damaged', head: `${head},2049`, bytes: 0 },
      line('OK'),
    ]);
  });

  it('takes a payload without length that never ends for damage', () => {
    const frames = lexer().push(bytes(`${head},"${'x'.repeat(3000)}\r\nOK\r\n`));
    assert.deepEqual(
      frames.map((each) => each.kind),
      ['damaged', 'line'],
    );
  });

  it('abandon() returns what an incomplete message swallowed', () => {
    const subject = lexer();
    assert.deepEqual(subject.push(bytes(`${head},100,"abc"\r\n\r\nOK\r\n+CREG: 1\r\n+CS`)), []);
    assert.equal(subject.counting, true);
    assert.deepEqual(subject.abandon(), [
      { kind: 'damaged', head: `${head},100`, bytes: 26 },
      line('OK'),
      line('+CREG: 1'),
    ]);
    assert.equal(subject.counting, false);
    assert.deepEqual(subject.push(bytes('Q: 1,99\r\n')), [line('+CSQ: 1,99')]);
  });

  it('finds an awaited prompt among the bytes that a count swallowed', () => {
    const subject = lexer();
    subject.push(bytes(`${head},100,"abc`));
    subject.awaitPrompt(true);
    subject.push(bytes('\r\n> '));
    assert.deepEqual(subject.abandon().at(-1), { kind: 'prompt' });
  });

  it('abandon() does nothing while nothing is counted', () => {
    const subject = lexer();
    subject.push(bytes('O'));
    assert.deepEqual(subject.abandon(), []);
    assert.deepEqual(subject.push(bytes('K\r\n')), [line('OK')]);
  });

  it('reads hostile nested heads in a number of frames that grows with the bytes only', () => {
    const hostile = '+QMTRECV: 0,1,"t",2000,x\r\n'.repeat(4000);
    const subject = lexer();
    const frames = [
      ...subject.push(bytes(hostile)),
      ...subject.abandon(),
      ...subject.abandon(),
      ...subject.abandon(),
    ];
    const repeated = frames.reduce((sum, each) => sum + (each.kind === 'damaged' ? each.bytes : 0), 0);
    assert.ok(repeated <= 3 * hostile.length, `${repeated} bytes were read again`);
  });
});

describe('Lexer: echo of the data phase', () => {
  it('drops the echoed payload, regardless of its content', () => {
    const subject = lexer();
    const payload = bytes('{"a":1}\r\nOK\r\n');
    subject.expectDataEcho(payload);
    assert.deepEqual(subject.push(Buffer.concat([payload, bytes('\r\nERROR\r\n')])), [line('ERROR')]);
  });

  it('never takes bytes that were swallowed before for an echo', () => {
    const subject = lexer();
    subject.push(bytes('+QMTRECV: 0,1,"t",100,"abc\r\nOK\r\n'));
    subject.expectDataEcho(bytes('"abc\r\nOK\r\n'));
    assert.deepEqual(subject.abandon().at(-1), line('OK'));
  });

  it('reads what it had matched when the next byte differs, and expects no more', () => {
    const subject = lexer();
    subject.expectDataEcho(bytes('+QMTSTAT: 1'));
    assert.deepEqual(subject.push(bytes('+QMT')), []);
    assert.deepEqual(subject.push(bytes('RECV: 0,1\r\n+QMTSTAT: 1\r\n')), [
      line('+QMTRECV: 0,1'),
      line('+QMTSTAT: 1'),
    ]);
  });
});

const PAYLOAD = fc.oneof(
  fc.uint8Array({ maxLength: 40 }).map((each) => Buffer.from(each).toString('latin1')),
  fc.stringMatching(/^[\r\n"OK>+,0-9]{0,12}$/),
);

const PIECE = fc.oneof(
  fc.constantFrom(
    '\r\nOK\r\n',
    'ERROR\r\n',
    '+CREG: 1\r\n',
    '\r\n> ',
    '>',
    '\r',
    '\n',
    'AT+CSQ\r',
    '+QMTRECV: 0,3\r\n',
  ),
  PAYLOAD.map((each) => `+QMTRECV: 0,1,"t",${each.length},"${each}"\r\n`),
  PAYLOAD.map((each) => `+QMTRECV: 0,1,"t",${each.length},${each}\r\n`),
  PAYLOAD.map((each) => `+QMTRECV: 0,1,"t",${each.length},\r\n"${each}"\r\n`),
  PAYLOAD.map((each) => `+QMTRECV: 0,1,"t","${each}"\r\n`),
  fc.tuple(PAYLOAD, fc.nat(60)).map(([each, length]) => `+QMTRECV: 0,1,"t",${length},"${each}"\r\n`),
  PAYLOAD,
);

describe('Rule 1: any chunking returns the same frames', () => {
  const run = (input: Buffer, cuts: readonly number[], echo: Buffer | undefined) => {
    const subject = lexer(64);
    subject.awaitPrompt(true);
    subject.expectDataEcho(echo);
    const places = [...new Set([0, ...cuts.map((each) => each % (input.length + 1)), input.length])].sort(
      (left, right) => left - right,
    );
    const frames = places.slice(1).flatMap((end, index) => subject.push(input.subarray(places[index], end)));
    return [...frames, ...subject.abandon(), ...subject.push(bytes('\r\n'))];
  };

  it('for streams of lines, prompts, echoes and payloads in all layouts, damaged ones too', () => {
    fc.assert(
      fc.property(
        fc.array(PIECE, { maxLength: 20 }),
        fc.array(fc.nat(2000), { maxLength: 40 }),
        fc.option(fc.nat(30), { nil: undefined }),
        (pieces, cuts, echoBytes) => {
          const input = bytes(pieces.join(''));
          const echo =
            echoBytes === undefined ? undefined : Buffer.concat([input.subarray(0, echoBytes), bytes('?')]);
          const whole = run(input, [], echo);
          assert.deepEqual(run(input, cuts, echo), whole);
          const everyByte = Array.from(input, (_, index) => index);
          assert.deepEqual(run(input, everyByte, echo), whole);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('and a good line after any garbage is still read, once counting was abandoned', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(PIECE, PAYLOAD), { maxLength: 20 }), (pieces) => {
        const subject = lexer(64);
        subject.push(bytes(pieces.join('')));
        for (let times = 0; times < 200 && subject.counting; times++) subject.abandon();
        assert.equal(subject.counting, false);
        const frames = subject.push(bytes('\r\n+GOOD: 1\r\n'));
        assert.deepEqual(frames.at(-1), line('+GOOD: 1'));
      }),
      { numRuns: 500 },
    );
  });

  it('and every payload of every layout comes out as it went in', () => {
    const layouts = ['"P"', 'P', '\r\n"P"'];
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.constantFrom(...layouts))),
        (messages) => {
          const subject = lexer();
          for (const [data, layout] of messages) {
            const [before = '', after = ''] = layout.split('P');
            const head = `+QMTRECV: 0,1,"t",${data.length}`;
            const input = Buffer.concat([bytes(`${head},${before}`), data, bytes(`${after}\r\n`)]);
            assert.deepEqual(subject.push(input), [{ kind: 'counted', head, data: Buffer.from(data) }]);
          }
        },
      ),
    );
  });
});
