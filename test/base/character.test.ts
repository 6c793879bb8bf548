import assert from 'node:assert/strict';
import { asciiOf, characterName, isOdd, isVisible } from '../../src/base/character';

describe('An odd character', () => {
  const ODD: readonly (readonly [odd: string, ascii: string])[] = [
    ['，', ','],
    ['～', '~'],
    ['！', '!'],
    ['。', '.'],
    ['、', ','],
    ['“', '"'],
    ['’', "'"],
    ['￥', '$'],
    ['\u3000', ' '],
    ['\u00a0', ' '],
    ['\u2028', ' '],
    ['\u200b', ''],
    ['\u00ad', ''],
    ['\ufeff', ''],
    ['〃', '〃'],
  ];
  for (const [odd, ascii] of ODD) {
    it(`${characterName(odd)} is known as such, and stands for ${JSON.stringify(ascii)}`, () => {
      assert.equal(isOdd(odd), true);
      assert.equal(asciiOf(odd), ascii);
    });
  }

  it('stands for nothing odd', () => {
    for (let code = 0; code <= 0xffff; code++) {
      const character = String.fromCodePoint(code);
      const ascii = asciiOf(character);
      if (ascii !== character) assert.match(ascii, /^[ -~]?$/, characterName(character));
    }
  });

  it('is none of ASCII, nor a Chinese character, which stand for themselves', () => {
    for (const character of Array.from(' ~"$,-.温关😀')) {
      assert.equal(isOdd(character), false, character);
      assert.equal(asciiOf(character), character);
      assert.equal(isVisible(character), true, character);
    }
  });
});
