import assert from 'node:assert/strict';
import { Recorder } from '../../src/history/recorder';
import { Timeline } from '../../src/history/timeline';
import { VirtualClock } from '../support/virtual-clock';
import { PlayedSession } from './played-session';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 10, 22);

function recorded(wallMs: number) {
  const clock = new VirtualClock(wallMs);
  const recorder = new Recorder({ clock, version: '1', store: undefined });
  const session = new PlayedSession(clock, recorder);
  session.connect();
  /** A message a minute. */
  const pass = async (minutes: number) => {
    for (let minute = 0; minute < minutes; minute++) {
      session.deliver(100);
      await clock.advance(MINUTE);
    }
  };
  const minutes = async () => recorder.reader.samples(0, Infinity, MINUTE);
  return { clock, recorder, session, pass, minutes };
}

describe('A clock that is set while a device is recorded', () => {
  it('from 1970: what was recorded before is dated anew, in samples, events and outages', async () => {
    const { clock, recorder, session, pass, minutes } = recorded(5 * MINUTE);
    await pass(30);
    session.be('failed', 'EC20_SIM_ABSENT');
    await pass(5);
    session.connect();
    clock.setWallTime(START);
    await pass(10);
    const all = await minutes();
    assert(all.every(({ at }) => at >= START - 36 * MINUTE && at <= START + 11 * MINUTE));
    assert.equal(
      all.reduce((sum, { counts }) => sum + counts.delivered, 0),
      45,
    );
    const [outage] = await recorder.reader.outages(0, Infinity);
    assert.deepEqual([outage?.from, outage?.to], [START - 5 * MINUTE, START]);
    const [first, ...events] = await recorder.reader.events(0, Infinity);
    assert.equal(first?.at, START - 35 * MINUTE);
    const jump = events.find(({ kind }) => kind === 'clock');
    assert.deepEqual(jump, { kind: 'clock', byMs: START - 40 * MINUTE, at: START });
    await session.end();
  });

  for (const [what, byMs] of [
    ['forwards by an hour', HOUR],
    ['forwards by ten years', 3653 * DAY],
    ['backwards by an hour', -HOUR],
    ['backwards by ten minutes', -10 * MINUTE],
    ['backwards to 1970', 30 * MINUTE - START],
  ] as const) {
    it(`${what} and back again: nothing is counted twice or lost, no sample overlaps another, all are where they were`, async () => {
      const { clock, recorder, session, pass, minutes } = recorded(START);
      await pass(30);
      clock.setWallTime(clock.wallTime() + byMs);
      await pass(30);
      clock.setWallTime(clock.wallTime() - byMs);
      await pass(30);
      const all = await minutes();
      assert.equal(
        all.reduce((sum, { counts }) => sum + counts.delivered, 0),
        90,
      );
      for (const [index, { at }] of all.entries()) {
        const before = all[index - 1];
        if (before !== undefined) assert(at >= before.at + before.spanMs, `${before.at} and ${at} overlap`);
      }
      assert.equal(all[0]?.at, START);
      const last = (all.at(-1)?.at ?? NaN) + MINUTE;
      assert(Math.abs(last - clock.wallTime()) <= MINUTE, 'the last is of this minute');
      assert(Math.abs((recorder.reader.now?.() ?? NaN) - clock.wallTime()) < 1000);
      const events = await recorder.reader.events(0, Infinity);
      assert.equal(events.filter(({ kind }) => kind === 'clock').length, 2);
      await session.end();
    });
  }

  it('never makes the recorder’s time run backwards, and a clock that is only kept in step is no jump', () => {
    const clock = new VirtualClock(START);
    const timeline = new Timeline(clock);
    let last = timeline.now();
    for (let step = 0; step < 20; step++) {
      clock.setWallTime(clock.wallTime() + (step % 2 === 0 ? 900 : -1000));
      assert.equal(timeline.check(), undefined);
      const now = timeline.now();
      assert(now >= last);
      last = now;
    }
  });

  it('at the start behind what is on disk already: time goes on from there', () => {
    const clock = new VirtualClock(START);
    const timeline = new Timeline(clock);
    const jump = timeline.startAfter(START + HOUR);
    assert.equal(jump?.redateMs, HOUR);
    assert.equal(timeline.now(), START + HOUR);
    clock.setWallTime(START + 3 * HOUR);
    assert.equal(timeline.check()?.redateMs, 2 * HOUR);
    assert.equal(timeline.now(), START + 3 * HOUR);
  });

  it('at the start behind what is on disk, and hours later set right: it was wrong all the time', async () => {
    const clock = new VirtualClock(START);
    const timeline = new Timeline(clock);
    timeline.startAfter(START + HOUR);
    await clock.advance(3 * HOUR);
    clock.setWallTime(START + 9 * HOUR);
    assert.equal(timeline.check()?.redateMs, 5 * HOUR);
    assert.equal(timeline.now(), START + 9 * HOUR);
  });
});
