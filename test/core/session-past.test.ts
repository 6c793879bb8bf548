import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { modemSettings } from '../../nodes/modem/settings';
import type { CodedError } from '../../src/base/coded-error';
import { aliyun } from '../../src/core/clouds';
import { createSession, send, type SessionChoice } from '../../src/core/open-session';
import { canKeepOnDisk } from '../../src/history/disk/disk-history';
import { DEMO_TRIPLET } from '../../src/simulator/demo-device';
import { overDisk, virtualLine } from './virtual-line';

const MINUTE = 60_000;
const UPDATE = '/${productKey}/${deviceName}/user/update';
const ALARM = '/${productKey}/${deviceName}/user/alarm';

/** A program's session that is online, on a virtual clock. */
async function online(choice: Partial<SessionChoice> = {}) {
  const line = await virtualLine();
  const { clock, module } = line;
  const startMs = clock.wallTime();
  const session = createSession({ ...line.choice, cloud: aliyun(DEMO_TRIPLET), ...choice });
  const faults: string[] = [];
  const warnings: string[] = [];
  session.onFault(({ code }) => faults.push(code));
  session.onWarning(({ code }) => warnings.push(code));
  session.start();
  await clock.until(() => session.snapshot().state === 'online', MINUTE, 'being online');
  const deliver = async (topic = UPDATE) => {
    const { delivered } = send(session, { topic, payload: '21.5' });
    await clock.settle(delivered, MINUTE);
  };
  const close = async () => {
    await overDisk(clock, session.close());
    await clock.settle(module.close(), MINUTE);
  };
  return { ...line, session, faults, warnings, startMs, deliver, close };
}

describe('The past of a program’s session', () => {
  it('is kept in memory by default: what moved, what happened, outages, data; and is there after the end', async () => {
    const { session, clock, module, startMs, deliver, close } = await online();
    for (let message = 0; message < 3; message++) await deliver();
    await clock.advance(3 * MINUTE);
    module.unplug();
    await clock.advance(5 * MINUTE);
    module.replug();
    await clock.until(() => session.snapshot().state === 'online', 10 * MINUTE, 'being online again');
    await clock.advance(MINUTE);
    await close();
    const { history } = session;
    assert.deepEqual(history.keeping, { where: 'memory', days: 1, notice: undefined });
    const [sum, ...more] = await history.samples(startMs, Infinity, 60 * MINUTE);
    assert.deepEqual(more, []);
    assert.deepEqual([sum?.counts.delivered, sum?.counts.payloadUp], [3, 12]);
    assert.ok((sum?.counts.airUp ?? 0) > 300, 'the estimate counts headers and the connection');
    assert.ok(sum?.signalDbm !== undefined);
    const [outage] = await history.outages(startMs, Infinity);
    assert.equal(outage?.reason.code, 'EC20_PORT_NOT_FOUND');
    assert.ok(outage.to !== undefined && outage.to - outage.from >= 5 * MINUTE);
    const events = await history.events(startMs, Infinity);
    assert.equal(events[0]?.kind, 'started');
    assert.match(events[0].version, /^\d+\.\d+\.\d+/);
    assert.equal(events.at(-1)?.kind, 'stopped');
    const [trace] = await history.faultTraces(1);
    const lines = trace?.lines ?? [];
    assert.ok(lines.some((text) => text.includes('AT+QMTPUBEX')));
    assert.ok(
      lines.every((text) => !text.includes('21.5')),
      'no payload unless it is asked for',
    );
    const [day] = await history.usage(startMs, Infinity);
    assert.equal(day?.messagesUp, 3);
    assert.equal(history.budget(), undefined);
    assert.equal(clock.armed, 0);
  });

  it('begins with the start: a session that is never started leaves no timer, even if it is closed', async () => {
    const line = await virtualLine();
    const { clock } = line;
    const armed = clock.armed;
    const session = createSession({ ...line.choice, cloud: aliyun(DEMO_TRIPLET), budget: 5 });
    assert.equal(clock.armed, armed);
    await clock.settle(session.close(), MINUTE);
    await clock.settle(line.module.close(), MINUTE);
    session.start();
    assert.equal(clock.armed, 0);
    assert.deepEqual(await session.history.events(0, Infinity), []);
  });

  it('is empty where it is off', async () => {
    const { session, deliver, close } = await online({ history: 'off' });
    await deliver();
    assert.equal(session.history.keeping.where, 'off');
    assert.deepEqual(await session.history.events(0, Infinity), []);
    assert.deepEqual(await session.history.usage(0, Infinity), []);
    await close();
  });

  it('has the payloads of a fault’s traffic where that is asked for', async () => {
    const { session, clock, module, deliver, close } = await online({ historyPayload: true });
    await deliver();
    module.unplug();
    await clock.advance(MINUTE);
    const [trace] = await session.history.faultTraces(1);
    assert.ok(trace?.lines.some((text) => text.endsWith('→ 21.5')));
    await close();
  });

  it('has the config node’s defaults and refuses what that refuses', () => {
    const node = modemSettings({}, {});
    const choice: SessionChoice = { port: 'auto', cloud: aliyun(DEMO_TRIPLET) };
    assert.deepEqual([node.history.history, node.budget.budget], ['on', 0]);
    assert.equal(createSession(choice).history.keeping.where, 'memory');
    const wrong: readonly (readonly [Partial<SessionChoice>, string, string])[] = [
      [{ historyDays: 0 }, 'EC20_SETTING', 'historyDays'],
      [{ historyDays: 367 }, 'EC20_SETTING', 'historyDays'],
      [{ history: 'yes' as 'on' }, 'EC20_SETTING', 'history'],
      [{ budget: -1 }, 'EC20_SETTING', 'budget'],
      [{ budget: 5, budgetDay: 29 }, 'EC20_SETTING', 'budgetDay'],
      [{ budget: 5, budgetUnit: 'GB' as 'MB' }, 'EC20_SETTING', 'budgetUnit'],
      [{ budget: 5, budgetThen: 'events', budgetEvents: 'a/#/b' }, 'EC20_FILTER_INVALID', 'budgetEvents'],
    ];
    for (const [past, code, field] of wrong) {
      assert.throws(
        () => createSession({ ...choice, ...past }),
        (error: CodedError) => error.code === code && error.field === field,
        JSON.stringify(past),
      );
    }
    // Unused beside the others, as in the dialog.
    createSession({ ...choice, history: 'off', historyDays: 0, budgetDay: 29 });
  });

  it('tells of a budget at 80 % and 100 %, and then lets only events leave', async () => {
    const { session, clock, faults, warnings, deliver, close } = await online({
      history: 'off',
      budget: 5,
      budgetUnit: 'messages',
      budgetThen: 'events',
      budgetEvents: ALARM,
    });
    for (let message = 0; message < 3; message++) await deliver();
    assert.deepEqual([warnings, faults], [[], []]);
    await deliver();
    assert.deepEqual([warnings, faults], [['EC20_BUDGET_NEAR'], []]);
    await deliver();
    assert.deepEqual([warnings, faults], [['EC20_BUDGET_NEAR'], ['EC20_BUDGET_SPENT']]);
    const { delivered } = send(session, { topic: UPDATE, payload: '21.5' });
    let isDelivered = false;
    void delivered.then(
      () => (isDelivered = true),
      () => undefined,
    );
    await deliver(ALARM);
    await clock.advance(10 * MINUTE);
    assert.equal(isDelivered, false);
    assert.equal(session.snapshot().queue.length, 1);
    const { used, limit, unit } = session.history.budget() ?? {};
    assert.deepEqual([used, limit, unit], [6, 5, 'messages']);
    await close();
  });

  it('reports a listener that throws, and calls the others', async () => {
    const { session, deliver, close } = await online({ budget: 1, budgetUnit: 'messages' });
    const heard: string[] = [];
    session.onFault(() => {
      throw new Error('boom');
    });
    const leave = session.onFault(() => heard.push('gone'));
    leave();
    session.onFault(({ code }) => heard.push(code));
    await deliver();
    assert.deepEqual(heard.sort(), ['EC20_BUDGET_SPENT', 'EC20_LISTENER']);
    await close();
  });

  it('counts data on over restarts in a folder, with any Node.js, and says where it keeps the rest', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ec20-past-'));
    try {
      for (const life of [1, 2]) {
        const { session, clock, deliver, close } = await online({ historyFolder: folder });
        await deliver();
        const [day] = await session.history.usage(0, Infinity);
        assert.equal(day?.messagesUp, life);
        const { where, notice } = session.history.keeping;
        if (!canKeepOnDisk()) assert.deepEqual([where, notice?.code], ['memory', 'EC20_HISTORY_MEMORY']);
        else assert.deepEqual([where, notice], ['disk', undefined]);
        await close();
        assert.equal(clock.armed, 0);
      }
      assert.equal(readdirSync(folder).filter((name) => name.startsWith('usage-')).length, 1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
