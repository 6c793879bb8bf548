import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readTyped, shownCharacter } from '../../src/ec20/typed-command';
import { seeded } from '../hostile/seed';

function commandsIn(text: string): readonly string[] {
  return readTyped(text).commands.map(({ command }) => command);
}

/** Texts as blogs, manuals and serial assistants have them, and the one command in each. */
const ONE: readonly (readonly [typed: string, command: string])[] = [
  // Characters of a Chinese keyboard and of word processors.
  ['AT＋CSQ', 'AT+CSQ'],
  ['AT＋CREG？', 'AT+CREG?'],
  ['ＡＴ＋ＱＭＴＯＰＥＮ？', 'AT+QMTOPEN?'],
  ['AT+QPING=1，“www.aliyun.com”', 'AT+QPING=1,"www.aliyun.com"'],
  ['AT+QICSGP＝1，1，“CMNET”；+CSQ', 'AT+QICSGP=1,1,"CMNET";+CSQ'],
  ['AT　+\u200bCSQ\ufeff', 'AT +CSQ'],
  ['AT+QIOPEN=1、0', 'AT+QIOPEN=1,0'],
  ['AT\u202f+CSQ\u00ad', 'AT +CSQ'],
  ['AT+CUSD=1,„*100#”', 'AT+CUSD=1,"*100#"'],
  ['AT+QPING=1,“www.aliyun.com"', 'AT+QPING=1,"www.aliyun.com"'],
  ['AT+QPING=1,"www.aliyun.com”', 'AT+QPING=1,"www.aliyun.com"'],
  ['AT﹢CREG﹖', 'AT+CREG?'],
  ['AT⁺CSQ', 'AT+CSQ'],
  ['AT+CGDCONT=1,〝IP〞,″CMNET″', 'AT+CGDCONT=1,"IP","CMNET"'],
  // Within quotes nothing changes.
  ['AT+QMTOPEN=0,「a：b」', 'AT+QMTOPEN=0,"a：b"'],
  ['AT+CMGS="温度：25℃ //室内（一楼）"', 'AT+CMGS="温度：25℃ //室内（一楼）"'],
  ['AT+QPING=1,"http://a.b//c#d"', 'AT+QPING=1,"http://a.b//c#d"'],
  // Remarks.
  ['AT+CSQ //信号质量查询', 'AT+CSQ'],
  ['AT+CSQ//信号', 'AT+CSQ'],
  ['AT+CSQ // signal', 'AT+CSQ'],
  ['AT+CSQ ／／信号', 'AT+CSQ'],
  ['AT+CSQ # signal', 'AT+CSQ'],
  ['AT+CSQ#信号', 'AT+CSQ'],
  ['AT+CSQ /* 信号 */', 'AT+CSQ'],
  ['AT+CSQ（查询信号）', 'AT+CSQ'],
  ['AT+CSQ (signal)', 'AT+CSQ'],
  ['AT+CSQ  signal strength', 'AT+CSQ'],
  ['AT+CREG? registration', 'AT+CREG?'],
  ['AT+CMGF=1 text mode', 'AT+CMGF=1'],
  ['ATI module information', 'ATI'],
  ['AT+CSQ OK', 'AT+CSQ'],
  ['AT+CSQ --> OK', 'AT+CSQ'],
  ['AT+CSQ，查询信号', 'AT+CSQ'],
  ['AT+CSQ（信号）//查询', 'AT+CSQ'],
  ['AT+CSQ；查询信号', 'AT+CSQ'],
  ['AT+CSQ：查询信号', 'AT+CSQ'],
  ['AT+CSQ —— 查询信号', 'AT+CSQ'],
  ['AT+CSQ--查询信号', 'AT+CSQ'],
  ['AT+CSQ ← 查询信号', 'AT+CSQ'],
  ['AT+CSQ 信号质量查询', 'AT+CSQ'],
  ['AT+CSQ\t查询，正常为 10～31', 'AT+CSQ'],
  ['AT+CSQ 返回 +CSQ: 24,99', 'AT+CSQ'],
  ['AT+QMTPUBEX=0,1,1,0,"/sys/a/b/thing/event/property/post",51 //51 是长度', 'AT+QMTPUBEX=0,1,1,0,"/sys/a/b/thing/event/property/post",51'],
  ['AT+QMTCFG="recv/mode",0,0,1 //接收模式，“带长度”', 'AT+QMTCFG="recv/mode",0,0,1'],
  ['AT+CSQ；', 'AT+CSQ'],
  ['AT+CSQ。', 'AT+CSQ'],
  ['AT+CSQ\\r\\n', 'AT+CSQ'],
  ['AT+CSQ<CR><LF>', 'AT+CSQ'],
  ['AT+CSQ回车', 'AT+CSQ'],
  ['AT+CSQ[回车]', 'AT+CSQ'],
  ['**AT+CSQ**', 'AT+CSQ'],
  ['[10:00:01.123]发→◇AT+CSQ□', 'AT+CSQ'],
  // What stands in front.
  ['> AT+CSQ', 'AT+CSQ'],
  ['$ AT+CSQ', 'AT+CSQ'],
  ['发送：AT+CREG?', 'AT+CREG?'],
  ['发送指令: AT+CREG?', 'AT+CREG?'],
  ['[10:00:01] AT+CSQ', 'AT+CSQ'],
  ['[10:00:01.123]发→◇AT+CSQ', 'AT+CSQ'],
  ['[2026-01-02 10:00:01.123] TX: AT+CGATT?', 'AT+CGATT?'],
  ['【10:00:01】发送：AT+CSQ', 'AT+CSQ'],
  ['10:00:01 >> AT+CSQ', 'AT+CSQ'],
  ['1. AT+CSQ', 'AT+CSQ'],
  ['2、AT+CSQ 信号', 'AT+CSQ'],
  ['（3）AT+CSQ', 'AT+CSQ'],
  ['④AT+CSQ', 'AT+CSQ'],
  ['步骤一：AT+CSQ', 'AT+CSQ'],
  ['- AT+CSQ', 'AT+CSQ'],
  // Quotes around all of it.
  ['“AT+CSQ”', 'AT+CSQ'],
  ['`AT+CSQ`', 'AT+CSQ'],
  ['"AT+QMTCFG=\\"recv/mode\\",0,0,1\\r\\n"', 'AT+QMTCFG="recv/mode",0,0,1'],
  // Plain ones stay.
  ['AT', 'AT'],
  ['ATE0', 'ATE0'],
  ['ATIE1', 'ATIE1'],
  ['ATD10086;', 'ATD10086;'],
  ['ATD*99***1#', 'ATD*99***1#'],
  ['AT+CUSD=1,*100#', 'AT+CUSD=1,*100#'],
  ['AT+QHTTPURL=http://a.b/c', 'AT+QHTTPURL=http://a.b/c'],
  ['AT+CSQ;+COPS?', 'AT+CSQ;+COPS?'],
  // A parameter is no remark: to drop it would change the command.
  ['AT+QFDEL=温度.txt', 'AT+QFDEL=温度.txt'],
]; // prettier-ignore

const SEVERAL: readonly (readonly [
  typed: string,
  commands: readonly string[],
  leftOut: readonly string[],
])[] = [
  ['AT+CSQ\r\n+CSQ: 24,99\r\n\r\nOK\r\nAT+CREG?', ['AT+CSQ', 'AT+CREG?'], ['+CSQ: 24,99', 'OK']],
  ['AT+CPIN?、AT+CSQ, AT+CREG?', ['AT+CPIN?', 'AT+CSQ', 'AT+CREG?'], []],
  ['[10:00:01] 发送：AT\n[10:00:02] 接收：OK', ['AT'], ['[10:00:02] 接收：OK']],
  ['第一步 检查信号\nAT+CSQ //信号', ['AT+CSQ'], ['第一步 检查信号']],
  ['AT+CMGS="AT+CSQ, AT+CREG?"', ['AT+CMGS="AT+CSQ, AT+CREG?"'], []],
  ['AT+CSQ && AT+CREG?', ['AT+CSQ', 'AT+CREG?'], []],
  ['AT+CSQ | AT+CREG? 和 AT+CGATT?', ['AT+CSQ', 'AT+CREG?', 'AT+CGATT?'], []],
];

const PROPOSED: readonly (readonly [typed: string, proposal: string | undefined])[] = [
  ['CSQ', 'AT+CSQ'],
  ['csq？', 'AT+CSQ?'],
  ['+CREG?', 'AT+CREG?'],
  ['ATCSQ', 'AT+CSQ'],
  ['AT CREG?', 'AT+CREG?'],
  ['AT-CSQ', 'AT+CSQ'],
  ['AT十CSQ', 'AT+CSQ'],
  ['CPIN="1234"', 'AT+CPIN="1234"'],
  ['请发送AT+CSQ查询信号', 'AT+CSQ'],
  ['hello AT', undefined],
  ['OK', undefined],
  ['ERROR', undefined],
  ['+CSQ: 24,99', undefined],
  ['你好', undefined],
];

/** Remarks and prompts, to be put around any command. */
const REMARKS = [
  '',
  ' //信号质量查询',
  '//a',
  ' # signal',
  '（查询）',
  ' (signal)',
  ' 查询信号',
  '；',
  '。',
  ' -- 查询',
  '\r\n',
];
const PROMPTS = [
  '',
  '> ',
  '发送：',
  '[10:00:01] ',
  '[10:00:01.123]发→◇',
  '1. ',
  '① ',
  '10:00:01 >> ',
  'TX: ',
];

/** Any text without quotes and line ends: what stands between quotes. */
const quotedText = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  .map((text) => text.replace(/["“”„「」『』＂〝〞〟″\\\r\n\u2028\u2029]/g, ''));
const plainCommand = fc.stringMatching(/^AT\+[A-Z]{3,8}(\?|=\d{1,3}(,\d{1,2}){0,3})?$/);
const withText = fc
  .tuple(fc.stringMatching(/^AT\+[A-Z]{3,8}=\d,$/), fc.array(quotedText, { minLength: 1, maxLength: 3 }))
  .map(([head, texts]) => head + texts.map((text) => `"${text}"`).join(','));

describe('A typed AT command', () => {
  for (const [typed, command] of ONE) {
    it(`is ${command} in ${JSON.stringify(typed)}`, () => {
      const { commands, leftOut } = readTyped(typed);
      assert.deepEqual([commands.map((each) => each.command), leftOut], [[command], []]);
      assert.equal(commands[0]?.readings.length === 0, command === typed);
    });
  }

  for (const [typed, commands, leftOut] of SEVERAL) {
    it(`is one of ${commands.length} in ${JSON.stringify(typed)}`, () => {
      assert.deepEqual([commandsIn(typed), readTyped(typed).leftOut], [commands, leftOut]);
    });
  }

  for (const [typed, proposal] of PROPOSED) {
    it(`is ${proposal === undefined ? 'not to be found' : `proposed, not sent: ${proposal}`} in ${typed}`, () => {
      assert.deepEqual([commandsIn(typed), readTyped(typed).proposal], [[], proposal]);
    });
  }

  it('is found whatever stands around it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PROMPTS),
        fc.oneof(plainCommand, withText),
        fc.constantFrom(...REMARKS),
        (prompt, command, remark) => {
          assert.deepEqual(commandsIn(prompt + command + remark), [command]);
        },
      ),
      seeded({}),
    );
  });

  it('keeps the text between its quotes, whatever it is', () => {
    fc.assert(
      fc.property(withText, fc.constantFrom(...REMARKS), (command, remark) => {
        assert.deepEqual(commandsIn(command + remark), [command]);
        const typographic = command.replace(/"([^"]*)"/g, '“$1”');
        assert.deepEqual(commandsIn(typographic + remark), [command]);
      }),
      seeded({}),
    );
  });

  it('stays as it is when it is read once more', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'grapheme' }), withText),
        fc.constantFrom(...REMARKS),
        (text, remark) => {
          for (const command of commandsIn(`AT+CSQ${text}${remark}`))
            assert.deepEqual(commandsIn(command), [command]);
        },
      ),
      seeded({}),
    );
  });

  it('is read in time from any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
        readTyped(text);
      }),
      seeded({}),
    );
    const long = ['-', ' ', '(', '[1:00]', 'AT+CSQ;', '“', '（', '发送：'].map((each) =>
      each.repeat(1900 / each.length),
    );
    for (const text of long) readTyped(`AT+CSQ${text}`);
    for (const text of long) readTyped(`${text}AT+CSQ`);
  });
});

describe('A character of a message', () => {
  it('is shown by itself, or by its number where there is nothing to see', () => {
    assert.deepEqual(['信', '？', '℃', '\u200b', '\n'].map(shownCharacter), [
      '“信”',
      '“？”',
      '“℃”',
      'U+200B',
      'U+000A',
    ]);
  });
});
