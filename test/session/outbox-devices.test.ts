import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Entry } from '../../src/session/outbox';
import { VirtualClock } from '../support/virtual-clock';
import { Box, DELIVERY, numberOf, numbers } from './box';
import { PlayedDisk, PlayedQueue } from './played-queue';

type Step =
  | { readonly kind: 'add'; readonly device: number; readonly count: number }
  | { readonly kind: 'choose'; readonly may: readonly boolean[] }
  | { readonly kind: 'take' | 'deliver' | 'put back'; readonly at: number }
  | { readonly kind: 'wait'; readonly ms: number };

const DEVICES = 3;

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('add' as const),
      device: fc.nat(DEVICES - 1),
      count: fc.integer({ min: 1, max: 400 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('choose' as const),
      may: fc.array(fc.boolean(), { minLength: DEVICES, maxLength: DEVICES }),
    }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constantFrom('take' as const, 'take' as const, 'deliver' as const, 'put back' as const),
      at: fc.nat(20),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(0, 1, 10, 150, 6000) }),
  },
);

const mayAll = () => true;
const of = (device: number) => (each: Pick<Entry, 'topic'>) => each.topic === `device ${device}`;

describe('An outbox of several devices', () => {
  it('keeps the order within each, whichever may leave when: each message settles once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ durable: fc.boolean(), operationMs: fc.constantFrom(0, 7, 250) }),
        fc.array(step, { minLength: 1, maxLength: 60 }),
        async ({ durable, operationMs }, steps) => {
          const clock = new VirtualClock();
          const queue = new PlayedQueue(clock, { durable, disk: new PlayedDisk(), operationMs });
          const box = await Box.opened({ clock, queue });
          const added = Array.from({ length: DEVICES }, (): number[] => []);
          const flying: Entry[] = [];
          for (const each of steps) {
            switch (each.kind) {
              case 'add':
                added[each.device]?.push(...box.add(each.count, undefined, `device ${each.device}`));
                break;
              case 'choose':
                box.outbox.choose(({ topic }) => each.may[Number(topic.slice(7))] === true);
                break;
              case 'take': {
                const entry = box.outbox.take();
                if (entry === undefined) break;
                const own = added[Number(entry.topic.slice(7))] ?? [];
                const taken = new Set(flying.map(numberOf));
                const first = own.find((number) => !box.settled.has(number) && !taken.has(number));
                assert.equal(numberOf(entry), first, 'not the oldest of its device');
                flying.push(entry);
                break;
              }
              case 'deliver':
              case 'put back': {
                const [entry] = flying.splice(each.at % Math.max(1, flying.length), 1);
                if (entry === undefined) break;
                if (each.kind === 'deliver') box.outbox.delivered(entry, DELIVERY);
                else box.outbox.putBack(entry);
                break;
              }
              case 'wait':
                await clock.advance(each.ms);
            }
            const open = added.flat().filter((number) => !box.settled.has(number));
            assert.equal(box.outbox.length, open.length);
          }
          for (const entry of flying) box.outbox.putBack(entry);
          box.outbox.choose(mayAll);
          await box.drain();
          assert.equal(box.settled.size, added.flat().length);
          await box.close();
        },
      ),
      { numRuns: 150 },
    );
  });

  for (const durable of [false, true]) {
    const where = durable ? 'on disk' : 'in memory';
    const opened = () => {
      const clock = new VirtualClock();
      return Box.opened({ clock, queue: new PlayedQueue(clock, { durable, operationMs: 20 }) });
    };

    it(`finds what may leave when that changes while the queue is read: ${where}`, async () => {
      const box = await opened();
      for (const device of [0, 1, 2]) box.add(500, undefined, `device ${device}`);
      box.outbox.choose(() => false);
      await box.clock.advance(60_000);
      box.outbox.choose(of(1));
      await box.clock.advance(10);
      box.outbox.choose(of(2));
      await box.clock.advance(60_000);
      assert.equal(numberOf(box.take()), 1001);
      await box.close();
    });

    it(`a queue that refuses new messages, full of those of one that waits, lets the others go by: ${where}`, async () => {
      const clock = new VirtualClock();
      const queue = new PlayedQueue(clock, { durable, operationMs: 20 });
      const box = await Box.opened({ clock, queue, limit: 300, overflow: 'newest' });
      box.outbox.choose((each) => !of(0)(each));
      box.add(310, undefined, 'device 0');
      assert.equal(box.outbox.length, 300);
      for (let minute = 0; minute < 20; minute++) {
        const numbersAdded = box.add(20, undefined, 'device 1');
        await box.clock.advance(20_000);
        for (let entry = box.outbox.take(); entry !== undefined; entry = box.outbox.take())
          box.outbox.delivered(entry, DELIVERY);
        assert.deepEqual(
          numbersAdded.filter((number) => !box.told.includes(`${number} delivered`)),
          [],
        );
      }
      // What waits is not dropped for them, and one that has to wait finds no room.
      assert.equal(box.outbox.length, 300);
      box.add(200, undefined, 'device 1');
      assert.equal(box.outbox.length, 364);
      await box.close();
    });

    it(`remembers little while one waits for long and the others go past it: ${where}`, async () => {
      const box = await opened();
      box.add(400, undefined, 'device 0');
      box.outbox.choose((each) => !of(0)(each));
      let most = 0;
      for (let minute = 0; minute < 500; minute++) {
        box.add(20, undefined, 'device 1');
        await box.clock.advance(20_000);
        for (let entry = box.outbox.take(); entry !== undefined; entry = box.outbox.take())
          box.outbox.delivered(entry, DELIVERY);
        await box.clock.advance(40_000);
        most = Math.max(most, box.outbox.remembered);
      }
      assert.equal(box.settled.size, 10_000);
      assert.ok(most <= 40, `${most} are remembered`);
      box.outbox.choose(undefined);
      assert.deepEqual(await box.drain(), numbers(1, 400));
      await box.close();
    });
  }
});
