import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { VirtualClock } from '../support/virtual-clock';
import { Box, DELIVERY, numbers } from './box';
import { PlayedDisk, PlayedQueue } from './played-queue';

describe('an outbox over a queue on disk', () => {
  it('has a message accepted once it is written, at most 200 ms later, in groups', async () => {
    const clock = new VirtualClock();
    const queue = new PlayedQueue(clock);
    const box = await Box.opened({ clock, queue });
    box.add(50);
    await clock.advance(199);
    assert.equal(box.told.length, 0, box.told.join());
    await clock.advance(1);
    assert.deepEqual(
      box.told,
      numbers(1, 50).map((number) => `${number} accepted`),
    );
    assert.equal(queue.writes, 1);
  });

  it('never sees a message that was delivered before it was its turn to be written', async () => {
    const clock = new VirtualClock();
    const queue = new PlayedQueue(clock);
    const box = await Box.opened({ clock, queue });
    box.add();
    await clock.advance(50);
    box.outbox.delivered(box.take(), DELIVERY);
    await clock.advance(1000);
    assert.deepEqual(box.told, ['1 accepted', '1 delivered']);
    assert.equal(queue.writes, 0);
  });

  it('forgets a message that was delivered while it was being written', async () => {
    const clock = new VirtualClock();
    const queue = new PlayedQueue(clock, { operationMs: 100 });
    const box = await Box.opened({ clock, queue });
    box.add();
    await clock.advance(250);
    box.outbox.delivered(box.take(), DELIVERY);
    await clock.advance(10_000);
    assert.deepEqual(box.told, ['1 accepted', '1 delivered']);
    assert.equal(queue.disk.rows.size, 0);
  });

  it('removes what was delivered with the next commit, or alone after 5 s: an SD card wears by commits', async () => {
    const clock = new VirtualClock();
    const queue = new PlayedQueue(clock);
    const box = await Box.opened({ clock, queue });
    box.add(2);
    await clock.advance(1000);
    box.outbox.delivered(box.take(), DELIVERY);
    await clock.advance(3000);
    assert.deepEqual([...queue.disk.rows.keys()], [1, 2]);
    box.add(1);
    await clock.advance(200);
    assert.deepEqual([...queue.disk.rows.keys()], [2, 3]);
    box.outbox.delivered(box.take(), DELIVERY);
    await clock.advance(4900);
    assert.deepEqual([...queue.disk.rows.keys()], [2, 3]);
    await clock.advance(200);
    assert.deepEqual([...queue.disk.rows.keys()], [3]);
  });

  it('keeps what has not settled over a restart, and its node answers for it; nothing of it fails', async () => {
    const clock = new VirtualClock();
    const disk = new PlayedDisk();
    const before = await Box.opened({ clock, queue: new PlayedQueue(clock, { disk }) });
    before.add(300);
    await clock.advance(1000);
    before.outbox.delivered(before.take(), DELIVERY);
    before.take();
    before.add();
    await before.close();
    assert.deepEqual(
      before.told.filter((each) => !each.endsWith('accepted')),
      ['1 delivered'],
    );
    assert.equal(before.told.at(-1), '301 accepted');
    const after = await Box.opened({ clock, queue: new PlayedQueue(clock, { disk }) });
    assert.equal(after.outbox.length, 300);
    assert.deepEqual(await after.drain(), numbers(2, 301));
    assert.equal(after.toldNode[0], '2 delivered restored');
    assert.equal(after.toldNode.length, 300);
    assert.equal(disk.rows.size, 0);
  });

  it('never assigns a place twice: what comes after a restart leaves behind what was there', async () => {
    const clock = new VirtualClock();
    const disk = new PlayedDisk();
    const before = await Box.opened({ clock, queue: new PlayedQueue(clock, { disk }) });
    before.add(3);
    await before.close();
    const after = new Box({ clock, queue: new PlayedQueue(clock, { disk, operationMs: 500 }) });
    const opening = after.outbox.open('device');
    after.add(0);
    const early = after.outbox.length;
    after.outbox.add(
      {
        topic: 't',
        payload: Buffer.from('4'),
        qos: 1,
        retain: false,
        offline: 'queue',
        nodeId: 'node',
        flowMessageId: 'm',
      },
      { accepted: () => undefined, delivered: () => undefined, failed: () => undefined },
    );
    assert.equal(after.outbox.length, early + 1);
    assert.equal(after.outbox.peek(), undefined, 'left before the queue was known');
    assert.equal(await clock.settle(opening, 5000), 3);
    assert.deepEqual(await after.drain(), [1, 2, 3, 4]);
  });

  it('keeps the order of what comes before it is known what was there, and right after', async () => {
    const clock = new VirtualClock();
    const disk = new PlayedDisk();
    const before = await Box.opened({ clock, queue: new PlayedQueue(clock, { disk }) });
    before.add(3, (number) => Buffer.from(String(number + 9000)));
    await before.close();
    const after = new Box({ clock, queue: new PlayedQueue(clock, { disk, operationMs: 500 }) });
    const opening = after.outbox.open('device');
    after.add(3);
    await clock.advance(700);
    after.add(3);
    await clock.settle(opening, 5000);
    assert.deepEqual(await after.drain(), [...numbers(9001, 9003), ...numbers(1, 6)]);
  });

  it('of a long backlog keeps the newest 500 messages’ own listeners; older ones are reported to the node, as spilled', async () => {
    const clock = new VirtualClock();
    const box = await Box.opened({ clock, queue: new PlayedQueue(clock) });
    box.add(2000);
    await box.drain();
    const own = box.told.filter((each) => each.endsWith('delivered'));
    assert.equal(own.length + box.toldNode.length, 2000);
    assert(own.length >= 500 && own.length < 1000, String(own.length));
    assert.equal(own.at(-500), '1501 delivered');
    assert(box.toldNode.every((each) => each.endsWith('delivered spilled')));
  });

  it('whose node is gone still sends', async () => {
    const clock = new VirtualClock();
    const disk = new PlayedDisk();
    const before = await Box.opened({ clock, queue: new PlayedQueue(clock, { disk }) });
    before.add(1);
    await before.close();
    const after = await Box.opened({ clock, queue: new PlayedQueue(clock, { disk }) });
    after.outbox.claim('node', { delivered: () => assert.fail(), failed: () => assert.fail() })();
    assert.deepEqual(await after.drain(), [1]);
    assert.equal(after.outbox.length, 0);
  });

  it('that fails to open is reported, and messages go on without it', async () => {
    const clock = new VirtualClock();
    const queue = new PlayedQueue(clock);
    queue.isBroken = true;
    const box = await Box.opened({ clock, queue });
    assert.deepEqual(box.troubles, ['EC20_QUEUE_DISK']);
    box.add(600);
    assert.deepEqual(await box.drain(), numbers(1, 600));
  });

  it('that can be opened only later: what it holds leaves first, what came meanwhile behind it, and none twice', async () => {
    const clock = new VirtualClock();
    const disk = new PlayedDisk();
    const before = await Box.opened({ clock, queue: new PlayedQueue(clock, { disk }) });
    before.add(3, (number) => Buffer.from(String(number + 9000)));
    await before.close();
    const queue = new PlayedQueue(clock, { disk });
    queue.isBroken = true;
    const found: number[] = [];
    const after = await Box.opened({ clock, queue, onFound: (count) => found.push(count) });
    after.add(600);
    const onItsWay = after.take();
    await clock.advance(60_000);
    assert.deepEqual(after.told, []);
    queue.isBroken = false;
    await clock.advance(60_000);
    assert.deepEqual(found, [3]);
    assert.equal(after.told.length, 600, 'accepted once written');
    after.outbox.putBack(onItsWay);
    after.add(1);
    assert.deepEqual(await after.drain(), [...numbers(9001, 9003), ...numbers(1, 601)]);
    assert.equal(after.outbox.length, 0);
    assert.equal(disk.rows.size, 0);
  });

  it('whose file turns out damaged: what waited only there is counted and its listeners are notified, the rest is written anew', async () => {
    const clock = new VirtualClock();
    const queue = new PlayedQueue(clock);
    let dropped = 0;
    const box = await Box.opened({ clock, queue, onDropped: (_, count) => (dropped += count) });
    box.add(900);
    const flying = box.take();
    await clock.advance(1000);
    box.add(5);
    queue.disk.rows.clear();
    queue.damaged = true;
    await clock.advance(20_000);
    assert.deepEqual(box.troubles, ['EC20_QUEUE_DAMAGED']);
    const failed = box.told.filter((each) => each.endsWith('EC20_QUEUE_DAMAGED'));
    assert.equal(failed.length, 495, 'of the newest 500 five were not written yet');
    assert.equal(dropped, 643);
    assert.equal(queue.disk.rows.size, 262);
    box.outbox.putBack(flying);
    assert.deepEqual(await box.drain(), [...numbers(1, 257), ...numbers(901, 905)]);
    assert.equal(box.outbox.length, 0);
    assert.equal(queue.disk.rows.size, 0);
  });

  it('that is full for a while loses nothing, accepts nothing meanwhile, and is reported once', async () => {
    const clock = new VirtualClock();
    const queue = new PlayedQueue(clock);
    const box = await Box.opened({ clock, queue });
    queue.isBroken = true;
    box.add(600);
    await clock.advance(120_000);
    assert.equal(box.told.length, 0, box.told.join());
    assert.deepEqual(box.troubles, ['EC20_QUEUE_DISK']);
    queue.isBroken = false;
    await clock.advance(20_000);
    assert.equal(box.told.filter((each) => each.endsWith('accepted')).length, 600);
    assert.deepEqual(await box.drain(), numbers(1, 600));
    assert.equal(queue.disk.rows.size, 0);
  });

  it('that can’t be written for a while forgets later what was delivered meanwhile', async () => {
    const clock = new VirtualClock();
    const queue = new PlayedQueue(clock);
    const box = await Box.opened({ clock, queue });
    box.add(3);
    await clock.advance(1000);
    queue.isBroken = true;
    box.outbox.delivered(box.take(), DELIVERY);
    await clock.advance(1000);
    box.outbox.delivered(box.take(), DELIVERY);
    await clock.advance(60_000);
    assert.equal(queue.disk.rows.size, 3);
    queue.isBroken = false;
    await clock.advance(20_000);
    assert.deepEqual([...queue.disk.rows.keys()], [3]);
  });

  it('that stays full does not stop messages from leaving', async () => {
    const clock = new VirtualClock();
    const queue = new PlayedQueue(clock);
    const box = await Box.opened({ clock, queue });
    queue.isBroken = true;
    box.add(1000);
    assert.deepEqual(await box.drain(), numbers(1, 1000));
    assert.equal(box.settled.size, 1000);
    assert.equal(box.outbox.length, 0);
  });

  it('that is full when the session ends: what it doesn’t hold fails with EC20_CLOSED, so that nothing is lost unheard', async () => {
    const clock = new VirtualClock();
    const queue = new PlayedQueue(clock);
    const box = await Box.opened({ clock, queue });
    box.add(1);
    await clock.advance(1000);
    queue.isBroken = true;
    box.add(2);
    await box.close();
    assert.deepEqual(box.told, ['1 accepted', '2 EC20_CLOSED', '3 EC20_CLOSED']);
    assert.deepEqual([...queue.disk.rows.keys()], [1]);
  });
});

describe('an outbox over a queue in memory', () => {
  it('has a message accepted when it is delivered', async () => {
    const box = await Box.opened();
    box.add(300);
    await box.clock.advance(1000);
    assert.equal(box.told.length, 0, box.told.join());
    await box.drain();
    assert.deepEqual(box.told.slice(-2), ['300 accepted', '300 delivered']);
  });

  it('fails every message with EC20_CLOSED at the end, once', async () => {
    const box = await Box.opened();
    box.add(1000);
    await box.clock.advance(1000);
    const entry = box.take();
    await box.close();
    box.outbox.delivered(entry, DELIVERY);
    assert.equal(box.told.length, 1000);
    assert(box.told.every((each) => each.endsWith('EC20_CLOSED')));
    assert.equal(box.outbox.length, 0);
    assert.equal(box.clock.armed, 0);
  });
});

describe('Nothing in memory grows with the number of waiting messages', () => {
  it('of 5,000 messages on disk at most 1,000 payloads and 1,000 listeners are held', async () => {
    const clock = new VirtualClock();
    const box = await Box.opened({ clock, queue: new PlayedQueue(clock) });
    const payloads: WeakRef<Buffer>[] = [];
    const listeners: WeakRef<object>[] = [];
    const publish = (number: number) => {
      const payload = Buffer.alloc(16_384, String(number).padEnd(16));
      const listener = { accepted: () => undefined, delivered: () => undefined, failed: () => undefined };
      payloads.push(new WeakRef(payload));
      listeners.push(new WeakRef(listener));
      box.outbox.add(
        { topic: 't', payload, qos: 1, retain: false, offline: 'queue', nodeId: 'gone', flowMessageId: 'm' },
        listener,
      );
    };
    for (let number = 1; number <= 5000; number++) {
      publish(number);
      if (number % 50 === 0) await clock.advance(1000);
    }
    collectGarbage();
    await clock.advance(0);
    collectGarbage();
    const held = (refs: readonly WeakRef<object>[]) => refs.filter((ref) => ref.deref() !== undefined).length;
    assert.equal(box.outbox.length, 5000);
    assert(held(payloads) <= 1000, `${held(payloads)} payloads`);
    assert(held(listeners) <= 1000, `${held(listeners)} listeners`);
    assert(held(listeners) >= 500, `${held(listeners)} listeners`);
  });
});

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
}
