import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { asCodedError, CodedError } from '../../src/base/coded-error';
import { describeError, sentence } from '../../src/base/error-text';
import { cureAt } from '../../src/base/sentence';
import { ERRORS } from '../../src/errors/catalogue';

describe('a coded error', () => {
  it('names its code and its values, for a log', () => {
    assert.equal(new CodedError('EC20_SIM_ABSENT').message, 'EC20_SIM_ABSENT');
    const params = { command: 'AT+CPIN?', ms: 300 };
    assert.equal(
      new CodedError('EC20_TIMEOUT', { params }).message,
      'EC20_TIMEOUT (command: AT+CPIN?, ms: 300)',
    );
    const phrases = { thing: { en: 'a folder', zh: '目录' } };
    assert.equal(
      new CodedError('EC20_PORT_NO_TTY', { params: { port: '/dev' }, phrases }).message,
      'EC20_PORT_NO_TTY (port: /dev, thing: a folder)',
    );
  });

  it('loads no texts', () => {
    const file = require.resolve('../../src/base/coded-error');
    const program = `require(${JSON.stringify(file)}); console.log(JSON.stringify(Object.keys(require.cache)))`;
    const run = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' });
    const loaded = JSON.parse(run.stdout) as string[];
    assert.deepEqual(
      loaded.map((path) => basename(path)),
      ['coded-error.js', 'thrown-text.js', 'character.js'],
      run.stderr,
    );
  });

  it("carries the module's number, the outcome and the cause", () => {
    const cause = new Error('read EIO');
    const error = new CodedError('EC20_MODULE_ERROR', {
      params: { command: 'AT+CPIN?', result: '+CME ERROR: 10' },
      moduleCode: 10,
      outcome: 'rejected',
      cause,
    });
    assert.equal(error.code, 'EC20_MODULE_ERROR');
    assert.deepEqual(error.params, { command: 'AT+CPIN?', result: '+CME ERROR: 10' });
    assert.equal(error.moduleCode, 10);
    assert.equal(error.outcome, 'rejected');
    assert.equal(error.cause, cause);
    assert.ok(error instanceof Error);
  });

  it('says that nothing was sent unless told otherwise', () => {
    const error = new CodedError('EC20_LINE_CLOSED');
    assert.equal(error.outcome, 'not-sent');
    assert.equal(error.moduleCode, undefined);
    assert.equal('cause' in error, false);
  });
});

describe('a sentence', () => {
  it('joins Chinese without a blank', () => {
    const what = ERRORS.EC20_SIM_ABSENT.fact.zh;
    const cure = cureAt(ERRORS.EC20_SIM_ABSENT, 'node').zh;
    assert.equal(sentence('EC20_SIM_ABSENT', {}, 'node', 'zh'), `${what}${cure}`);
  });

  it('keeps the placeholder of a value that was not given', () => {
    assert.match(sentence('EC20_OPEN_DNS', {}, 'node', 'en'), /\{host\}/);
  });

  it('does not read placeholders inside a value', () => {
    assert.match(
      sentence('EC20_PORT_SHARED', { port: 'COM5', name: '{port}' }, 'node', 'en'),
      /COM5.*“\{port\}”/,
    );
  });
});

describe('describing an error', () => {
  it('says of an APN that was left empty that the network chooses, in place of two quotes', () => {
    const shown = (language: 'en' | 'zh') => sentence('EC20_PDP_FAILED', { apn: '' }, 'node', language);
    assert.match(shown('zh'), /（接入点 APN：留空，由网络决定）/);
    assert.match(shown('en'), /\(APN: none set, the network chooses\)/);
    assert.match(sentence('EC20_PDP_FAILED', { apn: 'CMIOT' }, 'node', 'zh'), /（接入点 APN：CMIOT）/);
  });

  it('tells a coded one in the language asked for', () => {
    const error = new CodedError('EC20_TOPIC_LONG', { params: { bytes: 130, limit: 128 } });
    assert.equal(
      describeError(error, 'node', 'zh'),
      sentence('EC20_TOPIC_LONG', { bytes: 130, limit: 128 }, 'node', 'zh'),
    );
    assert.equal(
      describeError(error, 'node', 'en'),
      sentence('EC20_TOPIC_LONG', { bytes: 130, limit: 128 }, 'node', 'en'),
    );
  });

  it('tells any other by its own words', () => {
    assert.equal(describeError(new TypeError('x is not a function'), 'node', 'zh'), 'x is not a function');
    assert.equal(describeError('plain text', 'node', 'en'), 'plain text');
  });
});

describe('making any error a coded one', () => {
  it('leaves a coded one as it is', () => {
    const error = new CodedError('EC20_OFFLINE');
    assert.equal(asCodedError(error), error);
  });

  it('wraps another one as EC20_INTERNAL with its words and cause, its outcome unknown', () => {
    const cause = new RangeError('offset is out of bounds');
    const error = asCodedError(cause);
    assert.equal(error.code, 'EC20_INTERNAL');
    assert.equal(error.outcome, 'unknown');
    assert.equal(error.cause, cause);
    assert.match(error.message, /offset is out of bounds/);
  });

  it('takes what is no Error too', () => {
    assert.deepEqual(asCodedError('thrown text').params, { detail: 'thrown text' });
  });
});
