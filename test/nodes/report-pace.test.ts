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
