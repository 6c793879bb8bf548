import type { Clock } from '../../src/base/clock';
import { CodedError } from '../../src/base/coded-error';
import { DiskQueue, canQueueOnDisk, type QueuePlace } from '../../src/session/disk-queue/disk-queue';
import { MemoryQueue } from '../../src/session/memory-queue';
import type { MessageQueue } from '../../src/session/queue';
import { type DeliverySettings, MEMORY_QUEUE_LIMIT } from '../../src/settings/modem';

export interface ChosenQueue {
  readonly queue: MessageQueue;
  readonly limit: number;
  /** Why the queue differs from the settings. */
  readonly notice: CodedError | undefined;
}

/** The queue: one SQLite file per device in `userDir`, or memory where Node.js has no SQLite. */
export function chooseQueue(
  settings: Pick<DeliverySettings, 'queue' | 'queueLimit'>,
  place: () => QueuePlace,
  clock: Clock,
): ChosenQueue {
  const { queue: kind, queueLimit: limit } = settings;
  if (kind === 'disk' && canQueueOnDisk()) {
    return { queue: new DiskQueue(clock, place()), limit, notice: undefined };
  }
  const notice =
    kind === 'disk'
      ? new CodedError('EC20_QUEUE_MEMORY', { params: { version: process.version } })
      : undefined;
  return { queue: new MemoryQueue(clock), limit: Math.min(limit, MEMORY_QUEUE_LIMIT), notice };
}
