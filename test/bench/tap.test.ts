import assert from 'node:assert/strict';
import { DialogueTap } from '../../bench/dialogue-tap';
import { PublishTap } from '../../bench/tap';
import type { WireTap } from '../../bench/wire';

/** One recorded chunk: the bytes, when they started (or were written), when the last one had passed. */
type Chunk = readonly [direction: '>' | '<', text: string, beganMs: number, endedMs: number];

function play(tap: WireTap, chunks: readonly Chunk[]): void {
  for (const [direction, text, beganMs, endedMs] of chunks) {
    const bytes = Buffer.from(text, 'latin1');
    if (direction === '>') tap.inward(bytes, beganMs, endedMs);
    else tap.outward(bytes, beganMs, endedMs);
  }
}

const COMMAND = 'AT+QMTPUBEX=0,7,1,0,"a/b",5\r';
const ONE_PUBLISH: readonly Chunk[] = [
  ['>', COMMAND, 100, 103],
  ['<', '\r\n> ', 104, 105],
  ['>', 'hello', 105.5, 106],
  ['<', '\r\nOK\r\n', 108, 109],
  ['<', '\r\n+QMTPUBEX: 0,7,0\r\n', 189, 191],
];

describe('The bench’s tap', () => {
  it('reads the latencies of a publish out of the bytes', () => {
    const tap = new PublishTap();
    play(tap, ONE_PUBLISH);
    assert.deepEqual(tap.take(), [
      {
        commandBytes: COMMAND.length,
        payloadBytes: 5,
        promptBytes: 4,
        okBytes: 6,
        ackBytes: 20,
        promptMs: 1,
        reactionMs: 0.5,
        okMs: 2,
        ackMs: 80,
        turnMs: undefined,
      },
    ]);
    assert.deepEqual(tap.take(), [], 'each is reported once');
  });

  it('distinguishes two publishes whose results come in reverse order', () => {
    const tap = new PublishTap();
    const second = ONE_PUBLISH.slice(0, 4).map(([direction, text, beganMs, endedMs]): Chunk => [
      direction,
      text.replace('0,7,1', '0,8,1'),
      beganMs + 10,
      endedMs + 10,
    ]);
    play(tap, [
      ...ONE_PUBLISH.slice(0, 4),
      ...second,
      ['<', '\r\n+QMTPUBEX: 0,8,0\r\n', 150, 151],
      ['<', '\r\n+QMTPUBEX: 0,7,0\r\n', 160, 161],
    ]);
    assert.deepEqual(
      tap.take().map(({ ackMs, turnMs }) => ({ ackMs, turnMs })),
      [
        { ackMs: 31, turnMs: undefined },
        { ackMs: 51, turnMs: 1 },
      ],
    );
  });

  it('takes a payload that comes in pieces, and one that looks like a command', () => {
    const tap = new PublishTap();
    play(tap, [
      ['>', 'AT+QMTPUBEX=0,7,', 100, 101],
      ['>', '1,0,"a/b",6\r', 101, 103],
      ['<', '\r\n> ', 104, 105],
      ['>', 'AT', 107, 108],
      ['>', '+X\r\n', 108, 110],
      ['<', '\r\nOK\r\n\r\n+QMTPUBEX: 0,7,0\r\n', 111, 113],
    ]);
    const [publish] = tap.take();
    assert.deepEqual(
      [publish?.commandBytes, publish?.payloadBytes, publish?.reactionMs, publish?.okMs, publish?.ackMs],
      [28, 6, 2, 1, 0],
    );
  });

  it('leaves other commands alone', () => {
    const tap = new PublishTap();
    play(tap, [
      ['>', 'AT+CSQ\r', 1, 2],
      ['<', '\r\n+CSQ: 24,99\r\n', 3, 4],
      ['<', '\r\nOK\r\n', 4, 5],
    ]);
    assert.deepEqual(tap.take(), []);
  });
});

describe('The bench’s tap of the way to online', () => {
  const chunks: readonly Chunk[] = [
    ['>', 'AT\r', 10, 11],
    ['<', '\r\nOK\r\n', 15, 16],
    ['>', 'AT+QMTOPEN=0,"h",1883\r', 18, 19],
    ['<', '\r\nOK\r\n', 20, 21],
    ['<', '\r\n+QMTOPEN: 0,0\r\n', 220, 221],
    ['>', 'AT+QMTCONN=0,"client","user","secret"\r', 222, 223],
    ['<', '\r\n+QMTCONN: 0,0,0\r\n', 300, 301],
  ];

  it('counts as the host’s only what passes between an answer and the next command', () => {
    const tap = new DialogueTap();
    play(tap, chunks);
    const { totalMs, hostMs, longestMs } = tap.report();
    assert.deepEqual({ totalMs, hostMs, longestMs }, { totalMs: 291, hostMs: 3, longestMs: 2 });
  });

  it('shows no login and no device secret', () => {
    const tap = new DialogueTap();
    play(tap, [...chunks, ['>', 'AT+QMTCFG="aliauth",0,"key","name","secret"\r', 310, 311]]);
    const { commands } = tap.report();
    assert.deepEqual(commands, [
      'AT',
      'AT+QMTOPEN=0,"h",1883',
      'AT+QMTCONN=0,"…","…","…"',
      'AT+QMTCFG="aliauth",0,"…","…","…"',
    ]);
  });
});
