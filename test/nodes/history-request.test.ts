import assert from 'node:assert/strict';
import { historyRequest, SUBJECTS } from '../../nodes/status/history-request';
import { CodedError } from '../../src/base/coded-error';
import { functionRealm } from '../support/function-realm';

const NOW = Date.UTC(2026, 10, 29, 12, 0, 0);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function readAll(msg: object) {
  return historyRequest({ _msgid: '1', ...msg }, NOW);
}

function read(msg: object) {
  const request = readAll(msg);
  assert.ok('what' in request);
  return request;
}

function refusal(msg: object): CodedError {
  try {
    read(msg);
  } catch (error) {
    assert.ok(error instanceof CodedError);
    return error;
  }
  throw new assert.AssertionError({ message: `accepted: ${JSON.stringify(msg)}` });
}

describe('A question about a device’s history', () => {
  it('may name its subject alone: then it is about the last day, the use of data about the last thirty', () => {
    for (const what of SUBJECTS) {
      const length = what === 'usage' ? 30 * DAY : DAY;
      const { from, to } = read({ what });
      assert.deepEqual([from, to], [NOW - length, NOW], what);
    }
  });

  const TIMES: readonly (readonly [unknown, number])[] = [
    [NOW - HOUR, NOW - HOUR],
    [String(NOW - HOUR), NOW - HOUR],
    [new Date(NOW - HOUR), NOW - HOUR],
    [functionRealm()(`new Date(${NOW - HOUR})`), NOW - HOUR],
    ['2026-11-29T11:00:00Z', NOW - HOUR],
    ['2026-11-29T19:00:00+08:00', NOW - HOUR],
    ['2026-11-29 19:00+0800', NOW - HOUR],
    ['2026-11-28', new Date(2026, 10, 28).getTime()],
    ['2026-11-28 08:30', new Date(2026, 10, 28, 8, 30).getTime()],
    ['-90s', NOW - 90_000],
    ['-90m', NOW - 90 * MINUTE],
    ['-90 min', NOW - 90 * MINUTE],
    ['-1.5h', NOW - 1.5 * HOUR],
    [' -24H ', NOW - DAY],
    ['-7d', NOW - 7 * DAY],
    ['-2w', NOW - 14 * DAY],
  ];
  for (const [from, at] of TIMES) {
    it(`reads ${String(from)} as a time`, () => {
      assert.equal(read({ what: 'signal', from }).from, at);
    });
  }

  it('may end at a time before now, or after it', () => {
    assert.equal(read({ what: 'signal', from: '-2h', to: '-1h' }).to, NOW - HOUR);
    assert.equal(read({ what: 'signal', from: '-2h', to: 'now' }).to, NOW);
    assert.equal(read({ what: 'signal', to: '+1h' }).to, NOW + HOUR);
    assert.equal(read({ what: 'signal', to: NOW - DAY }).from, NOW - 2 * DAY);
  });

  it('gets at most 300 points of a curve, or the resolution that it names, in whole minutes', () => {
    const spanOf = (msg: object) => read({ what: 'signal', ...msg }).spanMs;
    assert.equal(spanOf({ from: '-1h' }), MINUTE);
    assert.equal(spanOf({ from: '-5h' }), MINUTE);
    assert.equal(spanOf({ from: '-24h' }), 5 * MINUTE);
    assert.equal(spanOf({ from: '-7d' }), 60 * MINUTE);
    assert.equal(spanOf({ from: '-90d' }), 720 * MINUTE);
    assert.equal(spanOf({ from: 200e9 }), DAY);
    assert.equal(spanOf({ resolution: 1 }), MINUTE);
    assert.equal(spanOf({ resolution: '61' }), 2 * MINUTE);
    assert.equal(spanOf({ resolution: 86_400 }), DAY);
  });

  it('may be about several subjects at once', () => {
    const both = [read({ what: 'signal', from: '-2d' }), read({ what: 'usage', from: '-2d' })];
    assert.deepEqual(readAll({ what: ['signal', 'usage', 'signal'], from: '-2d' }), both);
  });

  const FAULTS: readonly (readonly [string, object, { en: RegExp; zh: RegExp }])[] = [
    ['no subject', {}, { en: /^msg\.what is missing$/, zh: /没有 msg\.what/ }],
    ['an empty subject', { what: '' }, { en: /^msg\.what is missing$/, zh: /没有 msg\.what/ }],
    ['an empty list', { what: [] }, { en: /^msg\.what is missing$/, zh: /没有 msg\.what/ }],
    ['a list with an unknown subject', { what: ['signal', 'dance'] }, { en: /“dance”/, zh: /“dance”/ }],
    ['an unknown subject', { what: 'dance' }, { en: /“dance”, which is unknown/, zh: /“dance”/ }],
    ['an object as the subject', { what: {} }, { en: /“object”/, zh: /“object”/ }],
    ['an inherited name', { what: 'toString' }, { en: /“toString”/, zh: /“toString”/ }],
    [
      'words',
      { what: 'signal', from: 'yesterday' },
      { en: /msg\.from is no time: “yesterday”/, zh: /msg\.from 不是时间/ },
    ],
    ['seconds', { what: 'signal', from: 1_764_000_000 }, { en: /msg\.from is no time/, zh: /不是时间/ }],
    [
      'no date of the calendar',
      { what: 'signal', to: '2026-13-01' },
      { en: /msg\.to is no time/, zh: /msg\.to 不是时间/ },
    ],
    [
      'a day that its month does not have',
      { what: 'signal', from: '2026-02-31 08:00' },
      { en: /msg\.from is no time: “2026-02-31 08:00”/, zh: /不是时间/ },
    ],
    ['an unset Date', { what: 'signal', to: new Date(NaN) }, { en: /msg\.to is no time/, zh: /不是时间/ }],
    ['an unknown unit', { what: 'signal', from: '-3y' }, { en: /“-3y”/, zh: /“-3y”/ }],
    ['times beyond a Date', { what: 'signal', to: 9e15 }, { en: /msg\.to is no time/, zh: /不是时间/ }],
    [
      'an end before its beginning',
      { what: 'signal', from: '-1h', to: '-2h' },
      { en: /not before/, zh: /不早于/ },
    ],
    ['nothing between both', { what: 'signal', from: 'now' }, { en: /not before/, zh: /不早于/ }],
    ['no number as resolution', { what: 'signal', resolution: 'fine' }, { en: /“fine”/, zh: /“fine”/ }],
    ['no resolution', { what: 'signal', resolution: 0 }, { en: /“0”/, zh: /“0”/ }],
    ['a resolution of days', { what: 'signal', resolution: 86_401 }, { en: /“86401”/, zh: /“86401”/ }],
  ];
  for (const [what, msg, says] of FAULTS) {
    it(`is refused for ${what}, which is named in both languages`, () => {
      const { code, phrases } = refusal(msg);
      assert.equal(code, 'EC20_HISTORY_REQUEST');
      assert.match(phrases['reason']?.en ?? '', says.en);
      assert.match(phrases['reason']?.zh ?? '', says.zh);
    });
  }
});
