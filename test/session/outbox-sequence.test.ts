import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { CodedError } from '../../src/base/coded-error';
import type { Entry } from '../../src/session/outbox';
import { VirtualClock } from '../support/virtual-clock';
import { Box, DELIVERY, numberOf } from './box';
import { PlayedDisk, PlayedQueue } from './played-queue';

type Step =
  | { readonly kind: 'add'; readonly count: number }
  | { readonly kind: 'take' | 'deliver' | 'fail' | 'put back' | 'break' | 'mend'; readonly at: number }
  | { readonly kind: 'wait'; readonly ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('add' as const), count: fc.integer({ min: 1, max: 400 }) }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('take' as const), at: fc.nat(20) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom('deliver' as const, 'fail' as const, 'put back' as const),
      at: fc.nat(20),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(0, 1, 150, 300, 20_000) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('break' as const, 'mend' as const), at: fc.constant(0) }),
  },
);

const settings = fc.record({
  durable: fc.boolean(),
  operationMs: fc.constantFrom(0, 7, 250),
  limit: fc.constantFrom(1, 5, 300, 700, 100_000),
  ttlMs: fc.constantFrom(0, 0, 1000, 30_000),
  overflow: fc.constantFrom('oldest' as const, 'newest' as const),
});

describe('any sequence of events in the outbox', () => {
  it('settles each message once, in order, and counts right', async () => {
    await fc.assert(
      fc.asyncProperty(settings, fc.array(step, { minLength: 1, maxLength: 40 }), async (setting, steps) => {
        const clock = new VirtualClock();
        const disk = new PlayedDisk();
        const { durable, operationMs, limit, ttlMs, overflow } = setting;
        const queue = new PlayedQueue(clock, { durable, disk, operationMs });
        const box = await Box.opened({ clock, queue, limit, ttlMs, overflow });
        const flying: Entry[] = [];
        const added: number[] = [];
        const check = (each: Step) => {
          const open = added.filter((number) => !box.settled.has(number));
          assert.equal(box.outbox.length, open.length, `length after ${JSON.stringify(each)}`);
          assert(
            flying.every((entry) => !box.settled.has(numberOf(entry))),
            'one on its way was dropped',
          );
        };
        for (const each of steps) {
          switch (each.kind) {
            case 'add':
              added.push(...box.add(each.count));
              break;
            case 'take': {
              const entry = box.outbox.take();
              if (entry === undefined) break;
              const waiting = added.filter(
                (number) => !box.settled.has(number) && !flying.some((other) => numberOf(other) === number),
              );
              assert.equal(numberOf(entry), waiting[0], 'not the oldest that waits');
              flying.push(entry);
              break;
            }
            case 'deliver':
            case 'fail':
            case 'put back': {
              const [entry] = flying.splice(each.at % Math.max(1, flying.length), 1);
              if (entry === undefined) break;
              if (each.kind === 'deliver') box.outbox.delivered(entry, DELIVERY);
              else if (each.kind === 'fail') box.outbox.failed(entry, new CodedError('EC20_PUBLISH_POISON'));
              else box.outbox.putBack(entry);
              break;
            }
            case 'break':
            case 'mend':
              queue.isBroken = durable && each.kind === 'break';
              break;
            case 'wait':
              await clock.advance(each.ms);
          }
          check(each);
        }
        queue.isBroken = false;
        await clock.advance(30_000);
        await box.close();
        const unsettled = added.filter((number) => !box.settled.has(number));
        const kept = [...disk.rows.values()].map(({ text }) =>
          Number(Buffer.from(text, 'base64').toString()),
        );
        assert.deepEqual(
          durable ? kept.sort((left, right) => left - right) : [],
          unsettled,
          'lost, or kept in vain',
        );
      }),
      { numRuns: 300 },
    );
  });
});
