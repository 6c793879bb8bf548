import assert from 'node:assert/strict';
import type { UplinkKind } from '../../../src/cloud/thing-dialogue';
import { assertCoded } from '../coded';
import { dialogue, NOW, params, request, send, SYS, TSL } from './rig';

const skip = dialogue(TSL, 'skip');

/** A message with what the model doesn't know, what of it is sent, and what is named. */
const PARTLY: readonly (readonly [UplinkKind, unknown, string, readonly string[], string?])[] = [
  ['property', { Level: 5, Foo: 1, Temperature: 22 }, '{"Level":5,"Temperature":22.0}', ['Foo']],
  ['property', { Foo: 1, Bar: { value: 2, time: NOW }, Level: 5 }, '{"Level":5}', ['Foo', 'Bar']],
  ['property', { level: 5, Level: 5 }, '{"Level":5}', ['level']],
  [
    'property',
    { GeoLocation: { Longitude: 8, Height: 3 } },
    '{"GeoLocation":{"Longitude":8.0}}',
    ['GeoLocation.Height'],
  ],
  ['property', { GeoLocation: { Height: 3 }, Level: 5 }, '{"Level":5}', ['GeoLocation.Height']],
  ['property', { Points: [{ x: 1, y: 2 }] }, '{"Points":[{"x":1}]}', ['Points[0].y']],
  ['event', { Peak: 1.5, Foo: 1 }, '{"value":{"Peak":1.5}}', ['Overheat.Foo'], 'Overheat'],
  ['event', { Foo: 1 }, '{"value":{}}', ['Overheat.Foo'], 'Overheat'],
  ['desired', ['Level', 'Foo'], '["Level"]', ['Foo']],
  ['desired-delete', { Level: 1, Foo: 2 }, '{"Level":{"version":1}}', ['Foo']],
];

describe('A message with identifiers that the thing model doesn’t know', () => {
  for (const [kind, payload, sent, named, identifier = ''] of PARTLY) {
    it(`skip: of ${kind} ${JSON.stringify(payload)} ${sent} is sent, and ${named.join()} named`, () => {
      const sending = { thing: skip, identifier };
      assert.equal(params(kind, payload, sending), sent);
      assert.deepEqual(
        send(kind, payload, sending).warnings.map(({ code, params: { identifier: name } }) => [code, name]),
        named.map((name) => ['EC20_TSL_SKIPPED', name]),
      );
    });

    for (const check of ['warn', 'strict'] as const) {
      it(`${check}: ${kind} ${JSON.stringify(payload)} is refused as before`, () => {
        assertCoded(
          () => send(kind, payload, { thing: dialogue(TSL, check), identifier }),
          'EC20_TSL_UNKNOWN',
          { identifier: named[0] ?? '' },
        );
      });
    }
  }

  it('skip: of a history the known readings go, and each name is named once', () => {
    const payload = [
      { time: NOW, Level: 5, Foo: 1 },
      { time: NOW + 1, Foo: 2 },
      { time: NOW + 2, Level: 10 },
    ];
    const sent = send('history', payload, { thing: skip });
    assert.match(
      sent.payload.toString(),
      /"properties":\[{"Level":{"value":5,.*},{"Level":{"value":10,[^F]*$/,
    );
    assert(!sent.payload.includes('Foo'));
    assert.deepEqual(
      sent.warnings.map(({ params: { identifier } }) => identifier),
      ['Foo'],
    );
  });

  const nothing: readonly (readonly [UplinkKind, unknown, string?])[] = [
    ['property', { Foo: 1, Bar: 2 }],
    ['property', { GeoLocation: { Foo: 3 } }],
    ['event', { Peak: 1.5 }, 'Foo'],
    ['history', [{ time: NOW, Foo: 1 }]],
    ['desired', ['Foo']],
    ['desired-delete', ['Foo']],
  ];
  for (const [kind, payload, identifier = ''] of nothing) {
    it(`skip: when nothing of ${kind} ${JSON.stringify(payload)} remains, it is an error`, () => {
      assert.throws(
        () => send(kind, payload, { thing: skip, identifier }),
        (error: { code?: string; params?: Record<string, unknown> }) =>
          error.code === 'EC20_TSL_UNKNOWN' && String(error.params?.['identifier']).endsWith('Foo'),
      );
    });
  }

  it('skip: a known identifier is checked as ever', () => {
    assertCoded(() => send('property', { Level: 1.5, Foo: 1 }, { thing: skip }), 'EC20_TSL_VALUE');
    assert.deepEqual(
      send('property', { Level: 105, Foo: 1 }, { thing: skip }).warnings.map(({ code }) => code),
      ['EC20_TSL_SKIPPED', 'EC20_TSL_VALUE'],
    );
  });

  it('skip: a service’s answer goes without them, and names them', () => {
    const call = request({ kind: 'service', topic: `${SYS}/thing/service/Reboot`, identifier: 'Reboot' });
    const answer = skip.answer(call, { code: 200, data: { Done: true, Foo: 1 } });
    assert.equal(answer.payload.toString(), '{"id":"7","code":200,"data":{"Done":1}}');
    assert.deepEqual(
      answer.warnings.map(({ code, params: { identifier } }) => [code, identifier]),
      [['EC20_TSL_SKIPPED', 'Reboot.Foo']],
    );
  });
});
