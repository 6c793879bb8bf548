import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describeReplacements, describeTyped } from '../../nodes/console/editor/command-text';
import type { Words } from '../../nodes/shared/editor/words';
import { readTyped } from '../../src/ec20/typed-command';
import { seeded } from '../hostile/seed';

/** The key itself, with its values. */
const _: Words = (key, values) =>
  key.replace('ec20-console.hint.', '') +
  (values === undefined ? '' : `[${Object.values(values).map(String).join(' | ')}]`);

function said(typed: string): string {
  return describeTyped(_, readTyped(typed));
}

describe('The console’s command line', () => {
  const SAID: readonly (readonly [typed: string, text: string])[] = [
    ['AT+CSQ', ''],
    ['  AT+CSQ  ', ''],
    ['AT＋CSQ', 'fullWidth[＋→+ | AT+CSQ]'],
    ['AT+CSQ //信号质量查询', 'readAs[AT+CSQ]\nwithout[“//信号质量查询”]'],
    ['[10:00:01] 发送：AT＋CSQ', 'fullWidth[＋→+ | AT+CSQ]\nwithout[“[10:00:01] 发送：”]'],
    ['AT+CSQ\nOK\nAT+CREG?', 'several[2 | AT+CSQ | AT+CREG?]\nnoCommands[“OK”]'],
    ['CSQ', 'proposal[AT+CSQ]'],
    ['OK', ''],
    ['', ''],
  ];
  for (const [typed, text] of SAID) {
    it(`says of ${JSON.stringify(typed)}: ${text === '' ? 'nothing' : text}`, () => {
      assert.equal(said(typed), text);
    });
  }

  it('quotes only the beginning of a long remark, and three of many lines', () => {
    const remark = `//${'信号'.repeat(40)}`;
    assert.ok(said(`AT+CSQ ${remark}`).endsWith(`without[“${remark.slice(0, 30)}…”]`));
    const log = ['AT', ...Array.from({ length: 9 }, (_each, index) => `+CSQ: ${index},99`)].join('\n');
    assert.match(said(log), /noCommands\[“\+CSQ: 0,99” “\+CSQ: 1,99” “\+CSQ: 2,99” …\]$/);
  });

  it('names characters that have no shape by their number', () => {
    const pairs = [
      { from: '？', to: '?' },
      { from: '\u3000', to: ' ' },
      { from: '\u200b', to: '' },
      { from: '〃', to: '〃' },
    ];
    assert.equal(describeReplacements(pairs), '？→?, U+3000→U+0020, U+200B→∅, 〃');
  });

  it('names each converted character once, and an odd one without a plain form too', () => {
    assert.equal(said('AT+QICSGP＝1，1，“A”'), 'fullWidth[＝→=, ，→,, “→", ”→" | AT+QICSGP=1,1,"A"]');
    assert.equal(said('AT+CSQ〃'), 'fullWidth[〃 | AT+CSQ〃]');
  });

  it('has nothing to say of a plain command', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^AT\+[A-Z]{3,8}(\?|=\d{1,3}(,"[\x20-\x21\x23-\x7e温度]{0,9}")?)?$/),
        (typed) => {
          assert.equal(said(typed), '');
        },
      ),
      seeded({}),
    );
  });
});
