import assert from 'node:assert/strict';
import { ReportPace } from '../../nodes/status/report-pace';
import { sessionlessSnapshot } from '../../nodes/status/status-report';
import { CodedError } from '../../src/base/coded-error';
import type { SessionSnapshot } from '../../src/session/snapshot';
import { VirtualClock } from '../support/virtual-clock';

describe('The reports of ec20-status', () => {
  let clock: VirtualClock;
  let now: SessionSnapshot;
  let sent: { atMs: number; state: string; dropped: number }[];
  let pace: ReportPace;

  beforeEach(() => {
    clock = new VirtualClock();
    now = sessionlessSnapshot('simulator', undefined, 0);
    sent = [];
    pace = new ReportPace(clock, () => {
      sent.push({ atMs: clock.now(), state: now.state, dropped: now.queue.dropped });
    });
    pace.start(now);
    sent.length = 0;
  });

  function change(part: Partial<SessionSnapshot>): void {
    now = { ...now, ...part };
    pace.changed(now);
  }

  const drop = () => change({ queue: { ...now.queue, dropped: now.queue.dropped + 1 } });

  it('sum up a burst of thousands of dropped messages in one a second, the last with the exact total', async () => {
    await clock.advance(5000);
    for (let index = 0; index < 3000; index++) drop();
    await clock.advance(400);
    for (let index = 0; index < 3000; index++) drop();
    await clock.advance(10_000);
    assert.deepEqual(
      sent.map(({ atMs, dropped }) => [atMs, dropped]),
      [
        [5000, 1],
        [6000, 6000],
      ],
    );
    assert.equal(clock.armed, 0);
  });

  it('go on at one a second for as long as it lasts', async () => {
    for (let index = 0; index < 10_000; index++) {
      drop();
      await clock.advance(1);
    }
    await clock.advance(2000);
    assert.ok(sent.length >= 9 && sent.length <= 11, `${sent.length} reports of 10 s`);
    assert.equal(sent.at(-1)?.dropped, 10_000);
    const gaps = sent.slice(1).map(({ atMs }, index) => atMs - (sent[index]?.atMs ?? 0));
    assert.ok(Math.min(...gaps) >= 1000, `${Math.min(...gaps)} ms between two`);
  });

  const devices = (...states: ('login' | 'online' | 'failed')[]) => ({
    subDevices: states.map((state, index) => ({
      device: `a1/meter-${index}`,
      deviceName: `meter-${index}`,
      state,
      error: state === 'failed' ? new CodedError('EC20_SUB_DISABLED') : undefined,
      since: 0,
    })),
  });

  it('sum up the logins of many devices behind a gateway; the fault of one comes at once', async () => {
    change(devices('login', 'login', 'login'));
    change(devices('online', 'login', 'login'));
    change(devices('online', 'online', 'login'));
    assert.equal(sent.length, 0);
    change(devices('online', 'online', 'failed'));
    assert.equal(sent.length, 1);
    change(devices('online', 'online', 'online'));
    assert.equal(sent.length, 2);
    change(devices('login', 'online', 'online'));
    await clock.advance(1000);
    assert.equal(sent.length, 3);
    assert.equal(clock.armed, 0);
  });

  it('of one device behind a gateway alone come with its own changes, at once, and with no others', async () => {
    const own = new ReportPace(
      clock,
      () => sent.push({ atMs: clock.now(), state: '', dropped: 0 }),
      'a1/meter-1',
    );
    const tell = (part: Partial<SessionSnapshot>) => own.changed({ ...now, ...part });
    own.start(now);
    sent.length = 0;
    tell(devices('login', 'login', 'login'));
    tell(devices('online', 'login', 'failed'));
    tell({ ...devices('online', 'login', 'online'), counters: { ...now.counters, dropped: 5 } });
    await clock.advance(60_000);
    assert.equal(sent.length, 1);
    tell(devices('online', 'online', 'online'));
    assert.equal(sent.length, 2);
    assert.equal(clock.armed, 0);
  });

  it('come at once for a new state or error, with all that was held back', () => {
    drop();
    change({ state: 'opening' });
    drop();
    change({ state: 'waiting', error: new CodedError('EC20_SIM_ABSENT') });
    drop();
    change({ error: new CodedError('EC20_SIM_PUK') });
    assert.deepEqual(
      sent.map(({ state, dropped }) => [state, dropped]),
      [
        ['opening', 1],
        ['waiting', 2],
        ['waiting', 3],
      ],
    );
  });

  it('end with their node', async () => {
    drop();
    pace.close();
    await clock.advance(10_000);
    assert.deepEqual(sent, []);
  });
});
