import assert from 'node:assert/strict';
import { bytesOf, contentOf, isBytes } from '../../src/base/bytes';
import { functionRealm } from '../support/function-realm';

const HOLDERS: readonly (readonly [code: string, hex: string])[] = [
  ["Buffer.from('abc')", '616263'],
  ["Buffer.from('abcdef').subarray(2, 4)", '6364'],
  ['new Uint8Array([1, 2, 3])', '010203'],
  ['new Uint8Array([1, 2, 3]).subarray(1)', '0203'],
  ['new Uint8ClampedArray([1, 300])', '01ff'],
  ['new Int8Array([-1])', 'ff'],
  ['new Uint16Array([1, 2])', '01000200'],
  ['new Int32Array([-2])', 'feffffff'],
  ['new Float32Array([1])', '0000803f'],
  ['new Float64Array([1])', '000000000000f03f'],
  ['new BigUint64Array([1n])', '0100000000000000'],
  ['new Uint8Array([1, 2, 3]).buffer', '010203'],
  ['new DataView(new Uint8Array([1, 2, 3, 4]).buffer, 1, 2)', '0203'],
  ['new SharedArrayBuffer(2)', '0000'],
  ['new Uint8Array(new SharedArrayBuffer(3), 1)', '0000'],
  ['new ArrayBuffer(0)', ''],
  ['class Own extends Uint8Array {}, new Own([7])', '07'],
];

const OTHERS = [
  "'abc'", 'null', 'undefined', '65', '[65, 66]', '({ length: 1, 0: 65 })', "Buffer.from('a').toJSON()", 'new Map()',
  "new String('abc')", '({ byteLength: 1, buffer: new ArrayBuffer(1) })',
]; // prettier-ignore

describe('Bytes', () => {
  const realms = {
    'this realm': (code: string) => eval(`(${code})`) as unknown,
    'a function node': functionRealm(),
  };
  for (const [realm, made] of Object.entries(realms)) {
    for (const [code, hex] of HOLDERS) {
      it(`of ${realm} are those of ${code}, exactly`, () => {
        const value = made(code.replace(/^(class .*\}), (new .*)$/, '() => { $1; return $2; }'));
        const holder = typeof value === 'function' ? (value as () => unknown)() : value;
        assert.ok(isBytes(holder));
        assert.equal(bytesOf(holder)?.toString('hex'), hex);
      });
    }

    for (const code of OTHERS) {
      it(`of ${realm} are not in ${code}`, () => {
        const value = made(code);
        assert.equal(isBytes(value), false);
        assert.equal(bytesOf(value), undefined);
      });
    }
  }

  it('are a copy: what is written into them later is not in it', () => {
    for (const [code] of HOLDERS.filter(([each]) => !each.startsWith('class'))) {
      const holder = functionRealm()(code) as ArrayBufferView | ArrayBuffer;
      const before = bytesOf(holder);
      const written = before?.toString('hex');
      const own = ArrayBuffer.isView(holder)
        ? new Uint8Array(holder.buffer, holder.byteOffset, holder.byteLength)
        : new Uint8Array(holder);
      own.fill(0x5a);
      assert.equal(before?.toString('hex'), written, code);
    }
  });

  it('of memory that was handed over are none, and nothing throws', () => {
    const view = new Uint8Array([1, 2]);
    const data = new DataView(new ArrayBuffer(4), 1);
    structuredClone([view, data], { transfer: [view.buffer, data.buffer] });
    assert.equal(bytesOf(view)?.length, 0);
    assert.equal(bytesOf(data)?.length, 0);
    assert.equal(bytesOf(view.buffer)?.length, 0);
  });

  it('are those of a text as UTF-8, where a text may be sent', () => {
    assert.equal(contentOf('温')?.toString('hex'), 'e6b8a9');
    assert.equal(contentOf(65), undefined);
  });
});
