import type { CodedError } from '../base/coded-error';
import type { FaultTrace, HistoryEvent, Instant } from './history';
import type { StoredOutage } from './outage-log';
import type { StoredSpan } from './span';

/** A correction of times. */
export interface Redate {
  readonly from: Instant;
  /** Of spans, which hold more than one moment. */
  readonly spansFrom: Instant;
  readonly byMs: number;
}

/** What is written at once. */
export interface HistoryBatch {
  /** What is stored at `from` or later was dated wrongly, by this much; in this order, before all else. */
  readonly redates: readonly Redate[];
  /** Stored spans that begin at this moment or later are replaced by `spans`, and where it is undefined those of the same begin. */
  readonly replaceFrom: Instant | undefined;
  /** Of ten minutes each. */
  readonly spans: readonly StoredSpan[];
  readonly events: readonly HistoryEvent[];
  readonly outages: readonly StoredOutage[];
  readonly traces: readonly FaultTrace[];
  /** The recorder's time. */
  readonly now: Instant;
  /** What is older is deleted, in days. */
  readonly days: number;
  readonly isOnline: boolean;
  /** Times of the commits that came besides the regular ones, of the last day. */
  readonly besides: readonly Instant[];
  /** The recorder ends with it. */
  readonly isLast: boolean;
}

/** What earlier programs have left. */
export interface HistoryOpening {
  /** The recorder's time when it was last written; undefined: it is new. */
  readonly writtenAt: Instant | undefined;
  /** The newest span. */
  readonly lastSpan: StoredSpan | undefined;
  readonly lastOutage: StoredOutage | undefined;
  readonly lastTraceId: number;
  /** Whether the device was online when it was last written, and whether the recorder ended with that. */
  readonly wasOnline: boolean;
  readonly hasEnded: boolean;
  readonly besides: readonly Instant[];
  /** A damaged file was set aside. */
  readonly notice: CodedError | undefined;
}

/** Where history outlives the process. What was rejected may be tried again. */
export interface HistoryStore {
  /** `wallMs`: the computer's clock; what one that was more than a day ahead has dated is dated anew. */
  open(wallMs: number): Promise<HistoryOpening>;
  /** One commit. */
  write(batch: HistoryBatch): Promise<void>;
  /** Spans that begin within [from, to), joined to `spanMs`, the newest 2,000. */
  spans(from: Instant, to: Instant, spanMs: number): Promise<readonly StoredSpan[]>;
  /** The newest 2,000, oldest first. */
  events(from: Instant, to: Instant): Promise<readonly HistoryEvent[]>;
  /** Those that overlap, the newest 2,000, oldest first. */
  outages(from: Instant, to: Instant): Promise<readonly StoredOutage[]>;
  /** Newest first. */
  traces(limit: number): Promise<readonly FaultTrace[]>;
  close(): Promise<void>;
}
