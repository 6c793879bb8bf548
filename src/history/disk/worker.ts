import { parentPort } from 'node:worker_threads';
import { thrownText } from '../../base/thrown-text';
import { isUnreadable } from '../../session/disk-queue/sqlite';
import { DamagedContent, HistoryFile } from './history-file';
import type { HistoryAnswer, HistoryRequest } from './protocol';

/** The worker thread of {@link DiskHistory}: a slow SD card blocks only this thread. */

let opened: HistoryFile | undefined;

function file(): HistoryFile {
  if (opened === undefined) throw new Error('the file is not open');
  return opened;
}

function answer(request: HistoryRequest): HistoryAnswer {
  const { id } = request;
  switch (request.kind) {
    case 'open': {
      const { history, opening } = HistoryFile.open(request.file, request.wallMs);
      opened = history;
      return { id, kind: 'opened', opening };
    }
    case 'write':
      file().write(request.batch);
      return { id, kind: 'done' };
    case 'spans':
      return { id, kind: 'spans', spans: file().spans(request.from, request.to, request.spanMs) };
    case 'events':
      return { id, kind: 'events', events: file().events(request.from, request.to) };
    case 'outages':
      return { id, kind: 'outages', outages: file().outages(request.from, request.to) };
    case 'traces':
      return { id, kind: 'traces', traces: file().traces(request.limit) };
    case 'close':
      opened?.close();
      opened = undefined;
      return { id, kind: 'done' };
  }
}

parentPort?.on('message', (request: HistoryRequest) => {
  let reply: HistoryAnswer;
  try {
    reply = answer(request);
  } catch (error) {
    let setAside: string | undefined;
    try {
      setAside =
        isUnreadable(error) || error instanceof DamagedContent ? opened?.startOver(Date.now()) : undefined;
    } catch {
      // The first error says more.
    }
    reply = { id: request.id, kind: 'failed', detail: thrownText(error), setAside };
  }
  parentPort?.postMessage(reply);
});
