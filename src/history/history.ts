import type { ErrorParams, Phrase } from '../base/coded-error';
import type { SessionState } from '../session/snapshot';

/** A time: UTC in milliseconds since 1970, by the best clock that the device had then. */
export type Instant = number;

/** How it was during a span of time. Counts are sums over the span; a level is absent where it was never known. */
export interface HistorySample {
  /** Begin of the span, a multiple of `spanMs`. */
  readonly at: Instant;
  readonly spanMs: number;
  /** Milliseconds of the span during which the recorder ran; less than `spanMs` where power or Node-RED was off. */
  readonly recordedMs: number;
  /** Milliseconds of the span during which the session was online. */
  readonly onlineMs: number;
  /** Received signal strength, mean and lowest, in dBm. */
  readonly signalDbm: number | undefined;
  readonly lowestSignalDbm: number | undefined;
  /** From a publish written to the module until the broker's acknowledgement, in milliseconds. */
  readonly roundTripP50Ms: number | undefined;
  readonly roundTripP95Ms: number | undefined;
  /** Highest number of waiting messages. */
  readonly queueLength: number;
  readonly counts: HistoryCounts;
}

/** What moved during a span of time. */
export interface HistoryCounts {
  /** Messages accepted from flows, acknowledged by the broker, ended without delivery, and received. */
  readonly accepted: number;
  readonly delivered: number;
  readonly failed: number;
  readonly received: number;
  /** Payload bytes of messages. */
  readonly payloadUp: number;
  readonly payloadDown: number;
  /** Estimated bytes on the air: with MQTT's own, TCP/IP's, TLS's and keep-alives. */
  readonly airUp: number;
  readonly airDown: number;
}

/** What a coded error was, kept as data: the sentence is made in the reader's language. Never a secret. */
export interface RecordedReason {
  readonly code: string;
  readonly params: ErrorParams;
  readonly phrases: Readonly<Record<string, Phrase>>;
}

/** Something that happened. */
export type HistoryEvent = { readonly at: Instant } &
  /** The recorder began or ended: Node-RED was started or stopped, or the flow deployed. `version`: the package's. */
  (
    | { readonly kind: 'started'; readonly version: string }
    | { readonly kind: 'stopped' }
    | { readonly kind: 'state'; readonly state: SessionState; readonly reason: RecordedReason | undefined }
    /** A fault or a warning; `traceId` where the trace before it was kept. */
    | { readonly kind: 'fault'; readonly reason: RecordedReason; readonly traceId: number | undefined }
    /** The module was identified, or has started anew. */
    | {
        readonly kind: 'module';
        readonly model: string;
        readonly revision: string;
        readonly restarted: boolean;
      }
    /** The card, by its state and the last four digits of its ICCID. */
    | { readonly kind: 'sim'; readonly state: string; readonly iccidEnd: string }
    | {
        readonly kind: 'network';
        readonly operator: string;
        readonly technology: string;
        readonly band: string;
      }
    /** Messages that ended without delivery, summed up by code and minute. */
    | { readonly kind: 'failed'; readonly code: string; readonly count: number }
    /** The computer's clock was set: by how many milliseconds. */
    | { readonly kind: 'clock'; readonly byMs: number }
  );

/** A time during which the device was not online although it should have been. */
export interface Outage {
  readonly from: Instant;
  /** Undefined: it lasts. */
  readonly to: Instant | undefined;
  /** What it began with; the last one known where nothing else is. */
  readonly reason: RecordedReason;
}

/** Data and messages of one calendar day, in the computer's time zone. */
export interface UsageDay {
  /** `2026-11-29`. */
  readonly day: string;
  readonly payloadUp: number;
  readonly payloadDown: number;
  /** With MQTT's headers, topics, acknowledgements and pings. */
  readonly mqttUp: number;
  readonly mqttDown: number;
  /** Estimate, with TCP/IP and TLS too. */
  readonly airUp: number;
  readonly airDown: number;
  /** As the cloud bills them. */
  readonly messagesUp: number;
  readonly messagesDown: number;
  /** By the module's own counter, where it has one. */
  readonly moduleUp: number | undefined;
  readonly moduleDown: number | undefined;
}

/** The use of a monthly budget. */
export interface BudgetState {
  readonly unit: 'MB' | 'messages';
  readonly limit: number;
  readonly used: number;
  readonly from: Instant;
  /** When the next month of the budget begins. */
  readonly to: Instant;
  readonly then: 'go' | 'events' | 'hold';
}

/** What is known about one fault's traffic: the last lines before it, secrets masked. */
export interface FaultTrace {
  readonly id: number;
  readonly at: Instant;
  readonly code: string;
  /** As `trace.ts` of the console saves them, one entry a line. */
  readonly lines: readonly string[];
}

/** How long what happened and how it was is kept, and where. */
export interface HistoryKeeping {
  /** `off`: nothing is recorded; `memory`: a day, this Node.js has no SQLite or the file failed; `disk`: `days` days. */
  readonly where: 'off' | 'memory' | 'disk';
  readonly days: number;
  /** Why it is not on disk although the settings say so. */
  readonly notice: RecordedReason | undefined;
}

/** A device's history, read. Times: `from` inclusive, `to` exclusive. Bounded: at most 2,000 rows an answer, the newest. */
export interface HistoryReader {
  readonly keeping: HistoryKeeping;
  /**
   * The time at which something is recorded now: the computer's, or a later one where that clock is behind what is recorded.
   * Absent: the computer's.
   */
  now?(): Instant;
  /** Samples of `spanMs` or, where only longer ones are kept, of those; the running minute included. */
  samples(from: Instant, to: Instant, spanMs: number): Promise<readonly HistorySample[]>;
  events(from: Instant, to: Instant): Promise<readonly HistoryEvent[]>;
  outages(from: Instant, to: Instant): Promise<readonly Outage[]>;
  /** Calendar days, oldest first. */
  usage(from: Instant, to: Instant): Promise<readonly UsageDay[]>;
  /** Undefined: there is no budget. */
  budget(): BudgetState | undefined;
  /** The newest traces of faults, newest first. */
  faultTraces(limit: number): Promise<readonly FaultTrace[]>;
}

/** The present of a history: when something is recorded now, by a computer whose clock is at `wallMs`. */
export function presentOf(history: HistoryReader, wallMs: Instant): Instant {
  return Math.max(wallMs, history.now?.() ?? wallMs);
}
