import type { FoundQueue, QueueFile, QueueSearch } from './queue-file';
import type { StoreOpening, StoredRow, StoreOwner } from './store';

/** Requests to the worker thread, numbered to match the responses. */
export type WorkerRequest = { readonly id: number } & (
  | { readonly kind: 'list'; readonly folder: string; readonly open: readonly string[] }
  | { readonly kind: 'gather'; readonly search: QueueSearch }
  | { readonly kind: 'open'; readonly file: string; readonly owner: StoreOwner }
  | {
      readonly kind: 'commit';
      readonly batch: readonly StoredRow[];
      readonly removals: readonly number[];
      readonly runningMs: number;
    }
  | { readonly kind: 'read'; readonly afterSeq: number; readonly limit: number }
  | { readonly kind: 'topics' }
  | { readonly kind: 'close' }
);

export type WorkerAnswer = { readonly id: number } & (
  | { readonly kind: 'files'; readonly files: readonly QueueFile[] }
  | { readonly kind: 'gathered'; readonly found: FoundQueue }
  | { readonly kind: 'opened'; readonly opening: StoreOpening }
  | { readonly kind: 'rows'; readonly rows: readonly StoredRow[] }
  | { readonly kind: 'topics'; readonly topics: readonly (readonly [topic: string, count: number])[] }
  | { readonly kind: 'done' }
  /** `setAside`: the file was damaged and has been replaced by an empty one. */
  | { readonly kind: 'failed'; readonly detail: string; readonly setAside: string | undefined }
);
