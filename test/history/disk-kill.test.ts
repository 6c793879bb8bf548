import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomInteger, seededRandom } from '../../src/base/random';
import { DiskHistory, historyFile } from '../../src/history/disk/disk-history';
import { FIELDS } from '../../src/history/span';

/** Longer than a program lives here, by its own clock. */
const LIFE_MS = 20 * 86_400_000;
const START = Date.UTC(2026, 10, 22);
const KILLS = 6;
const SEED = Date.now() % 1_000_000;

describe(`kill -9 of a program that records, ${KILLS} times`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'ec20-history-kill-'));
  const file = historyFile(folder, 'device');
  const random = seededRandom(SEED);
  after(() => rmSync(folder, { recursive: true }));

  /** One life, killed some moments after so many commits; how many messages it has said to be stored. */
  async function live(number: number): Promise<number> {
    const victim = spawn(process.execPath, [
      join(__dirname, 'kill-victim.js'),
      file,
      String(START + number * LIFE_MS),
    ]);
    const commits = randomInteger(random, 3, 30);
    let lines = 0;
    let stored = 0;
    victim.stdout.on('data', (data: Buffer) => {
      const said = data.toString().trim().split('\n');
      stored = Number(said.at(-1));
      lines += said.length;
      if (lines >= commits) victim.kill('SIGKILL');
    });
    await new Promise((resolve) => victim.once('close', resolve));
    return stored;
  }

  it('loses no message that was said to be stored, and ten minutes of others at most; the file stays sound', async () => {
    const counts: { stored: number; found: number; notice: unknown }[] = [];
    for (let number = 0; number < KILLS; number++) {
      const stored = await live(number);
      const store = new DiskHistory(file);
      const { notice } = await store.open(START + (number + 1) * LIFE_MS);
      const spans = await store.spans(START + number * LIFE_MS, START + (number + 1) * LIFE_MS, LIFE_MS);
      await store.close();
      const place = FIELDS.delivered;
      const found = spans.reduce((sum, { values }) => sum + (values[place] ?? 0), 0);
      counts.push({ stored, found, notice });
    }
    const text = `seed ${SEED}: ${JSON.stringify(counts)}`;
    assert(
      counts.every(({ stored }) => stored > 0),
      text,
    );
    assert(
      counts.every(({ stored, found }) => found >= stored && found <= stored + 10),
      text,
    );
    assert(
      counts.every(({ notice }) => notice === undefined),
      text,
    );
  }).timeout(120_000);
});
