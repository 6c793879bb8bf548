import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { SystemClock } from '../../src/base/clock';
import type { EarlierKey } from '../../src/cloud/device-identity';
import { DiskQueue } from '../../src/session/disk-queue/disk-queue';
import { QueueFolder } from '../../src/session/disk-queue/queue-folder';
import { findSqlite } from '../../src/session/disk-queue/sqlite';
import { Store } from '../../src/session/disk-queue/store';
import type { QueuedMessage } from '../../src/session/queue';

const DEVICE = 'mqtt:broker.example.com#0123';
const sure = (key: string): EarlierKey => ({ key, isDistinct: true });
const vague = (key: string): EarlierKey => ({ key, isDistinct: false });

function message(seq: number, payload: string): QueuedMessage {
  return {
    seq,
    nodeId: 'publish',
    flowMessageId: `m${seq}`,
    topic: 't',
    payload: Buffer.from(payload),
    qos: 1,
    retain: false,
    replyMs: 0,
    ageMs: 0,
  };
}

describe('the folder of queues on disk', () => {
  let path: string;
  let used: string[];
  let folder: QueueFolder;
  const open: DiskQueue[] = [];

  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'ec20-folder-'));
    used = ['m1', 'm2'];
    folder = new QueueFolder(path, () => used);
  });
  afterEach(async () => {
    for (const queue of open.splice(0)) await queue.close();
    rmSync(path, { recursive: true, force: true });
  });

  function queueOf(node: string): DiskQueue {
    const queue = new DiskQueue(
      new SystemClock(),
      folder.placeOf({ node, settled: () => Promise.resolve() }),
    );
    open.push(queue);
    return queue;
  }

  /** Opens a config node's queue, and gives what waits in it. */
  async function opened(node: string, device = DEVICE, earlier: readonly EarlierKey[] = []) {
    const queue = queueOf(node);
    const opening = await queue.open(device, earlier);
    const payloads = (await queue.read(0, 1000)).map(({ payload }) => payload.toString());
    return { queue, opening, payloads, codes: opening.notices.map(({ code }) => code) };
  }

  async function leave(node: string, payloads: readonly string[], device = DEVICE): Promise<void> {
    const { queue, opening } = await opened(node, device);
    await queue.append(payloads.map((payload, index) => message(opening.lastSeq + 1 + index, payload)));
    await queue.close();
  }

  /** A file as earlier versions wrote it. */
  function former(
    node: string,
    payloads: readonly string[],
    owner: string,
    wall = '2026-01-01 00:00:00.000',
  ) {
    const file = join(path, `queue-${node}.sqlite`);
    const { store } = Store.open(file, { deviceKey: owner, earlierKeys: [] }, 'now');
    const rows = payloads.map((payload, index) => ({
      ...message(index + 1, payload),
      retain: 0,
      gatherMs: 0,
      gatherForm: '',
      acceptedMs: 0,
    }));
    store.commit(rows, [], 1000);
    store.close();
    dated(file, wall);
    return file;
  }

  /** Sets when its messages were accepted, by the clock of that time. */
  function dated(file: string, wall: string): void {
    const sqlite = findSqlite();
    assert(sqlite !== undefined, 'this suite needs node:sqlite (Node.js 22.13 or newer)');
    const database = new sqlite.DatabaseSync(file);
    database.exec(`UPDATE message SET accepted_wall = '${wall}'`);
    database.close();
  }

  const names = () => readdirSync(path).filter((name) => name.endsWith('.sqlite'));

  it('gives a device’s messages to whichever config node has the device', async () => {
    await leave('m1', ['a', 'b']);
    used = ['m2'];
    assert.deepEqual((await opened('m2')).payloads, ['a', 'b']);
    assert.equal(names().length, 1);
  });

  it('keeps devices apart, whatever config node they have', async () => {
    await leave('m1', ['of A'], 'mqtt:h#a');
    assert.deepEqual((await opened('m1', 'mqtt:h#b')).payloads, []);
    assert.deepEqual(
      (await folder.list()).map(({ length, owner, node }) => [length, owner, node]),
      [[1, 'mqtt:h#a', 'm1']],
    );
  });

  it('never opens one file twice: each of two config nodes of one device keeps its own, across restarts too', async () => {
    const [one, two] = await Promise.all([opened('m1'), opened('m2')]);
    assert.equal(names().length, 2);
    await one.queue.append([message(1, 'of m1')]);
    await two.queue.append([message(1, 'of m2')]);
    await Promise.all([one.queue.close(), two.queue.close()]);
    const again = await Promise.all([opened('m2'), opened('m1')]);
    assert.deepEqual(
      again.map(({ payloads }) => payloads),
      [['of m2'], ['of m1']],
    );
  });

  it('brings them together once one of the two is gone, the older ones first', async () => {
    const [one, two] = await Promise.all([opened('m1'), opened('m2')]);
    await one.queue.append([message(1, '3'), message(2, '4')]);
    await two.queue.append([message(1, '1'), message(2, '2')]);
    await Promise.all([one.queue.close(), two.queue.close()]);
    const [first = ''] = names().filter((name) => name.includes('-2.sqlite'));
    dated(join(path, first), '2020-01-01 00:00:00.000');
    used = ['m1'];
    const { payloads, opening, queue } = await opened('m1');
    assert.deepEqual(payloads, ['1', '2', '3', '4']);
    assert.equal(names().length, 1);
    await queue.append([message(opening.lastSeq + 1, '5')]);
    assert.equal((await queue.read(0, 9)).at(-1)?.payload.toString(), '5');
  });

  for (const [what, earlier, node, isTaken] of [
    ['of this config node, by a key of its own', sure('mqtt:h/c'), 'm1', true],
    ['of a config node that is gone, by a key of its own', sure('mqtt:h/c'), 'gone', true],
    ['of another one in use, by a key of its own', sure('mqtt:h/c'), 'm2', false],
    ['of this config node, by a key that others shared', vague('mqtt:h/'), 'm1', true],
    ['of a config node that is gone, by a key that others shared', vague('mqtt:h/'), 'gone', false],
  ] as const) {
    it(`${isTaken ? 'takes over' : 'leaves'} a file of before ${what}`, async () => {
      former(node, ['1', '2'], earlier.key);
      const { payloads, queue } = await opened('m1', DEVICE, [earlier]);
      assert.deepEqual(payloads, isTaken ? ['1', '2'] : []);
      assert.equal(existsSync(join(path, `queue-${node}.sqlite`)), !isTaken);
      await queue.close();
      used = ['m9'];
      assert.deepEqual((await opened('m9')).payloads, isTaken ? ['1', '2'] : [], 'by the new key');
    });
  }

  it('adds a file of before to one that is there, with the ages of both', async () => {
    await leave('m1', ['new']);
    former('m1', ['old'], DEVICE);
    const { payloads, queue } = await opened('m1');
    assert.deepEqual(payloads, ['old', 'new']);
    const [old] = await queue.read(0, 1);
    assert(old !== undefined && old.ageMs >= 1000 && old.ageMs < 20_000, String(old?.ageMs));
    assert.equal(names().length, 1);
  });

  it('doesn’t add it a second time when a power cut came before it was deleted', async () => {
    await leave('m1', ['new']);
    const file = former('m1', ['old'], DEVICE);
    const { store } = Store.open(file, { deviceKey: DEVICE, earlierKeys: [] }, 'now');
    const mark = store.mark('first attempt');
    store.close();
    const [own = ''] = names().filter((name) => name !== basename(file));
    const target = Store.open(join(path, own), { deviceKey: DEVICE, earlierKeys: [] }, 'now').store;
    target.absorb(file, mark);
    target.close();
    assert.deepEqual((await opened('m1')).payloads, ['old', 'new']);
    assert.equal(names().length, 1);
  });

  it('sets a damaged file of before aside, and reports it', async () => {
    writeFileSync(join(path, 'queue-m1.sqlite'), 'this is no database'.repeat(500));
    assert.deepEqual((await opened('m1')).codes, ['EC20_QUEUE_DAMAGED']);
    assert.equal(readdirSync(path).filter((name) => name.includes('damaged')).length, 1);
  });

  it('leaves other programs’ files alone', async () => {
    cpSync(__filename, join(path, 'notes.sqlite'));
    writeFileSync(join(path, 'queue-empty.sqlite'), '');
    assert.deepEqual((await opened('m1')).payloads, []);
    assert.ok(names().includes('notes.sqlite'));
    assert.deepEqual(
      (await folder.list()).map(({ length, isDamaged }) => [length, isDamaged]),
      [[0, false]],
    );
  });

  it('names no file by anything that comes from a flow', async () => {
    used = ['../../../outside'];
    await leave('../../../outside', ['x'], 'mqtt:../../h#d');
    assert.match(names().join(), /^queue-[0-9a-f]{32}\.sqlite$/);
  });
});
