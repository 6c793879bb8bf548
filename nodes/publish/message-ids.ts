import { createHash } from 'node:crypto';
import { join } from 'node:path';

import { randomInteger, type Random } from '../../src/base/random';
import { readWhole, writeWhole } from '../modem/whole-file';

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
  #next = 0;
  #end = 0;

  /** `deviceKey` names the device; it holds no secret. */
  constructor(
    userDir: string,
    deviceKey: string,
    private readonly random: Random,
  ) {
    const digest = createHash('sha256').update(deviceKey).digest('hex').slice(0, 16);
    this.#file = join(userDir, 'ec20', `ids-${digest}.json`);
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
    try {
      const { next } = JSON.parse(readWhole(this.#file) ?? '{}') as { next?: unknown };
      return Number.isSafeInteger(next) && Number(next) > 0 ? Number(next) : undefined;
    } catch {
      return undefined;
    }
  }
}
