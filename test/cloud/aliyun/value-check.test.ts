import assert from 'node:assert/strict';
import type { ErrorCode } from '../../../src/errors/catalogue';
import { describeError } from '../../../src/base/error-text';
import { assertCoded } from '../coded';
import { dialogue, NOW, params, request, send, SYS, TSL } from './rig';

const warn = dialogue(TSL, 'warn');
const strict = dialogue(TSL, 'strict');
const off = dialogue(TSL, 'off');

describe('A value that is posted with a thing model', () => {
  const fitting: readonly [string, unknown, string][] = [
    ['Temperature', 21.5, '21.5'],
    ['Temperature', 21, '21.0'],
    ['Temperature', -40, '-40.0'],
    ['Temperature', 120, '120.0'],
    ['Temperature', 0, '0.0'],
    ['Temperature', 36.6, '36.6'],
    ['Level', 0, '0'],
    ['Level', 100, '100'],
    ['Precise', 1e21, '1.0e+21'],
    ['Precise', 1e-7, '1.0e-7'],
    ['Precise', Number.MAX_VALUE, '1.7976931348623157e+308'],
    ['Mode', 0, '0'],
    ['Mode', 1, '1'],
    ['Mode', 'manual', '1'],
    ['Mode', '0', '0'],
    ['LightSwitch', true, '1'],
    ['LightSwitch', false, '0'],
    ['LightSwitch', 1, '1'],
    ['LightSwitch', 0, '0'],
    ['Label', '', '""'],
    ['Label', 'abcdef', '"abcdef"'],
    ['Label', '温度', '"温度"'],
    ['Since', 1700000000000, '"1700000000000"'],
    ['Since', '1700000000000', '"1700000000000"'],
    ['Since', new Date(1700000000000), '"1700000000000"'],
    ['Since', '2023-11-14T22:13:20Z', '"1700000000000"'],
    ['Since', '2023-11-15T06:13:20+08:00', '"1700000000000"'],
    ['GeoLocation', { Longitude: 120, Fixed: true }, '{"Longitude":120.0,"Fixed":1}'],
    ['GeoLocation', {}, '{}'],
    ['Samples', [1, 2.5, 3], '[1.0,2.5,3.0]'],
    ['Samples', [], '[]'],
    ['Points', [{ x: 1 }, { x: 2 }], '[{"x":1},{"x":2}]'],
  ];
  for (const [identifier, value, written] of fitting) {
    it(`${identifier} ${JSON.stringify(value)} is written as ${written}`, () => {
      for (const thing of [warn, strict, off]) {
        assert.equal(params('property', { [identifier]: value }, { thing }), `{"${identifier}":${written}}`);
      }
    });
  }

  const wrong: readonly [Record<string, unknown>, string, ErrorCode?][] = [
    [{ Temperature: '21.5' }, 'Temperature'],
    [{ Temperature: 1e39 }, 'Temperature'],
    [{ Temperature: [1] }, 'Temperature'],
    [{ Level: 1.5 }, 'Level'],
    [{ Level: true }, 'Level'],
    [{ Level: 2 ** 31 }, 'Level'],
    [{ Level: -(2 ** 31) - 1 }, 'Level'],
    [{ Precise: 'x' }, 'Precise'],
    [{ Mode: 'off' }, 'Mode'],
    [{ Mode: 0.5 }, 'Mode'],
    [{ Mode: true }, 'Mode'],
    [{ LightSwitch: 2 }, 'LightSwitch'],
    [{ LightSwitch: 'on' }, 'LightSwitch'],
    [{ Label: 5 }, 'Label'],
    [{ Since: 'yesterday' }, 'Since'],
    [{ Since: '2023-11-14T22:13:20' }, 'Since'],
    [{ Since: 9e15 }, 'Since'],
    [{ GeoLocation: 5 }, 'GeoLocation'],
    [{ GeoLocation: [] }, 'GeoLocation'],
    [{ GeoLocation: { Fixed: 3 } }, 'GeoLocation.Fixed'],
    [{ GeoLocation: { Height: 3 } }, 'GeoLocation.Height', 'EC20_TSL_UNKNOWN'],
    [{ Samples: 5 }, 'Samples'],
    [{ Samples: [1, 'a'] }, 'Samples[1]'],
    [{ Points: [{ x: 0.5 }] }, 'Points[0].x'],
    [{ Humidity: 50 }, 'Humidity', 'EC20_TSL_UNKNOWN'],
    [{ temperature: 50 }, 'temperature', 'EC20_TSL_UNKNOWN'],
    [{ constructor: 50 }, 'constructor', 'EC20_TSL_UNKNOWN'],
  ];
  for (const [payload, identifier, code = 'EC20_TSL_VALUE'] of wrong) {
    it(`${JSON.stringify(payload)} would be refused by the cloud: ${code}, but for the setting off`, () => {
      for (const thing of [warn, strict]) {
        assert.throws(
          () => send('property', payload, { thing }),
          (error: { code?: string; params?: Record<string, unknown> }) =>
            error.code === code && error.params?.['identifier'] === identifier,
        );
      }
      assert.deepEqual(send('property', payload, { thing: off }).warnings, []);
    });
  }

  const S = 1_700_000_000;
  for (const since of [S, String(S), new Date(S), 0, -S, 99_999_999_999]) {
    it(`a date ${JSON.stringify(since)} is seconds, as a time would be: EC20_TIME_INVALID`, () => {
      for (const thing of [warn, strict, dialogue(TSL, 'skip')]) {
        assertCoded(() => send('property', { Since: since }, { thing }), 'EC20_TIME_INVALID');
      }
      assert.deepEqual(send('property', { Since: since }, { thing: off }).warnings, []);
    });
  }

  for (const since of ['1970-01-20T16:13:20Z', '1912-06-23T00:00:00+01:00']) {
    it(`a date ${since} says what it means`, () => {
      assert.equal(
        params('property', { Since: since }, { thing: strict }),
        `{"Since":"${Date.parse(since)}"}`,
      );
    });
  }

  const date = { type: 'date', specs: {} };
  const when = { identifier: 'when', dataType: date };
  const dated = dialogue({
    properties: [
      { identifier: 'S', accessMode: 'r', dataType: { type: 'struct', specs: [when] } },
      { identifier: 'A', accessMode: 'r', dataType: { type: 'array', specs: { size: '9', item: date } } },
      { identifier: 'D', accessMode: 'rw', dataType: date },
    ],
    events: [{ identifier: 'E', outputData: [when] }],
    services: [{ identifier: 'Do', outputData: [when] }],
  });
  const doors: readonly (readonly [string, string, () => unknown])[] = [
    ['a struct', 'S.when', () => send('property', { S: { when: S } }, { thing: dated })],
    ['an array', 'A[1]', () => send('property', { A: [NOW, S] }, { thing: dated })],
    ['a timed value', 'D', () => send('property', { D: { value: S, time: NOW } }, { thing: dated })],
    ['history', 'D', () => send('history', [{ time: NOW, D: S }], { thing: dated })],
    ['an event', 'E.when', () => send('event', { when: S }, { thing: dated, identifier: 'E' })],
    [
      'an event of the past',
      'E.when',
      () => send('history', [{ events: [{ E: { value: { when: S }, time: NOW } }] }], { thing: dated }),
    ],
    [
      'a service’s output',
      'Do.when',
      () =>
        dated.answer(request({ kind: 'service', topic: `${SYS}/thing/service/Do`, identifier: 'Do' }), {
          code: 200,
          data: { when: S },
        }),
    ],
  ];
  for (const [what, identifier, sending] of doors) {
    it(`seconds in ${what} are refused by the place ${identifier}`, () => {
      assertCoded(sending, 'EC20_TIME_INVALID', { identifier, value: String(S) });
    });
  }

  const loose: readonly [Record<string, unknown>, string][] = [
    [{ Temperature: -40.1 }, 'Temperature'],
    [{ Temperature: 120.1 }, 'Temperature'],
    [{ Temperature: 21.55 }, 'Temperature'],
    [{ Level: -5 }, 'Level'],
    [{ Level: 105 }, 'Level'],
    [{ Level: 7 }, 'Level'],
    [{ Mode: 2 }, 'Mode'],
    [{ Label: 'abcdefg' }, 'Label'],
    [{ Label: '温度计' }, 'Label'],
    [{ GeoLocation: { Longitude: 181 } }, 'GeoLocation.Longitude'],
    [{ Samples: [1, 2, 3, 4] }, 'Samples'],
  ];
  for (const [payload, identifier] of loose) {
    it(`${JSON.stringify(payload)} is outside: an error where it is strict, else a warning`, () => {
      assertCoded(() => send('property', payload, { thing: strict }), 'EC20_TSL_VALUE');
      assert.deepEqual(
        send('property', payload, { thing: warn }).warnings.map(({ code, params: { identifier: at } }) => [
          code,
          at,
        ]),
        [['EC20_TSL_VALUE', identifier]],
      );
      assert.deepEqual(send('property', payload, { thing: off }).warnings, []);
    });
  }

  it('an event’s output is checked likewise', () => {
    const event = (payload: unknown, identifier = 'Overheat') =>
      params('event', payload, { thing: warn, identifier });
    assert.equal(event({ Peak: 90 }), '{"value":{"Peak":90.0}}');
    assertCoded(() => event({ Peak: 'hot' }), 'EC20_TSL_VALUE');
    assertCoded(() => event({ peak: 1 }), 'EC20_TSL_UNKNOWN', { identifier: 'Overheat.peak' });
    assertCoded(() => event({}, 'Overcool'), 'EC20_TSL_UNKNOWN', { identifier: 'Overcool' });
  });

  it('says in both languages what it should be', () => {
    try {
      send('property', { Level: 1.5 }, { thing: warn });
      assert.fail();
    } catch (error) {
      assert.match(
        describeError(error, 'node', 'en'),
        /^Level must be a whole number \(int, 32 bits\), and is 1\.5\./,
      );
      assert.match(describeError(error, 'node', 'zh'), /^Level 应为整数（int，32 位），实际是 1\.5。/);
    }
  });
});

describe('A value that is posted without a thing model', () => {
  for (const [value, written] of [
    [true, '1'],
    [false, '0'],
    [21, '21'],
    [21.5, '21.5'],
    ['on', '"on"'],
    [[true, { on: false }], '[1,{"on":0}]'],
    [{ a: { b: true } }, '{"a":{"b":1}}'],
    [new Date(1700000000000), '"1700000000000"'],
  ] as const) {
    it(`${JSON.stringify(value)} is written as ${written}`, () => {
      assert.equal(params('property', { P: value }), `{"P":${written}}`);
    });
  }
});
