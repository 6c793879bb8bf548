import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { CodedError } from '../../base/coded-error';
import { hasSqlite } from '../../session/disk-queue/sqlite';
import { type Question, WriterThread } from '../../session/disk-queue/writer-thread';
import type { FaultTrace, HistoryEvent, Instant } from '../history';
import type { HistoryBatch, HistoryOpening, HistoryStore } from '../history-store';
import type { StoredOutage } from '../outage-log';
import type { StoredSpan } from '../span';
import type { HistoryAnswer, HistoryRequest } from './protocol';

/** True when this Node.js can keep a history on disk. */
export function canKeepOnDisk(): boolean {
  return hasSqlite();
}

/** A device's history within a folder. No part of the name comes from a flow as it is. */
export function historyFile(folder: string, deviceKey: string): string {
  const digest = createHash('sha256').update(deviceKey).digest('hex').slice(0, 32);
  return join(folder, `history-${digest}.sqlite`);
}

/** A history in one SQLite file, written by a worker thread. Rejects with `EC20_HISTORY_DISK` or `EC20_HISTORY_DAMAGED`. */
export class DiskHistory implements HistoryStore {
  #thread: WriterThread<HistoryRequest, HistoryAnswer> | undefined;

  constructor(private readonly file: string) {}

  async open(wallMs: number): Promise<HistoryOpening> {
    await this.#thread?.end();
    this.#thread = new WriterThread(join(__dirname, 'worker.js'), disk);
    try {
      const answer = await this.#ask({ kind: 'open', file: this.file, wallMs });
      if (answer.kind !== 'opened') throw unexpected();
      const { setAside, ...opening } = answer.opening;
      return { ...opening, notice: setAside === undefined ? undefined : damaged(setAside) };
    } catch (error) {
      await this.#end();
      throw error;
    }
  }

  async write(batch: HistoryBatch): Promise<void> {
    await this.#ask({ kind: 'write', batch });
  }

  async spans(from: Instant, to: Instant, spanMs: number): Promise<readonly StoredSpan[]> {
    const answer = await this.#ask({ kind: 'spans', from, to, spanMs });
    if (answer.kind !== 'spans') throw unexpected();
    return answer.spans;
  }

  async events(from: Instant, to: Instant): Promise<readonly HistoryEvent[]> {
    const answer = await this.#ask({ kind: 'events', from, to });
    if (answer.kind !== 'events') throw unexpected();
    return answer.events;
  }

  async outages(from: Instant, to: Instant): Promise<readonly StoredOutage[]> {
    const answer = await this.#ask({ kind: 'outages', from, to });
    if (answer.kind !== 'outages') throw unexpected();
    return answer.outages;
  }

  async traces(limit: number): Promise<readonly FaultTrace[]> {
    const answer = await this.#ask({ kind: 'traces', limit });
    if (answer.kind !== 'traces') throw unexpected();
    return answer.traces;
  }

  async close(): Promise<void> {
    try {
      if (this.#thread?.isAlive === true) await this.#ask({ kind: 'close' });
    } finally {
      await this.#end();
    }
  }

  async #end(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.end();
  }

  async #ask(question: Question<HistoryRequest>): Promise<HistoryAnswer> {
    if (this.#thread === undefined) throw disk('the file is closed');
    const answer = await this.#thread.ask(question);
    if (answer.kind !== 'failed') return answer;
    throw answer.setAside === undefined ? disk(answer.detail) : damaged(answer.setAside);
  }
}

function disk(detail: string): CodedError {
  return new CodedError('EC20_HISTORY_DISK', { params: { detail } });
}

function damaged(file: string): CodedError {
  return new CodedError('EC20_HISTORY_DAMAGED', { params: { file } });
}

function unexpected(): CodedError {
  return new CodedError('EC20_INTERNAL', { params: { detail: 'unexpected answer of the history’s writer' } });
}
