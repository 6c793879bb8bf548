import { join } from 'node:path';
import type { NodeAPI } from 'node-red';

import { asCodedError, CodedError } from '../../src/base/coded-error';
import type { DeviceIdentity } from '../../src/cloud/device-identity';
import { canQueueOnDisk, type QueuePlace } from '../../src/session/disk-queue/disk-queue';
import { isOf, type QueueFile } from '../../src/session/disk-queue/queue-file';
import { QueueFolder } from '../../src/session/disk-queue/queue-folder';
import { FlowError } from './flow-error';
import type { FlowStarts } from './flow-starts';
import type { Languages } from './languages';

/** Emitted on Node-RED's events when the package is loaded. */
const LOADED = 'ec20:loaded';

/** A config node, as far as queues on disk are concerned. */
export interface QueueHolder {
  readonly id: string;
  /** Whether a session of its own takes the device's messages from the disk. */
  readonly takesQueue: boolean;
  /** Undefined while its settings are refused. */
  readonly identity: DeviceIdentity | undefined;
  /** Resolves once flows have started. */
  readonly started: Promise<void>;
  /** Resolves once its settings are known and its last session has closed its file. */
  settled(): Promise<void>;
  /** In the log, and in the editor's debug sidebar. */
  warn(warning: CodedError): void;
  /** At the Catch nodes too. */
  report(error: CodedError): void;
}

/**
 * The queues on disk of all config nodes. A file belongs to a device: whichever config node has this device takes its
 * messages. After each start of the flows, files that no config node takes are reported, each once.
 */
export class DeviceQueues {
  readonly #holders = new Set<QueueHolder>();
  readonly #open = new Set<QueueHolder>();
  /** Files that were reported, and the config node that did. */
  readonly #reported = new Map<string, string>();
  #folder: QueueFolder | undefined;
  #starts = 0;

  constructor(
    private readonly red: NodeAPI,
    starts: FlowStarts,
    private readonly languages: Languages,
  ) {
    const ignoreStarts = starts.onEach(() => void this.#look());
    // A test loads the package again in the same process; what was loaded before would report on its files.
    red.events.emit(LOADED);
    red.events.once(LOADED, ignoreStarts);
  }

  /** Returns a function that removes the holder; `deleted`: for good, which changes what there is to report. */
  add(holder: QueueHolder): (deleted: boolean) => void {
    this.#holders.add(holder);
    return (deleted) => {
      this.#holders.delete(holder);
      if (!deleted) return;
      for (const [file, by] of this.#reported) if (by === holder.id) this.#reported.delete(file);
    };
  }

  /** Where the queue of a config node is. */
  placeOf(holder: QueueHolder): QueuePlace {
    const place = this.#files.placeOf({ node: holder.id, settled: () => this.#settled(holder) });
    return {
      node: place.node,
      find: async (device, gather) => {
        const found = await place.find(device, gather);
        this.#open.add(holder);
        this.#reported.delete(found.file);
        return found;
      },
      leave: () => {
        this.#open.delete(holder);
        place.leave();
      },
    };
  }

  get #files(): QueueFolder {
    const takers = () => [...this.#holders].filter(({ takesQueue }) => takesQueue).map(({ id }) => id);
    this.#folder ??= new QueueFolder(join(this.red.settings.userDir ?? process.cwd(), 'ec20'), takers);
    return this.#folder;
  }

  /** A config node without users may be about to close the very file. One that is itself without users waits for none. */
  async #settled(holder: QueueHolder): Promise<void> {
    await holder.started;
    if (!holder.takesQueue) return;
    const leaving = [...this.#holders].filter((each) => each !== holder && !each.takesQueue);
    await Promise.all(leaving.map((each) => each.settled()));
  }

  async #look(): Promise<void> {
    if (!canQueueOnDisk()) return;
    const start = ++this.#starts;
    try {
      // The config nodes act on the same start.
      await Promise.resolve();
      await Promise.all([...this.#holders].map((each) => each.settled()));
      const files = await this.#files.list();
      // The next deploy looks for itself.
      if (start === this.#starts) for (const file of files) this.#consider(file);
    } catch (error) {
      this.#warn(asCodedError(error));
    }
  }

  #consider(file: QueueFile): void {
    const { length: count, isDamaged } = file;
    if ((count === 0 && !isDamaged) || this.#reported.has(file.file)) return;
    const owners = [...this.#holders].filter((holder) => this.#owns(holder, file));
    if (owners.some((holder) => holder.takesQueue && !this.#open.has(holder))) return;
    const writer = [...this.#holders].find(({ id }) => id === file.node);
    // Its settings are refused, which is reported already: corrected, they may be of this very device.
    if (owners.length === 0 && writer !== undefined && writer.identity === undefined) return;
    const params = { count: isDamaged ? '?' : count, file: file.file };
    const [owner] = owners;
    this.#reported.set(file.file, (owner ?? writer)?.id ?? '');
    if (owner !== undefined) owner.warn(new CodedError('EC20_QUEUE_UNUSED', { params }));
    else if (writer !== undefined) writer.report(new CodedError('EC20_QUEUE_OTHER_DEVICE', { params }));
    else this.#warn(new CodedError('EC20_QUEUE_LEFT', { params }));
  }

  /** Whether a file's messages are of a config node's device; a damaged one is its writer's. */
  #owns({ id, identity }: QueueHolder, file: QueueFile): boolean {
    if (identity === undefined) return false;
    if (file.isDamaged) return file.node === id;
    const { deviceKey, earlierKeys } = identity;
    const keys = (isDistinct: boolean) =>
      earlierKeys.filter((each) => each.isDistinct === isDistinct).map(({ key }) => key);
    const search = { deviceKey, earlierKeys: keys(true), vagueKeys: keys(false), node: id, others: [] };
    return isOf(search, file);
  }

  #warn(warning: CodedError): void {
    const [holder] = this.#holders;
    if (holder !== undefined) holder.warn(warning);
    else {
      this.red.log.warn(String(new FlowError(warning, this.languages.of())));
    }
  }
}
