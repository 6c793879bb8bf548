import assert from 'node:assert/strict';
import { Recorder } from '../../src/history/recorder';
import { VirtualClock } from '../support/virtual-clock';
import { DAY, DAYS, keptBy, MINUTE, playDay } from './played-quarter';
import { PlayedSession } from './played-session';

const START = Date.UTC(2026, 8, 1);

describe('Ninety days of a device recorded in memory', () => {
  it('keep no more than the second day did: a day by the minute, bounded events and traces', async () => {
    const clock = new VirtualClock(START);
    const recorder = new Recorder({ clock, version: '1', store: undefined });
    const session = new PlayedSession(clock, recorder);
    session.connect();
    const nothing = () => Promise.resolve();
    for (let day = 0; day < 2; day++) await playDay(day, { clock, session }, nothing);
    const early = await keptBy(recorder, clock);
    for (let day = 2; day < DAYS; day++) await playDay(day, { clock, session }, nothing);
    const late = await keptBy(recorder, clock);
    assert.equal(late.spans, early.spans);
    assert.ok(late.spans <= 24 * 60 + 10, `${late.spans} spans`);
    assert.equal(late.timers, early.timers);
    assert.ok(late.traces <= 20);
    const end = clock.wallTime();
    const samples = await recorder.reader.samples(0, Infinity, MINUTE);
    assert.ok(samples.length <= 24 * 60 + 1 && (samples[0]?.at ?? 0) >= end - DAY - 2 * MINUTE);
    assert.ok((await recorder.reader.events(0, Infinity)).length <= 2000);
    await session.end();
    assert.equal(clock.armed, 0);
  }).timeout(120_000);
});
