import assert from 'node:assert/strict';
import { dayOf, monthOf } from '../../src/history/usage-calendar';
import { UsageLedger } from '../../src/history/usage-ledger';
import { NO_COUNTS, readUsage, usageText } from '../../src/history/usage-store';
import { VirtualClock } from '../support/virtual-clock';

const DAY_MS = 86_400_000;
/** Noon, so that the hour of a change of time does not matter. */
const noon = (year: number, month: number, day: number) => new Date(year, month - 1, day, 12).getTime();
const START = noon(2026, 11, 22);

class Days {
  readonly clock = new VirtualClock(START);
  ledger = new UsageLedger(this.clock);

  /** Moves `bytes` now. */
  move(bytes: number): void {
    this.ledger.add({ airUp: bytes });
  }

  restart(): void {
    const { days } = readUsage(usageText({ days: this.ledger.days, told: undefined }));
    this.ledger = new UsageLedger(this.clock);
    this.ledger.restore(days);
  }

  get bytes(): Record<string, number> {
    return Object.fromEntries(this.ledger.days.map(({ day, airUp }) => [day, airUp]));
  }
}

describe('A device’s days', () => {
  it('each count what moves between two midnights of this computer', async () => {
    const days = new Days();
    days.move(1);
    await days.clock.advance(noon(2026, 11, 23) - START - 12 * 3_600_000 - 1);
    days.move(2);
    await days.clock.advance(1);
    days.move(4);
    assert.deepEqual(days.bytes, { '2026-11-22': 3, '2026-11-23': 4 });
  });

  it('are the same after a restart, whose own counts are added', async () => {
    const days = new Days();
    days.move(1);
    await days.clock.advance(DAY_MS);
    days.ledger.add({ airUp: 2, moduleUp: 0, payloadDown: 9 });
    const before = days.ledger.days;
    days.restart();
    assert.deepEqual(days.ledger.days, before);
    const late = new UsageLedger(days.clock);
    late.add({ airUp: 10 });
    late.restore(before);
    assert.deepEqual(
      late.days.map(({ airUp }) => airUp),
      [1, 12],
    );
  });

  for (const [what, wallMs, expected] of [
    ['an hour back over midnight', noon(2026, 11, 21), { '2026-11-22': 3 }],
    ['two weeks back', START - 14 * DAY_MS, { '2026-11-22': 3 }],
    ['to 1970', noon(1970, 1, 1), { '2026-11-22': 3 }],
    ['a week forward', START + 7 * DAY_MS, { '2026-11-22': 1, '2026-11-29': 2 }],
  ] as const) {
    it(`go on from the latest one when the clock jumps ${what}`, () => {
      const days = new Days();
      days.move(1);
      days.clock.setWallTime(wallMs);
      days.move(2);
      assert.deepEqual(days.bytes, expected);
      days.restart();
      assert.deepEqual(days.bytes, expected);
    });
  }

  it('that a clock running wild has made go to the day that it really is, and nothing is counted twice', () => {
    const days = new Days();
    days.move(1);
    days.clock.setWallTime(noon(2036, 1, 1));
    days.move(2);
    assert.deepEqual(days.bytes, { '2026-11-22': 1, '2036-01-01': 2 });
    days.clock.setWallTime(START + DAY_MS);
    days.move(4);
    assert.deepEqual(days.bytes, { '2026-11-22': 1, '2026-11-23': 6 });
  });

  for (const [what, byMs] of [
    ['two days', 2 * DAY_MS],
    ['nine days, over the end of the month', 9 * DAY_MS],
    ['a month', 31 * DAY_MS],
    ['a year', 365 * DAY_MS],
  ] as const) {
    it(`that a clock which was ahead by ${what} has made go to the day that it really is, after a restart too`, () => {
      for (const isRestarted of [false, true]) {
        const days = new Days();
        days.move(1);
        days.clock.setWallTime(START + byMs);
        days.move(2);
        if (isRestarted) days.restart();
        days.clock.setWallTime(START + 1000);
        days.move(4);
        assert.deepEqual(days.bytes, { '2026-11-22': 7 });
      }
    });
  }

  for (const [what, wallMs] of [
    ['a year before all of them', START - 365 * DAY_MS],
    ['a month back, in their midst', START - 31 * DAY_MS],
  ] as const) {
    it(`stay as they are where a computer without a battery begins ${what}, until its clock is set`, async () => {
      const days = new Days();
      for (let day = 0; day < 60; day++) {
        days.clock.setWallTime(START - (59 - day) * DAY_MS);
        days.move(1);
      }
      const before = days.bytes;
      days.clock.setWallTime(wallMs);
      days.restart();
      days.move(2);
      await days.clock.advance(3_600_000);
      assert.deepEqual(days.bytes, { ...before, '2026-11-22': 3 });
      const now = days.clock.wallTime();
      assert.equal(
        days.ledger.between(now - DAY_MS, now + 1).at(-1)?.airUp,
        3,
        'the day that counts now is told',
      );
      days.clock.setWallTime(START + DAY_MS);
      days.move(4);
      assert.deepEqual(days.bytes, { ...before, '2026-11-22': 3, '2026-11-23': 4 });
    });
  }

  it('before the clock is set count for the first day that is known', () => {
    const days = new Days();
    days.clock.setWallTime(noon(1970, 1, 1));
    days.move(1);
    days.restart();
    days.clock.setWallTime(noon(1970, 1, 2));
    days.move(2);
    days.clock.setWallTime(START);
    assert.deepEqual(days.bytes, { '2026-11-22': 3 });
    days.move(4);
    assert.deepEqual(days.bytes, { '2026-11-22': 7 });
  });

  it('are kept for more than a year, and no longer', async () => {
    const days = new Days();
    for (let day = 0; day < 500; day++) {
      days.move(1);
      await days.clock.advance(DAY_MS);
    }
    assert.equal(days.ledger.days.length, 400);
    assert(Buffer.byteLength(usageText({ days: days.ledger.days, told: undefined })) < 65_536);
  });

  it('are read without what makes no sense, from a damaged file as none', () => {
    const counts = { ...NO_COUNTS, airUp: 5 };
    const text = usageText({ days: [{ day: '2026-11-22', ...counts }], told: { budget: 'b', percent: 80 } });
    assert.deepEqual(readUsage(text), {
      days: [{ day: '2026-11-22', ...counts }],
      told: { budget: 'b', percent: 80 },
    });
    for (const damaged of ['', '{', 'null', '[]', '{"days":[[1],["x"],null,{}],"told":7}']) {
      assert.deepEqual(readUsage(damaged), { days: [], told: undefined });
    }
    assert.equal(readUsage('{"days":[["2026-11-22",-5,"x"]]}').days[0]?.payloadUp, 0);
  });

  it('in a time are those that it touches', () => {
    const days = new Days();
    for (const at of [START, START + DAY_MS, START + 2 * DAY_MS]) {
      days.clock.setWallTime(at);
      days.move(1);
    }
    const between = (from: number, to: number) =>
      days.ledger.between(from, to).map(({ day }) => day.slice(-2));
    assert.deepEqual(between(START + 3_600_000, START + DAY_MS), ['22', '23']);
    assert.deepEqual(between(START + DAY_MS, START + 10 * DAY_MS), ['23', '24']);
    assert.deepEqual(between(0, START - DAY_MS), []);
  });
});

describe('A budget’s month', () => {
  for (const [day, resetDay, from, to] of [
    ['2026-11-22', 1, '2026-11-01', '2026-12-01'],
    ['2026-11-22', 22, '2026-11-22', '2026-12-22'],
    ['2026-11-22', 23, '2026-10-23', '2026-11-23'],
    ['2026-12-31', 28, '2026-12-28', '2027-01-28'],
    ['2027-01-01', 28, '2026-12-28', '2027-01-28'],
    ['2027-02-27', 28, '2027-01-28', '2027-02-28'],
    ['2028-02-29', 28, '2028-02-28', '2028-03-28'],
  ] as const) {
    it(`that begins on day ${resetDay} lasts on ${day} from ${from} to ${to}`, () => {
      assert.deepEqual(monthOf(day, resetDay), { from, to });
    });
  }

  it('holds each day of four years once', () => {
    for (let at = START, last = monthOf(dayOf(START), 28); at < START + 1461 * DAY_MS; at += DAY_MS) {
      const day = dayOf(at);
      const month = monthOf(day, 28);
      assert(month.from <= day && day < month.to, day);
      assert(month.from === last.from || month.from === last.to, day);
      last = month;
    }
  });
});
