import type { TappedPublish } from './tap';

/** Where everything in the bench is published, and where it listens. */
export const UPLINK = 'sensors/ec20/up';
export const DOWNLINK = 'sensors/ec20/in';
export const BROKER_HOST = 'broker.bench';

/** What the module's process is told. */
export type ModuleRequest =
  | {
      readonly kind: 'setting';
      /** Bits/s; 0: no limit. */
      readonly baud: number;
      /** OK to the broker's acknowledgement, ms. */
      readonly brokerMs: number;
    }
  | { readonly kind: 'begin' }
  | { readonly kind: 'report' }
  /** Sends numbered messages to the host, so many a second; 0: as many as the wire carries. */
  | { readonly kind: 'deliver'; readonly bytes: number; readonly forMs: number; readonly rate: number }
  /** The way to online, told since `begin`. */
  | { readonly kind: 'dialogue' };

/** What passed since `begin`. */
export interface ModuleReport {
  readonly publishes: readonly TappedPublish[];
  /** Processor seconds of the module's process, and how long it was. */
  readonly cpuSeconds: number;
  readonly elapsedMs: number;
}

/** When each message to the host had left the wire, ms of the monotonic clock, in order. */
export interface DeliverReport {
  /** The number of the first. */
  readonly first: number;
  readonly endMs: readonly number[];
}

/** What passed between host and module. */
export interface DialogueReport {
  /** Each command line, what is quoted in it left out. */
  readonly commands: readonly string[];
  /** From the first byte to the last, ms. */
  readonly totalMs: number;
  /** What of it the host took: from each end of an answer to the next command. */
  readonly hostMs: number;
  /** The longest of these. */
  readonly longestMs: number;
}

/** A load for whoever publishes: as much as goes, `backlog` messages waiting or on their way at each moment. */
export interface Load {
  readonly qos: 0 | 1;
  readonly bytes: number;
  readonly backlog: number;
  readonly warmMs: number;
  readonly forMs: number;
  /** Messages a second; 0: as many as go. */
  readonly rate: number;
}

export type PeerRequest =
  | { readonly kind: 'load'; readonly load: Load }
  | { readonly kind: 'listen'; readonly forMs: number }
  /** How many commits the queue's file has seen. */
  | { readonly kind: 'commits' }
  /** Processor time so far. */
  | { readonly kind: 'cpu' };

export interface CpuReport {
  readonly cpuSeconds: number;
  /** Of the monotonic clock. */
  readonly atMs: number;
}

/** What an idle Node-RED says when its flows have started. */
export interface IdleWord {
  /** Of the monotonic clock. */
  readonly startedMs: number;
  /** Whether the package's nodes are there. */
  readonly hasNodes: boolean;
  /** Those of the modules that only an open modem needs which are loaded nevertheless. */
  readonly loadedEarly: readonly string[];
}

/** What a peer has measured about itself while loaded. */
export interface LoadReport {
  readonly publishes: number;
  readonly elapsedMs: number;
  readonly cpuSeconds: number;
  /** Input to output of each publish, ms. */
  readonly latenciesMs: readonly number[];
  /** Event-loop delay, ms. */
  readonly loopP50Ms: number;
  readonly loopP99Ms: number;
  readonly loopMaxMs: number;
  readonly errors: readonly string[];
}

/** When each numbered message came out, ms of the monotonic clock; holes where one is missing. */
export interface ListenReport {
  readonly receivedMs: Readonly<Record<number, number>>;
  readonly cpuSeconds: number;
  readonly elapsedMs: number;
}
