import { join } from 'node:path';
import type { Clock } from '../../src/base/clock';
import { CodedError } from '../../src/base/coded-error';
import { DiskQueue, canQueueOnDisk } from '../../src/session/disk-queue/disk-queue';
import { MemoryQueue } from '../../src/session/memory-queue';
import type { MessageQueue } from '../../src/session/queue';
import { type DeliverySettings, MEMORY_QUEUE_LIMIT } from '../../src/settings/modem';

export interface ChosenQueue {
  readonly queue: MessageQueue;
  readonly limit: number;
  /** Why the queue differs from the settings. */
  readonly notice: CodedError | undefined;
}

/** The queue: one SQLite file per config node in `userDir`, or memory where Node.js has no SQLite. */
export function chooseQueue(
  settings: Pick<DeliverySettings, 'queue' | 'queueLimit'>,
  nodeId: string,
  userDir: string,
  clock: Clock,
): ChosenQueue {
  const { queue: kind, queueLimit: limit } = settings;
  if (kind === 'disk' && canQueueOnDisk()) {
    const file = join(userDir, 'ec20', `queue-${nodeId}.sqlite`);
    return { queue: new DiskQueue(clock, file), limit, notice: undefined };
  }
  const notice =
    kind === 'disk'
      ? new CodedError('EC20_QUEUE_MEMORY', { params: { version: process.version } })
      : undefined;
  return { queue: new MemoryQueue(clock), limit: Math.min(limit, MEMORY_QUEUE_LIMIT), notice };
}
