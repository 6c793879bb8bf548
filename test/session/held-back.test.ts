import assert from 'node:assert/strict';
import { CodedError } from '../../src/base/coded-error';
import type { Entry } from '../../src/session/outbox';
import { DEMO_TRIPLET } from '../../src/simulator/embedded-cloud';
import { aliyunProfile } from '../../src/cloud/aliyun/aliyun-profile';
import { VirtualClock } from '../support/virtual-clock';
import { DEMO_SETTINGS, VirtualDevice } from '../support/virtual-device';
import { Box, DELIVERY, numberOf, numbers } from './box';
import { PlayedDisk, PlayedQueue } from './played-queue';

const REASON = new CodedError('EC20_BUDGET_SPENT');
const REFUSAL = new CodedError('EC20_BUDGET_HELD');
/** Every hundredth message is an event. */
const isEvent = ({ payload }: Pick<Entry, 'topic'> & { readonly payload?: Buffer }) =>
  Number(payload?.toString()) % 100 === 0;

describe('A queue of which only some may leave', () => {
  for (const durable of [false, true]) {
    describe(durable ? 'on disk' : 'in memory', () => {
      const opened = (clock = new VirtualClock(), disk = new PlayedDisk()) =>
        Box.opened({ clock, queue: new PlayedQueue(clock, { durable, disk, operationMs: 20 }) });

      it('sends events past thousands of others, which follow in order when all may leave: none is lost', async () => {
        const box = await opened();
        box.add(2000);
        box.outbox.choose(isEvent);
        await box.clock.advance(60_000);
        assert.deepEqual(
          await box.drain(),
          numbers(1, 20).map((each) => 100 * each),
        );
        box.add(1000);
        assert.deepEqual(
          await box.drain(),
          numbers(21, 30).map((each) => 100 * each),
        );
        assert.equal(box.outbox.length, 2970);
        box.outbox.choose(undefined);
        assert.deepEqual(
          await box.drain(),
          numbers(1, 3000).filter((each) => each % 100 !== 0),
        );
        assert.equal(box.settled.size, 3000);
        await box.close();
      });

      it('keeps an event that is not delivered, and sends it first', async () => {
        const box = await opened();
        box.add(600);
        box.outbox.choose(isEvent);
        await box.clock.advance(60_000);
        const [first, second] = [box.take(), box.take()];
        assert.deepEqual([first, second].map(numberOf), [100, 200]);
        box.outbox.putBack(second);
        box.outbox.putBack(first);
        assert.deepEqual(await box.drain(), [100, 200, 300, 400, 500, 600]);
        box.outbox.choose(undefined);
        assert.equal((await box.drain()).length, 594);
        await box.close();
      });

      it('sends what is on its way and what may leave while it changes its mind again and again', async () => {
        const box = await opened();
        box.add(3000);
        const left: number[] = [];
        for (let turn = 0; turn < 60; turn++) {
          box.outbox.choose(turn % 3 === 2 ? undefined : isEvent);
          await box.clock.advance(turn % 7 === 0 ? 0 : 50);
          for (let each = 0; each < 10; each++) {
            const entry = box.outbox.take();
            if (entry === undefined) break;
            left.push(numberOf(entry));
            if (each === 3) box.outbox.putBack(entry);
            else box.outbox.delivered(entry, DELIVERY);
          }
        }
        box.outbox.choose(undefined);
        await box.drain();
        assert.equal(box.settled.size, 3000);
        assert(left.includes(600));
        await box.close();
      });
    });
  }

  it('on disk sends the events of an earlier run, too', async () => {
    const clock = new VirtualClock();
    const disk = new PlayedDisk();
    const first = await Box.opened({ clock, queue: new PlayedQueue(clock, { disk }) });
    first.add(1000);
    await clock.advance(60_000);
    await first.close();
    const second = await Box.opened({ clock, queue: new PlayedQueue(clock, { disk }) });
    second.outbox.choose(isEvent);
    assert.deepEqual(
      await second.drain(),
      numbers(1, 10).map((each) => 100 * each),
    );
    second.outbox.choose(undefined);
    assert.equal((await second.drain()).length, 990);
    await second.close();
  });

  it('drops the oldest when it is full, and no event before its turn', async () => {
    const box = await Box.opened({ limit: 500 });
    box.outbox.choose(isEvent);
    box.add(700);
    await box.clock.advance(60_000);
    assert.equal(box.dropped.length, 200);
    assert.deepEqual(await box.drain(), [300, 400, 500, 600, 700]);
    await box.close();
  });
});

describe('A session that holds messages back', () => {
  const arrived = (device: VirtualDevice) => device.arrivals.map(({ payload }) => payload.toString());

  it('keeps all in its queue, says why, and sends them in order once it may', async () => {
    const device = new VirtualDevice();
    await device.online();
    device.session.holdBack({ reason: REASON, refusal: REFUSAL });
    const fates = numbers(1, 40).map((each) => device.publish(String(each)));
    await device.clock.advance(600_000);
    assert.deepEqual(arrived(device), []);
    const { state, heldBack, queue } = device.session.snapshot();
    assert.deepEqual([state, heldBack?.code, queue.length], ['online', 'EC20_BUDGET_SPENT', 40]);
    device.session.holdBack(undefined);
    await device.clock.until(() => fates.every(({ delivered }) => delivered.length === 1), 60_000);
    assert.deepEqual(arrived(device), numbers(1, 40).map(String));
    assert.equal(device.session.snapshot().heldBack, undefined);
    await device.close();
  });

  it('refuses what is not to wait', async () => {
    const device = new VirtualDevice();
    await device.online();
    device.session.holdBack({
      reason: REASON,
      refusal: REFUSAL,
      mayLeave: (topic) => topic === device.uplink,
    });
    const [left] = [device.publish('goes', { offline: 'drop' })];
    const held = device.publish('stays', { offline: 'drop', topic: `${device.uplink}/other` });
    await device.clock.advance(5000);
    assert.deepEqual([left.delivered.length, held.failed.map(({ code }) => code)], [1, ['EC20_BUDGET_HELD']]);
    await device.close();
  });

  it('over reconnects, and from before it is online', async () => {
    const device = new VirtualDevice();
    device.session.holdBack({ reason: REASON, refusal: REFUSAL });
    const fate = device.publish('waits');
    await device.online();
    device.simulator.dropConnection(0, 1);
    await device.clock.advance(300_000);
    assert.deepEqual([device.session.snapshot().state, arrived(device)], ['online', []]);
    device.session.holdBack(undefined);
    await device.clock.until(() => fate.delivered.length === 1, 60_000);
    await device.close();
  });
});

describe('Aliyun’s topics that leave first', () => {
  const { thing } = aliyunProfile(DEMO_SETTINGS);
  const device = `${DEMO_TRIPLET.productKey}/${DEMO_TRIPLET.deviceName}`;
  for (const [topic, expected] of [
    [`/sys/${device}/thing/event/alarm/post`, true],
    [`/sys/${device}/thing/event/module:alarm/post`, true],
    [`/sys/${device}/thing/event/property/post`, false],
    [`/sys/${device}/thing/event/property/history/post`, false],
    [`/sys/${device}/thing/event//post`, false],
    [`/sys/other/${DEMO_TRIPLET.deviceName}/thing/event/alarm/post`, false],
    [`/sys/${device}/thing/service/property/set_reply`, true],
    [`/sys/${device}/thing/service/reboot_reply`, true],
    [`/sys/${device}/rrpc/response/123`, true],
    ['/ext/rrpc/123/a/b', true],
    [`/${device}/user/update`, false],
    [`/ext/ntp/${device}/request`, false],
  ] as const) {
    it(`${expected ? 'hold' : 'do not hold'} ${topic}`, () => {
      assert.equal(thing?.isUrgent(topic), expected);
    });
  }
});
