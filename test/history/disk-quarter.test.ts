import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiskHistory, historyFile } from '../../src/history/disk/disk-history';
import type { HistoryBatch } from '../../src/history/history-store';
import { Recorder } from '../../src/history/recorder';
import { VirtualClock } from '../support/virtual-clock';
import { CountedStore } from './counted-store';
import { DAY, DAYS, keptBy, playDay } from './played-quarter';
import { PlayedSession } from './played-session';

const START = Date.UTC(2026, 8, 1);
/** Its 13,000 commits wait for no disk where there is one in memory. */
const FAST_DISK = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

describe('Ninety days of a device recorded on disk', () => {
  it('fit into 5 MB with every outage, at most 200 commits a day, and keep no more in memory than the second day did', async () => {
    const folder = mkdtempSync(join(FAST_DISK, 'ec20-quarter-'));
    try {
      const clock = new VirtualClock(START);
      const store = new CountedStore(new DiskHistory(historyFile(folder, 'device')));
      const written: { mostEvents: number; mostSpans: number } = { mostEvents: 0, mostSpans: 0 };
      const write = store.write.bind(store);
      store.write = (batch: HistoryBatch) => {
        written.mostEvents = Math.max(written.mostEvents, batch.events.length);
        written.mostSpans = Math.max(written.mostSpans, batch.spans.length);
        return write(batch);
      };
      const recorder = new Recorder({ clock, version: '1', store });
      const session = new PlayedSession(clock, recorder);
      await store.idle();
      session.connect();
      const play = (day: number) => playDay(day, { clock, session }, () => store.idle());
      let mostCommits = 0;
      let early = await keptBy(recorder, clock);
      for (let day = 0; day < DAYS; day++) {
        const before = store.commits;
        await play(day);
        mostCommits = Math.max(mostCommits, store.commits - before);
        if (day === 1) early = await keptBy(recorder, clock);
      }
      const late = await keptBy(recorder, clock);
      assert.deepEqual([late.spans, late.timers], [early.spans, early.timers]);
      assert.ok(late.traces <= 20);
      assert.ok(mostCommits >= 144 && mostCommits <= 200, `${mostCommits} commits a day`);
      // What is stored does not wait in memory to be stored again.
      assert.ok(written.mostEvents <= 50, `${written.mostEvents} events in a commit`);
      assert.ok(written.mostSpans <= 3, `${written.mostSpans} spans in a commit`);
      const outages = await recorder.reader.outages(0, Infinity);
      assert.equal(outages.length, (DAYS / 3) * 3);
      const days = await recorder.reader.samples(START, START + DAYS * DAY, DAY);
      assert.deepEqual(
        [days.length, days.reduce((sum, { counts }) => sum + counts.delivered, 0)],
        [DAYS, DAYS * 24 * 60],
      );
      await session.end();
      const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
      assert.ok(bytes <= 5_000_000, `${bytes} bytes`);
      assert.equal(clock.armed, 0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }).timeout(300_000);
});
