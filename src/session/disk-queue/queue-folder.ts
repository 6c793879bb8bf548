import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { CodedError } from '../../base/coded-error';
import type { QueuePlace } from './disk-queue';
import type { WorkerAnswer } from './protocol';
import { QUEUE_FILE, type QueueFile } from './queue-file';
import { QUIET } from './sqlite';

/** A config node, as the queues of a folder see it. */
export interface QueueUser {
  readonly node: string;
  /** Resolves once it is known which config nodes are in use, and the others have closed their files. */
  readonly settled: () => Promise<unknown>;
}

/**
 * The folder with all queue files of a process: one for each device, opened by one config node at a time. One file is
 * looked for at a time, so that two config nodes of the same device never take the same.
 */
export class QueueFolder {
  #turn: Promise<unknown> = Promise.resolve();
  /** Open files, by the place that has them. */
  readonly #open = new Map<QueuePlace, string>();

  constructor(
    readonly path: string,
    /** Ids of the config nodes in use. */
    private readonly usedNodes: () => readonly string[],
  ) {}

  /** The place of a config node's queue. */
  placeOf({ node, settled }: QueueUser): QueuePlace {
    let hasLeft = false;
    const place: QueuePlace = {
      node,
      find: async (device, gather) => {
        await settled();
        return this.#inTurn(async () => {
          if (hasLeft) throw new CodedError('EC20_CLOSED');
          const others = this.usedNodes().filter((each) => each !== node);
          const open = [...this.#open].filter(([holder]) => holder !== place).map(([, file]) => file);
          const found = await gather({ ...device, folder: this.path, node, others, open });
          this.#open.set(place, found.file);
          return found;
        });
      },
      leave: () => {
        hasLeft = true;
        this.#open.delete(place);
      },
    };
    return place;
  }

  /** The files that no queue has open. Rejects when they can't be read. */
  list(): Promise<readonly QueueFile[]> {
    return this.#inTurn(async () => {
      const open = [...this.#open.values()];
      const names = await readdir(this.path).catch(() => []);
      const isAny = names.some((name) => QUEUE_FILE.test(name) && !open.includes(join(this.path, name)));
      return isAny ? listInWorker(this.path, open) : [];
    });
  }

  #inTurn<Result>(action: () => Promise<Result>): Promise<Result> {
    const turn = this.#turn.then(action);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}

function listInWorker(folder: string, open: readonly string[]): Promise<readonly QueueFile[]> {
  const worker = new Worker(join(__dirname, 'worker.js'), { execArgv: [QUIET] });
  return new Promise<readonly QueueFile[]>((resolve, reject) => {
    worker.once('message', (answer: WorkerAnswer) => {
      if (answer.kind === 'files') resolve(answer.files);
      else reject(new CodedError('EC20_QUEUE_DISK', { params: { detail: folder } }));
    });
    worker.once('error', reject);
    worker.once('exit', () => reject(new CodedError('EC20_QUEUE_DISK', { params: { detail: folder } })));
    worker.postMessage({ id: 1, kind: 'list', folder, open });
  }).finally(() => worker.terminate());
}
