import assert from 'node:assert/strict';
import { NewsWatch } from '../../nodes/console/news-watch';
import { VirtualClock } from '../support/virtual-clock';

describe('News of a device’s history', () => {
  let clock: VirtualClock;
  let states: Map<string, string>;
  let told: string[];
  let watch: NewsWatch;

  beforeEach(() => {
    clock = new VirtualClock(0);
    states = new Map([
      ['a', 'online'],
      ['b', 'online'],
    ]);
    told = [];
    const pace = { leaseMs: 120_000, tickMs: 1000 };
    watch = new NewsWatch(
      clock,
      pace,
      (id) => states.get(id),
      (id) => told.push(id),
    );
  });

  it('is told for who is read, once for each change', async () => {
    watch.renew('a');
    states.set('a', 'waiting').set('b', 'waiting');
    await clock.advance(10_000);
    assert.deepEqual(told, ['a']);
    states.set('a', 'online');
    await clock.advance(1000);
    assert.deepEqual(told, ['a', 'a']);
  });

  it('ends with the lease, and no timer is left', async () => {
    watch.renew('a');
    watch.renew('b');
    await clock.advance(60_000);
    watch.renew('b');
    await clock.advance(100_000);
    states.set('a', 'waiting').set('b', 'waiting');
    await clock.advance(1000);
    assert.deepEqual(told, ['b']);
    await clock.advance(120_000);
    assert.equal(clock.armed, 0);
  });

  it('is that a device has gone, too', async () => {
    watch.renew('a');
    states.delete('a');
    await clock.advance(2000);
    assert.deepEqual(told, ['a']);
    assert.equal(clock.armed, 0);
  });
});
