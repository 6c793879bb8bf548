import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '../../src/base/coded-error';
import { DiskHistory, historyFile } from '../../src/history/disk/disk-history';
import { Recorder } from '../../src/history/recorder';
import { VirtualClock } from '../support/virtual-clock';
import { CountedStore } from './counted-store';
import { diskLives } from './disk-lives';
import { PlayedSession } from './played-session';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 10, 22);

describe('A history on disk', () => {
  const lives = diskLives();
  const { life } = lives;
  let folder: string;
  beforeEach(() => {
    folder = lives.folder();
  });

  const filesOf = () => readdirSync(folder).filter((name) => name.endsWith('.sqlite'));

  it('has samples, events, outages and traces of earlier programs, and goes on with the same ten minutes', async () => {
    const first = life(START);
    await first.store.idle();
    first.session.connect();
    first.session.trace.record('out', 'AT');
    for (let minute = 0; minute < 13; minute++) {
      first.session.deliver(100);
      await first.pass(MINUTE);
    }
    first.session.be('failed', 'EC20_SIM_ABSENT');
    await first.pass(MINUTE);
    first.session.connect();
    await first.session.end();

    const second = life(START + 16 * MINUTE);
    await second.store.idle();
    second.session.connect();
    second.session.deliver(100);
    await second.pass(MINUTE);
    const { reader } = second.recorder;
    const tens = await reader.samples(START, Infinity, 10 * MINUTE);
    assert.deepEqual(
      tens.map(({ at, counts, recordedMs }) => [
        (at - START) / MINUTE,
        counts.delivered,
        recordedMs / MINUTE,
      ]),
      [
        [0, 10, 10],
        [10, 4, 5],
      ],
    );
    assert(tens.every(({ roundTripP50Ms = 0 }) => Math.abs(roundTripP50Ms - 100) < 10));
    // By the minute only what this program has recorded.
    const fine = await reader.samples(START, Infinity, MINUTE);
    assert.deepEqual(
      fine.map(({ at, spanMs }) => [(at - START) / MINUTE, spanMs / MINUTE]),
      [
        [0, 10],
        [10, 10],
      ],
    );
    const [outage, ...more] = await reader.outages(0, Infinity);
    assert.deepEqual(more, []);
    assert.deepEqual(
      [outage?.from, outage?.to, outage?.reason.code],
      [START + 13 * MINUTE, START + 14 * MINUTE, 'EC20_SIM_ABSENT'],
    );
    const kinds = (await reader.events(0, Infinity)).map(({ kind }) => kind);
    assert.deepEqual(
      kinds.filter((kind) => kind === 'started' || kind === 'stopped'),
      [...['started', 'stopped', 'started']],
    );
    const [trace] = await reader.faultTraces(5);
    assert.equal(trace?.code, 'EC20_SIM_ABSENT');
    assert.deepEqual(trace.lines, ['2026-11-22T00:00:00.000Z → AT']);
    assert.deepEqual(reader.keeping, { where: 'disk', days: 90, notice: undefined });
    await second.session.end();
  });

  it('loses ten minutes at most to a power cut, and says when nothing ran: EC20_NOT_RUNNING', async () => {
    const first = life(START);
    await first.store.idle();
    first.session.connect();
    for (let minute = 0; minute < 35; minute++) {
      first.session.deliver(100);
      await first.pass(MINUTE);
    }
    // The power fails: nobody closes anything.
    const second = life(START + 2 * HOUR);
    await second.store.idle();
    second.session.connect();
    await second.pass(MINUTE);
    const [sum] = await second.recorder.reader.samples(START, START + HOUR, HOUR);
    assert.equal(sum?.counts.delivered, 30, 'those of the last five minutes are lost');
    const [outage] = await second.recorder.reader.outages(0, Infinity);
    assert.equal(outage?.reason.code, 'EC20_NOT_RUNNING');
    assert(outage.from >= START + 25 * MINUTE && outage.from <= START + 35 * MINUTE);
    assert.equal(outage.to, START + 2 * HOUR);
    await second.session.end();
    await first.session.end();
  });

  it('takes at most 200 commits a day, however often the connection breaks', async () => {
    const { clock, store, session, pass } = life(START);
    await store.idle();
    session.connect();
    for (let minute = 0; minute < 24 * 60; minute += 15) {
      session.be('waiting', 'EC20_LINK_PEER_CLOSED');
      await pass(10 * MINUTE);
      session.connect();
      await pass(5 * MINUTE);
    }
    assert(store.commits <= 200 && store.commits >= 144, `${store.commits} commits`);
    await session.end();
    assert.equal(clock.armed, 0);
  }).timeout(120_000);

  it('stays below 5 MB, the oldest going first, and keeps no more days than set', async () => {
    const { recorder, store, session, pass } = life(START, { days: 3 });
    await store.idle();
    for (let hour = 0; hour < 24 * 5; hour++) {
      session.connect();
      // More than any device.
      for (let event = 0; event < (hour < 100 ? 5 : 1500); event++) {
        session.show({ sim: { state: `state ${hour} ${event}`.padEnd(120, '.'), iccid: '', imsi: '' } });
      }
      session.be('waiting', 'EC20_LINK_PEER_CLOSED');
      await pass(HOUR, HOUR);
    }
    const bytes = lives.bytes();
    assert(bytes < 5_000_000, `${bytes} bytes`);
    const events = await recorder.reader.events(0, Infinity);
    assert.equal(events.length, 2000);
    const samples = await recorder.reader.samples(0, Infinity, HOUR);
    const oldest = (samples[0]?.at ?? 0) - START;
    assert(oldest >= 2 * DAY, `${oldest / DAY} days`);
    assert(samples.length >= 4, 'the newest hours are there');
    await session.end();
  }).timeout(120_000);

  it('sets a damaged file aside, says so, and begins a new one: EC20_HISTORY_DAMAGED', async () => {
    const file = historyFile(folder, 'device');
    writeFileSync(file, 'no database at all, but long enough to be looked at'.repeat(50));
    const told: string[] = [];
    const { recorder, store, session, pass } = life(START, { onTrouble: ({ code }) => told.push(code) });
    await store.idle();
    await pass(20 * MINUTE);
    assert.deepEqual(told, ['EC20_HISTORY_DAMAGED']);
    assert.equal(filesOf().length, 1);
    assert(readdirSync(folder).some((name) => name.includes('.damaged-2026-11-22')));
    assert.equal(recorder.reader.keeping.where, 'disk');
    assert((await recorder.reader.samples(START, Infinity, HOUR)).length > 0);
    await session.end();
  });

  it('goes on in memory while the folder can’t be written, says so once, and writes when it can: EC20_HISTORY_DISK', async () => {
    const inner = new DiskHistory(historyFile(folder, 'device'));
    const refusing = new CodedError('EC20_HISTORY_DISK', { params: { detail: 'database or disk is full' } });
    let isFull = true;
    const store = new CountedStore({
      open: (wallMs) => inner.open(wallMs),
      write: (batch) => (isFull ? Promise.reject(refusing) : inner.write(batch)),
      spans: (...range) => inner.spans(...range),
      events: (...range) => inner.events(...range),
      outages: (...range) => inner.outages(...range),
      traces: (limit) => inner.traces(limit),
      close: () => inner.close(),
    });
    const clock = new VirtualClock(START);
    const recorder = new Recorder({ clock, version: '1', store });
    const told: string[] = [];
    const session = new PlayedSession(clock, recorder, { onTrouble: ({ code }) => told.push(code) });
    await store.idle();
    session.connect();
    for (let minute = 0; minute < 60; minute++) {
      session.deliver(100);
      await clock.advance(MINUTE);
      await store.idle();
    }
    assert.deepEqual(told, ['EC20_HISTORY_DISK']);
    const { where, notice } = recorder.reader.keeping;
    assert.deepEqual([where, notice?.code], ['memory', 'EC20_HISTORY_DISK']);
    const [hour] = await recorder.reader.samples(START, Infinity, HOUR);
    assert.equal(hour?.counts.delivered, 60);
    isFull = false;
    for (let step = 0; step < 11; step++) {
      await clock.advance(MINUTE);
      await store.idle();
    }
    assert.equal(recorder.reader.keeping.where, 'disk');
    await session.end();
    const later = life(START + 3 * HOUR);
    const again = await later.recorder.reader.samples(START, START + HOUR, HOUR);
    assert.equal(again[0]?.counts.delivered, 60, 'nothing of that hour is lost');
    await later.session.end();
  });

  it('is for its user alone, and has no secret, no card number and no payload in it', async () => {
    const { recorder, store, session, pass } = life(START);
    await store.idle();
    session.trace.mark('T0pSecret');
    session.trace.record('out', 'AT+QMTCONN=0,"me","user","T0pSecret"');
    session.trace.record('in', '89860012345678901234');
    session.trace.recordData('out', '', Buffer.from('private reading'));
    session.trace.record('in', '+QMTRECV: 0,0,"topic",private order');
    session.connect();
    session.be('waiting', 'EC20_LINK_PEER_CLOSED');
    await pass(20 * MINUTE);
    const [trace] = await recorder.reader.faultTraces(1);
    assert.deepEqual(
      trace?.lines.map((line) => line.slice(25)),
      ['→ AT+QMTCONN=0,"me","user","***"', '← ***', '→ <15 bytes>', '← +QMTRECV: 0,0,"topic",<13 bytes>'],
    );
    await session.end();
    const file = historyFile(folder, 'device');
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const bytes = readdirSync(folder)
      .map((name) => readFileSync(join(folder, name)).toString('latin1'))
      .join('');
    assert(bytes.includes('EC20_LINK_PEER_CLOSED'));
    for (const secret of ['T0pSecret', '8986001234', 'private']) assert(!bytes.includes(secret), secret);
    assert(existsSync(file));
  });
});
