/** Lines that programs read, fenced in the Markdown. */
export interface ReportBlock {
  /** Stands behind the language at the fence: ` ```json ec20:versions `. */
  readonly name: string;
  readonly language: 'json' | 'jsonl' | 'csv' | 'text';
  readonly lines: readonly string[];
  /** How many of the first lines stay where the block is cut; absent: it is never cut. */
  readonly head?: number;
}

/** A chapter of a report. */
export interface ReportPart {
  readonly heading: string;
  /** Markdown, a paragraph or an item of a list each. */
  readonly text: readonly string[];
  readonly blocks: readonly ReportBlock[];
}

export interface SendableReport {
  readonly title: string;
  readonly intro: readonly string[];
  readonly parts: readonly ReportPart[];
  /** Stands in the place of lines that were left out; `{count}` is their number. */
  readonly omitted: string;
}

/** Maximum bytes of a report: an issue or an e-mail takes it. */
export const MOST_BYTES = 500_000;

/**
 * The report as one Markdown file. Beyond `mostBytes` the largest blocks that may be cut lose their oldest lines, those after
 * their head.
 */
export function writeReport(report: SendableReport, mostBytes = MOST_BYTES): string {
  let parts = report.parts;
  for (;;) {
    const text = written({ ...report, parts });
    const surplus = Buffer.byteLength(text) - mostBytes;
    if (surplus <= 0) return text;
    const largest = parts
      .flatMap(({ blocks }) => blocks)
      .filter(({ head, lines }) => head !== undefined && lines.length > head + 1)
      .sort((one, other) => bytesOf(other) - bytesOf(one))[0];
    if (largest === undefined) return text;
    const shorter = withoutOldest(largest, surplus, report.omitted);
    parts = parts.map((part) => ({
      ...part,
      blocks: part.blocks.map((block) => (block === largest ? shorter : block)),
    }));
  }
}

/** The blocks of a report by their names, those of one name in their order. */
export function blocksOf(markdown: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const fenced = /^(`{3,})(?:jsonl?|csv|text) ec20:(\S+)\n([^]*?)^\1$/gm;
  for (const [, , name = '', text = ''] of markdown.matchAll(fenced)) {
    found.set(name, [...(found.get(name) ?? []), text]);
  }
  return found;
}

/** A value as one block, which is never cut. */
export function jsonBlock(name: string, value: unknown, indentation = 2): ReportBlock {
  return { name, language: 'json', lines: JSON.stringify(value, undefined, indentation).split('\n') };
}

/** Text of a module, a broker or a user within Markdown: one line, and no markup of its own. */
export function plainText(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>#|&]/g, (sign) => `\\${sign}`);
}

function written({ title, intro, parts }: SendableReport): string {
  const chapters = parts.map(({ heading, text, blocks }) =>
    [`## ${heading}`, ...paragraphs(text), ...blocks.map(fence)].join('\n\n'),
  );
  return `${[`# ${title}`, ...paragraphs(intro), ...chapters].join('\n\n')}\n`;
}

/** Items of a list stand together. */
function paragraphs(text: readonly string[]): readonly string[] {
  const joined: string[] = [];
  for (const line of text) {
    const last = joined.at(-1);
    if (last?.startsWith('- ') === true && line.startsWith('- '))
      joined[joined.length - 1] = `${last}\n${line}`;
    else joined.push(line);
  }
  return joined;
}

/** A fence longer than any within. */
function fence({ name, language, lines }: ReportBlock): string {
  const text = lines.join('\n');
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}${language} ec20:${name}\n${text}${text === '' ? '' : '\n'}${ticks}`;
}

function withoutOldest(block: ReportBlock, surplus: number, omitted: string): ReportBlock {
  const { head = 0, lines } = block;
  // A note of an earlier cut stands right after the head.
  const [, before] =
    new RegExp(`^${escaped(omitted).replace('\\{count\\}', '(\\d+)')}$`).exec(lines[head] ?? '') ?? [];
  const from = head + (before === undefined ? 0 : 1);
  let bytes = 0;
  let count = 0;
  while (from + count < lines.length - 1 && bytes < surplus + NOTE_BYTES) {
    bytes += Buffer.byteLength(lines[from + count] ?? '') + 1;
    count += 1;
  }
  const note = omitted.replace('{count}', String(count + Number(before ?? 0)));
  return { ...block, lines: [...lines.slice(0, head), note, ...lines.slice(from + count)] };
}

const NOTE_BYTES = 100;

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function bytesOf({ lines }: ReportBlock): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
}
