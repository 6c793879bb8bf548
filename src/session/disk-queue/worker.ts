import { parentPort } from 'node:worker_threads';
import { thrownText } from '../../base/thrown-text';
import type { WorkerAnswer, WorkerRequest } from './protocol';
import { sqliteCode } from './sqlite';
import { Store } from './store';

/** The worker thread of {@link DiskQueue}: a slow SD card blocks only this thread. */

const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

let opened: { readonly store: Store; readonly deviceKey: string } | undefined;

/** A name for a file that is set aside, sortable and without colons. */
function nowName(): string {
  return new Date().toISOString().replace(/[:.]/g, '-');
}

/** Nothing counts as written while there is no file. */
function store(): Store {
  if (opened === undefined) throw new Error('the file is not open');
  return opened.store;
}

function answer(request: WorkerRequest): WorkerAnswer {
  const { id } = request;
  switch (request.kind) {
    case 'open': {
      const found = Store.open(request.file, request.deviceKey, nowName());
      opened = { store: found.store, deviceKey: request.deviceKey };
      return { id, kind: 'opened', opening: found.opening };
    }
    case 'commit':
      store().commit(request.batch, request.removals, request.runningMs);
      return { id, kind: 'done' };
    case 'read':
      return { id, kind: 'rows', rows: store().read(request.afterSeq, request.limit) };
    case 'close':
      opened?.store.close();
      opened = undefined;
      return { id, kind: 'done' };
  }
}

function failure(id: number, error: unknown): WorkerAnswer {
  const detail = thrownText(error);
  const code = sqliteCode(error);
  const isDamaged = code === SQLITE_CORRUPT || code === SQLITE_NOTADB;
  const setAside = isDamaged ? opened?.store.startOver(opened.deviceKey, nowName()) : undefined;
  return { id, kind: 'failed', detail, setAside };
}

parentPort?.on('message', (request: WorkerRequest) => {
  let reply: WorkerAnswer;
  try {
    reply = answer(request);
  } catch (error) {
    try {
      reply = failure(request.id, error);
    } catch (second) {
      reply = { id: request.id, kind: 'failed', detail: String(second), setAside: undefined };
    }
  }
  parentPort?.postMessage(reply);
});
