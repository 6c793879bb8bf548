import assert from 'node:assert/strict';
import { explain } from '../../src/base/error-text';
import { CodedError, describeError } from '../../src/core/core';

describe('An error, in a program of one’s own', () => {
  const error = new CodedError('EC20_SIM_PIN_NEEDED');

  it('is described for who writes programs, in both languages', () => {
    assert.equal(
      describeError(error, 'en'),
      'The SIM card asks for its PIN. Set the SIM PIN, or put the card into a phone and switch its PIN lock off.',
    );
    assert.equal(
      describeError(error, 'zh'),
      'SIM 卡要求输入 PIN 码。请填写 SIM 卡 PIN 码，或者把卡放进手机里关掉 PIN 码锁。',
    );
  });

  it('says apart what happened and what to do', () => {
    const { what, cure } = explain(error, 'library');
    assert.equal(`${what.en} ${cure.en}`, describeError(error, 'en'));
    assert.equal(`${what.zh}${cure.zh}`, describeError(error, 'zh'));
  });

  it('that has no code is described by its own words', () => {
    assert.equal(describeError(new TypeError('x is no function'), 'zh'), 'x is no function');
  });
});
