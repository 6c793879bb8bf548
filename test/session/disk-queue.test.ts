import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { SystemClock } from '../../src/base/clock';
import { findSqlite } from '../../src/session/disk-queue/sqlite';
import { DiskQueue } from '../../src/session/disk-queue/disk-queue';
import type { QueuedMessage } from '../../src/session/queue';
import { VirtualClock } from '../support/virtual-clock';

const DEVICE = 'aliyun/pk/dn';

function message(seq: number, payload = `reading ${seq}`): QueuedMessage {
  return {
    seq,
    nodeId: 'node',
    flowMessageId: `m${seq}`,
    topic: '/pk/dn/user/主题',
    payload: Buffer.from(payload),
    qos: 1,
    retain: false,
    replyMs: 0,
    ageMs: 0,
  };
}

describe('a queue on disk', () => {
  let folder: string;
  let file: string;
  let queue: DiskQueue;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ec20-queue-'));
    file = join(folder, 'queue.sqlite');
    queue = new DiskQueue(new SystemClock(), file);
  });

  afterEach(async () => {
    await queue.close();
    rmSync(folder, { recursive: true });
  });

  async function reopened(deviceKey = DEVICE) {
    await queue.close();
    queue = new DiskQueue(new SystemClock(), file);
    return queue.open(deviceKey);
  }

  it('returns after a restart what was appended, in order, any bytes', async () => {
    await queue.open(DEVICE);
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    const messages = [
      message(1),
      message(2),
      { ...message(3), payload: bytes, qos: 0 as const, retain: true },
    ];
    await queue.append(messages);
    const opening = await reopened();
    assert.deepEqual(opening, {
      length: 3,
      lastSeq: 3,
      topics: new Map([['/pk/dn/user/主题', 3]]),
      notices: [],
    });
    const found = await queue.read(0, 10);
    assert.deepEqual(
      found.map(({ ageMs, ...rest }) => rest),
      messages.map(({ ageMs, ...rest }) => rest),
    );
  });

  it('reads from a place on, and no more than asked', async () => {
    await queue.open(DEVICE);
    await queue.append([1, 2, 3, 4, 5].map((seq) => message(seq)));
    assert.deepEqual(
      (await queue.read(2, 2)).map(({ seq }) => seq),
      [3, 4],
    );
  });

  it('never uses a number twice, even when everything was delivered', async () => {
    await queue.open(DEVICE);
    await queue.append([message(7)]);
    await queue.remove([7]);
    assert.deepEqual(await reopened(), { length: 0, lastSeq: 7, topics: new Map(), notices: [] });
  });

  it('counts age in time that passed, not in the clock’s readings', async () => {
    await queue.close();
    const clock = new VirtualClock(0);
    queue = new DiskQueue(clock, file);
    await queue.open(DEVICE);
    await queue.append([{ ...message(1), ageMs: 500 }]);
    await clock.advance(10_000);
    clock.setWallTime(Date.UTC(2030, 0, 1));
    assert.equal((await queue.read(0, 1))[0]?.ageMs, 10_500);
    await queue.close();
    const later = new VirtualClock(Date.UTC(1971, 0, 1));
    queue = new DiskQueue(later, file);
    await queue.open(DEVICE);
    await later.advance(1000);
    assert.equal((await queue.read(0, 1))[0]?.ageMs, 11_500);
  });

  it('of another device is set aside and reported, and a copied card never sends A’s readings as B', async () => {
    await queue.open(DEVICE);
    await queue.append([message(1)]);
    const opening = await reopened('aliyun/pk/other');
    assert.equal(opening.length, 0);
    assert.deepEqual(
      opening.notices.map(({ code }) => code),
      ['EC20_QUEUE_OTHER_DEVICE'],
    );
    const aside = readdirSync(folder).filter((name) => name.includes('other-device') && name.endsWith('Z'));
    assert.equal(aside.length, 1);
    assert.equal(opening.notices[0]?.params['file'], join(folder, aside[0] ?? ''));
  });

  const damages: readonly (readonly [string, (path: string) => void])[] = [
    ['that is no database', (path) => writeFileSync(path, 'hello, this is no database at all'.repeat(100))],
    ['cut in the middle of a page', (path) => truncateSync(path, 5000)],
    ['cut to its first page', (path) => truncateSync(path, 4096)],
    [
      'with a page overwritten',
      (path) => {
        const bytes = readFileSync(path);
        bytes.fill(0xa5, 4096, 8192);
        writeFileSync(path, bytes);
      },
    ],
  ];
  for (const [what, damage] of damages) {
    it(`${what} is set aside under a name that the error states, and work goes on`, async () => {
      await queue.open(DEVICE);
      await queue.append(Array.from({ length: 200 }, (_, index) => message(index + 1, 'x'.repeat(200))));
      await queue.close();
      damage(file);
      queue = new DiskQueue(new SystemClock(), file);
      const opening = await queue.open(DEVICE);
      assert.deepEqual(
        opening.notices.map(({ code }) => code),
        ['EC20_QUEUE_DAMAGED'],
      );
      assert.ok(
        readdirSync(folder).includes(String(opening.notices[0]?.params['file']).split('/').at(-1) ?? ''),
      );
      await queue.append([message(1)]);
      assert.equal((await queue.read(0, 10)).length, 1);
    });
  }

  it('of the package’s first release is read on, and its messages want no reply and don’t gather', async () => {
    const sqlite = findSqlite();
    assert(sqlite !== undefined);
    const old = new sqlite.DatabaseSync(file);
    old.exec(`
      CREATE TABLE message (seq INTEGER PRIMARY KEY, node_id TEXT NOT NULL, flow_message_id TEXT NOT NULL,
        topic TEXT NOT NULL, payload BLOB NOT NULL, qos INTEGER NOT NULL, retain INTEGER NOT NULL,
        accepted_ms REAL NOT NULL, accepted_wall TEXT NOT NULL DEFAULT '');
      CREATE TABLE state (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
      INSERT INTO message VALUES (4, 'n', 'm4', 't', x'3132', 1, 0, 0, '');
      INSERT INTO state VALUES ('device', '${DEVICE}'), ('lastSeq', 4), ('runningMs', 0);
      PRAGMA application_id = 1162031664; PRAGMA user_version = 1;`);
    old.close();
    assert.deepEqual(await queue.open(DEVICE), {
      length: 1,
      lastSeq: 4,
      topics: new Map([['t', 1]]),
      notices: [],
    });
    const gather = { forMs: 60_000, form: 'posts' } as const;
    await queue.append([{ ...message(5), replyMs: 9000, gather }]);
    const found = await queue.read(0, 10);
    assert.deepEqual(
      found.map(({ seq, replyMs, gather: how, payload }) => [seq, replyMs, how, payload.toString()]),
      [
        [4, 0, undefined, '12'],
        [5, 9000, gather, message(5).payload.toString()],
      ],
    );
    assert.deepEqual((await reopened()).notices, []);
  });

  it('that is empty is a new one', async () => {
    writeFileSync(file, '');
    assert.deepEqual(await queue.open(DEVICE), { length: 0, lastSeq: 0, topics: new Map(), notices: [] });
  });

  it('with a journal that a power cut has torn keeps what was committed before', async () => {
    await queue.open(DEVICE);
    await queue.append([message(1)]);
    await queue.append([message(2)]);
    const copy = join(folder, 'copy.sqlite');
    writeFileSync(copy, readFileSync(file));
    const journal = readFileSync(`${file}-wal`);
    writeFileSync(`${copy}-wal`, journal.subarray(0, journal.length - 100));
    await queue.close();
    queue = new DiskQueue(new SystemClock(), copy);
    const opening = await queue.open(DEVICE);
    assert.deepEqual(opening.notices, []);
    assert.ok(opening.length >= 1 && opening.length <= 2);
  });

  it('goes on with another writer when its own has died, and has kept what it had', async () => {
    const writers: Worker[] = [];
    const born = (writer: Worker) => writers.push(writer);
    process.on('worker', born);
    try {
      await queue.open(DEVICE);
      await queue.append([message(1)]);
      await writers[0]?.terminate();
      await queue.append([message(2)]);
      await queue.remove([1]);
      assert.equal(writers.length, 2);
      assert.deepEqual(
        (await queue.read(0, 10)).map(({ seq }) => seq),
        [2],
      );
    } finally {
      process.off('worker', born);
    }
  });

  it('in a folder that cannot be written rejects with EC20_QUEUE_DISK', async () => {
    const blocked = join(folder, 'blocked');
    writeFileSync(blocked, '');
    const other = new DiskQueue(new SystemClock(), join(blocked, 'queue.sqlite'));
    await assert.rejects(other.open(DEVICE), { code: 'EC20_QUEUE_DISK' });
    await other.close().catch(() => undefined);
  });
});
