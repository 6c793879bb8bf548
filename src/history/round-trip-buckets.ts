/**
 * Round trips counted by length, in a fixed number of classes, so that a year of them takes as much memory as one. Class
 * limits grow by a fifth: a percentile is off by a tenth at most.
 */

/** Everything up to this many milliseconds is in the first class. */
const SHORTEST_MS = 10;
const GROWTH = 1.2;
/** The last class holds everything from six minutes on: longer than any deadline of a publish. */
export const BUCKETS = 58;

const LOG_GROWTH = Math.log(GROWTH);

/** The class of a round trip. */
export function bucketOf(ms: number): number {
  if (!(ms > SHORTEST_MS)) return 0;
  return Math.min(BUCKETS - 1, 1 + Math.floor(Math.log(ms / SHORTEST_MS) / LOG_GROWTH));
}

/** The length that stands for a class: its middle on a logarithmic scale, in whole milliseconds. */
function lengthOf(bucket: number): number {
  if (bucket === 0) return SHORTEST_MS;
  return Math.round(SHORTEST_MS * GROWTH ** (bucket - 0.5));
}

/** The round trip that `share` (0–1) of all don't exceed, in milliseconds; undefined without any. */
export function percentile(counts: Uint32Array, share: number): number | undefined {
  let total = 0;
  for (const count of counts) total += count;
  if (total === 0) return undefined;
  let left = Math.max(1, Math.ceil(total * share));
  for (let bucket = 0; bucket < counts.length; bucket++) {
    left -= counts[bucket] ?? 0;
    if (left <= 0) return lengthOf(bucket);
  }
  return lengthOf(counts.length - 1);
}

/** Counts as bytes: pairs of a class and its count (7 bits a byte, the lowest first); nothing for what is nowhere. */
export function packed(counts: Uint32Array): Uint8Array {
  const bytes: number[] = [];
  counts.forEach((count, bucket) => {
    if (count === 0) return;
    bytes.push(bucket);
    let rest = count;
    for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80);
    bytes.push(rest);
  });
  return Uint8Array.from(bytes);
}

/** Adds packed counts to others; what is no such class is left out. */
export function addPacked(counts: Uint32Array, bytes: Uint8Array): void {
  for (let place = 0; place < bytes.length;) {
    const bucket = bytes[place++] ?? 0;
    let count = 0;
    for (let weight = 1; ; weight *= 0x80) {
      const byte = bytes[place++] ?? 0;
      count += (byte % 0x80) * weight;
      if (byte < 0x80) break;
    }
    if (bucket < BUCKETS) counts[bucket] = (counts[bucket] ?? 0) + count;
  }
}
