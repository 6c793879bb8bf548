import { CodedError } from '../../base/coded-error';
import { type HistoryEntry, type HistoryFrame, HistorySize, writeHistory } from './history';
import { MOST_VALUES } from './reading';

/**
 * As few posts of at most `limitBytes` as hold all entries in their order, each in a frame of its own. Throws
 * `EC20_PAYLOAD_LONG` for an entry that fits into none.
 */
export function packHistory(
  entries: readonly HistoryEntry[],
  newFrame: () => HistoryFrame,
  limitBytes: number,
): readonly Buffer[] {
  const payloads: Buffer[] = [];
  for (let from = 0; from < entries.length;) {
    const frame = newFrame();
    const count = countThatFits(entries.slice(from, from + MOST_VALUES), frame, limitBytes);
    payloads.push(writeHistory(entries.slice(from, from + count), frame));
    from += count;
  }
  return payloads;
}

function countThatFits(entries: readonly HistoryEntry[], frame: HistoryFrame, limitBytes: number): number {
  const size = new HistorySize(frame);
  let count = 0;
  for (const entry of entries) {
    size.add(entry);
    if (size.bytes > limitBytes) break;
    count += 1;
  }
  if (count > 0) return count;
  throw new CodedError('EC20_PAYLOAD_LONG', { params: { bytes: size.bytes, limit: limitBytes } });
}
