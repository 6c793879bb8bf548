import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { jsonValue } from '../../src/cloud/json-value';
import { functionRealm } from '../support/function-realm';
import { assertCoded } from './coded';
import { seeded } from '../hostile/seed';

/** What JSON has no form for, as a function node makes it, and what the error says it is. */
const WITHOUT_FORM: readonly (readonly [code: string, says: string])[] = [
  ['new Map([[1, 2]])', 'is a Map'],
  ['new Set([1])', 'is a Set'],
  ['new WeakMap()', 'is a WeakMap'],
  ['new WeakSet()', 'is a WeakSet'],
  ['Promise.resolve(1)', 'is a Promise'],
  ['/x/g', 'is a RegExp'],
  ["new RangeError('x')", 'is an Error'],
  ["Object.assign(new Error('x'), { code: 'E' })", 'is an Error'],
  ['new Uint8Array([1])', 'is bytes, which only a whole payload can be'],
  ['new Float32Array([1])', 'is bytes, which only a whole payload can be'],
  ['new ArrayBuffer(1)', 'is bytes, which only a whole payload can be'],
  ['new SharedArrayBuffer(1)', 'is bytes, which only a whole payload can be'],
  ['new DataView(new ArrayBuffer(1))', 'is bytes, which only a whole payload can be'],
  ['() => 1', 'is a function'],
  ['class A {}', 'is a function'],
  ["Symbol('s')", 'is a symbol'],
  ['1n', 'is a BigInt'],
  ['Object(1n)', 'is a BigInt'],
  ['NaN', 'is NaN'],
  ['new Number(NaN)', 'is NaN'],
  ['-Infinity', 'is -Infinity'],
  ['new WeakRef({})', 'is an object of the class WeakRef, of which JSON keeps nothing'],
  ['[][Symbol.iterator]()', 'is an object of the class Object, of which JSON keeps nothing'],
  ['new (class Secretive { #x = 1; })()', 'is an object of the class Secretive, of which JSON keeps nothing'],
];

const json = fc.jsonValue({ maxDepth: 5 });

describe('A value of a flow as JSON', () => {
  const made = functionRealm();

  for (const [code, says] of WITHOUT_FORM) {
    it(`is refused where ${code} is in it, at any depth, and the place is named`, () => {
      const value = made(code);
      const places: readonly (readonly [whole: unknown, path: string])[] = [
        [value, 'payload'],
        [{ a: value }, 'payload.a'],
        [[0, [value]], 'payload[1][0]'],
        [{ a: { 'two words': [1, { b: value }] } }, 'payload.a["two words"][1].b'],
        [{ a: { toJSON: () => value } }, 'payload.a'],
      ];
      for (const [whole, path] of places) {
        assertCoded(() => jsonValue(whole), 'EC20_PAYLOAD_JSON', { detail: `${path} ${says}`, path });
      }
    });
  }

  it('is what JSON.stringify makes of it, whatever JSON can say', () => {
    fc.assert(
      fc.property(json, (value) => {
        assert.equal(JSON.stringify(jsonValue(value)), JSON.stringify(value));
      }),
      seeded({ numRuns: 500 }),
    );
  });

  for (const code of [
    '({ a: undefined, b: [undefined, , 1] })',
    "[new String('a'), new Number(1), new Boolean(false)]",
    'new Date(0)',
    'new Date(NaN)',
    '({ at: [new Date(1e12)] })',
    "Buffer.from('ab')",
    "({ a: Buffer.from('ab') })",
    "({ toJSON(key) { return 'key:' + key; } })",
    "({ b: { toJSON(key) { return 'key:' + key; } }, c: [{ toJSON(key) { return key; } }] })",
    'Object.assign(new Map(), { toJSON: () => ({ kept: 1 }) })',
    "Object.assign(new Error('x'), { toJSON() { return this.message; } })",
    'Object.create(null)',
    'new (class Point { x = 1; get y() { return 2; } })()',
    "Object.defineProperty({}, '__proto__', { value: 1, enumerable: true })",
    'new Proxy({ a: 1 }, {})',
    'new Proxy([1, 2], {})',
    '(() => { const same = { x: 1 }; return [same, same]; })()',
    '-0',
  ]) {
    it(`is what JSON.stringify makes of ${code} of another realm`, () => {
      const value = made(code);
      assert.equal(JSON.stringify(jsonValue(value)), JSON.stringify(value));
    });
  }

  it('is refused where an object is within itself, by whatever way', () => {
    const loop: Record<string, unknown> = {};
    loop['a'] = [{ b: loop }];
    assertCoded(() => jsonValue(loop), 'EC20_PAYLOAD_JSON', {
      detail: 'payload.a[0].b is an object within itself',
      path: 'payload.a[0].b',
    });
  });

  for (const [code, path, reason] of [
    ["({ get a() { throw new Error('boom'); } })", 'payload.a', 'boom'],
    ['({ x: [{ get a() { throw null; } }] })', 'payload.x[0].a', 'null'],
    ['({ get a() { throw Object.create(null); } })', 'payload.a', 'object'],
    ["({ a: { toJSON() { throw new Error('no'); } } })", 'payload.a', 'no'],
    ["({ a: { get toJSON() { throw new Error('no'); } } })", 'payload.a', 'no'],
    ["({ a: new Proxy({}, { ownKeys() { throw new Error('hidden'); } }) })", 'payload.a', 'hidden'],
    ["({ a: new Proxy({ b: 1 }, { get() { throw new Error('shut'); } }) })", 'payload.a', 'shut'],
  ] as const) {
    it(`is refused where reading it throws: ${code}`, () => {
      assertCoded(() => jsonValue(made(code)), 'EC20_PAYLOAD_JSON', {
        detail: `${path} cannot be read (${reason})`,
        path,
      });
    });
  }

  it('is refused where it has no end', () => {
    for (const code of [
      '(() => { const deeper = () => ({ get a() { return deeper(); } }); return deeper(); })()',
      '(() => { let deep = []; for (let i = 0; i < 50000; i++) deep = [deep]; return deep; })()',
      'new Array(4294967295)',
      'new Proxy([], { get: (target, name) => name === "length" ? 2 ** 53 - 1 : target[name] })',
    ]) {
      assertCoded(() => jsonValue(made(code)), 'EC20_PAYLOAD_JSON');
    }
  });

  it('is read once, so that a getter can’t give another value to what is written', () => {
    let reads = 0;
    const value = {
      get a() {
        return ++reads;
      },
    };
    assert.deepEqual(jsonValue(value), { a: 1 });
    assert.equal(reads, 1);
  });
});
