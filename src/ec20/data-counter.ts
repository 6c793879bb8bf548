import type { Channel } from '../at/channel';
import { numberAt, plain } from '../at/parameter';
import { askOne, unlessRefused } from './query';

/** Bytes over the air by the module's own counter, since this program has first read it. */
export interface DataCount {
  readonly sentBytes: number;
  readonly receivedBytes: number;
}

/**
 * The module's counter of packet data, AT+QGDCNT (EC2x AT manual §10.15): all that has passed, for other programs too. It
 * falls at a restart of the module: to what was last saved, which is 0 unless AT+QAUGDCNT saves it (EC2x AT manual §10.16). Nothing is
 * written: each save wears the module's flash.
 */
export class DataCounter {
  #last: DataCount | undefined;
  #total: DataCount = { sentBytes: 0, receivedBytes: 0 };
  /** The module that lacks it, by its name and revision. */
  #lacking: string | undefined;

  /** What has been counted since the first reading; undefined where `module` has no such counter, which is asked once. */
  async read(channel: Channel, module: string): Promise<DataCount | undefined> {
    if (this.#lacking === module) return undefined;
    const now = await unlessRefused(readCount(channel));
    if (now === undefined) {
      this.#lacking = module;
      this.#last = undefined;
      return undefined;
    }
    const last = this.#last ?? now;
    const hasRestarted = now.sentBytes < last.sentBytes || now.receivedBytes < last.receivedBytes;
    // Where it goes on from a saved value, how much of it is new is unknown, and nothing is counted twice.
    const isSaved = hasRestarted && (await unlessRefused(readInterval(channel))) !== 0;
    const base = hasRestarted ? (isSaved ? now : { sentBytes: 0, receivedBytes: 0 }) : last;
    this.#last = now;
    this.#total = {
      sentBytes: this.#total.sentBytes + now.sentBytes - base.sentBytes,
      receivedBytes: this.#total.receivedBytes + now.receivedBytes - base.receivedBytes,
    };
    return this.#total;
  }
}

async function readCount(channel: Channel): Promise<DataCount | undefined> {
  const fields = await askOne(channel, plain('AT+QGDCNT?'), '+QGDCNT');
  const sentBytes = numberAt(fields, 0);
  const receivedBytes = numberAt(fields, 1);
  return sentBytes === undefined || receivedBytes === undefined ? undefined : { sentBytes, receivedBytes };
}

/** Seconds between two saves; 0: none. */
async function readInterval(channel: Channel): Promise<number | undefined> {
  return numberAt(await askOne(channel, plain('AT+QAUGDCNT?'), '+QAUGDCNT'), 0);
}
