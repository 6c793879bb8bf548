import type { TappedPublish } from './tap';

/** Topic for all publishes of the bench, and topic of its subscription. */
export const UPLINK = 'sensors/ec20/up';
export const DOWNLINK = 'sensors/ec20/in';
export const BROKER_HOST = 'broker.bench';

/** Requests to the module's process. */
export type ModuleRequest =
  | {
      readonly kind: 'setting';
      /** Bits/s; 0: no limit. */
      readonly baud: number;
      /** From OK to the broker's acknowledgement, ms. */
      readonly brokerMs: number;
    }
  | { readonly kind: 'begin' }
  | { readonly kind: 'report' }
  /** Sends numbered messages to the host, `rate` per second; 0: as many as the wire carries. */
  | { readonly kind: 'deliver'; readonly bytes: number; readonly forMs: number; readonly rate: number }
  /** The way to online, measured since `begin`. */
  | { readonly kind: 'dialogue' };

/** What passed since `begin`. */
export interface ModuleReport {
  readonly publishes: readonly TappedPublish[];
  /** CPU seconds of the module's process, and the elapsed time. */
  readonly cpuSeconds: number;
  readonly elapsedMs: number;
}

/** When each message to the host had left the wire, ms of the monotonic clock, in order. */
export interface DeliverReport {
  /** The number of the first. */
  readonly first: number;
  readonly endMs: readonly number[];
}

/** The dialogue between host and module. */
export interface DialogueReport {
  /** Every command line, quoted parts omitted. */
  readonly commands: readonly string[];
  /** From the first byte to the last, ms. */
  readonly totalMs: number;
  /** The host's share: from each end of an answer to the next command. */
  readonly hostMs: number;
  /** The longest of these. */
  readonly longestMs: number;
}

/** A load for a publisher: as much as possible, with `backlog` messages queued or in flight at any moment. */
export interface Load {
  readonly qos: 0 | 1;
  readonly bytes: number;
  readonly backlog: number;
  readonly warmMs: number;
  readonly forMs: number;
  /** Messages per second; 0: as many as possible. */
  readonly rate: number;
}

export type PeerRequest =
  | { readonly kind: 'load'; readonly load: Load }
  | { readonly kind: 'listen'; readonly forMs: number }
  /** Number of commits to the queue's file. */
  | { readonly kind: 'commits' }
  /** CPU time so far. */
  | { readonly kind: 'cpu' };

export interface CpuReport {
  readonly cpuSeconds: number;
  /** On the monotonic clock. */
  readonly atMs: number;
}

/** The message of an idle Node-RED when its flows have started. */
export interface IdleMessage {
  /** On the monotonic clock. */
  readonly startedMs: number;
  /** Whether the package's nodes are installed. */
  readonly hasNodes: boolean;
  /** Modules that only an open modem needs but that were loaded nevertheless. */
  readonly loadedEarly: readonly string[];
}

/** A peer's measurements of itself under load. */
export interface LoadReport {
  readonly publishes: number;
  readonly elapsedMs: number;
  readonly cpuSeconds: number;
  /** From input to output of each publish, ms. */
  readonly latenciesMs: readonly number[];
  /** Event-loop delay, ms. */
  readonly loopP50Ms: number;
  readonly loopP99Ms: number;
  readonly loopMaxMs: number;
  readonly errors: readonly string[];
}

/** A load for recorder-peer's session, then that many publishes for its recorder alone. */
export interface RecorderRequest {
  readonly load: Load;
  readonly publishes: number;
}

export interface RecorderReport extends LoadReport {
  readonly recorderSeconds: number;
}

/** When each numbered message was output, ms of the monotonic clock; holes where one is missing. */
export interface ListenReport {
  readonly receivedMs: Readonly<Record<number, number>>;
  readonly cpuSeconds: number;
  readonly elapsedMs: number;
}
