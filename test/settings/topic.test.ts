import assert from 'node:assert/strict';
import fc from 'fast-check';
import { utf8Bytes } from '../../src/settings/topic';

describe("a text's size on the line", () => {
  it("is Node.js's own count, for every text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), (text) => {
        assert.equal(utf8Bytes(text), Buffer.byteLength(text, 'utf8'));
      }),
    );
  });

  it('of half a surrogate pair is that of the character put in its place', () => {
    for (const text of ['\ud83d', 'a\ude00b', '\ude00\ud83d', '\ud83d\ud83d\ude00']) {
      assert.equal(utf8Bytes(text), Buffer.byteLength(text, 'utf8'));
    }
  });
});
