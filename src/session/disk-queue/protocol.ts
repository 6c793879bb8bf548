import type { StoreOpening, StoredRow } from './store';

/** What the worker thread is asked for, by number so that answers find their question. */
export type WorkerRequest = { readonly id: number } & (
  | { readonly kind: 'open'; readonly file: string; readonly deviceKey: string }
  | {
      readonly kind: 'commit';
      readonly batch: readonly StoredRow[];
      readonly removals: readonly number[];
      readonly runningMs: number;
    }
  | { readonly kind: 'read'; readonly afterSeq: number; readonly limit: number }
  | { readonly kind: 'close' }
);

export type WorkerAnswer = { readonly id: number } & (
  | { readonly kind: 'opened'; readonly opening: StoreOpening }
  | { readonly kind: 'rows'; readonly rows: readonly StoredRow[] }
  | { readonly kind: 'done' }
  /** `setAside`: the file turned out damaged and was replaced by an empty one. */
  | { readonly kind: 'failed'; readonly detail: string; readonly setAside: string | undefined }
);
