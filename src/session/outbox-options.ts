import type { Clock } from '../base/clock';
import type { CodedError } from '../base/coded-error';
import type { SessionObserver } from './observer';
import type { MessageQueue } from './queue';

export interface OutboxOptions {
  readonly clock: Clock;
  readonly queue: MessageQueue;
  readonly limit: number;
  /** Milliseconds; 0: messages never expire. */
  readonly ttlMs: number;
  readonly overflow: 'oldest' | 'newest';
  /** A message is ready to be taken. */
  readonly onReady: () => void;
  /** Messages were dropped: the queue was full, they have expired, or their file is damaged. */
  readonly onDropped: (error: CodedError, count: number) => void;
  /** A message in flight has been delivered or given up. */
  readonly onSettled?: () => void;
  /** The queue is open, and holds messages on these topics: called before any of them can leave. */
  readonly onOpened?: (topics: Iterable<string>) => void;
  /** The queue was opened late, with this many messages in it. */
  readonly onFound?: (count: number) => void;
  /** The queue itself has failed; messages stay in memory. */
  readonly onTrouble: (error: CodedError) => void;
  /** That many stored messages failed, and their node isn't there to report it. */
  readonly onUnclaimed?: (error: CodedError, count: number) => void;
  readonly observer?: Pick<SessionObserver, 'failed'> | undefined;
}
