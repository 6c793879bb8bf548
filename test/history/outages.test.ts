import assert from 'node:assert/strict';
import { Recorder } from '../../src/history/recorder';
import { OutageLog } from '../../src/history/outage-log';
import { CodedError } from '../../src/base/coded-error';
import { recordedReason } from '../../src/history/reason';
import { VirtualClock } from '../support/virtual-clock';
import { PlayedSession } from './played-session';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 10, 22);

function recorded() {
  const clock = new VirtualClock(START);
  const recorder = new Recorder({ clock, version: '1', store: undefined });
  const session = new PlayedSession(clock, recorder);
  /** Begin and end in minutes from the start, and the code. */
  const outages = async () => {
    const found = await recorder.reader.outages(0, Infinity);
    const minutes = (at: number | undefined) => at && (at - START) / MINUTE;
    return found.map(({ from, to, reason }) => [minutes(from), minutes(to), reason.code]);
  };
  return { clock, recorder, session, outages };
}

describe('An outage', () => {
  it('lasts from the loss of the connection until the device is online again', async () => {
    const { clock, session, outages } = recorded();
    session.connect();
    await clock.advance(10 * MINUTE);
    session.be('waiting', 'EC20_SIM_ABSENT');
    await clock.advance(3 * MINUTE);
    assert.deepEqual(await outages(), [[10, undefined, 'EC20_SIM_ABSENT']]);
    session.connect();
    assert.deepEqual(await outages(), [[10, 13, 'EC20_SIM_ABSENT']]);
    await session.end();
  });

  it('keeps its first telling reason: a lost connection says less than the missing network after it', async () => {
    const { clock, session, outages } = recorded();
    session.connect();
    await clock.advance(MINUTE);
    session.be('waiting', 'EC20_LINK_PEER_CLOSED');
    session.be('network', 'EC20_LINK_PEER_CLOSED');
    session.be('failed', 'EC20_REGISTRATION_DENIED');
    session.be('failed', 'EC20_SIM_ABSENT');
    await clock.advance(MINUTE);
    session.connect();
    assert.deepEqual(await outages(), [[1, 2, 'EC20_REGISTRATION_DENIED']]);
    await session.end();
  });

  it('begins with the attempt where the device was never online, and is none if that gets online within a minute', async () => {
    const { clock, session, outages } = recorded();
    session.be('opening');
    await clock.advance(20_000);
    session.be('failed', 'EC20_MODULE_SILENT');
    await clock.advance(10_000);
    session.connect();
    assert.deepEqual(await outages(), []);
    session.be('closed');
    await clock.advance(MINUTE * 29.5);
    session.be('opening');
    await clock.advance(MINUTE);
    session.be('failed', 'EC20_PORT_NOT_FOUND');
    await clock.advance(MINUTE);
    assert.deepEqual(await outages(), [[30, undefined, 'EC20_PORT_NOT_FOUND']]);
    await session.end();
  });

  it('is none while the device is released or disconnected on purpose', async () => {
    const { clock, session, outages } = recorded();
    session.connect();
    session.be('closed', 'EC20_PORT_RELEASED');
    await clock.advance(HOUR);
    session.connect();
    await clock.advance(HOUR);
    await session.end();
    assert.deepEqual(await outages(), []);
  });

  it('goes on over a deploy', async () => {
    const { clock, recorder, session, outages } = recorded();
    session.connect();
    await clock.advance(MINUTE);
    session.be('failed', 'EC20_SIM_PUK');
    await clock.advance(MINUTE);
    await session.end();
    assert.deepEqual(await outages(), [[1, 2, 'EC20_SIM_PUK']]);
    await clock.advance(MINUTE);
    const next = new PlayedSession(clock, recorder);
    next.be('opening');
    next.be('failed', 'EC20_SIM_PUK');
    await clock.advance(MINUTE);
    next.connect();
    assert.deepEqual(await outages(), [[1, 4, 'EC20_SIM_PUK']]);
    await next.end();
  });

  it('begins where the power failed while the device was online, and ends when it is back: EC20_NOT_RUNNING', () => {
    const log = new OutageLog();
    const reason = recordedReason(new CodedError('EC20_NOT_RUNNING'));
    log.restore(undefined, { from: START, reason });
    log.changed(START + HOUR, 'opening', undefined);
    log.changed(START + HOUR + MINUTE, 'online', undefined);
    const [outage, ...more] = log.between(0, Infinity, START + 2 * HOUR);
    assert.deepEqual(more, []);
    assert.deepEqual([outage?.from, outage?.to], [START, START + HOUR + MINUTE]);
    assert.equal(outage?.reason.code, 'EC20_NOT_RUNNING');
  });

  it('of the power ends where the next program tries in vain: what keeps the device offline then is another one', () => {
    for (const isReadLate of [false, true]) {
      const log = new OutageLog();
      const restore = () =>
        log.restore(undefined, { from: START, reason: recordedReason(new CodedError('EC20_NOT_RUNNING')) });
      if (!isReadLate) restore();
      log.changed(START + HOUR, 'opening', undefined);
      log.changed(START + HOUR + 1000, 'waiting', new CodedError('EC20_SIM_ABSENT'));
      if (isReadLate) restore();
      log.changed(START + 4 * HOUR, 'online', undefined);
      const found = log.between(0, Infinity, START + 5 * HOUR);
      assert.deepEqual(
        found.map(({ id, from, to = NaN, reason }) => [
          id,
          (from - START) / HOUR,
          (to - START) / HOUR,
          reason.code,
        ]),
        [
          [1, 0, 1, 'EC20_NOT_RUNNING'],
          [2, 1, 4, 'EC20_SIM_ABSENT'],
        ],
      );
    }
  });

  it('of the power has what fails within the first minute of the next program in it', () => {
    const log = new OutageLog();
    log.restore(undefined, { from: START, reason: recordedReason(new CodedError('EC20_NOT_RUNNING')) });
    log.changed(START + HOUR, 'opening', undefined);
    log.changed(START + HOUR + 1000, 'waiting', new CodedError('EC20_SIM_ABSENT'));
    log.changed(START + HOUR + 30_000, 'online', undefined);
    const found = log.between(0, Infinity, START + 5 * HOUR);
    assert.deepEqual(
      found.map(({ from, to, reason }) => [from, to, reason.code]),
      [[START, START + HOUR + 30_000, 'EC20_NOT_RUNNING']],
    );
  });

  it('that lasted gets its reason from the next program where the last one did not learn it', () => {
    const log = new OutageLog();
    const reason = recordedReason(new CodedError('EC20_LINK_PEER_CLOSED'));
    log.restore({ id: 1, from: START, to: undefined, reason, isPaused: false }, undefined);
    log.changed(START + HOUR, 'opening', undefined);
    log.changed(START + HOUR + 1000, 'waiting', new CodedError('EC20_SIM_ABSENT'));
    const [outage] = log.between(0, Infinity, START + 2 * HOUR);
    assert.deepEqual([outage?.from, outage?.reason.code], [START, 'EC20_SIM_ABSENT']);
  });

  it('that lasted at the end of the last program is the same, whatever fails in the next', () => {
    const log = new OutageLog();
    const reason = recordedReason(new CodedError('EC20_SIM_ABSENT'));
    log.changed(START + HOUR, 'failed', new CodedError('EC20_PORT_NOT_FOUND'));
    log.restore(
      { id: 7, from: START, to: undefined, reason, isPaused: false },
      { from: START + MINUTE, reason },
    );
    log.changed(START + 2 * HOUR, 'online', undefined);
    log.changed(START + 3 * HOUR, 'failed', new CodedError('EC20_PORT_NOT_FOUND'));
    const found = log.between(0, Infinity, START + 4 * HOUR);
    assert.deepEqual(
      found.map(({ id, from, to }) => [id, from, to]),
      [
        [7, START, START + 2 * HOUR],
        [9, START + 3 * HOUR, undefined],
      ],
    );
  });
});
