import type { FaultTrace, HistoryEvent, Instant } from '../history';
import type { HistoryBatch } from '../history-store';
import type { StoredOutage } from '../outage-log';
import type { StoredSpan } from '../span';
import type { FileOpening } from './history-file';

/** Requests to the worker thread, numbered to match the answers. */
export type HistoryRequest = { readonly id: number } & (
  | { readonly kind: 'open'; readonly file: string; readonly wallMs: number }
  | { readonly kind: 'write'; readonly batch: HistoryBatch }
  | { readonly kind: 'spans'; readonly from: Instant; readonly to: Instant; readonly spanMs: number }
  | { readonly kind: 'events'; readonly from: Instant; readonly to: Instant }
  | { readonly kind: 'outages'; readonly from: Instant; readonly to: Instant }
  | { readonly kind: 'traces'; readonly limit: number }
  | { readonly kind: 'close' }
);

export type HistoryAnswer = { readonly id: number } & (
  | { readonly kind: 'opened'; readonly opening: FileOpening }
  | { readonly kind: 'spans'; readonly spans: readonly StoredSpan[] }
  | { readonly kind: 'events'; readonly events: readonly HistoryEvent[] }
  | { readonly kind: 'outages'; readonly outages: readonly StoredOutage[] }
  | { readonly kind: 'traces'; readonly traces: readonly FaultTrace[] }
  | { readonly kind: 'done' }
  /** `setAside`: the file was damaged and has been replaced by an empty one. */
  | { readonly kind: 'failed'; readonly detail: string; readonly setAside: string | undefined }
);
