/** The types of {@link Session.history}. */
export type {
  BudgetState,
  FaultTrace,
  HistoryCounts,
  HistoryEvent,
  HistoryKeeping,
  HistoryReader,
  HistorySample,
  Instant,
  Outage,
  RecordedReason,
  UsageDay,
} from '../history/history';
