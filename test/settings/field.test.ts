import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { characterName, firstUnsafeCharacter, printable } from '../../src/base/character';
import { CodedError, type ErrorParams } from '../../src/base/coded-error';
import {
  choice,
  content,
  flag,
  number,
  oddCharacter,
  type Range,
  text,
  topicText,
} from '../../src/settings/field';
import { setting } from '../../src/settings/refusal';

const textSetting = (field: string, value: unknown, byDefault = '') =>
  setting(field, text({ default: byDefault }), value);
const numberSetting = (
  field: string,
  value: unknown,
  options: Range & { readonly default: number; readonly decimal?: true },
) => setting(field, number(options), value);
const booleanSetting = (field: string, value: unknown, byDefault: boolean) =>
  setting(field, flag({ default: byDefault }), value);
const choiceSetting = <Choice extends string>(
  field: string,
  value: unknown,
  choices: readonly Choice[],
  byDefault: Choice,
) => setting(field, choice<Choice, Choice>({ choices, default: byDefault }), value);
const contentSetting = (field: string, value: unknown) => setting(field, content(), value);

function assertRefused(action: () => unknown, code: string, params: ErrorParams): void {
  assert.throws(action, (error) => {
    assert(error instanceof CodedError);
    assert.equal(error.code, code);
    assert.deepEqual(error.params, params);
    return true;
  });
}

describe('settings', () => {
  const range = { default: 5, min: 1, max: 100 };

  for (const [value, expected] of [
    [undefined, 5],
    [null, 5],
    ['', 5],
    [' ', 5],
    [7, 7],
    ['7', 7],
    [' 100 ', 100],
    [1, 1],
  ] as const) {
    it(`a number given as ${JSON.stringify(value)} is ${expected}`, () => {
      assert.equal(numberSetting('maxInFlight', value, range), expected);
    });
  }

  for (const value of [
    0,
    101,
    '0',
    '1e1',
    '0x10',
    'five',
    '５',
    NaN,
    Infinity,
    true,
    {},
    [7],
    '5 6',
    1.5,
    '1.5',
  ]) {
    it(`a number given as ${typeof value} ${inspect(value)} is refused with the range it should have`, () => {
      assert.throws(
        () => numberSetting('maxInFlight', value, range),
        (error) =>
          error instanceof CodedError &&
          error.code === 'EC20_SETTING' &&
          error.params['field'] === 'maxInFlight' &&
          error.params['allowed'] === '1–100',
      );
    });
  }

  it('a number may have a decimal point where the setting allows one', () => {
    assert.equal(numberSetting('maxRate', '0.5', { default: 0, min: 0, max: 100, decimal: true }), 0.5);
  });

  for (const [value, expected] of [
    [true, true],
    [false, false],
    ['true', true],
    ['false', false],
    [undefined, true],
    ['', true],
  ] as const) {
    it(`a boolean given as ${JSON.stringify(value)} is ${expected} (default true)`, () => {
      assert.equal(booleanSetting('cleanSession', value, true), expected);
    });
  }

  for (const [value, shown] of [
    ['yes', 'yes'],
    [1, '1'],
    ['TRUE', 'TRUE'],
    [{}, 'object'],
  ] as const) {
    it(`a boolean given as ${JSON.stringify(value)} is refused`, () => {
      assertRefused(() => booleanSetting('flowControl', value, false), 'EC20_SETTING', {
        field: 'flowControl',
        value: shown,
        allowed: 'true, false',
      });
    });
  }

  it('a choice is one of its words, or the default when absent', () => {
    const allowed = ['disk', 'memory'] as const;
    assert.equal(choiceSetting('queue', 'memory', allowed, 'disk'), 'memory');
    assert.equal(choiceSetting('queue', undefined, allowed, 'disk'), 'disk');
    assertRefused(() => choiceSetting('queue', 'Disk', allowed, 'disk'), 'EC20_SETTING', {
      field: 'queue',
      value: 'Disk',
      allowed: 'disk, memory',
    });
  });

  it('a text is trimmed, and a number typed where text belongs is its digits', () => {
    assert.equal(textSetting('apn', ' cmnet\n'), 'cmnet');
    assert.equal(textSetting('deviceName', 1001), '1001');
    assert.equal(textSetting('region', undefined, 'cn-shanghai'), 'cn-shanghai');
  });

  for (const [text, name] of [
    ['cn，shanghai', '，(U+FF0C)'],
    ['ｃmnet', 'ｃ(U+FF43)'],
    ['a。b', '。(U+3002)'],
    ['“quoted”', '“(U+201C)'],
    ['cmnet\u3000', 'U+3000'],
    ['\ufeffcmnet', 'U+FEFF'],
    ['cm\u200bnet', 'U+200B'],
    ['cm\u00a0net', 'U+00A0'],
    ['cm\u2060net', 'U+2060'],
  ] as const) {
    it(`a text with ${name} is refused and the character named`, () => {
      assertRefused(() => textSetting('apn', text), 'EC20_FULL_WIDTH', { field: 'apn', character: name });
    });
  }

  it('Chinese letters and plain ASCII are no odd characters', () => {
    const topic = '/a1/树莓派/user/温度_1-2@x.y:z ~!#$%^&*()[]{}<>?/\\|';
    assert.equal(oddCharacter('topic', topic), undefined);
  });

  for (const read of [
    (value: unknown) => textSetting('deviceSecret', value),
    (value: unknown) => numberSetting('deviceSecret', value, range),
    (value: unknown) => booleanSetting('deviceSecret', value, true),
    (value: unknown) => choiceSetting('deviceSecret', value, ['a'], 'a'),
    (value: unknown) => contentSetting('deviceSecret', value),
  ]) {
    it(`an environment variable that does not exist is named: ${String(read).slice(11)}`, () => {
      assertRefused(() => read('${EC20_SECRET}'), 'EC20_ENV_MISSING', {
        name: 'EC20_SECRET',
        field: 'deviceSecret',
      });
    });
  }

  it('a topic that holds placeholders is not taken for an environment variable', () => {
    const topic = '/${productKey}/${deviceName}';
    for (const each of [topic, '${productKey}/${deviceName}', '${YourDeviceName}']) {
      assert.equal(setting('topic', topicText(), each), each);
    }
  });

  it('control characters and the text around them are shown on one line', () => {
    assert.equal(printable('a\r\nb\u0000温\ud800'), 'a<U+000D><U+000A>b<U+0000>温<U+D800>');
    assert.equal(characterName('\n'), 'U+000A');
    assert.equal(characterName('"'), '"(U+0022)');
  });

  for (const [text, expected] of [
    ['cmnet', undefined],
    ['温度 😀', undefined],
    ['a"b', '"'],
    ['a\rb', '\r'],
    ['a\u0000', '\u0000'],
    ['\u007f', '\u007f'],
    ['\u0085', '\u0085'],
    ['half \ud83d', '\ud83d'],
  ] as const) {
    it(`${JSON.stringify(text)} ${expected === undefined ? 'may' : 'must not'} stand between the quotes of an AT command`, () => {
      assert.equal(firstUnsafeCharacter(text), expected);
    });
  }
});
