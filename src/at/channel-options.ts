import type { Clock } from '../base/clock';
import type { CodedError } from '../base/coded-error';
import type { CountedPrefix } from './lexer';
import type { Probe } from './probe';
import type { Trace } from './trace';

/** What a {@link Channel} is made with: time, the shapes of the module's lines, and who hears what goes wrong. */
export interface ChannelOptions {
  readonly clock: Clock;
  readonly countedPrefixes: readonly CountedPrefix[];
  /** Two probes with distinctive answers, used alternately (rule 5). */
  readonly probes: readonly [Probe, Probe];
  /** How much a module of unknown state may still wait for, in bytes. */
  readonly largestPayloadBytes: number;
  readonly trace?: Trace;
  /** Lines that hold a secret nobody knows yet: traced without what stands behind their name. */
  readonly isSecretLine?: (text: string) => boolean;
  /** Silence between a final result and the next command. */
  readonly guardMs?: number;
  /** The line is of no more use: probes or drains stay unanswered, or it takes no more bytes. The channel has ended. */
  readonly onDesync?: (reason: CodedError) => void;
  /** A data phase was filled with spaces: the broker may hold a padded copy. */
  readonly onDamaged?: () => void;
  /** An echo was seen after it was verified off: the module may have restarted. */
  readonly onEcho?: () => void;
}

/** What went wrong on the line, each counted from the channel's beginning. */
export interface ChannelCounters {
  /** Lines that nobody claimed or listens to. */
  strays: number;
  /** Payloads that did not fit their announced length. */
  damaged: number;
  overflows: number;
  timeouts: number;
  /** Lines and final results that came after their command's end. */
  late: number;
  probes: number;
  /** Drains begun. */
  drains: number;
  listenerFailures: number;
  /** Commands that found too many waiting. */
  turnedAway: number;
}

export function noCounts(): ChannelCounters {
  return {
    strays: 0,
    damaged: 0,
    overflows: 0,
    timeouts: 0,
    late: 0,
    probes: 0,
    drains: 0,
    listenerFailures: 0,
    turnedAway: 0,
  };
}
