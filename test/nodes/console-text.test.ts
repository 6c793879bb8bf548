import assert from 'node:assert/strict';
import { mayHoldSecret, SECRET_COMMANDS } from '../../src/ec20/secret-commands';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import fc from 'fast-check';
import { seeded } from '../hostile/seed';

const FILE = join(__dirname, '..', '..', '..', 'resources', 'console-text.js');

/** What the console uses of resources/console-text.js. */
interface ConsoleText {
  convert(text: string): { text: string; changes: { from: string; to: string }[] };
  visible(character: string): string;
  matches(line: string, filter: string): boolean;
  remember(history: readonly string[], command: string): string[];
  file(heading: readonly string[], entries: readonly object[]): string;
}

const red = { ec20ConsoleText: undefined as unknown };
runInContext(readFileSync(FILE, 'utf8'), createContext({ RED: red }));
const text = red.ec20ConsoleText as ConsoleText;

/** Plain data out of the script's own world. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('The console’s command line', () => {
  const CONVERTED: readonly (readonly [typed: string, sent: string])[] = [
    ['AT＋CSQ', 'AT+CSQ'],
    ['AT＋CREG？', 'AT+CREG?'],
    ['ＡＴ＋ＱＭＴＯＰＥＮ？', 'AT+QMTOPEN?'],
    ['AT+QPING=1，“www.aliyun.com”', 'AT+QPING=1,"www.aliyun.com"'],
    ['AT+QICSGP＝1，1，“CMNET”；+CSQ', 'AT+QICSGP=1,1,"CMNET";+CSQ'],
    ['AT+QMTOPEN=0，「a：b」', 'AT+QMTOPEN=0,"a:b"'],
    ['AT　+\u200bCSQ\ufeff', 'AT +CSQ'],
    ['AT+QIOPEN=1、0。', 'AT+QIOPEN=1,0.'],
  ];
  for (const [typed, sent] of CONVERTED) {
    it(`makes ${sent} of ${JSON.stringify(typed)}`, () => {
      assert.equal(text.convert(typed).text, sent);
      assert.notEqual(text.convert(typed).changes.length, 0);
    });
  }

  it('tells each converted character once', () => {
    assert.deepEqual(plain(text.convert('？，？　').changes), [
      { from: '？', to: '?' },
      { from: '，', to: ',' },
      { from: '\u3000', to: ' ' },
    ]);
  });

  it('names characters that have no shape', () => {
    assert.deepEqual(
      ['？', '\u3000', '\u200b'].map((each) => text.visible(each)),
      ['？', 'U+3000', 'U+200B'],
    );
  });

  it('leaves ASCII and Chinese as they are', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\x20-\x7e温度网关]*$/), (typed) => {
        assert.deepEqual(plain(text.convert(typed)), { text: typed, changes: [] });
      }),
      seeded({}),
    );
  });

  it('keeps a history without doubles, of fifty, the newest last', () => {
    assert.deepEqual(plain(text.remember(['AT', 'ATI'], 'AT')), ['ATI', 'AT']);
    const many = Array.from({ length: 60 }, (_, index) => `AT+X=${index}`);
    const kept = many.reduce<string[]>((history, command) => text.remember(history, command), []);
    assert.deepEqual([kept.length, kept[0], kept.at(-1)], [50, 'AT+X=10', 'AT+X=59']);
  });

  for (const { name, option } of SECRET_COMMANDS) {
    const secret = `AT${name}=${option === undefined ? '' : `"${option}",`}0,"a","b","c","d"`;
    it(`keeps no ${secret}, as the runtime has it`, () => {
      assert.equal(mayHoldSecret(secret), true);
      assert.deepEqual(plain(text.remember(['AT'], secret)), ['AT']);
    });
  }

  for (const secret of [
    'AT+ CPIN="1234"',
    'AT+CPIN=1234',
    'at+cpin = "1234"',
    'AT+QMTCFG="aliauth",0,"p","d","s"',
    'AT+QICSGP=1,1,"a","u","p",1',
    'AT+CLCK="SC",0,"1234"',
    'AT+QMTCONN=0,"c","u","p"',
  ]) {
    it(`keeps no ${secret}`, () => assert.deepEqual(plain(text.remember(['AT'], secret)), ['AT']));
  }
  it('keeps the question for the SIM card’s state', () => {
    assert.deepEqual(plain(text.remember([], 'AT+CPIN?')), ['AT+CPIN?']);
  });
});

describe('The console’s lines', () => {
  const FILTERS: readonly (readonly [line: string, filter: string, shown: boolean])[] = [
    ['+CSQ: 24,99', '', true],
    ['+CSQ: 24,99', 'csq', true],
    ['+CSQ: 24,99', 'csq 24', true],
    ['+CSQ: 24,99', 'csq 25', false],
    ['+CSQ: 24,99', '-csq', false],
    ['OK', '-csq', true],
    ['+QMTOPEN: 0,-1', '-', true],
    ['OK', '-', false],
  ];
  for (const [line, filter, shown] of FILTERS) {
    it(`${shown ? 'show' : 'hide'} ${line} with the filter “${filter}”`, () => {
      assert.equal(text.matches(line, filter), shown);
    });
  }

  it('make a file with a heading, UTC times, and no personal number', () => {
    const made = text.file(
      ['Trace', 'Module: EC20F'],
      [
        { at: 0, direction: 'out', text: 'AT+GSN' },
        { at: 1, direction: 'in', text: '867698040123456' },
        { at: 2, direction: 'in', text: '+QCCID: 89860012345678901234' },
        { at: 3, direction: 'in', text: '+CNUM: ,"13800138000",129' },
        { at: 4, direction: 'out', text: '{"time":1767225600000}' },
      ],
    );
    assert.deepEqual(made.split('\n'), [
      'Trace',
      'Module: EC20F',
      '',
      '1970-01-01T00:00:00.000Z → AT+GSN',
      '1970-01-01T00:00:00.001Z ← ***',
      '1970-01-01T00:00:00.002Z ← +QCCID: ***',
      '1970-01-01T00:00:00.003Z ← +CNUM: ,***,129',
      '1970-01-01T00:00:00.004Z → {"time":1767225600000}',
      '',
    ]);
  });
});
