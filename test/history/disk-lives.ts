import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiskHistory, historyFile } from '../../src/history/disk/disk-history';
import type { HistoryStore } from '../../src/history/history-store';
import { Recorder, type RecorderSettings } from '../../src/history/recorder';
import { VirtualClock } from '../support/virtual-clock';
import { CountedStore } from './counted-store';
import { PlayedSession } from './played-session';

const TEN_MINUTES = 600_000;

/** Programs that keep the history of one device in one folder, each test in a folder of its own. To be called within a `describe`. */
export function diskLives() {
  let folder = '';
  /** Those of programs whose power failed are still open. */
  const stores: HistoryStore[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ec20-history-'));
  });
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    folder: () => folder,
    file: () => historyFile(folder, 'device'),
    /** Bytes of the file and its journal. */
    bytes: () => readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0),
    /** One life of a program. It ends by its session's end, or its power fails by `cut`. */
    life: (wallMs: number, settings: Partial<RecorderSettings> = {}) => {
      const clock = new VirtualClock(wallMs);
      const disk = new DiskHistory(historyFile(folder, 'device'));
      const store = new CountedStore(disk);
      stores.push(store);
      const recorder = new Recorder({ clock, version: '1', store });
      const session = new PlayedSession(clock, recorder, settings);
      const pass = async (ms: number, stepMs = TEN_MINUTES) => {
        for (let left = ms; left > 0; left -= stepMs) {
          await clock.advance(Math.min(stepMs, left));
          await store.idle();
        }
      };
      /** What it still wants to write goes nowhere. */
      const cut = async () => {
        await store.idle();
        await disk.close();
      };
      return { clock, store, recorder, session, pass, cut };
    },
  };
}
