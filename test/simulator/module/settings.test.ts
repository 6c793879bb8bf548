import assert from 'node:assert/strict';
import { CodedError } from '../../../src/base/coded-error';
import { describeError } from '../../../src/base/error-text';
import { FAST, describeSettings, settingsFromQuery } from '../../../src/simulator/simulator';

describe('the settings of the virtual module', () => {
  it('are read from a port like simulator?sim=absent&apn=wrong', () => {
    assert.deepEqual(settingsFromQuery('sim=absent&apn=wrong&ackMs=50&glue=true&operator=CHN-UNICOM'), {
      sim: 'absent',
      apn: 'wrong',
      ackMs: 50,
      glue: true,
      operator: 'CHN-UNICOM',
    });
    assert.deepEqual(settingsFromQuery(''), {});
    const cloud = { demoSet: 0, validation: 'strict', replies: 'none' };
    assert.deepEqual(settingsFromQuery('demoSet=0&validation=strict&replies=none'), cloud);
  });

  it('have a fast preset, of which single values may differ', () => {
    assert.deepEqual(settingsFromQuery('preset=fast&openMs=9'), { ...FAST, openMs: 9 });
    assert.deepEqual(settingsFromQuery('preset=real'), {});
  });

  const refused = [
    ['sym=absent', 'sym', 'absent', /^sim \(present\|absent\|/],
    ['sim=missing', 'sim', 'missing', /^present\|absent\|pin\|puk\|busy\|failure$/],
    ['ackMs=soon', 'ackMs', 'soon', /^0-3600000$/],
    ['rssi=200', 'rssi', '200', /^0-199$/],
    ['ackMs=', 'ackMs', '', /^0-3600000$/],
    ['maxPayloadBytes=0', 'maxPayloadBytes', '0', /^1-65536$/],
    ['glue=perhaps', 'glue', 'perhaps', /^true\|false$/],
    ['operator=a%22b', 'operator', 'a"b', /^text$/],
    ['preset=slow', 'preset', 'slow', /^real\|fast$/],
  ] as const;
  for (const [query, field, value, allowed] of refused) {
    it(`refuse ${query} and say what is allowed`, () => {
      assert.throws(
        () => settingsFromQuery(query),
        (error: unknown) => {
          assert.ok(error instanceof CodedError);
          assert.equal(error.code, 'EC20_SETTING');
          assert.equal(error.params['field'], field);
          assert.equal(error.params['value'], value);
          assert.match(String(error.params['allowed']), allowed);
          return true;
        },
      );
    });
  }

  const meant = [
    ['simCard', 'sim'],
    ['attachAPN', 'attachApn'],
    ['denySticks', 'deniedSticks'],
    ['cfun', 'cfunKept'],
    ['nonsense', undefined],
    ['signal', 'rssi'],
    ['csq', 'rssi'],
    ['信号', 'rssi'],
    ['network', 'registration'],
    ['SIM', 'sim'],
    ['nosim', 'sim'],
    ['latency', 'preset'],
    ['dns', 'internet'],
    ['blah', undefined],
    ['pdpheld', 'pdpHeld'],
    ['leftsaved', 'leftSaved'],
    ['rsi', 'rssi'],
  ] as const;
  for (const [wrong, name] of meant) {
    it(`name the three nearest, ${name ?? 'none in particular'} among them, where ${wrong} is asked for`, () => {
      assert.throws(
        () => settingsFromQuery(`${wrong}=1`),
        (error: unknown) => {
          assert.ok(error instanceof CodedError);
          for (const language of ['en', 'zh'] as const) {
            const sentence = describeError(error, 'node', language);
            const named = Array.from(
              sentence.matchAll(/(\w+) ?[(（][^()（）]+[)）]/g),
              ([, each = '']) => each,
            );
            assert.equal(named.length, 3, sentence);
            const known = describeSettings().map(({ key }) => key);
            assert.ok(named.every((each) => known.includes(each)));
            if (name !== undefined) assert.ok(named.includes(name), sentence);
            assert.match(sentence, /ec20-simulator --help/);
            assert.ok(sentence.length < 500, sentence);
          }
          return true;
        },
      );
    });
  }

  it('name the ranges of the nearest ones', () => {
    assert.throws(
      () => settingsFromQuery('pinTrys=1'),
      (error: unknown) =>
        error instanceof CodedError && String(error.params['allowed']).includes('pinTries (1-3)'),
    );
  });

  it('are described one by one, and each default can be read back', () => {
    const rows = describeSettings();
    assert.ok(rows.every(({ meaning, values }) => meaning !== '' && values !== ''));
    assert.equal(new Set(rows.map(({ key }) => key)).size, rows.length);
    for (const row of rows) {
      const query = new URLSearchParams({ [row.key]: row.default }).toString();
      assert.doesNotThrow(() => settingsFromQuery(query), row.key);
    }
  });
});
