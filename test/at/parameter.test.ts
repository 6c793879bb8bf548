import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type CommandLine,
  commandHead,
  commandLine,
  numberAt,
  plain,
  quoted,
  rawAt,
  readParameters,
  secret,
  textAt,
  utf8,
  word,
} from '../../src/at/parameter';
import { CodedError } from '../../src/base/coded-error';

describe('readParameters', () => {
  const cases: readonly (readonly [text: string, fields: readonly (string | number | undefined)[]])[] = [
    ['0,1', [0, 1]],
    ['0,-1', [0, -1]],
    ['"LTE",50,-78,188,-14', ['LTE', 50, -78, 188, -14]],
    ['0,0,"CHINA MOBILE",7', [0, 0, 'CHINA MOBILE', 7]],
    ['1,"","",0', [1, '', '', 0]],
    ['0,,2', [0, undefined, 2]],
    ['0,', [0, undefined]],
    ['SIM PIN', ['SIM PIN']],
    ['"a"b",1', ['a"b', 1]],
    ['"a, b" , 2', ['a, b', 2]],
    ['"unclosed,1', ['"unclosed', 1]],
    ['', []],
    ['  ', []],
    ['1,1,1,"10.2.198.114","240E:404::1849"', [1, 1, 1, '10.2.198.114', '240E:404::1849']],
    ['12345678901234567890', ['12345678901234567890']],
  ];
  for (const [text, fields] of cases) {
    it(`reads ${JSON.stringify(text)}`, () => {
      const params = readParameters(text);
      assert.equal(params.length, fields.length);
      assert.deepEqual(
        fields.map((_, index) => numberAt(params, index) ?? textAt(params, index)),
        fields,
      );
    });
  }

  it('keeps a number as it was written', () => {
    assert.equal(rawAt(readParameters('"FDD LTE",00101'), 1), '00101');
    assert.equal(textAt(readParameters('46011'), 0), undefined);
    assert.equal(numberAt(readParameters('"46011"'), 0), undefined);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[",0-9a -]{0,30}$/), (text) => {
        assert.equal(readParameters(text).length > 0, text.trim() !== '');
      }),
    );
  });
});

describe('commandLine', () => {
  it('puts a command together', () => {
    assert.deepEqual(commandLine('AT+QMTOPEN=', 0, quoted('host', 'h.example'), 1883), {
      text: 'AT+QMTOPEN=0,"h.example",1883',
      masked: 'AT+QMTOPEN=0,"h.example",1883',
      secrets: [],
    } satisfies CommandLine);
  });

  it('writes words without quotes, and an empty argument list as the head alone', () => {
    assert.equal(commandLine('AT+CGDATA=', word('PPP'), 1).text, 'AT+CGDATA=PPP,1');
    assert.equal(commandLine('AT+CSQ').text, 'AT+CSQ');
  });

  it('carries UTF-8 as latin1, byte for byte', () => {
    const { text } = commandLine('AT+QMTSUB=', quoted('topic', '温度'));
    assert.deepEqual(Buffer.from(text, 'latin1'), Buffer.from('AT+QMTSUB="温度"', 'utf8'));
    assert.equal(utf8(text), 'AT+QMTSUB="温度"');
  });

  it('refuses a number that is not whole', () => {
    assert.throws(() => commandLine('AT+X=', 1.5), RangeError);
    assert.throws(() => commandLine('AT+X=', NaN), RangeError);
  });

  it('refuses a text and a command that are too long, counted in bytes', () => {
    assert.throws(() => quoted('topic', '温度', 5), { code: 'EC20_AT_LONG', outcome: 'not-sent' });
    assert.equal(quoted('topic', '温度', 6).text.length, 6);
    const long = quoted('a', 'x'.repeat(600));
    assert.throws(() => commandLine('AT+X=', long, long), { code: 'EC20_AT_LONG' });
    assert.throws(() => plain('A'.repeat(2000)), { code: 'EC20_AT_LONG' });
  });

  it('names a command by its head, never by its arguments', () => {
    assert.equal(commandHead(commandLine('AT+CPIN=', secret('simPin', '1234'))), 'AT+CPIN');
    assert.equal(commandHead(plain('AT+QMTCONN?')), 'AT+QMTCONN');
    assert.equal(commandHead(plain('ATI')), 'ATI');
  });
});

describe('Rule 10: nothing from a message reaches the AT line unchecked', () => {
  const bad: readonly (readonly [text: string, character: string])[] = [
    ['a"b', '"(U+0022)'],
    ['a\r', 'U+000D'],
    ['\n', 'U+000A'],
    ['\0', 'U+0000'],
    ['a\x1ab', 'U+001A'],
    ['\x7f', 'U+007F'],
  ];
  for (const [text, character] of bad) {
    it(`refuses ${character} in a text, a secret and a word, naming it`, () => {
      const error = { code: 'EC20_AT_TEXT', outcome: 'not-sent', params: { field: 'topic', character } };
      assert.throws(() => quoted('topic', text), error);
      assert.throws(() => secret('topic', text), error);
      assert.throws(() => word(text), { code: 'EC20_AT_TEXT' });
    });
  }

  it('lets no text of a user end a command or begin another', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
        let line: CommandLine;
        try {
          line = commandLine('AT+X=', quoted('topic', text));
        } catch (error) {
          assert.ok(error instanceof CodedError);
          return;
        }
        assert.equal(line.text.split('"').length, 3);
        assert.ok(Buffer.from(line.text, 'latin1').every((byte) => byte >= 0x20 && byte !== 0x7f));
        assert.equal(utf8(line.text), `AT+X="${text}"`);
      }),
    );
  });

  it('refuses a control character in a command that a user writes whole, and a word that begins another command', () => {
    assert.throws(() => plain('AT+CSQ\rAT+CFUN=0'), { code: 'EC20_AT_TEXT' });
    assert.throws(() => word('1;+CFUN=0'), { code: 'EC20_AT_TEXT' });
    assert.equal(plain('AT+COPS=0,2,"46000"').text, 'AT+COPS=0,2,"46000"');
  });

  it('masks a secret by its mark', () => {
    const line = commandLine('AT+QICSGP=', 1, quoted('apn', 'hunter2'), secret('apnPassword', 'hunter2'));
    assert.equal(line.text, 'AT+QICSGP=1,"hunter2","hunter2"');
    assert.equal(line.masked, 'AT+QICSGP=1,"hunter2","***"');
    assert.deepEqual(line.secrets, ['hunter2']);
  });
});
