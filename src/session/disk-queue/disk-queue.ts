import { join } from 'node:path';
import type { Clock, Timer } from '../../base/clock';
import { CodedError } from '../../base/coded-error';
import type { EarlierKey } from '../../cloud/device-identity';
import type { Gather, GatherForm, QualityOfService } from '../publication';
import type { MessageQueue, QueueOpening, QueuedMessage } from '../queue';
import type { WorkerAnswer, WorkerRequest } from './protocol';
import type { FoundQueue, QueueSearch } from './queue-file';
import { hasSqlite } from './sqlite';
import type { SetAside, StoredRow, StoreOpening, StoreOwner } from './store';
import { type Question, WriterThread } from './writer-thread';

/** Where a queue's file is found, before it is opened; a folder with files of several devices, for example. */
export interface QueuePlace {
  /** The config node that has the queue. */
  readonly node: string;
  /** Finds the file by `gather`, and keeps others from opening it until `leave`. */
  find(
    device: Pick<QueueSearch, 'deviceKey' | 'earlierKeys' | 'vagueKeys'>,
    gather: (search: QueueSearch) => Promise<FoundQueue>,
  ): Promise<FoundQueue>;
  leave(): void;
}

interface Write {
  readonly batch: StoredRow[];
  readonly removals: number[];
  readonly done: Promise<void>;
}

/** Interval at which the running time is stored while messages wait, so that their age roughly survives a power cut. */
const NOTE_TIME_MS = 600_000;

/** True when this Node.js can keep a queue on disk. */
export function canQueueOnDisk(): boolean {
  return hasSqlite();
}

/**
 * A queue in one SQLite file, written by a worker thread. What `append` has resolved for survives `kill -9` and a
 * power cut. Ages are counted in running time, so that a clock that jumps from 1970 ages nothing; time without power
 * isn't counted. Rejects with `EC20_QUEUE_DISK` (the disk is full, the folder can't be written) or
 * `EC20_QUEUE_DAMAGED`.
 */
export class DiskQueue implements MessageQueue {
  readonly durable = true;
  #thread: WriterThread<WorkerRequest, WorkerAnswer> | undefined;
  /** Removals and additions made together go into one transaction. */
  #pending: Write | undefined;
  #runningMs = 0;
  #openedAtMs = 0;
  #timer: Timer | undefined;
  /** Set once the file is open: from then on a worker that exits is replaced. */
  #opened: { readonly file: string; readonly owner: StoreOwner } | undefined;
  #replacing: Promise<void> | undefined;
  #closed = false;

  constructor(
    private readonly clock: Clock,
    private readonly place: string | QueuePlace,
  ) {}

  /** May be retried after a rejection. */
  async open(deviceKey: string, earlierKeys: readonly EarlierKey[] = []): Promise<QueueOpening> {
    const found = await this.#find(deviceKey, earlierKeys);
    const node = typeof this.place === 'string' ? undefined : this.place.node;
    const owner = { deviceKey, earlierKeys: earlierKeys.map(({ key }) => key), node };
    const { length, lastSeq, runningMs, setAside } = await this.#openFile({ file: found.file, owner });
    this.#opened = { file: found.file, owner };
    this.#runningMs = runningMs;
    this.#openedAtMs = this.clock.now();
    const notices = found.setAside.map((file) => notice({ why: 'damaged', file, length: 0 }));
    const topics = length === 0 ? new Map<string, number>() : await this.topics();
    return {
      length,
      lastSeq,
      topics,
      notices: [...notices, ...(setAside === undefined ? [] : [notice(setAside)])],
    };
  }

  append(batch: readonly QueuedMessage[]): Promise<void> {
    const write = this.#write();
    write.batch.push(...batch.map((message) => this.#row(message)));
    return write.done;
  }

  remove(seqs: readonly number[]): Promise<void> {
    const write = this.#write();
    write.removals.push(...seqs);
    return write.done;
  }

  async read(afterSeq: number, limit: number): Promise<readonly QueuedMessage[]> {
    const answer = await this.#ask({ kind: 'read', afterSeq, limit });
    if (answer.kind !== 'rows') throw this.#unexpected();
    return answer.rows.map((row) => this.#message(row));
  }

  async topics(): Promise<ReadonlyMap<string, number>> {
    const answer = await this.#ask({ kind: 'topics' });
    if (answer.kind !== 'topics') throw this.#unexpected();
    return new Map(answer.topics);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const worker = this.#worker;
    try {
      await this.#pending?.done;
      if (worker === undefined || this.#opened === undefined) return;
      await this.#ask({ kind: 'commit', batch: [], removals: [], runningMs: this.#now() });
      await this.#ask({ kind: 'close' });
    } finally {
      this.#timer?.cancel();
      this.#thread = undefined;
      await worker?.end();
      if (typeof this.place !== 'string') this.place.leave();
    }
  }

  #find(deviceKey: string, earlierKeys: readonly EarlierKey[]): Promise<FoundQueue> {
    const { place } = this;
    if (typeof place === 'string') return Promise.resolve({ file: place, setAside: [] });
    const keys = (isDistinct: boolean) =>
      earlierKeys.filter((each) => each.isDistinct === isDistinct).map(({ key }) => key);
    const device = { deviceKey, earlierKeys: keys(true), vagueKeys: keys(false) };
    return place.find(device, async (search) => {
      if (this.#worker === undefined) this.#start();
      const answer = await this.#post({ kind: 'gather', search });
      if (answer.kind !== 'gathered') throw this.#unexpected();
      return answer.found;
    });
  }

  async #openFile({ file, owner }: { file: string; owner: StoreOwner }): Promise<StoreOpening> {
    if (this.#worker === undefined) this.#start();
    const answer = await this.#post({ kind: 'open', file, owner });
    if (answer.kind !== 'opened') throw this.#unexpected();
    return answer.opening;
  }

  /** The worker has died: another one continues with the file. */
  async #replace(opened: { file: string; owner: StoreOwner }): Promise<void> {
    const { setAside } = await this.#openFile(opened);
    if (setAside !== undefined) throw notice(setAside);
  }

  /** The thread, if it is alive. */
  get #worker(): WriterThread<WorkerRequest, WorkerAnswer> | undefined {
    return this.#thread?.isAlive === true ? this.#thread : undefined;
  }

  #start(): void {
    this.#thread = new WriterThread(join(__dirname, 'worker.js'), disk);
  }

  async #ask(question: Question<WorkerRequest>): Promise<WorkerAnswer> {
    if (this.#worker === undefined && this.#opened !== undefined && !this.#closed) {
      this.#replacing ??= this.#replace(this.#opened).finally(() => {
        this.#replacing = undefined;
      });
    }
    if (this.#replacing !== undefined) await this.#replacing;
    return this.#post(question);
  }

  async #post(question: Question<WorkerRequest>): Promise<WorkerAnswer> {
    if (this.#worker === undefined) throw disk('the writer has ended');
    const answer = await this.#worker.ask(question);
    if (answer.kind !== 'failed') return answer;
    if (answer.setAside === undefined) throw disk(answer.detail);
    throw new CodedError('EC20_QUEUE_DAMAGED', { params: { file: answer.setAside } });
  }

  #write(): Write {
    if (this.#pending !== undefined) return this.#pending;
    const batch: StoredRow[] = [];
    const removals: number[] = [];
    const done = Promise.resolve().then(async () => {
      this.#pending = undefined;
      await this.#ask({ kind: 'commit', batch, removals, runningMs: this.#now() });
      this.#noteTimeLater();
    });
    this.#pending = { batch, removals, done };
    return this.#pending;
  }

  #noteTimeLater(): void {
    this.#timer?.cancel();
    this.#timer = this.clock.after(NOTE_TIME_MS, () => {
      this.#write().done.catch(() => undefined);
    });
  }

  /** The queue's running time, summed over all its processes. */
  #now(): number {
    return this.#runningMs + this.clock.now() - this.#openedAtMs;
  }

  #row(message: QueuedMessage): StoredRow {
    const { seq, nodeId, flowMessageId, topic, payload, qos, replyMs, gather, ageMs } = message;
    const retain = message.retain ? 1 : 0;
    const { forMs: gatherMs = 0, form: gatherForm = '' } = gather ?? {};
    const acceptedMs = this.#now() - ageMs;
    return {
      ...{ seq, nodeId, flowMessageId, topic, payload, qos, retain },
      ...{ replyMs, gatherMs, gatherForm, acceptedMs },
    };
  }

  #message(row: StoredRow): QueuedMessage {
    const { seq, nodeId, flowMessageId, topic, payload, qos, retain, replyMs, acceptedMs } = row;
    return {
      seq,
      nodeId,
      flowMessageId,
      topic,
      payload: Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength),
      qos: qosOf(qos),
      retain: retain === 1,
      replyMs,
      ...gathering(row),
      ageMs: Math.max(0, this.#now() - acceptedMs),
    };
  }

  #unexpected(): CodedError {
    return new CodedError('EC20_INTERNAL', { params: { detail: 'unexpected answer of the queue’s writer' } });
  }
}

function disk(detail: string): CodedError {
  return new CodedError('EC20_QUEUE_DISK', { params: { detail } });
}

function notice({ why, file, length }: SetAside): CodedError {
  if (why === 'damaged') return new CodedError('EC20_QUEUE_DAMAGED', { params: { file } });
  return new CodedError('EC20_QUEUE_OTHER_DEVICE', { params: { count: length, file } });
}

const FORMS: readonly GatherForm[] = ['posts', 'lines', 'array'];

function gathering({ gatherMs, gatherForm }: StoredRow): { readonly gather?: Gather } {
  const form = FORMS.find((each) => each === gatherForm);
  return form === undefined ? {} : { gather: { forMs: gatherMs, form } };
}

function qosOf(value: number): QualityOfService {
  return value === 2 ? 2 : value === 1 ? 1 : 0;
}
