import { createHash } from 'node:crypto';
import { join } from 'node:path';

import type { EarlierKey } from '../../src/cloud/device-identity';
import { randomInteger, type Random } from '../../src/base/random';
import { readWhole, writeWhole } from '../../src/core/whole-file';

/** Maximum id that the platform accepts, in decimal digits (§A3.1). */
const LARGEST_ID = 4_294_967_295;
/** Ids reserved by one write to the disk; a restart skips the unused ones. */
const BLOCK_IDS = 4096;

/**
 * Numbers for the messages of one device, none of them twice, across restarts too: a reply to an earlier message must
 * not be taken for the reply to a later one. A file in `userDir`/ec20 holds the start of the next block; where it can't
 * be written, each run starts at random.
 */
export class MessageIds {
  readonly #file: string;
  readonly #earlierFiles: readonly string[];
  #next = 0;
  #end = 0;

  /** `deviceKey` names the device; it holds no secret. Its file of before has one of the earlier keys. */
  constructor(
    userDir: string,
    deviceKey: string,
    private readonly random: Random,
    earlierKeys: readonly EarlierKey[] = [],
  ) {
    const fileOf = (key: string) => {
      const digest = createHash('sha256').update(key).digest('hex').slice(0, 16);
      return join(userDir, 'ec20', `ids-${digest}.json`);
    };
    this.#file = fileOf(deviceKey);
    this.#earlierFiles = earlierKeys.map(({ key }) => fileOf(key));
  }

  /** The next one, 1–4294967295, as decimal digits. */
  take(): string {
    if (this.#next >= this.#end) this.#reserve();
    return String(this.#next++);
  }

  #reserve(): void {
    const start = this.#end > 0 ? this.#end : (this.#kept() ?? randomInteger(this.random, 1, LARGEST_ID));
    this.#next = start > LARGEST_ID - BLOCK_IDS ? 1 : start;
    this.#end = this.#next + BLOCK_IDS;
    try {
      writeWhole(this.#file, JSON.stringify({ version: 1, next: this.#end }));
    } catch {
      // Unique in this run, and most likely beyond it.
    }
  }

  /** Undefined: none, or unreadable; at random is the best start then too, since the ids in use are unknown. */
  #kept(): number | undefined {
    for (const file of [this.#file, ...this.#earlierFiles]) {
      const next = startIn(file);
      if (next !== undefined) return next;
    }
    return undefined;
  }
}

/** Where the next block starts; undefined where the file doesn't say. */
function startIn(file: string): number | undefined {
  try {
    const { next } = JSON.parse(readWhole(file) ?? '{}') as { next?: unknown };
    return Number.isSafeInteger(next) && Number(next) > 0 ? Number(next) : undefined;
  } catch {
    return undefined;
  }
}
