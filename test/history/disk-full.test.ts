import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiskHistory, historyFile } from '../../src/history/disk/disk-history';
import { Recorder } from '../../src/history/recorder';
import { VirtualClock } from '../support/virtual-clock';
import { CountedStore } from './counted-store';
import { PlayedSession } from './played-session';

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 22);

/** Sets this process's soft limit of file sizes, beyond which the kernel refuses each write (getrlimit(2), RLIMIT_FSIZE). */
function limitFiles(bytes: number | 'unlimited'): boolean {
  const { status } = spawnSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:`]);
  return status === 0;
}

// The signal that comes with each refusal would end the process.
const suite = process.platform === 'linux' && limitFiles('unlimited') ? describe : undefined;

suite?.('A history whose disk takes no byte more, by the kernel’s word', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ec20-history-full-'));
  const ignore = () => undefined;
  before(() => process.on('SIGXFSZ', ignore));
  after(() => {
    limitFiles('unlimited');
    process.off('SIGXFSZ', ignore);
    rmSync(folder, { recursive: true, force: true });
  });

  function life(wallMs: number) {
    const clock = new VirtualClock(wallMs);
    const store = new CountedStore(new DiskHistory(historyFile(folder, 'device')));
    const recorder = new Recorder({ clock, version: '1', store });
    const told: string[] = [];
    const session = new PlayedSession(clock, recorder, { onTrouble: ({ code }) => told.push(code) });
    const pass = async (minutes: number) => {
      for (let minute = 0; minute < minutes; minute++) {
        session.deliver(100);
        await clock.advance(MINUTE);
        await store.idle();
      }
    };
    const delivered = async () => {
      const samples = await recorder.reader.samples(START, Infinity, 240 * MINUTE);
      return samples.reduce((sum, { counts }) => sum + counts.delivered, 0);
    };
    return { clock, store, recorder, session, told, pass, delivered };
  }

  it('is said once, goes on in memory, and is on disk again, without a gap, once there is room', async () => {
    const { store, recorder, session, told, pass, delivered } = life(START);
    await store.idle();
    session.connect();
    await pass(30);
    assert.deepEqual([told, recorder.reader.keeping.where], [[], 'disk']);

    assert.ok(limitFiles(1));
    await pass(40);
    limitFiles('unlimited');
    assert.deepEqual(told, ['EC20_HISTORY_DISK']);
    const { where, notice } = recorder.reader.keeping;
    assert.deepEqual([where, notice?.code], ['memory', 'EC20_HISTORY_DISK']);
    assert.equal(await delivered(), 70, 'nothing is lost meanwhile');

    await pass(20);
    assert.deepEqual([told, recorder.reader.keeping.where], [['EC20_HISTORY_DISK'], 'disk']);
    assert.equal(await delivered(), 90);
    await session.end();

    const second = life(START + 100 * MINUTE);
    await second.store.idle();
    assert.equal(await second.delivered(), 90, 'all of it is in the file');
    const faults = await second.recorder.reader.outages(START, START + 95 * MINUTE);
    assert.ok(faults.every(({ reason }) => reason.code === 'EC20_NOT_RUNNING'));
    await second.session.end();
  }).timeout(60_000);
});
