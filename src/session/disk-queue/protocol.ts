import type { StoreOpening, StoredRow } from './store';

/** Requests to the worker thread, numbered to match the responses. */
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
  /** `setAside`: the file was damaged and has been replaced by an empty one. */
  | { readonly kind: 'failed'; readonly detail: string; readonly setAside: string | undefined }
);
