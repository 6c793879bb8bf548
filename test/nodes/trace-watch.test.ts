import assert from 'node:assert/strict';
import { Trace } from '../../src/at/trace';
import { TraceWatch, type Watched } from '../../nodes/console/trace-watch';
import { VirtualClock } from '../support/virtual-clock';

describe('Notifications to the console’s readers', () => {
  let clock: VirtualClock;
  let watched: { trace: Trace; state: string } | undefined;
  let told: number;
  let watch: TraceWatch;

  beforeEach(() => {
    clock = new VirtualClock(0);
    watched = { trace: new Trace(clock), state: 'online' };
    told = 0;
    const look = (id: string): Watched | undefined => (id === 'm' ? watched : undefined);
    watch = new TraceWatch(clock, look, () => told++);
  });

  /** The module sends this many lines, one each millisecond. */
  async function say(lines: number): Promise<void> {
    for (let line = 0; line < lines; line++) {
      watched?.trace.record('in', 'x');
      await clock.advance(1);
    }
  }

  it('are not sent without readers', async () => {
    await say(1000);
    assert.equal(told, 0);
  });

  it('is news ten times a second at most, however much the module says', async () => {
    watch.renew('m');
    await say(2000);
    assert.ok(told >= 15 && told <= 20, String(told));
  });

  it('is nothing while the module is silent', async () => {
    watch.renew('m');
    await clock.advance(20_000);
    assert.equal(told, 0);
  });

  it('is a change of state too', async () => {
    watch.renew('m');
    watched = { trace: (watched as { trace: Trace }).trace, state: 'waiting' };
    await clock.advance(200);
    assert.equal(told, 1);
  });

  it('ends 30 s after the last reading', async () => {
    watch.renew('m');
    await clock.advance(29_000);
    watch.renew('m');
    await clock.advance(29_000);
    await say(200);
    assert.notEqual(told, 0);
    await clock.advance(2000);
    const before = told;
    await say(1000);
    assert.equal(told, before);
  });

  it('end with the config node, after one more', async () => {
    watch.renew('m');
    watched = undefined;
    await clock.advance(60_000);
    assert.equal(told, 1);
  });

  it('distinguishes the traces of two sessions', () => {
    const [first, second] = [new Trace(clock), new Trace(clock)];
    assert.notEqual(watch.epochOf(first), watch.epochOf(second));
    assert.equal(watch.epochOf(first), watch.epochOf(first));
  });
});
