import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aliyun } from '../../src/core/clouds';
import { createSession, send } from '../../src/core/open-session';
import { DEMO_TRIPLET } from '../../src/simulator/demo-device';
import { overDisk, virtualLine } from '../core/virtual-line';

const MINUTE = 60_000;
const TOPIC = '/${productKey}/${deviceName}/user/update';

describe('The history of a program’s session in a folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ec20-program-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const filesOf = (pattern: RegExp) => readdirSync(folder).filter((name) => pattern.test(name));

  /** One run of a program, its clock so many minutes after the first one's begin. */
  async function life(minutes: number) {
    const line = await virtualLine();
    const { clock, module } = line;
    clock.setWallTime(clock.wallTime() + minutes * MINUTE);
    const session = createSession({
      ...line.choice,
      cloud: aliyun(DEMO_TRIPLET),
      historyFolder: folder,
      historyDays: 30,
    });
    const warnings: string[] = [];
    session.onWarning(({ code }) => warnings.push(code));
    session.start();
    await clock.until(() => session.snapshot().state === 'online', MINUTE, 'being online');
    const deliver = () => clock.settle(send(session, { topic: TOPIC, payload: '21.5' }).delivered, MINUTE);
    const end = async () => {
      await overDisk(clock, session.close());
      await clock.settle(module.close(), MINUTE);
    };
    return { session, clock, warnings, deliver, end };
  }

  it('has what earlier runs have left, and the time between as one in which nothing ran', async () => {
    const first = await life(0);
    await first.deliver();
    await first.clock.advance(5 * MINUTE);
    await first.end();
    const second = await life(60);
    await second.deliver();
    const { history } = second.session;
    assert.deepEqual(history.keeping, { where: 'disk', days: 30, notice: undefined });
    const [sum] = await overDisk(second.clock, history.samples(0, Infinity, 120 * MINUTE));
    assert.equal(sum?.counts.delivered, 2);
    const events = await overDisk(second.clock, history.events(0, Infinity));
    assert.deepEqual(
      events.flatMap(({ kind }) => (kind === 'started' || kind === 'stopped' ? [kind] : [])),
      ['started', 'stopped', 'started'],
    );
    await second.end();
    assert.equal(filesOf(/^history-.*\.sqlite$/).length, 1);
    if (process.platform !== 'win32') {
      for (const name of filesOf(/./)) assert.equal(statSync(join(folder, name)).mode & 0o077, 0, name);
    }
    // It can be read after the end as well.
    const usage = await history.usage(0, Infinity);
    assert.equal(usage[0]?.messagesUp, 2);
    assert.ok((await history.events(0, Infinity)).length > events.length);
  });

  it('warns of a damaged file, and begins a new one', async () => {
    const first = await life(0);
    await first.end();
    const [name = ''] = filesOf(/^history-.*\.sqlite$/);
    writeFileSync(join(folder, name), 'no database at all, but long enough to be looked at'.repeat(50));
    const second = await life(60);
    await overDisk(second.clock, second.session.history.events(0, Infinity));
    assert.deepEqual(second.warnings, ['EC20_HISTORY_DAMAGED']);
    await second.end();
    assert.equal(filesOf(/\.damaged-[^.]*$/).length, 1);
  });
});
