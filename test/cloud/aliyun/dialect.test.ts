import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readRelaxedJson } from '../../../src/cloud/aliyun/relaxed-json';
import { Decimal } from '../../../src/cloud/quotes';
import type { UplinkKind } from '../../../src/cloud/thing-dialogue';
import { seeded } from '../../hostile/seed';
import { parsePlatformJson } from '../platform-json';
import { dialogue, NAMES, NOW, request, send } from './rig';

const thing = dialogue();
const MODES = ['single', 'strip'] as const;

/** What is read from a message, whatever its quotes: `strip` leaves out what the topic says too, and writes the id as a number. */
function content(payload: Buffer): { id: string; body: unknown } {
  const { id, params, data, code } = parsePlatformJson(payload.toString('utf8')) as Record<string, unknown>;
  return { id: String(id), body: params ?? { code, data } };
}

const text = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.constantFrom(
    "it's",
    'say "hi"',
    'a\\b',
    'true',
    'null',
    '-1',
    '{',
    "','",
    '温度',
    'line\nbreak',
    '\\u0027',
    '\u2028',
  ),
);
const scalar = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), text);
const identifier = fc
  .stringMatching(/^[A-Za-z]\w{0,8}$/)
  .filter((name) => !['time', 'set', 'get', 'post'].includes(name));
const struct = fc.dictionary(fc.oneof(identifier, text), scalar, { minKeys: 1, noNullPrototype: true });
const value = fc.oneof(scalar, struct, fc.array(scalar));
const properties = fc.dictionary(identifier, value, { minKeys: 1, maxKeys: 5, noNullPrototype: true });

/** A payload of each kind that has one. */
const PAYLOADS: Readonly<Partial<Record<UplinkKind, fc.Arbitrary<unknown>>>> = {
  property: properties,
  event: struct,
  history: fc.array(
    properties.map((each) => ({ time: NOW, ...each })),
    { minLength: 1, maxLength: 3 },
  ),
  desired: fc.uniqueArray(identifier, { minLength: 1, maxLength: 5 }),
  'desired-delete': fc.dictionary(identifier, fc.nat(), { minKeys: 1, noNullPrototype: true }),
  tags: fc.dictionary(fc.stringMatching(/^[A-Za-z_]\w{0,9}$/), text, { minKeys: 1, noNullPrototype: true }),
  'tags-delete': fc.uniqueArray(fc.stringMatching(/^[A-Za-z_]\w{0,9}$/), { minLength: 1 }),
  config: fc.constant(''),
  'ota-version': fc.record({ version: text, module: text }),
  'ota-progress': fc.record({ step: fc.integer({ min: 1, max: 100 }), desc: text }),
  'ota-firmware': text.map((module) => ({ module })),
};

describe('A message in the quotes of its firmware', () => {
  for (const mode of MODES) {
    for (const [kind, payload] of Object.entries(PAYLOADS) as [UplinkKind, fc.Arbitrary<unknown>][]) {
      it(`${mode}: of the kind ${kind} is to the platform’s parser what the standard form is`, () => {
        fc.assert(
          fc.property(payload, (given) => {
            const sending = (quotes: 'keep' | 'single' | 'strip') =>
              send(kind, given, { thing, identifier: 'Event', context: { quotes, nowMs: NOW } });
            const written = sending(mode);
            assert(!written.payload.includes('"'), written.payload.toString());
            assert.deepEqual(content(written.payload), content(sending('keep').payload));
            assert.deepEqual(thing.expectedReply(written), written.reply);
          }),
          seeded({ numRuns: 60 }),
        );
      });
    }

    it(`${mode}: the answer to a service is too`, () => {
      fc.assert(
        fc.property(struct, (data) => {
          const call = request({
            kind: 'service',
            topic: `/sys/${NAMES.productKey}/${NAMES.deviceName}/thing/service/Do`,
            identifier: 'Do',
          });
          const written = thing.answer(call, { code: 200, data }, mode).payload;
          assert(!written.includes('"'), written.toString());
          assert.deepEqual(content(written), content(thing.answer(call, { code: 200, data }).payload));
        }),
        seeded({ numRuns: 60 }),
      );
    });

    it(`${mode}: a backlog is joined into one that the platform’s parser reads`, () => {
      const posts = [1, 2].map((n) =>
        send(
          'property',
          { T: `it's ${n}` },
          { thing, context: { quotes: mode, nowMs: NOW, nextId: () => String(n) } },
        ),
      );
      const joined = thing.join(posts, 1500, '9');
      assert.equal(joined?.count, 2);
      assert.deepEqual(content(joined.payload).body, [
        {
          identity: NAMES,
          properties: [{ T: { value: "it's 1", time: NOW } }, { T: { value: "it's 2", time: NOW } }],
        },
      ]);
    });

    it(`${mode}: what the driver asks and answers for itself is in the config node’s quotes`, () => {
      const quoted = dialogue('', 'warn', mode);
      assert(!quoted.timeRequest(NOW).message.payload.includes('"'));
      assert(!quoted.answer(request({}), { code: 200, data: {} }).payload.includes('"'));
    });
  }
});

describe('The driver’s reader of relaxed JSON', () => {
  const token = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    'a',
    '_b1',
    '$c',
    'a-b',
    'a.b',
    'true',
    'null',
    'NaN',
    "'",
    '"',
    "'x'",
    '"y"',
    '1',
    '-2.5e3',
    '01',
    ' ',
    '\\u0041',
    "\\'",
    '温',
  );

  it('accepts nothing that the platform’s parser does not, and reads the same', () => {
    fc.assert(
      fc.property(
        fc.array(token, { maxLength: 12 }).map((tokens) => tokens.join('')),
        (json) => {
          const read = readRelaxedJson(Buffer.from(json));
          if (read !== undefined) assert.deepEqual(read, parsePlatformJson(json), json);
        },
      ),
      seeded({ numRuns: 20_000 }),
    );
  });

  for (const json of [
    '{a:b}',
    '[I]',
    '{params:{T:abc}}',
    '{a-b:1}',
    '{a.b:1}',
    '{$a:1}',
    '{null:1}',
    '{a:NaN}',
    '{a:undefined}',
  ]) {
    it(`takes no ${json}`, () => assert.equal(readRelaxedJson(Buffer.from(json)), undefined));
  }

  for (const [json, value] of [
    ["{a:'b'}", { a: 'b' }],
    ["{'a b':1}", { 'a b': 1 }],
    ['{a:true,b:null,_c1:[1.5]}', { a: true, b: null, _c1: [1.5] }],
  ] as const) {
    it(`takes ${json}`, () => assert.deepEqual(readRelaxedJson(Buffer.from(json)), value));
  }

  it('keeps a number’s notation in any quotes', () => {
    const read = readRelaxedJson(Buffer.from("{a:1.0,b:'x'}"), true) as Record<string, unknown>;
    assert(read['a'] instanceof Decimal);
  });
});
