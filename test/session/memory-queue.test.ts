import assert from 'node:assert/strict';
import { MemoryQueue } from '../../src/session/memory-queue';
import type { QueuedMessage } from '../../src/session/queue';
import { VirtualClock } from '../support/virtual-clock';

function message(seq: number): QueuedMessage {
  const payload = Buffer.from(String(seq));
  return {
    seq,
    nodeId: 'n',
    flowMessageId: `m${seq}`,
    topic: 't',
    payload,
    qos: 1,
    retain: false,
    replyMs: 0,
    ageMs: 0,
  };
}

async function filled(...seqs: number[]): Promise<MemoryQueue> {
  const queue = new MemoryQueue(new VirtualClock());
  await queue.open();
  await queue.append(seqs.map(message));
  return queue;
}

async function read(queue: MemoryQueue, afterSeq = 0, limit = 100): Promise<number[]> {
  return (await queue.read(afterSeq, limit)).map(({ seq }) => seq);
}

describe('the queue in memory', () => {
  it('is empty when it is opened, and survives nothing', async () => {
    const queue = new MemoryQueue(new VirtualClock());
    assert.equal(queue.durable, false);
    assert.deepEqual(await queue.open(), { length: 0, lastSeq: 0, topics: new Map(), notices: [] });
    assert.deepEqual(await read(queue), []);
  });

  it('returns messages unchanged and in order, from any place on, as many as requested', async () => {
    const queue = await filled(1, 2, 3);
    await queue.append([message(5), message(8)]);
    assert.deepEqual(await queue.read(7, 1), [message(8)]);
    assert.deepEqual(await read(queue), [1, 2, 3, 5, 8]);
    assert.deepEqual(await read(queue, 2), [3, 5, 8]);
    assert.deepEqual(await read(queue, 0, 2), [1, 2]);
    assert.deepEqual(await read(queue, 8), []);
    assert.deepEqual(await read(queue, 0, 0), []);
  });

  it('counts how long a message has waited', async () => {
    const clock = new VirtualClock();
    const queue = new MemoryQueue(clock);
    await queue.append([{ ...message(1), ageMs: 500 }]);
    await clock.advance(2000);
    assert.deepEqual(await queue.read(0, 1), [{ ...message(1), ageMs: 2500 }]);
  });

  it('forgets what is removed, and what it never had', async () => {
    const queue = await filled(1, 2, 3);
    await queue.remove([2, 99]);
    await queue.remove([]);
    assert.deepEqual(await read(queue), [1, 3]);
  });

  it('is empty after it was closed', async () => {
    const queue = await filled(1);
    await queue.close();
    assert.deepEqual(await read(queue), []);
  });
});
