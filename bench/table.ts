import type { Outcome } from './outcome';
import type { Verdict } from './targets';

interface Column {
  readonly head: string;
  readonly cell: (outcome: Outcome, idleRssBytes: number) => string;
}

const MB = 1024 * 1024;

const COLUMNS: readonly Column[] = [
  { head: 'cell', cell: ({ cell }) => cell },
  { head: 'who', cell: ({ peer }) => peer },
  { head: 'msg/s', cell: ({ perSecond }) => number(perSecond, 1) },
  { head: '% limit', cell: ({ perSecond, limitPerSecond }) => number((100 * perSecond) / limitPerSecond, 1) },
  { head: 'p50 ms', cell: ({ latencyMs }) => number(latencyMs.p50, 1) },
  { head: 'p95', cell: ({ latencyMs }) => number(latencyMs.p95, 1) },
  { head: 'p99', cell: ({ latencyMs }) => number(latencyMs.p99, 1) },
  { head: 'CPU s/1000', cell: ({ cpuPer1000 }) => number(cpuPer1000, 3) },
  { head: 'RSS+ MB', cell: ({ peakRssBytes }, idle) => number((peakRssBytes - idle) / MB, 0) },
  { head: 'loop p99', cell: ({ loopP99Ms }) => number(loopP99Ms, 1) },
  { head: 'react p50', cell: ({ reactionMs }) => number(reactionMs.p50, 2) },
  { head: 'p99', cell: ({ reactionMs }) => number(reactionMs.p99, 2) },
  { head: 'turn p50', cell: ({ turnMs }) => number(turnMs.p50, 2) },
  { head: 'module busy %', cell: ({ moduleShare }) => number(100 * moduleShare, 0) },
  { head: 'fsync/msg', cell: ({ commitsEach }) => number(commitsEach, 2) },
  { head: 'KB/msg', cell: ({ diskBytesEach }) => number(diskBytesEach / 1024, 1) },
  { head: 'lost', cell: ({ lost }) => (lost === 0 ? '' : String(lost)) },
];

/** The outcomes as a table for a terminal as well as Markdown. `idleRssBytes`: an idle Node-RED's. */
export function outcomeTable(outcomes: readonly Outcome[], idleRssBytes: number): string {
  const rows = outcomes.map((outcome) => COLUMNS.map(({ cell }) => cell(outcome, idleRssBytes)));
  return markdownTable(
    COLUMNS.map(({ head }) => head),
    rows,
  );
}

/** One line per target: met or missed, with the figure. */
export function verdictLines(verdicts: readonly Verdict[]): string {
  return verdicts
    .map(({ target, wanted, figure, unit, isMet }) => {
      const word = isMet === undefined ? 'not run' : isMet ? 'met    ' : 'MISSED ';
      const shown = figure === undefined ? '' : `${number(figure, 3)} ${unit}`.trim();
      return `${word} ${target}: ${shown} (${wanted})`;
    })
    .join('\n');
}

/** A table with columns as wide as necessary; numbers right-aligned. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((text, column) =>
    Math.max(3, text.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const isText = head.map((_, column) => rows.some((row) => /[a-z]/i.test(row[column] ?? '')));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => pad(cell, widths[column] ?? 0, isText[column] === true)).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (isText[column] === true ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

function pad(text: string, width: number, isText: boolean): string {
  return isText ? text.padEnd(width) : text.padStart(width);
}

/** Empty for what was not measured. */
function number(value: number, digits: number): string {
  return Number.isFinite(value) ? value.toFixed(digits) : '';
}
