import assert from 'node:assert/strict';
import { CodedError } from '../../src/base/coded-error';
import { MemoryQueue } from '../../src/session/memory-queue';
import { Outbox } from '../../src/session/outbox';
import { type UnclaimedEnds, UnclaimedNotice } from '../../src/session/unclaimed';
import { VirtualClock } from '../support/virtual-clock';
import { Box } from './box';
import { PlayedDisk, PlayedQueue } from './played-queue';

const WAITING = 5;

/** An outbox that has found messages of an earlier run, none of whose nodes is there. */
async function orphaned(options: { ttlMs?: number; limit?: number } = {}) {
  const clock = new VirtualClock();
  const disk = new PlayedDisk();
  const before = await Box.opened({ clock, queue: new PlayedQueue(clock, { disk }) });
  before.add(WAITING);
  await clock.advance(1000);
  await before.close();
  const ends: string[] = [];
  const outbox = new Outbox({
    clock,
    queue: new PlayedQueue(clock, { disk }),
    limit: 100,
    ttlMs: 0,
    overflow: 'oldest',
    onReady: () => undefined,
    onDropped: () => undefined,
    onTrouble: () => undefined,
    onUnclaimed: (error, count) => ends.push(...Array.from({ length: count }, () => error.code)),
    ...options,
  });
  await clock.settle(outbox.open('device'), 60_000);
  return { clock, outbox, ends };
}

describe('A stored message whose node is gone', () => {
  it('that expires is reported all the same', async () => {
    const { clock, outbox, ends } = await orphaned({ ttlMs: 60_000 });
    await clock.advance(120_000);
    assert.equal(outbox.length, 0);
    assert.deepEqual(
      ends,
      Array.from({ length: WAITING }, () => 'EC20_EXPIRED'),
    );
  });

  it('that is dropped, or refused, is reported all the same', async () => {
    const { outbox, ends } = await orphaned({ limit: WAITING });
    const entry = outbox.take();
    assert(entry !== undefined);
    outbox.failed(entry, new CodedError('EC20_PUBLISH_POISON'));
    const request = { topic: 't', payload: Buffer.from('1'), qos: 1, retain: false } as const;
    for (const flowMessageId of ['m1', 'm2']) {
      outbox.add(
        { ...request, offline: 'queue', nodeId: 'node', flowMessageId },
        { accepted: () => undefined, delivered: () => undefined, failed: () => assert.fail('the newest') },
      );
    }
    assert.deepEqual(ends, ['EC20_PUBLISH_POISON', 'EC20_QUEUE_FULL']);
  });

  it('is kept at the end, and counted', async () => {
    const { clock, outbox, ends } = await orphaned();
    assert.deepEqual(await clock.settle(outbox.close(), 60_000), { kept: WAITING, lost: 0 });
    assert.deepEqual(ends, []);
  });
});

describe('The end of an outbox', () => {
  for (const sent of [0, 2]) {
    it(`counts what waited in memory, ${sent} of it in flight`, async () => {
      const clock = new VirtualClock();
      const box = await Box.opened({ clock, queue: new MemoryQueue(clock) });
      box.add(700);
      for (let taken = 0; taken < sent; taken++) box.take();
      assert.deepEqual(await clock.settle(box.outbox.close(), 60_000), { kept: 0, lost: 700 });
      assert.equal(box.settled.size, 700);
    });
  }

  it('counts what a full disk would not take', async () => {
    const clock = new VirtualClock();
    const queue = new PlayedQueue(clock);
    const box = await Box.opened({ clock, queue });
    box.add(3);
    await clock.advance(1000);
    queue.isBroken = true;
    box.add(2);
    assert.deepEqual(await clock.settle(box.outbox.close(), 60_000), { kept: 3, lost: 2 });
  });
});

describe('The notice of ends without a listener', () => {
  function noticed() {
    const clock = new VirtualClock();
    const told: string[] = [];
    const notify = ({ error, count }: UnclaimedEnds) => told.push(`${count} ${error.code}`);
    return { clock, told, notice: new UnclaimedNotice(clock, notify) };
  }
  const expired = new CodedError('EC20_EXPIRED');

  it('sums up a burst, each code for itself', async () => {
    const { clock, told, notice } = noticed();
    for (let each = 0; each < 3000; each++) notice.add(expired, 1);
    notice.add(new CodedError('EC20_QUEUE_FULL'), 2);
    assert.deepEqual(told, []);
    await clock.advance(1000);
    assert.deepEqual(told, ['3000 EC20_EXPIRED', '2 EC20_QUEUE_FULL']);
  });

  it('goes on at most every ten minutes, and leaves none out', async () => {
    const { clock, told, notice } = noticed();
    for (let each = 0; each < 120; each++) {
      notice.add(expired, 1);
      await clock.advance(10_000);
    }
    notice.close();
    assert(told.length <= 3, told.join());
    assert.equal(
      told.reduce((sum, line) => sum + Number.parseInt(line), 0),
      120,
    );
  });
});
