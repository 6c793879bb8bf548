import assert from 'node:assert/strict';
import { incomingPayload } from '../../nodes/subscribe/incoming';
import { FlowError } from '../../nodes/shared/flow-error';
import { Trace } from '../../src/at/trace';
import { CodedError, asCodedError } from '../../src/base/coded-error';
import { describeError } from '../../src/base/error-text';
import { seededRandom, randomInteger } from '../../src/base/random';
import { ERRORS, type ErrorCode } from '../../src/errors/catalogue';
import { VirtualClock } from '../support/virtual-clock';
import { seed } from './seed';

const SEED = seed();
/** Ends a line, moves a cursor, or turns text around. */
const DISTURBING = /[\p{Cc}\u2028-\u202e\u2066-\u2069\u200e\u200f]/u;
const HOSTILE = [
  '\u001b[2J',
  '\r\n',
  '\u0000',
  '\u009b31m',
  '\u202e',
  '\u2066',
  '\u2028',
  '\ud800',
  '温度',
  'x',
];

describe('texts of modules, brokers and files in errors', () => {
  it(`are on one line, without controls, and bounded, for each value of each code (seed ${SEED})`, () => {
    const random = seededRandom(SEED);
    for (const [code, row] of Object.entries(ERRORS)) {
      const names = [...JSON.stringify(row).matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
      const params = Object.fromEntries(
        names.map((name) => [
          name,
          Array.from(
            { length: randomInteger(random, 1, 3000) },
            () => HOSTILE[randomInteger(random, 0, HOSTILE.length - 1)],
          ).join(''),
        ]),
      );
      const error = new CodedError(code as ErrorCode, { params });
      const texts = [
        error.message,
        ...(['en', 'zh'] as const).map((language) => new FlowError(error, language).message),
        ...Object.values(error.params).map(String),
      ];
      for (const text of texts) {
        assert.doesNotMatch(text, DISTURBING, code);
        assert.ok(text.length < 1000 + 600 * names.length, `${code}: ${text.length} characters`);
      }
    }
  });

  it('of an error that isn’t ours too', () => {
    const foreign = new Error(`\u001b]0;title\u0007${'x'.repeat(9000)}`);
    for (const text of [describeError(foreign, 'node', 'en'), asCodedError(foreign).message]) {
      assert.doesNotMatch(text, DISTURBING);
      assert.ok(text.length < 700);
    }
  });

  it('show what was there, and a plain text stays as it is', () => {
    const result = new CodedError('EC20_MODULE_ERROR', {
      params: { command: 'AT', result: 'A\u001bB 温度\u3000！' },
    });
    assert.equal(result.params['result'], 'A<U+001B>B 温度\u3000！');
  });

  it('are shown in the trace likewise', () => {
    const trace = new Trace(new VirtualClock());
    trace.record('in', Buffer.from('+COPS: "\u202eevil\u2066"').toString('latin1'));
    assert.equal(trace.entries[0]?.text, '+COPS: "<202E>evil<2066>"');
  });
});

describe('JSON from a broker that is nested thousands deep', () => {
  for (const levels of [1000, 100_000]) {
    const payload = Buffer.from('['.repeat(levels) + ']'.repeat(levels));
    it(`${levels} levels: is text, or refused as JSON`, () => {
      assert.equal(incomingPayload('t', payload, 'auto-detect'), payload.toString());
      assert.throws(() => incomingPayload('t', payload, 'json'), { code: 'EC20_JSON' });
    });
  }

  it('brackets in texts and side by side are not levels', () => {
    const value = [`${'['.repeat(1000)}"\\`, ...Array.from({ length: 1000 }, () => [{}])];
    assert.deepEqual(incomingPayload('t', Buffer.from(JSON.stringify(value)), 'json'), value);
  });
});
