import assert from 'node:assert/strict';
import fc from 'fast-check';
import { convert, describeReplacements } from '../../nodes/console/editor/command-text';
import { seeded } from '../hostile/seed';

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
    ['AT\u202f+CSQ\u00ad', 'AT +CSQ'],
    ['AT+CUSD=1,„*100#”', 'AT+CUSD=1,"*100#"'],
  ];
  for (const [typed, sent] of CONVERTED) {
    it(`makes ${sent} of ${JSON.stringify(typed)}`, () => {
      assert.equal(convert(typed).text, sent);
      assert.notEqual(convert(typed).replaced.length, 0);
    });
  }

  it('names each converted character once', () => {
    assert.deepEqual(convert('？，？　').replaced, [
      { from: '？', to: '?' },
      { from: '，', to: ',' },
      { from: '\u3000', to: ' ' },
    ]);
  });

  it('names characters that have no shape by their number', () => {
    const { replaced } = convert('？\u3000\u200b\u200b');
    assert.equal(describeReplacements(replaced), '？→?, U+3000→U+0020, U+200B→∅');
  });

  it('marks an odd character without a plain form, and leaves it', () => {
    const { text, replaced } = convert('AT〃');
    assert.equal(text, 'AT〃');
    assert.equal(describeReplacements(replaced), '〃');
  });

  it('leaves ASCII and Chinese as they are', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\x20-\x7e温度网关]*$/), (typed) => {
        assert.deepEqual(convert(typed), { text: typed, replaced: [] });
      }),
      seeded({}),
    );
  });
});
