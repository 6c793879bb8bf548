import assert from 'node:assert/strict';
import { CodedError } from '../../src/base/coded-error';
import { MemoryQueue } from '../../src/session/memory-queue';
import { VirtualClock } from '../support/virtual-clock';
import { Box, DELIVERY, numberOf, numbers } from './box';
import { PlayedDisk, PlayedQueue } from './played-queue';

describe('a message in the outbox', () => {
  it('waits, leaves when it is taken, and is reported to its listener', async () => {
    const box = await Box.opened();
    box.add(2);
    assert.equal(box.ready, 2);
    assert.equal(box.outbox.length, 2);
    assert.equal(box.outbox.peek()?.flowMessageId, 'm1');
    const entry = box.take();
    assert.equal(box.outbox.waiting, 1);
    assert.equal(box.outbox.length, 2);
    box.outbox.delivered(entry, DELIVERY);
    assert.deepEqual(box.told, ['1 accepted', '1 delivered']);
    assert.equal(box.outbox.length, 1);
    assert.equal(box.outbox.waiting, 1);
  });

  it('that is given up is reported to its listener', async () => {
    const box = await Box.opened();
    box.add();
    box.outbox.failed(box.take(), new CodedError('EC20_PUBLISH_POISON'));
    assert.deepEqual(box.told, ['1 EC20_PUBLISH_POISON']);
  });

  it('settles once, regardless of later reports', async () => {
    const box = await Box.opened();
    box.add();
    const entry = box.take();
    box.outbox.delivered(entry, DELIVERY);
    box.outbox.delivered(entry, DELIVERY);
    box.outbox.failed(entry, new CodedError('EC20_PUBLISH_POISON'));
    box.outbox.putBack(entry);
    assert.deepEqual(box.told, ['1 accepted', '1 delivered']);
    assert.equal(box.outbox.peek(), undefined);
    assert.equal(box.outbox.length, 0);
  });

  it('returns how long the oldest has waited, in flight or not', async () => {
    const box = await Box.opened();
    assert.equal(box.outbox.oldestMs, 0);
    box.add();
    await box.clock.advance(3000);
    box.add();
    const entry = box.take();
    await box.clock.advance(1000);
    assert.equal(box.outbox.oldestMs, 4000);
    box.outbox.delivered(entry, DELIVERY);
    assert.equal(box.outbox.oldestMs, 1000);
  });

  it('after the end is refused with EC20_CLOSED', async () => {
    const box = await Box.opened();
    await box.close();
    box.add();
    assert.deepEqual(box.told, ['1 EC20_CLOSED']);
  });
});

describe('Rule 14: first in, first out', () => {
  it('what is put back returns to its place, in any order', async () => {
    const box = await Box.opened();
    box.add(4);
    const [first, second, third] = [box.take(), box.take(), box.take()];
    box.outbox.putBack(second);
    box.outbox.putBack(third);
    box.outbox.putBack(first);
    assert.deepEqual(await box.drain(), [1, 2, 3, 4]);
  });

  for (const durable of [false, true]) {
    it(`a backlog of 2,000 ${durable ? 'on disk' : 'in memory'} leaves in order, each once`, async () => {
      const clock = new VirtualClock();
      const box = await Box.opened({ clock, queue: new PlayedQueue(clock, { durable, operationMs: 30 }) });
      box.add(1500);
      await clock.advance(1000);
      box.add(500);
      assert.equal(box.outbox.length, 2000);
      assert.deepEqual(await box.drain(), numbers(1, 2000));
      assert.equal(box.outbox.length, 0);
      assert.equal(box.settled.size, 2000);
    });
  }

  it('a full outbox drops the oldest that waits, never one on its way', async () => {
    const box = await Box.opened({ limit: 3 });
    box.add(3);
    const flying = box.take();
    box.add();
    assert.deepEqual(box.told, ['2 EC20_QUEUE_FULL']);
    assert.deepEqual(box.dropped, ['EC20_QUEUE_FULL']);
    box.outbox.putBack(flying);
    assert.deepEqual(await box.drain(), [1, 3, 4]);
  });

  it('a full outbox drops the newest when that is the setting, or when all others are on their way', async () => {
    const newest = await Box.opened({ limit: 2, overflow: 'newest' });
    newest.add(3);
    assert.deepEqual(newest.told, ['3 EC20_QUEUE_FULL']);
    const flying = await Box.opened({ limit: 2 });
    flying.add(2);
    flying.take();
    flying.take();
    flying.add();
    assert.deepEqual(flying.told, ['3 EC20_QUEUE_FULL']);
    assert.equal(flying.outbox.length, 2);
  });

  it('a full outbox with a long backlog drops the oldest of it, one for each that comes', async () => {
    const box = await Box.opened({ limit: 1000 });
    box.add(1000);
    await box.clock.advance(1000);
    for (let more = 0; more < 700; more++) {
      box.add();
      await box.clock.advance(10);
    }
    assert.deepEqual(
      box.told,
      numbers(1, 700).map((number) => `${number} EC20_QUEUE_FULL`),
    );
    assert.deepEqual(await box.drain(), numbers(701, 1700));
  });
});

describe('the time to live', () => {
  it('ends what waits, the oldest first, at its own moment', async () => {
    const box = await Box.opened({ ttlMs: 60_000 });
    box.add();
    await box.clock.advance(20_000);
    box.add();
    await box.clock.advance(39_999);
    assert.equal(box.told.length, 0, box.told.join());
    await box.clock.advance(1);
    assert.deepEqual(box.told, ['1 EC20_EXPIRED']);
    await box.clock.advance(20_000);
    assert.deepEqual(box.told, ['1 EC20_EXPIRED', '2 EC20_EXPIRED']);
    assert.deepEqual(box.dropped, ['EC20_EXPIRED', 'EC20_EXPIRED']);
    assert.equal(box.clock.armed, 0);
  });

  it('never ends a message on its way; one that returns too old is not sent again', async () => {
    const box = await Box.opened({ ttlMs: 60_000 });
    box.add();
    const entry = box.take();
    await box.clock.advance(50_000);
    box.add();
    await box.clock.advance(15_000);
    assert.equal(box.told.length, 0, box.told.join());
    box.outbox.putBack(entry);
    assert.equal(box.outbox.peek()?.flowMessageId, 'm2');
    assert.deepEqual(box.told, ['1 EC20_EXPIRED']);
    await box.clock.advance(45_000);
    assert.deepEqual(box.told, ['1 EC20_EXPIRED', '2 EC20_EXPIRED']);
  });

  it('ends one that returned in good time at its own moment, before newer ones', async () => {
    const box = await Box.opened({ ttlMs: 60_000 });
    box.add();
    await box.clock.advance(10_000);
    box.add();
    await box.clock.advance(10_000);
    box.add();
    const [first, second] = [box.take(), box.take()];
    box.outbox.putBack(first);
    await box.clock.advance(40_000);
    assert.deepEqual(box.told, ['1 EC20_EXPIRED']);
    box.outbox.putBack(second);
    await box.clock.advance(10_000);
    assert.deepEqual(box.told, ['1 EC20_EXPIRED', '2 EC20_EXPIRED']);
  });

  it('counts from the acceptance though the wall clock jumps', async () => {
    const box = await Box.opened({ ttlMs: 60_000 });
    box.clock.setWallTime(0);
    box.add();
    box.clock.setWallTime(Date.UTC(2026, 10, 22));
    await box.clock.advance(59_999);
    assert.equal(box.told.length, 0, box.told.join());
  });

  for (const durable of [false, true]) {
    it(`holds for a long backlog ${durable ? 'on disk' : 'in memory'} too`, async () => {
      const clock = new VirtualClock();
      const queue = durable ? new PlayedQueue(clock) : new MemoryQueue(clock);
      const box = await Box.opened({ clock, queue, ttlMs: 60_000 });
      box.add(1000);
      await clock.advance(30_000);
      box.add(1000);
      await clock.advance(30_100);
      assert.equal(box.settled.size, 1000);
      assert.equal(box.outbox.length, 1000);
      await clock.advance(30_000);
      assert.equal(box.settled.size, 2000);
      assert.equal(box.outbox.length, 0);
    });
  }

  it('is over for what waited too long in a queue on disk: it is not sent first', async () => {
    const clock = new VirtualClock();
    const disk = new PlayedDisk();
    const before = await Box.opened({ clock, queue: new PlayedQueue(clock, { disk }) });
    before.add(2);
    await clock.advance(1000);
    await before.close();
    await clock.advance(60_000);
    const left: number[] = [];
    const after = new Box({
      clock,
      queue: new PlayedQueue(clock, { disk }),
      ttlMs: 60_000,
      onReady: () => {
        const entry = after.outbox.peek();
        if (entry !== undefined) left.push(numberOf(entry));
      },
    });
    await clock.settle(after.outbox.open('device'), 1000);
    await clock.advance(0);
    assert.deepEqual(left, []);
    assert.deepEqual(after.toldNode, ['1 EC20_EXPIRED restored', '2 EC20_EXPIRED restored']);
  });
});
