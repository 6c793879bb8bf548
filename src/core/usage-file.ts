import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type KeptUsage, NOTHING_KEPT, readUsage, type UsageStore, usageText } from '../history/usage-store';
import { readWhole, writeWhole } from './whole-file';

/** A device's use of data in a small file, with any Node.js: a budget survives where a queue can't. */
export class UsageFile implements UsageStore {
  readonly #file: string;

  /** `deviceKey` names the device; it holds no secret. */
  constructor(folder: string, deviceKey: string) {
    const digest = createHash('sha256').update(deviceKey).digest('hex').slice(0, 16);
    this.#file = join(folder, `usage-${digest}.json`);
  }

  load(): Promise<KeptUsage> {
    try {
      const text = readWhole(this.#file);
      return Promise.resolve(text === undefined ? NOTHING_KEPT : readUsage(text));
    } catch {
      // Not readable now: counting begins anew, as after a lost card.
      return Promise.resolve(NOTHING_KEPT);
    }
  }

  save(kept: KeptUsage): Promise<void> {
    return new Promise((resolve) => {
      writeWhole(this.#file, usageText(kept));
      resolve();
    });
  }
}
