import assert from 'node:assert/strict';
import { CodedError } from '../../src/base/coded-error';
import type { HistoryEvent } from '../../src/history/history';
import { NO_HISTORY } from '../../src/history/recorded-history';
import { Recorder } from '../../src/history/recorder';
import { VirtualClock } from '../support/virtual-clock';
import { VirtualDevice } from '../support/virtual-device';
import { PlayedSession } from './played-session';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 10, 22);

function recorded(): { clock: VirtualClock; recorder: Recorder; session: PlayedSession } {
  const clock = new VirtualClock(START);
  const recorder = new Recorder({ clock, version: '1.2.3', store: undefined });
  return { clock, recorder, session: new PlayedSession(clock, recorder) };
}

const kindsOf = (events: readonly HistoryEvent[]) => events.map(({ kind }) => kind);

describe('A recorder in memory', () => {
  it('has how it was by the minute, the running one included', async () => {
    const { clock, recorder, session } = recorded();
    session.connect();
    session.signal(-70);
    session.signal(-80);
    for (const ms of [100, 110, 120, 900]) session.deliver(ms);
    session.receive(30);
    session.queue(5);
    session.queue(1);
    session.fail('EC20_EXPIRED', 2);
    await clock.advance(MINUTE + 20_000);
    session.be('waiting', 'EC20_LINK_PEER_CLOSED');
    await clock.advance(10_000);
    const [first, second, ...more] = await recorder.reader.samples(START, START + HOUR, MINUTE);
    assert.deepEqual(more, []);
    assert(first !== undefined && second !== undefined);
    const { roundTripP50Ms = 0, roundTripP95Ms = 0, ...rest } = first;
    assert(Math.abs(roundTripP50Ms - 110) < 20, String(roundTripP50Ms));
    assert(Math.abs(roundTripP95Ms - 900) < 90, String(roundTripP95Ms));
    assert.deepEqual(rest, {
      at: START,
      spanMs: MINUTE,
      recordedMs: MINUTE,
      onlineMs: MINUTE,
      signalDbm: -75,
      lowestSignalDbm: -80,
      queueLength: 5,
      counts: {
        accepted: 4,
        delivered: 4,
        failed: 2,
        received: 1,
        payloadUp: 400,
        payloadDown: 30,
        airUp: 0,
        airDown: 0,
      },
    });
    assert.deepEqual([second.at, second.recordedMs, second.onlineMs], [START + MINUTE, 30_000, 20_000]);
    assert.equal(second.signalDbm, undefined);
    await session.end();
  });

  it('joins minutes to longer spans, and says where there is nothing', async () => {
    const { clock, recorder, session } = recorded();
    session.connect();
    for (let minute = 0; minute < 25; minute++) {
      session.deliver(100);
      await clock.advance(MINUTE);
    }
    const tens = await recorder.reader.samples(START, START + HOUR, 10 * MINUTE);
    assert.deepEqual(
      tens.map(({ at, recordedMs, counts }) => [
        (at - START) / MINUTE,
        recordedMs / MINUTE,
        counts.delivered,
      ]),
      [
        [0, 10, 10],
        [10, 10, 10],
        [20, 5, 5],
      ],
    );
    assert.deepEqual(await recorder.reader.samples(START - HOUR, START, MINUTE), []);
    await session.end();
  });

  it('notes what happened, in order, with module, card and network', async () => {
    const { clock, recorder, session } = recorded();
    session.be('opening');
    session.show({ module: { model: 'EC20F', revision: 'R1', imei: '860000000000001', profile: 'EC20' } });
    session.show({ sim: { state: 'READY', iccid: '89860012345678901234', imsi: '' } });
    const network = { registration: 'home', operator: 'CMCC', technology: 'LTE', band: 'B3', address: '' };
    session.show({ network });
    session.show({ network });
    session.connect();
    session.warn('EC20_SIGNAL_WEAK');
    await clock.advance(MINUTE);
    session.be('waiting', 'EC20_MODULE_RESTARTED');
    session.fail('EC20_QUEUE_FULL', 3);
    session.fail('EC20_QUEUE_FULL', 4);
    await clock.advance(MINUTE);
    await session.end();
    const events = await recorder.reader.events(START, Infinity);
    assert.deepEqual(kindsOf(events), [
      ...['started', 'state', 'module', 'sim', 'network'],
      ...['state', 'state', 'state', 'state', 'state', 'fault'],
      ...['fault', 'state', 'module', 'failed', 'state', 'stopped'],
    ]);
    assert.deepEqual(events[0], { kind: 'started', version: '1.2.3', at: START });
    assert.deepEqual(events[3], { kind: 'sim', state: 'READY', iccidEnd: '1234', at: START });
    const failed = events.find(({ kind }) => kind === 'failed');
    assert.deepEqual(failed, {
      kind: 'failed',
      code: 'EC20_QUEUE_FULL',
      count: 7,
      at: START + 2 * MINUTE - 1,
    });
    const restarted = events.filter((event) => event.kind === 'module' && event.restarted);
    assert.equal(restarted.length, 1);
    assert.equal(JSON.stringify(events).includes('89860012345678901234'), false);
  });

  it('outlives a deploy: the next session of the device goes on', async () => {
    const { clock, recorder, session } = recorded();
    session.connect();
    session.deliver(100);
    await clock.advance(90_000);
    await session.end();
    await clock.advance(5 * MINUTE);
    const next = new PlayedSession(clock, recorder);
    next.connect();
    next.deliver(100);
    await clock.advance(MINUTE);
    const [whole] = await recorder.reader.samples(START, Infinity, HOUR);
    assert.deepEqual([whole?.counts.delivered, whole?.recordedMs], [2, 150_000]);
    await next.end();
    assert.equal(clock.armed, 0, 'no timer is left');
  });

  it('says that it is in memory only where Node.js has no SQLite: EC20_HISTORY_MEMORY', () => {
    const clock = new VirtualClock(START);
    const notice = new CodedError('EC20_HISTORY_MEMORY', { params: { version: 'v20.1.0' } });
    const { keeping } = new Recorder({ clock, version: '1', store: undefined, notice }).reader;
    assert.deepEqual(keeping, {
      where: 'memory',
      days: 1,
      notice: { code: 'EC20_HISTORY_MEMORY', params: { version: 'v20.1.0' }, phrases: {} },
    });
  });

  it('is empty, and says so, where nothing is recorded', async () => {
    assert.equal(NO_HISTORY.keeping.where, 'off');
    assert.deepEqual(await NO_HISTORY.samples(0, Infinity, MINUTE), []);
    assert.deepEqual(await NO_HISTORY.events(0, Infinity), []);
  });

  it('records a real session: its way online, a message, and the end', async () => {
    let recorder: Recorder | undefined;
    const device = new VirtualDevice({}, ({ clock }) => {
      recorder = new Recorder({ clock, version: '1', store: undefined });
      const member = recorder.join({ days: 1, keepsPayload: false });
      queueMicrotask(() => member.watch(device.session));
      return { observer: member.observer };
    });
    await device.online();
    assert(recorder !== undefined);
    const result = device.publish('hello');
    await device.clock.until(() => result.delivered.length === 1, MINUTE, 'delivery');
    await device.clock.advance(2 * MINUTE);
    const samples = await recorder.reader.samples(0, Infinity, HOUR);
    const [sample] = samples;
    assert.equal(sample?.counts.accepted, 1);
    assert.equal(sample.counts.delivered, 1);
    assert.equal(sample.counts.payloadUp, 5);
    assert(sample.signalDbm !== undefined && sample.signalDbm < 0);
    assert(sample.roundTripP50Ms !== undefined && sample.roundTripP50Ms > 0);
    assert(sample.onlineMs > MINUTE);
    const events = await recorder.reader.events(0, Infinity);
    const states = events.flatMap((event) => (event.kind === 'state' ? [event.state] : []));
    assert.equal(states.at(-1), 'online');
    assert(kindsOf(events).includes('module') && kindsOf(events).includes('sim'));
    assert.deepEqual(await recorder.reader.outages(0, Infinity), []);
    await device.clock.settle(device.session.close(), MINUTE);
  });
});
