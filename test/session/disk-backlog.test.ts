import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { SystemClock } from '../../src/base/clock';
import { DiskQueue } from '../../src/session/disk-queue/disk-queue';
import { Outbox } from '../../src/session/outbox';

const MESSAGES = 100_000;
const PAYLOAD_BYTES = 256;
const DELIVERY = { messageId: 1, attempts: 1, queuedMs: 0, deliveredMs: 0 };
/** Held as it came, the backlog would be some 70 MB. */
const MOST_GROWTH_BYTES = 16 * 1024 * 1024;

describe('a backlog of 100,000 messages on disk', () => {
  it('takes bounded memory while it waits, and leaves whole and in order after a restart', async () => {
    const clock = new SystemClock();
    const folder = mkdtempSync(join(tmpdir(), 'ec20-backlog-'));
    const file = join(folder, 'queue.sqlite');
    let wake: (() => void) | undefined;
    const makeBox = () =>
      new Outbox({
        clock,
        queue: new DiskQueue(clock, file),
        limit: MESSAGES,
        ttlMs: 0,
        overflow: 'oldest',
        onReady: () => wake?.(),
        onDropped: () => assert.fail('dropped'),
        onTrouble: (error) => assert.fail(error.message),
      });
    const before = makeBox();
    await before.open('device');
    const emptyBytes = memoryBytes();
    let accepted = 0;
    for (let number = 0; number < MESSAGES; number++) {
      before.add(
        {
          topic: '/pk/dn/user/update',
          payload: Buffer.alloc(PAYLOAD_BYTES, String(number).padEnd(8)),
          qos: 1,
          retain: false,
          offline: 'queue',
          nodeId: 'node',
          flowMessageId: `m${number}`,
        },
        {
          accepted: () => {
            accepted++;
            if (accepted % 5000 === 0) wake?.();
          },
          delivered: () => undefined,
          failed: () => assert.fail('failed'),
        },
      );
      if ((number + 1) % 5000 === 0) {
        while (accepted <= number) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    }
    assert.equal(before.length, MESSAGES);
    const waitingBytes = memoryBytes() - emptyBytes;
    const fileBytes = statSync(file).size;
    await before.close();

    const after = makeBox();
    assert.equal(await after.open('device'), MESSAGES);
    const restoredBytes = memoryBytes() - emptyBytes;
    for (let expected = 0; expected < MESSAGES;) {
      const entry = after.take();
      if (entry === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      assert.equal(Number(entry.payload.toString('latin1', 0, 8)), expected++);
      after.delivered(entry, DELIVERY);
    }
    assert.equal(after.length, 0);
    const drainedBytes = memoryBytes() - emptyBytes;
    await after.close();
    rmSync(folder, { recursive: true });

    const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;
    console.log(
      `      ${MESSAGES} messages of ${PAYLOAD_BYTES} bytes: file ${megabytes(fileBytes)}; memory over an empty queue: ` +
        `waiting ${megabytes(waitingBytes)}, restored ${megabytes(restoredBytes)}, drained ${megabytes(drainedBytes)}`,
    );
    for (const bytes of [waitingBytes, restoredBytes, drainedBytes])
      assert(bytes < MOST_GROWTH_BYTES, megabytes(bytes));
  }).timeout(120_000);
});

/** Of this thread: objects and buffers that are really held. */
function memoryBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
