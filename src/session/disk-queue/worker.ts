import { parentPort } from 'node:worker_threads';
import { thrownText } from '../../base/thrown-text';
import { nameOf } from './database-file';
import type { WorkerAnswer, WorkerRequest } from './protocol';
import { gatherQueues, listQueues } from './queue-files';
import { isUnreadable } from './sqlite';
import { Store, type StoreOwner } from './store';

/** The worker thread of {@link DiskQueue}: a slow SD card blocks only this thread. */

let opened: { readonly store: Store; readonly owner: StoreOwner } | undefined;

function nowName(): string {
  return nameOf(Date.now());
}

/** Nothing counts as written while there is no file. */
function store(): Store {
  if (opened === undefined) throw new Error('the file is not open');
  return opened.store;
}

function answer(request: WorkerRequest): WorkerAnswer {
  const { id } = request;
  switch (request.kind) {
    case 'list':
      return { id, kind: 'files', files: listQueues(request.folder, request.open) };
    case 'gather':
      return { id, kind: 'gathered', found: gatherQueues(request.search, nowName()) };
    case 'open': {
      const found = Store.open(request.file, request.owner, nowName());
      opened = { store: found.store, owner: request.owner };
      return { id, kind: 'opened', opening: found.opening };
    }
    case 'commit':
      store().commit(request.batch, request.removals, request.runningMs);
      return { id, kind: 'done' };
    case 'read':
      return { id, kind: 'rows', rows: store().read(request.afterSeq, request.limit) };
    case 'topics':
      return { id, kind: 'topics', topics: store().topics() };
    case 'close':
      opened?.store.close();
      opened = undefined;
      return { id, kind: 'done' };
  }
}

function failure(id: number, error: unknown): WorkerAnswer {
  const detail = thrownText(error);
  const setAside = isUnreadable(error) ? opened?.store.startOver(opened.owner, nowName()) : undefined;
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
