import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SystemClock, type Timer } from '../../src/base/clock';
import { DiskQueue } from '../../src/session/disk-queue/disk-queue';
import { Outbox } from '../../src/session/outbox';

const DELIVERY = { messageId: 1, attempts: 1, queuedMs: 0, deliveredMs: 0 };
const DISK_BYTES = 4 * 1024 * 1024;
const PAYLOAD_BYTES = 1000;

/** A file system of 4 MiB in memory; undefined where this user may not mount one. */
function mountSmallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'ec20-full-'));
  const args = ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', folder];
  if (process.platform === 'linux' && spawnSync('mount', args).status === 0) return folder;
  rmSync(folder, { recursive: true });
  return undefined;
}

/** Waits a twentieth of what it is asked for: the queue tries a full disk again each 10 s. */
class QuickClock extends SystemClock {
  override after(delayMs: number, action: () => void): Timer {
    return super.after(delayMs / 20, action);
  }
}

const disk = mountSmallDisk();
// Where nothing can be mounted, outbox-storage.test.ts plays the full disk.
const suite = disk === undefined ? undefined : describe;

suite?.('a queue on a disk that is really full', () => {
  const clock = new QuickClock();
  const folder = disk ?? '';
  const ballast = join(folder, 'ballast');
  after(() => {
    spawnSync('umount', [folder]);
    rmSync(folder, { recursive: true, force: true });
  });

  /** Takes all the room that is left, to a page. */
  function fill(): void {
    let bytes = 0;
    for (let step = DISK_BYTES; step >= 4096; step /= 2) {
      try {
        writeFileSync(ballast, Buffer.alloc(bytes + step));
        bytes += step;
      } catch {
        // Too much: half as much more is tried.
      }
    }
    writeFileSync(ballast, Buffer.alloc(bytes));
  }

  interface Heard {
    readonly accepted: Set<number>;
    readonly troubles: string[];
    readonly found: number[];
  }

  function makeBox(): { outbox: Outbox; heard: Heard; changed: () => Promise<void> } {
    const heard: Heard = { accepted: new Set(), troubles: [], found: [] };
    let wake: (() => void) | undefined;
    const outbox = new Outbox({
      clock,
      queue: new DiskQueue(clock, join(folder, 'queue.sqlite')),
      limit: 100_000,
      ttlMs: 0,
      overflow: 'oldest',
      onReady: () => wake?.(),
      onDropped: (error) => heard.troubles.push(`dropped ${error.code}`),
      onFound: (count) => {
        heard.found.push(count);
        wake?.();
      },
      onTrouble: (error) => {
        heard.troubles.push(error.code);
        wake?.();
      },
    });
    const changed = () =>
      new Promise<void>((resolve) => {
        wake = resolve;
      });
    return { outbox, heard, changed };
  }

  function add(outbox: Outbox, number: number, heard: Heard): Promise<void> {
    return new Promise((resolve) => {
      outbox.add(
        {
          topic: 't',
          payload: Buffer.alloc(PAYLOAD_BYTES, String(number).padEnd(8)),
          qos: 1,
          retain: false,
          offline: 'queue',
          nodeId: 'node',
          flowMessageId: 'm',
        },
        {
          accepted: () => {
            heard.accepted.add(number);
            resolve();
          },
          delivered: () => undefined,
          failed: () => undefined,
        },
      );
    });
  }

  it('is reported once, keeps what it has accepted, holds the rest in memory and writes it once there is room', async () => {
    const { outbox, heard, changed } = makeBox();
    await outbox.open('device');
    fill();
    const waiting: Promise<void>[] = [];
    for (let number = 1; number <= 600; number++) waiting.push(add(outbox, number, heard));
    while (heard.troubles.length === 0) await changed();
    assert.deepEqual(heard.troubles, ['EC20_QUEUE_DISK']);
    assert.equal(outbox.length, 600);
    assert.equal(heard.accepted.size, 0, 'one commit, refused as a whole');
    rmSync(ballast);
    await Promise.all(waiting);
    assert.deepEqual(heard.troubles, ['EC20_QUEUE_DISK']);
    await outbox.close();
  }).timeout(60_000);

  it('at the start is reported, messages go on in memory, and once there is room what it holds leaves first', async () => {
    fill();
    const { outbox, heard, changed } = makeBox();
    await outbox.open('device');
    assert.deepEqual(heard.troubles, ['EC20_QUEUE_DISK']);
    const waiting = add(outbox, 601, heard);
    assert.equal(outbox.length, 1);
    rmSync(ballast);
    while (heard.found.length === 0) await changed();
    await waiting;
    assert.equal(outbox.length, 601);
    const order: number[] = [];
    for (let entry = outbox.take(); order.length < 601; entry = outbox.take()) {
      if (entry === undefined) await changed();
      else {
        order.push(Number(entry.payload.toString('latin1', 0, 8)));
        outbox.delivered(entry, DELIVERY);
      }
    }
    assert.deepEqual(
      order,
      Array.from({ length: 601 }, (_, index) => index + 1),
    );
    await outbox.close();
  }).timeout(60_000);
});
