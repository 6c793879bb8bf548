import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAMILIES, profileOf } from '../../src/ec20/profiles/families';
import { CAREFUL } from '../../src/ec20/profiles/dialects';

const DOCS = join(__dirname, '..', '..', '..', 'docs');

/** How each guide says how well a family is known, and that it is untested. */
const GUIDES = [
  {
    file: 'hardware.md',
    seen: 'seen',
    recalled: 'recalled',
    unit: 'bytes',
    untried: /None of these has been tested on hardware/,
  },
  {
    file: 'hardware.zh-CN.md',
    seen: '有据',
    recalled: '推断',
    unit: '字节',
    untried: /都还没有在实物上试过/,
  },
] as const;

describe('The list of modules in', () => {
  for (const guide of GUIDES) {
    it(`${guide.file} has each family once, with its evidence and its payload, and says that none was tried`, () => {
      const text = readFileSync(join(DOCS, guide.file), 'utf8');
      assert.match(text, guide.untried);
      const rows = text
        .split('\n')
        .map((line) => line.split('|').map((cell) => cell.trim()))
        .filter((cells) => cells.length === 6);
      for (const family of FAMILIES) {
        const [name] = family.names;
        const own = rows.filter(([, names = '']) => new RegExp(`\\b${name}\\b`).test(names));
        const [row, second] = own
          .filter(([, , evidence]) => [guide.seen, guide.recalled].some((each) => each === evidence))
          .filter(([, , , payload = '']) => payload.endsWith(guide.unit));
        assert(row !== undefined, name);
        assert.equal(second, undefined, `${name} stands there twice`);
        const profile = profileOf(family);
        assert.deepEqual(row.slice(2, 4), [
          guide[family.evidence],
          `${profile.largestPayloadBytes} ${guide.unit}`,
        ]);
        for (const sister of family.names) assert(row[1]?.includes(sister), sister);
      }
      assert(text.includes(`${CAREFUL.largestPayloadBytes} ${guide.unit}`));
    });
  }
});
