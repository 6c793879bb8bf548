import assert from 'node:assert/strict';
import { maskedJson, masking } from '../../nodes/console/masking';
import { withoutPersonalNumbers } from '../../src/base/personal-numbers';
import { plainText } from '../../src/doctor/sendable-report';

const AWKWARD = 'p"a\\ss_w*rd|<x>&`密';

describe('The masking of a report', () => {
  const json = (text: string) => JSON.stringify(text).slice(1, -1);
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const FORMS: readonly (readonly [string, string])[] = [
    ['as it is', AWKWARD],
    ['in JSON', json(AWKWARD)],
    ['in JSON within JSON', json(json(AWKWARD))],
    ['in JSON of ASCII', json(AWKWARD).replace('密', '\\u5bc6')],
    ['in Markdown', plainText(AWKWARD)],
    ['in an address', encodeURIComponent(AWKWARD)],
    ['in hexadecimal', Buffer.from(AWKWARD).toString('hex').toUpperCase()],
    ['in base64', base64(AWKWARD)],
    ['in base64 of a longer text', base64(`ab${AWKWARD}cd`)],
    ['in a line of latin1', Buffer.from(AWKWARD).toString('latin1')],
  ];
  for (const [form, text] of FORMS) {
    it(`finds a secret ${form}`, () => {
      const masked = masking([AWKWARD])(`before ${text} after`);
      assert.match(masked, /^before .*\*\*\*.* after$/s);
      for (let at = 0; at + 8 <= text.length; at++) assert(!masked.includes(text.slice(at, at + 8)), masked);
    });
  }

  it('leaves JSON readable: a count that is a short PIN by chance stays, the PIN in a text does not', () => {
    const value = {
      count: 1234,
      used: 12.1234,
      pin: 'AT+CPIN="1234"',
      list: ['1234', 'x1234'],
      imei: 861234567890123,
    };
    const masked = maskedJson(JSON.stringify(value), masking(['1234']));
    assert.deepEqual(JSON.parse(masked), {
      ...value,
      pin: 'AT+CPIN="***"',
      list: ['***', 'x1234'],
      imei: '***',
    });
    const awkward = { text: `a\n${AWKWARD}\t"`, phone: '13812345678', [AWKWARD]: 1 };
    assert.deepEqual(JSON.parse(maskedJson(JSON.stringify(awkward), masking([AWKWARD]))), {
      text: 'a\n***\t"',
      phone: '***',
      '***': 1,
    });
  });

  const NUMBERS: readonly (readonly [string, string])[] = [
    ['861234567890123', '***'],
    ['+QCCID: 89860318740043512345', '+QCCID: ***'],
    ['+QCCID: 898604B4102080123456', '+QCCID: ***'],
    ['+CNUM: "","13812345678",129', '+CNUM: "",***,129'],
    ['+CNUM: "","+8613812345678",145', '+CNUM: "","***",145'],
    ['+CNUM: "","1064712345678",129', '+CNUM: "",***,129'],
    ['+CNUM: "","+861440123456789",145', '+CNUM: "","***",145'],
    ['{"time":"1764374400000","count":12345678901}', '{"time":"1764374400000","count":12345678901}'],
    ['8986fedcba', '8986fedcba'],
  ];
  for (const [text, masked] of NUMBERS) {
    it(`makes “${masked}” of “${text}”`, () => assert.equal(withoutPersonalNumbers(text), masked));
  }
});
