import assert from 'node:assert/strict';
import { blocksOf, plainText, type ReportBlock, writeReport } from '../../src/doctor/sendable-report';

function reportOf(blocks: readonly ReportBlock[], mostBytes?: number): string {
  const part = { heading: 'Part', text: ['- one', '- two', 'A sentence.'], blocks };
  return writeReport(
    { title: 'Title', intro: ['Intro.'], parts: [part], omitted: '… {count} left out …' },
    mostBytes,
  );
}

const linesOf = (count: number) => Array.from({ length: count }, (_, at) => `line ${at} ${'x'.repeat(50)}`);

describe('A report to send', () => {
  it('is Markdown: a title, chapters, lists, and fenced blocks with names', () => {
    const json: ReportBlock = { name: 'versions', language: 'json', lines: ['{', '}'] };
    assert.equal(
      reportOf([json]),
      '# Title\n\nIntro.\n\n## Part\n\n- one\n- two\n\nA sentence.\n\n```json ec20:versions\n{\n}\n```\n',
    );
  });

  it('gives every block back as it was, whatever stands in it', () => {
    const texts = ['', 'a', '```', '````json ec20:other', 'a ``` b\n`````', '# no heading', '</script>'];
    const blocks = texts.map((text): ReportBlock => ({
      name: 'x',
      language: 'text',
      lines: text.split('\n'),
    }));
    assert.deepEqual(
      blocksOf(reportOf(blocks)).get('x'),
      texts.map((text) => (text === '' ? '' : `${text}\n`)),
    );
    assert.equal(blocksOf(reportOf(blocks)).size, 1);
  });

  it('cuts its largest blocks to its limit: the oldest lines go, the head stays, and their number is said', () => {
    const trace: ReportBlock = {
      name: 'trace',
      language: 'text',
      lines: ['head', ...linesOf(2000)],
      head: 1,
    };
    const small: ReportBlock = { name: 'small', language: 'text', lines: linesOf(10), head: 0 };
    const whole: ReportBlock = { name: 'whole', language: 'json', lines: linesOf(100) };
    const text = reportOf([trace, small, whole], 30_000);
    assert.ok(Buffer.byteLength(text) <= 30_000);
    const blocks = blocksOf(text);
    const [cut = ''] = blocks.get('trace') ?? [];
    const [head, note, ...kept] = cut.trimEnd().split('\n');
    assert.equal(head, 'head');
    assert.equal(note, `… ${2000 - kept.length} left out …`);
    assert.deepEqual(kept, linesOf(2000).slice(-kept.length));
    assert.ok(kept.length > 200);
    assert.deepEqual(blocks.get('small'), [`${linesOf(10).join('\n')}\n`]);
    assert.deepEqual(blocks.get('whole'), [`${linesOf(100).join('\n')}\n`]);
  });

  it('counts Chinese characters in bytes', () => {
    const trace: ReportBlock = {
      name: 'trace',
      language: 'text',
      lines: linesOf(100).map(() => '信'.repeat(60)),
      head: 0,
    };
    assert.ok(Buffer.byteLength(reportOf([trace], 9000)) <= 9000);
  });

  it('shows what others have written as text, never as markup', () => {
    assert.equal(
      plainText('a\n# b <img src=x> [c](d) `e` *f*'),
      'a \\# b \\<img src=x\\> \\[c\\](d) \\`e\\` \\*f\\*',
    );
  });
});
