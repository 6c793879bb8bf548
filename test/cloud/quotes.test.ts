import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { serialiseJson } from '../../src/cloud/quotes';
import { seeded } from '../hostile/seed';
import { assertCoded } from './coded';
import { parsePlatformJson } from './platform-json';

/** Reads relaxed JSON as a reader that follows JavaScript does; `names` are the bare words that are read as names. */
function readRelaxed(text: string, names: Record<string, string> = {}): unknown {
  const json: unknown = runInNewContext(`JSON.stringify((${text}))`, { ...names });
  return JSON.parse(String(json));
}

// In a JavaScript literal this one key sets the prototype; no reader of JSON does that.
const key = fc.string({ unit: 'binary' }).filter((each) => each !== '__proto__');
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'binary' }),
    fc.constantFrom('"', "'", '\\', '\\"', "\\'", '\u2028', '"\'', '温度'),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('json')),
    fc.dictionary(key, tie('json'), { noNullPrototype: true }),
  ),
}));

describe('objects as payloads', () => {
  it('keep: JSON as everybody reads it', () => {
    assert.equal(serialiseJson({ a: ["x'y", 1.5, null] }, 'keep'), `{"a":["x'y",1.5,null]}`);
    fc.assert(
      fc.property(json, (value) => assert.deepEqual(JSON.parse(serialiseJson(value, 'keep')), normal(value))),
    );
  });

  it('single: single quotes outside, both kinds escaped inside', () => {
    assert.equal(
      serialiseJson({ id: '1', params: { LightSwitch: 1 } }, 'single'),
      `{'id':'1','params':{'LightSwitch':1}}`,
    );
    assert.equal(serialiseJson({ "it's": 'say "hi"\n' }, 'single'), `{'it\\'s':'say \\u0022hi\\u0022\\n'}`);
  });

  it('single: any value holds no double quote and reads back as it was', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = serialiseJson(value, 'single');
        assert(!text.includes('"'), text);
        assert.deepEqual(readRelaxed(text), normal(value));
      }),
    );
  });

  const stripped: readonly (readonly [unknown, string])[] = [
    [
      { params: { Temperature: 25.5, on: true, list: [1, null] } },
      '{params:{Temperature:25.5,on:true,list:[1,null]}}',
    ],
    [{ method: 'thing.event.property.post' }, "{method:'thing.event.property.post'}"],
    [{ T: 'abc' }, "{T:'abc'}"],
    [{ _a1: '' }, "{_a1:''}"],
    [{ 'a b': 1 }, "{'a b':1}"],
    [{ 'mod:Temp': 1 }, "{'mod:Temp':1}"],
    [{ 'a-b.c': 1 }, "{'a-b.c':1}"],
    [{ $a: 1, a$: 1 }, "{'$a':1,'a$':1}"],
    [{ '1': 1 }, "{'1':1}"],
    [{ '': 1 }, "{'':1}"],
    [{ null: 1 }, "{'null':1}"],
    [{ 温度: '高' }, "{'温度':'高'}"],
    [{ version: '1.0', on: 'true', nothing: 'null' }, "{version:'1.0',on:'true',nothing:'null'}"],
    [{ list: [1, 'a,b'] }, "{list:[1,'a,b']}"],
    [{ text: `it's` }, "{text:'it\\'s'}"],
    [{ text: 'say "hi"\n' }, "{text:'say \\u0022hi\\u0022\\n'}"],
    ['abc', "'abc'"],
  ];
  for (const [value, expected] of stripped) {
    it(`strip: ${JSON.stringify(value)} is ${expected}`, () =>
      assert.equal(serialiseJson(value, 'strip'), expected));
  }

  for (const mode of ['keep', 'single', 'strip'] as const) {
    it(`${mode}: the platform’s parser reads any value as it was, and but for keep there is no double quote`, () => {
      fc.assert(
        fc.property(json, (value) => {
          const text = serialiseJson(value, mode);
          if (mode !== 'keep') assert(!text.includes('"'), text);
          assert.deepEqual(parsePlatformJson(text), normal(value));
        }),
        seeded({ numRuns: 500 }),
      );
    });
  }

  it('a value of its own kind is written as JSON.stringify sees it, in every mode', () => {
    const value = { when: { toJSON: () => 7 }, gone: undefined };
    assert.equal(serialiseJson(value, 'keep'), '{"when":7}');
    assert.equal(serialiseJson(value, 'single'), `{'when':7}`);
    assert.equal(serialiseJson(value, 'strip'), '{when:7}');
  });

  it('what JSON cannot hold is refused', () => {
    const loop: { self?: unknown } = {};
    loop.self = loop;
    for (const mode of ['keep', 'single', 'strip'] as const) {
      assertCoded(() => serialiseJson(loop, mode), 'EC20_PAYLOAD_JSON');
      assertCoded(() => serialiseJson({ big: 1n }, mode), 'EC20_PAYLOAD_JSON');
      assertCoded(() => serialiseJson(() => 0, mode), 'EC20_PAYLOAD_JSON', {
        detail: 'payload is a function',
        path: 'payload',
      });
    }
  });
});

/** What is left of a value after JSON: -0 is 0. */
function normal(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
