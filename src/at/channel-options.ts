import type { Clock } from '../base/clock';
import type { CodedError } from '../base/coded-error';
import type { CountedPrefix } from './lexer';
import type { Probe } from './probe';
import type { Trace } from './trace';

/** Options of a {@link Channel}: clock, shapes of the module's lines, callbacks for failures. */
export interface ChannelOptions {
  readonly clock: Clock;
  readonly countedPrefixes: readonly CountedPrefix[];
  /** Two probes with distinctive answers, used alternately (rule 5). */
  readonly probes: readonly [Probe, Probe];
  /** Maximum bytes that a module of unknown state may still wait for. */
  readonly largestPayloadBytes: number;
  readonly trace?: Trace;
  /** Lines that hold a secret not yet known: only their prefix is traced. */
  readonly isSecretLine?: (text: string) => boolean;
  /** Silence between a final result and the next command. */
  readonly guardMs?: number;
  /** The line is dead: probes or drains stay unanswered, or writes fail. The channel has ended. */
  readonly onDesync?: (reason: CodedError) => void;
  /** A data phase was filled with spaces: the broker may hold a padded copy. */
  readonly onDamaged?: () => void;
  /** An echo was seen after it was verified off: the module may have restarted. */
  readonly onEcho?: () => void;
}

/** Failures on the line, each counted since the channel was created. */
export interface ChannelCounters {
  /** Lines that no command matches and that have no listener. */
  strays: number;
  /** Payloads that did not fit their announced length. */
  damaged: number;
  overflows: number;
  timeouts: number;
  /** Lines and final results received after their command's end. */
  late: number;
  probes: number;
  /** Drains started. */
  drains: number;
  listenerFailures: number;
  /** Commands rejected because the queue was full. */
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
