import assert from 'node:assert/strict';
import type { Outage } from '../../src/history/history';
import { diskLives } from './disk-lives';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 10, 22);

type Life = ReturnType<ReturnType<typeof diskLives>['life']>;

/** A message a minute. */
async function deliver({ session, pass }: Life, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    session.deliver(100);
    await pass(MINUTE);
  }
}

async function deliveredOf({ recorder }: Life): Promise<number> {
  const days = await recorder.reader.samples(0, Infinity, DAY);
  return days.reduce((sum, { counts }) => sum + counts.delivered, 0);
}

/** When the outages were, in minutes after START. */
function minutesOf(outages: readonly Outage[]) {
  const minute = (at = NaN) => Math.round((at - START) / MINUTE);
  return outages.map(({ from, to, reason }) => [minute(from), minute(to), reason.code]);
}

describe('A history on disk of a computer without a battery for its clock', () => {
  const { life, bytes } = diskLives();

  /** Where the clock is when the power comes back five hours later, at 5:35. */
  const BOOTS = [
    ['in 1970', 5000],
    ['where it was when the power failed', START + 35 * MINUTE],
    ['twenty minutes before that', START + 15 * MINUTE],
    ['at the date of its software, a year before', START - 365 * DAY],
    ['right', START + 5 * HOUR + 35 * MINUTE],
  ] as const;
  for (const [where, bootMs] of BOOTS) {
    for (const setAfter of [1, 8, 45]) {
      it(`that begins ${where} and is set ${setAfter} min later: nothing is lost, the outage is that of the power`, async () => {
        const first = life(START);
        await first.store.idle();
        first.session.connect();
        await deliver(first, 35);
        await first.cut();
        const second = life(bootMs);
        await second.store.idle();
        second.session.connect();
        await deliver(second, setAfter);
        const rightMs = START + 5 * HOUR + 35 * MINUTE + second.clock.now();
        second.clock.setWallTime(rightMs);
        await deliver(second, 30);
        const { reader } = second.recorder;
        const expected = [[30, 5 * 60 + 35, 'EC20_NOT_RUNNING']];
        assert.deepEqual(minutesOf(await reader.outages(0, Infinity)), expected);
        assert.equal(await deliveredOf(second), 30 + setAfter + 30);
        await second.session.end();
        const third = life(rightMs + DAY);
        await third.store.idle();
        assert.deepEqual(minutesOf(await third.recorder.reader.outages(0, Infinity)), expected);
        assert.equal(await deliveredOf(third), 30 + setAfter + 30);
        const events = await third.recorder.reader.events(0, Infinity);
        assert(events.every(({ at }, place) => place === 0 || at >= (events[place - 1]?.at ?? 0)));
        await third.session.end();
      });
    }
  }

  for (const [what, byMs] of [
    ['back by an hour', -HOUR],
    ['back by 25 minutes', -25 * MINUTE],
    ['back to 1970', -START],
    ['ahead by an hour', HOUR],
    ['ahead by a year', 366 * DAY],
  ] as const) {
    for (const gap of [3, 40]) {
      it(`that runs for days, is set ${what} and ${gap} min later right again: nothing is lost, all is where it was`, async () => {
        const { clock, store, session, recorder, pass, ...rest } = life(START);
        const one = { clock, store, session, recorder, pass, ...rest };
        await store.idle();
        session.connect();
        for (let tens = 0; tens < 6 * 50; tens++) {
          session.deliver(100);
          await pass(10 * MINUTE);
        }
        const before = await recorder.reader.samples(0, clock.wallTime() - 10 * MINUTE, HOUR);
        clock.setWallTime(clock.wallTime() + byMs);
        await deliver(one, gap);
        clock.setWallTime(clock.wallTime() - byMs);
        await deliver(one, 60);
        const after = await recorder.reader.samples(0, Infinity, HOUR);
        assert.deepEqual(after.slice(0, 49), before.slice(0, 49));
        const delivered = after.reduce((sum, { counts }) => sum + counts.delivered, 0);
        assert(Math.abs(delivered - (300 + gap + 60)) <= 1, `${delivered} delivered`);
        assert(Math.abs((recorder.reader.now?.() ?? NaN) - clock.wallTime()) < 1000);
        await session.end();
      });
    }
  }

  it('shows the present as the present while its clock is behind', async () => {
    const first = life(START);
    await first.store.idle();
    first.session.connect();
    await deliver(first, 35);
    await first.cut();
    const second = life(START);
    await second.store.idle();
    second.session.connect();
    await deliver(second, 3);
    const { reader } = second.recorder;
    const now = reader.now?.() ?? NaN;
    assert.equal(Math.floor((now - START) / MINUTE), 33);
    const [tens] = (await reader.samples(now - 10 * MINUTE, now + 1, 10 * MINUTE)).slice(-1);
    assert.equal(tens?.counts.delivered, 3);
    await second.session.end();
  });

  it('that was a year ahead and is right now: what it has dated is dated anew', async () => {
    const first = life(START);
    await first.store.idle();
    first.session.connect();
    await deliver(first, 60);
    first.clock.setWallTime(START + 366 * DAY);
    await deliver(first, 60);
    await first.session.end();
    const second = life(START + 3 * HOUR);
    await second.store.idle();
    const samples = await second.recorder.reader.samples(0, Infinity, HOUR);
    assert(
      samples.every(({ at }) => at <= START + 3 * HOUR),
      `${samples.at(-1)?.at}`,
    );
    assert.equal(await deliveredOf(second), 120);
    await second.session.end();
  });

  for (const [what, bootAt] of [
    ['begins where it was', () => START],
    ['is right', (cycle: number) => START + cycle * 10 * MINUTE],
  ] as const) {
    it(`whose power fails each nine minutes and whose clock ${what}: what happened gets to disk all the same`, async () => {
      const cycles = 144;
      let commits = 0;
      for (let cycle = 0; cycle < cycles; cycle++) {
        const each = life(bootAt(cycle));
        await each.store.idle();
        each.session.connect();
        await deliver(each, 9);
        commits += each.store.commits;
        await each.cut();
      }
      assert(commits <= 200, `${commits} commits`);
      const last = life(bootAt(cycles));
      await last.store.idle();
      const kept = await deliveredOf(last);
      assert(kept >= (9 * cycles) / 2, `${kept} of ${9 * cycles}`);
      const events = await last.recorder.reader.events(0, Infinity);
      const started = events.filter(({ kind }) => kind === 'started').length;
      assert(started >= cycles - 1, `${started} starts`);
      await last.session.end();
    }).timeout(120_000);
  }

  it('takes at most 200 commits a day while its clock jumps to and fro', async () => {
    for (const byMs of [2 * MINUTE, 20 * MINUTE, HOUR]) {
      const { clock, store, session, pass } = life(START);
      await store.idle();
      session.connect();
      const before = store.commits;
      for (let minute = 0; minute < 24 * 60; minute++) {
        clock.setWallTime(clock.wallTime() + (minute % 2 === 0 ? byMs : -byMs));
        await pass(MINUTE);
      }
      assert(store.commits - before <= 200, `${store.commits - before} commits`);
      await session.end();
    }
  }).timeout(120_000);

  it('stays below 5 MB at every moment, whatever it is told', async () => {
    const { clock, store, session, pass } = life(START);
    await store.idle();
    session.connect();
    let most = 0;
    for (let step = 0; step < 30; step++) {
      for (let event = 0; event < 1500; event++) {
        const state = `${step} ${event} `.padEnd(700, '长');
        session.show({ sim: { state, iccid: '', imsi: '' } });
      }
      if (step === 25) clock.setWallTime(clock.wallTime() - HOUR);
      await pass(10 * MINUTE, MINUTE);
      most = Math.max(most, bytes());
    }
    assert(most < 5_000_000, `${most} bytes`);
    await session.end();
  }).timeout(120_000);
});
