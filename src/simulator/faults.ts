import { randomInteger, type Random } from '../base/random';
import type { Line, Transport } from '../transport/transport';

/** Error rates of a line, each the share of affected bytes from 0 to 1. */
export interface LineFaults {
  readonly dropRate: number;
  readonly flipRate: number;
  readonly duplicateRate: number;
  /** Share of bytes after which a chunk is split. */
  readonly splitRate: number;
}

/** Wraps a transport so that bytes are lost, changed, doubled or split, in both directions. Rates are read for each chunk. */
export function faultyTransport(transport: Transport, random: Random, faults: () => LineFaults): Transport {
  return {
    path: transport.path,
    async open(listener) {
      const line = await transport.open({
        received: (bytes) => {
          for (const piece of disturb(bytes, random, faults())) listener.received(piece);
        },
        lost: (reason) => listener.lost(reason),
      });
      return faultyLine(line, random, faults);
    },
  };
}

function faultyLine(line: Line, random: Random, faults: () => LineFaults): Line {
  return {
    async write(bytes) {
      await Promise.all(disturb(bytes, random, faults()).map((piece) => line.write(piece)));
    },
    close: () => line.close(),
  };
}

/** What arrives of one chunk, in pieces; none is empty. */
export function disturb(bytes: Uint8Array, random: Random, faults: LineFaults): readonly Buffer[] {
  const { dropRate, flipRate, duplicateRate, splitRate } = faults;
  if (dropRate + flipRate + duplicateRate + splitRate === 0) return [Buffer.from(bytes)];
  const pieces: number[][] = [[]];
  for (const byte of bytes) {
    if (random.next() < dropRate) continue;
    const seen = random.next() < flipRate ? byte ^ (1 << randomInteger(random, 0, 7)) : byte;
    pieces.at(-1)?.push(seen);
    if (random.next() < duplicateRate) pieces.at(-1)?.push(seen);
    if (random.next() < splitRate) pieces.push([]);
  }
  return pieces.filter((piece) => piece.length > 0).map((piece) => Buffer.from(piece));
}
